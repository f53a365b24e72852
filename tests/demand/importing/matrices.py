"""Small matrices and zones: three squares in a row, a, b and c, of a hundredth of a degree each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.demand.importing.imported import Asked

WEST, SOUTH, SIDE = 12.0, 53.0, 0.01


def square(number: int, size: float = SIDE) -> dict[str, Any]:
    west = WEST + number * SIDE
    ring = [[west, SOUTH], [west + size, SOUTH], [west + size, SOUTH + size], [west, SOUTH + size], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def written(folder: Path, features: list[dict[str, Any]], name: str = "zones.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def three_zones(folder: Path) -> Path:
    return written(folder, [feature(square(number), zone=zone) for number, zone in enumerate("abc")])


def asked_for(folder: Path, matrix: str, name: str = "matrix.csv", **settings: Any) -> Asked:
    """An import of a matrix between the three zones; settings: also network and seed."""
    path = folder / name
    path.write_text(matrix)
    others = {key: settings.pop(key) for key in ("network", "seed") if key in settings}
    told = {"zones": three_zones(folder), **settings}
    return Asked((path,), settings={key: str(value) for key, value in told.items()}, **others)
