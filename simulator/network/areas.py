"""Areas on the map by name, read from GeoJSON or GeoPackage."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from simulator.errors import Problem, RequestFileError
from simulator.json_file import read_json
from simulator.network.layers import read_layer
from simulator.suggest import suggest

MOST_BYTES = 20_000_000
KINDS = ("Polygon", "MultiPolygon")
PACKAGES = (".gpkg",)
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')
KEYS = ("key", "ags", "AGS", "ars", "ARS", "nuts", "NUTS")  # properties with the official key of an area


class Area(NamedTuple):
    """An area. key: its official one, like the AGS of a county; empty where none is told. outline: in degrees."""

    name: str
    key: str
    outline: shapely.Geometry


def read_areas(path: Path, layer: str | None = None) -> dict[str, shapely.Geometry]:
    """Return the areas of a file by name, in degrees and in the order of the file. Raises RequestFileError."""
    return {area.name: area.outline for area in read_areas_with_keys(path, layer)}


def read_areas_with_keys(path: Path, layer: str | None = None) -> list[Area]:
    """Return the areas of a GeoJSON file, or of a layer of a GeoPackage, in degrees and in the order of the file.

    A feature is called by ``name`` in its properties, else by its ``id``. layer: None: the only one. Raises
    RequestFileError with all that is wrong: no readable file, features that are no areas, have no name or another's.
    """
    features = _layer(path, layer) if path.suffix.lower() in PACKAGES else _features(path)
    problems, areas = [], dict[str, Area]()
    for number, feature in enumerate(features):
        key = f"features[{number}]"
        try:
            area = _area(feature)
            if area.name in areas:
                raise ValueError(f'"{area.name}" is the name of another area already')
        except ValueError as error:
            problems.append(Problem(str(path), line_of_feature(path, number), 0, key, str(error)))
        else:
            areas[area.name] = area
    if problems:
        raise RequestFileError(problems)
    return [*areas.values()]


def line_of_feature(path: Path, number: int) -> int:
    """Return the line on which a feature of a GeoJSON file says that it is one, from 1; 0 where that is not clear."""
    if path.suffix.lower() in PACKAGES:
        return 0
    text = path.read_text(encoding="utf-8")
    begins = [found.start() for found in _FEATURE.finditer(text)]
    features = json.loads(text).get("features", [None])
    return text.count("\n", 0, begins[number]) + 1 if len(begins) == len(features) else 0


def areas_named(path: Path, names: Sequence[str] = ()) -> list[shapely.Geometry]:
    """Return the areas of a file that count: those of some names, or all. Raises RequestFileError as `read_areas`."""
    areas = read_areas(path)
    problems = []
    for name in names:
        if name not in areas:
            hint = suggest(name, areas) or f"there are {', '.join(list(areas)[:20])}"
            problems.append(Problem(str(path), 0, 0, "features", f'no area is called "{name}"; {hint}'))
    if problems:
        raise RequestFileError(problems)
    return [areas[name] for name in names or areas]


def rings_of_geojson(text: str) -> list[NDArray[np.float64]]:
    """Return the rings of an area in GeoJSON, each float64 (corners, 2)."""
    area = shapely.from_geojson(text)
    parts = getattr(area, "geoms", [area])
    return [np.asarray(ring.coords)[:, :2] for part in parts for ring in (part.exterior, *part.interiors)]


def _layer(path: Path, layer: str | None) -> list[Any]:
    """Return the rows of a layer as features, of which there is at least one."""
    features: list[Any] = json.loads(read_layer(path, layer).to_json(drop_id=True))["features"]
    if not features:
        raise RequestFileError([Problem(str(path), 0, 0, "features", "there is no area; expected at least one")])
    return [feature | {"id": (feature["properties"] or {}).get("id")} for feature in features]


def _features(path: Path) -> list[Any]:
    """Return the features of a file, of which there is at least one."""

    def refused(message: str, key: str) -> RequestFileError:
        return RequestFileError([Problem(str(path), 0, 0, key, message)])

    data = read_json(path, MOST_BYTES)
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "Feature":
        return [data]
    if kind != "FeatureCollection" or not isinstance(data.get("features"), list):
        raise refused(f"{json.dumps(kind)[:40]}; expected a FeatureCollection with a list of features", key="type")
    if not data["features"]:
        raise refused("there is no area; expected at least one", key="features")
    features: list[Any] = data["features"]
    return features


def _area(feature: Any) -> Area:
    """Return what a feature tells of an area. Raises ValueError with what is wrong."""
    if not isinstance(feature, dict):
        raise ValueError("expected a Feature")
    properties = feature.get("properties") or {}
    properties = properties if isinstance(properties, dict) else {}
    given = properties.get("name")
    name = feature.get("id") if given in (None, "") else given
    if not isinstance(name, str | int) or name == "":
        raise ValueError('has no name; expected properties with a "name", or an "id"')
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in KINDS:
        raise ValueError(f'"{name}" is {json.dumps(kind)[:40]}; expected {" or ".join(KINDS)}')
    key = next((str(properties[key]) for key in KEYS if properties.get(key) not in (None, "")), "")
    return Area(str(name), key, _polygon(geometry, str(name)))


def _polygon(geometry: dict[str, Any], name: str) -> shapely.Geometry:
    try:
        area = shapely.from_geojson(json.dumps(geometry))
    except (GEOSException, ValueError) as error:
        raise ValueError(f'"{name}" has no coordinates of an area') from error
    if area.is_empty:
        raise ValueError(f'"{name}" is empty')
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(
            f'"{name}" lies outside of the globe; expected coordinates as [longitude, latitude] in degrees'
        )
    reason = shapely.is_valid_reason(area)
    if reason != "Valid Geometry":
        raise ValueError(f'"{name}" is no outline of an area: {reason}')
    shapely.prepare(area)
    return area
