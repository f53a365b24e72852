"""Rules about who may book for drawn days: an area, and what becomes of who could go by timetable as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Settings = dict[str, Any]


def write_rules(draw: Any, where: Any, settings: Settings, folder: Path) -> None:
    """Give rules to the first ridepooling service on some days. draw, where: see ``drawing``."""
    rides = settings["services"]["random"]
    if draw.coin(0.3):
        _write_area(draw, where, folder / "area.geojson")
        rides["zones"] = {"file": "area.geojson", "same": draw.coin(0.5)}
    if "lines" not in settings["services"] or not draw.coin(0.95):
        return
    then = draw.one_of("reject", "reject", "surcharge", "surcharge", "tell", "drop")
    rule: Settings = {
        "within": draw.one_of("30 min", "90 min"), "walk": draw.one_of("2 km", "5 km"), "then": then,
        "max_changes": draw.one_of(0, 1, 2), "max_time_factor": draw.one_of(2, 4), "plus": "60 min",
    }  # fmt: skip
    if then == "surcharge":
        rule["surcharge"] = "1.25 EUR"
    rule["except"] = draw.one_of(
        {}, {"classes": ["patient"]}, {"wheelchair": True}, {"hours": [["17:00", "07:00"]]},
        {"zones": rides["zones"]} if "zones" in rides else {},
    )  # fmt: skip
    rides["parallel_service"] = rule


def offer_feeder_first(draw: Any, services: Settings) -> None:
    """Let the rule offer a ride to a bus or train first on some days with a feeder.

    On few of those on which plans are made anew all the time: with less to carry nothing in them changes.
    """
    first = services["random"]
    rule, when = first.get("parallel_service"), first["dispatch"].get("replan", {}).get("when")
    if "feeder" not in services or rule is None or not draw.coin(0.1 if when == "every_request" else 0.6):
        return
    rule.pop("surcharge", None)
    rule |= {"then": "offer_feeder", "within": draw.one_of("1 h", "2 h"), "max_time_factor": draw.one_of(4, 8)}


def _write_area(draw: Any, where: Any, path: Path) -> None:
    """Write two areas that overlap: the west of the region, and the south of it."""
    lon, lat = where.network.lon, where.network.lat
    west, south, east, north = lon.min() - 1, lat.min() - 1, lon.max() + 1, lat.max() + 1
    middle = [float(axis.min() + draw.one_of(0.6, 0.8) * (axis.max() - axis.min())) for axis in (lon, lat)]
    features = [
        {"type": "Feature", "id": name, "geometry": {"type": "Polygon", "coordinates": [_ring(*box)]}}
        for name, box in {"west": (west, south, middle[0], north), "south": (west, south, east, middle[1])}.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]
