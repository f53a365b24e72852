"""Outlines of areas as the auditor reads them: rings of corners, found out from the files on its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.analysis.audit.usable import Outline, lies_in
from simulator.network.layers import read_layer

Rings = list[Outline]


def outlines_by_name(file: Path, layer: str | None = None) -> dict[str, Rings]:
    """Return the rings of the areas of a GeoJSON file, or of a layer of a GeoPackage, by name in their order."""
    is_package = file.suffix.lower() == ".gpkg"
    text = read_layer(file, layer).to_json() if is_package else file.read_text(encoding="utf-8-sig")
    data: dict[str, Any] = json.loads(text)
    found = {}
    for feature in data.get("features", [data]):
        told = feature.get("properties") or {}
        name = told.get("name") or (told.get("id") if is_package else feature.get("id"))
        found[str(name)] = rings_of(feature["geometry"])
    return found


def rings_of(shape: dict[str, Any]) -> Rings:
    """Return the rings of an area in GeoJSON, holes included."""
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [[(lon, lat) for lon, lat, *_ in ring] for polygon in polygons for ring in polygon]


def area_at(place: tuple[float, float], areas: dict[str, Rings]) -> str:
    """Return the first area a place lies in; empty: in none."""
    return next((name for name, rings in areas.items() if lies_in(place, rings)), "")
