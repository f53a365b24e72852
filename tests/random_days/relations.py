"""Borders for drawn days: two zones or three counties, hubs, and who may cross which border, where and when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Settings = dict[str, Any]
NAMES = ("west", "middle", "east")


def write_relations(draw: Any, where: Any, settings: Settings, folder: Path) -> None:
    """Give places to some days, and a rule about them to the first service. draw, where: see ``drawing``.

    Not on days that offer a ride to a bus or train first: who may not cross a border is not asked.
    """
    then = settings["services"]["random"].get("parallel_service", {}).get("then")
    if not draw.coin(0.5) or then == "offer_feeder":
        return
    lon, lat = where.network.lon, where.network.lat
    # crooked borders through the middle of the region, the eastern county ends before the region does
    cuts = [float(lon.min() + share * (lon.max() - lon.min())) for share in (-1, 0.45, 0.7, 0.93)]
    bends = [draw.random.normal(0, 0.05 * (lon.max() - lon.min()), 3) * (0 < number < 3) for number in range(4)]
    north = [float(lat.min() + share * (lat.max() - lat.min())) for share in (-0.2, 0.5, 1.2)]
    sides = [
        [[float(cut + bend), y] for bend, y in zip(its, north, strict=True)]
        for cut, its in zip(cuts, bends, strict=True)
    ]
    _write(folder / "counties.geojson", {name: (sides[n], sides[n + 1]) for n, name in enumerate(NAMES)})
    settings["places"] = {"territories": {"file": "counties.geojson"}}
    areas = list(NAMES)
    if draw.coin(0.5):
        _write(folder / "zones.geojson", {"left": (sides[0], sides[2]), "right": (sides[2], sides[3])})
        settings["places"]["zones"] = {"file": "zones.geojson"}
        areas = ["left", "right"]
    inside = [node for node in range(len(lon)) if cuts[0] < lon[node] < cuts[3] - 1e-6]
    hubs = {}
    for name in ("mill", "market", "lake"):
        node = inside[draw.whole(0, len(inside) - 1)]
        hubs[name] = {"lon": float(lon[node]), "lat": float(lat[node]), "within": draw.one_of("300 m", "1 km")}
    settings["places"]["hubs"] = hubs
    settings["services"]["random"]["relations"] = _rule(draw, areas)


def _rule(draw: Any, areas: list[str]) -> Settings | str:
    rule: Settings = draw.one_of(
        {"allow": "hubs"},
        {"allow": "hubs", "hubs": ["mill", "lake"]},
        {"allow": "home_boards", "home": areas[:1]},
        {"allow": "corridors", "corridors": [
            {"from": areas[:1], "to": areas[1:], "hours": ["07:00", "19:00"], "both_ways": draw.coin(0.7)},
            {"from": areas[1:], "to": areas, "hubs": ["mill"]},
        ]},
    )  # fmt: skip
    if draw.coin(0.5):
        rule["terms"] = {areas[0]: {"notice": draw.one_of("0 s", "10 min"), "hours": ["06:30", "23:00"]}}
    return rule


def _write(path: Path, areas: dict[str, tuple[list[list[float]], list[list[float]]]]) -> None:
    """Write areas, each between two borders from south to north."""
    features = []
    for name, (west, east) in areas.items():
        ring = [*west[::-1], *east, west[-1]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
