"""Trips for kepler.gl: a GeoJSON file whose lines have [lon, lat, altitude, time] points."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.analysis.run import run_to_export
from simulator.report.exports.geo import DIGITS, roads_of
from simulator.report.exports.ways import leg_lines

FIRST_DAY = 1_704_067_200  # kepler wants dates: 1 January 2024, 00:00 UTC, stands for the first service day


def export_kepler(results: Path, folder: Path) -> list[Path]:
    """Write kepler_trips.json: a feature per driven leg, with its vehicle, riders and purpose."""
    run = run_to_export(results, folder)
    legs = run.tables.legs
    told = legs[["vehicle_id", "riders", "purpose", "departed_s", "arrived_s"]].to_dict("records")
    features = [
        {
            "type": "Feature",
            "properties": {key: value if isinstance(value, str) else int(value) for key, value in told[row].items()},
            "geometry": {
                "type": "LineString",
                "coordinates": [
                    [round(lon, DIGITS), round(lat, DIGITS), 0, FIRST_DAY + round(time_s)]
                    for lon, lat, time_s in points.tolist()
                ],
            },
        }
        for row, points in leg_lines(run, roads_of(run))
        if len(points) > 1
    ]
    path = folder / "kepler_trips.json"
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    return [path]
