"""Tariffs with zones, steps, caps, concessions and territories for drawn days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Settings = dict[str, Any]


def write_tariffs(draw: Any, where: Any, settings: Settings, folder: Path) -> None:
    """Let riders pay by tariffs on some days; bands from west to east are zones, and territories with their own."""
    if not draw.coin(0.4):
        return
    fares, classes = settings["services"]["random"]["fares"], [*settings["people"]["classes"]]
    kept = {key: fares[key] for key in ("surcharge", "season_ticket") if key in fares}
    places = settings.setdefault("places", {})
    zones_are_free = "zones" not in places and "relations" not in settings["services"]["random"]
    if draw.coin(0.6) and zones_are_free:
        places["zones"] = {"file": _bands(draw, where, folder / "tariff-zones.geojson", "ABC")}
    zones = "zones" in places
    tariff = _tariff(draw, classes, zones=zones) | kept | {"compensation": draw.one_of("0 EUR", "1.10 EUR")}
    if "territories" not in places and draw.coin(0.6):
        names = ("North", "South")
        places["territories"] = {"file": _bands(draw, where, folder / "tariff-territories.geojson", names)}
        tariff["by_territory"] = {name: _tariff(draw, classes, zones=zones) for name in names[: draw.whole(1, 2)]}
        tariff["at_border"] = draw.one_of("origin", "destination", "higher", "sum", "through")
    if draw.coin(0.9):
        tariff["max_per_day"] = draw.one_of("3.50 EUR", "6 EUR")
    settings["services"]["random"]["fares"] = tariff


def _tariff(draw: Any, classes: list[str], *, zones: bool) -> Settings:
    if draw.coin(0.4):
        steps = [{"up_to": "3 km", "price": "1.50 EUR"}, {"up_to": "8 km", "price": "2.95 EUR"}, {"price": "6 EUR"}]
        tariff: Settings = {"steps": steps}
    else:
        by_day = {"weekday": "2.50 EUR", "saturday": "2 EUR", "sunday": "0 EUR"}
        tariff = {"per_rider": draw.one_of("2.50 EUR", by_day), "per_km": draw.one_of("0.10 EUR", "0.333 EUR")}
    others: Settings = {
        "minimum": "1.70 EUR",
        "maximum": draw.one_of("2.99 EUR", "5 EUR"),
        "on_request": "1 EUR",
        "concessions": {draw.one_of(*classes): draw.one_of(0, 0.333, {"price": "1.11 EUR"})},
        "groups": [{"riders": 2, "share": 0.9}, {"riders": 4, "share": 0.5}],
    } | ({"per_zone": "0.85 EUR"} if zones else {})
    return tariff | {key: others[key] for key in others if draw.coin(0.5)}


def _bands(draw: Any, where: Any, path: Path, names: Any) -> str:
    """Write bands that lie side by side, from the west on; return the file's name."""
    lon, lat = where.network.lon, where.network.lat
    edges = sorted(float(lon.min() + draw.random.random() * (lon.max() - lon.min())) for _ in names[1:])
    edges.append(float(lon.max()) + 0.01)
    features = []
    for name, west, east in zip(names, [float(lon.min()) - 0.01, *edges], edges, strict=False):
        south, north = float(lat.min()) - 0.01, float(lat.max()) + 0.01
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        area = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": area})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path.name
