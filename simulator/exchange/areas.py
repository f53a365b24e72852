"""Polygons of feeds, checked, and as GeoJSON again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.polygon import orient

from simulator.exchange.coordinates import point
from simulator.exchange.on_demand import Geometry

DIGITS = 6  # of a degree: about a decimetre
MOST_CORNERS = 1_000_000


class NoAreaError(ValueError):
    """A geometry that is no area; the message says why."""


def area_of(geometry: Any) -> tuple[shapely.Geometry, bool]:
    """Return the area of a GeoJSON geometry, and whether it had to be mended. Raises NoAreaError."""
    polygons = [Polygon(rings[0], rings[1:]) for rings in _rings_of(geometry)]
    if not polygons:
        raise NoAreaError("has no ring")
    area = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if area.is_valid:
        return area, False
    mended = united([area])
    if mended.is_empty:
        raise NoAreaError("has no area")
    return mended, True


def united(areas: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the union of some areas, of which only what has an extent counts."""
    whole = shapely.union_all([shapely.make_valid(area) for area in areas])
    parts = [part for part in getattr(whole, "geoms", [whole]) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if len(parts) != 1 else parts[0]


def geojson_of(area: shapely.Geometry) -> Geometry:
    """Return an area as GeoJSON, rounded, outer rings counterclockwise as RFC 7946 wants them."""
    parts = [orient(part) for part in getattr(area, "geoms", [area])]
    whole = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    geometry: Geometry = _rounded(mapping(whole))
    return geometry


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def _rings_of(geometry: Any) -> Iterator[list[list[tuple[float, float]]]]:
    """Give the rings of each polygon, the outer one first."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise NoAreaError(f'is "{kind}"; expected Polygon or MultiPolygon')
    coordinates = geometry.get("coordinates")
    for rings in [coordinates] if kind == "Polygon" else _list(coordinates):
        yield [_ring(ring) for ring in _list(rings)]


def _ring(ring: Any) -> list[tuple[float, float]]:
    corners = _list(ring)
    if not 4 <= len(corners) <= MOST_CORNERS:
        raise NoAreaError(f"has a ring of {len(corners)} corners; expected 4 or more, the last as the first")
    places = [point(*corner[:2]) if isinstance(corner, list) and len(corner) > 1 else None for corner in corners]
    if None in places:
        raise NoAreaError(f"has a corner {str(corners[places.index(None)])[:40]}; expected [lon, lat] in degrees")
    return [place for place in places if place is not None]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise NoAreaError("has no rings of corners where they are expected")
    return value
