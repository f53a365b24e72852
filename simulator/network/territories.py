"""Territories and zones: areas that lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from simulator.errors import Problem, RequestFileError
from simulator.kept import Kept, state_of
from simulator.network.areas import line_of_feature, read_areas_with_keys
from simulator.network.graph import METRES_PER_DEGREE

SLIVER_M2 = 10_000.0  # borders drawn twice differ by slivers; as much as a square of 100 m is none
STRIP_M, STRIP_M2 = 100.0, 50_000.0  # a strip between areas is up to twice as wide; acute corners are smaller
_FILES = Kept(8)


@dataclass(frozen=True)
class Territories:
    """Areas that lie side by side. areas: object (territories,), in degrees; a place on a border is in the first.

    keys: official ones, empty where none is known. approximate: the borders are drawn roughly.
    """

    names: tuple[str, ...]
    keys: tuple[str, ...]
    areas: NDArray[np.object_]
    approximate: bool = False

    def at(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int32]:
        """Return the territory of each place, int32 (places,); -1: in none."""
        places = shapely.points(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
        found = np.full(len(places), -1, dtype=np.int32)
        point, row = shapely.STRtree(self.areas).query(places, predicate="intersects")
        order = np.lexsort((-row, point))  # the first territory comes last, and stays
        found[point[order]] = row[order]
        return found

    def names_at(self, lon: ArrayLike, lat: ArrayLike) -> list[str]:
        """Return the name of the territory of each place; empty: in none."""
        return [self.name(number) for number in self.at(lon, lat).tolist()]

    def name(self, number: int) -> str:
        """Return the name of a territory; empty for -1."""
        return "" if number < 0 else self.names[number]


def read_territories(path: Path, layer: str | None = None, *, approximate: bool = False) -> Territories:
    """Read areas that lie side by side. Raises RequestFileError, also where two overlap, with where and how much."""
    return _FILES.get((state_of(path), layer, approximate), lambda: _read(path, layer, approximate))


def _read(path: Path, layer: str | None, approximate: bool) -> Territories:
    areas = read_areas_with_keys(path, layer)
    outlines = np.empty(len(areas), dtype=object)
    outlines[:] = [area.outline for area in areas]
    territories = Territories(tuple(a.name for a in areas), tuple(a.key for a in areas), outlines, approximate)
    problems = [
        Problem(str(path), line_of_feature(path, row), 0, f"features[{row}]", text)
        for row, text in _overlaps(territories)
    ]
    if problems:
        raise RequestFileError(problems)
    return territories


def _overlaps(territories: Territories) -> list[tuple[int, str]]:
    names, areas = territories.names, territories.areas
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    found = []
    for a, b in sorted(zip(one.tolist(), other.tolist(), strict=True)):
        shared = shapely.intersection(areas[a], areas[b]) if a < b else None
        size_m2 = 0.0 if shared is None else area_m2(shared)
        if size_m2 >= SLIVER_M2:
            text = f'"{names[b]}" overlaps "{names[a]}" by {size_m2 / 1e6:.2f} km2 near {told_place(shared)}'
            found.append((b, f"{text}; expected areas side by side"))
    return found


def gaps(territories: Territories) -> list[tuple[float, str]]:
    """Return holes in and narrow strips between areas: how large [m2], and where, in the order of size.

    Strips are no wider than twice STRIP_M, and lie between two areas; they may be open at the outer edge.
    """
    whole = shapely.union_all(territories.areas)
    holes = [shapely.Polygon(ring) for part in getattr(whole, "geoms", [whole]) for ring in part.interiors]
    strips = _strips(shapely.union_all([whole, *holes]), territories.areas)
    found = [(area_m2(gap), told_place(gap)) for gap in [*holes, *strips]]
    return sorted((gap for gap in found if gap[0] >= SLIVER_M2), reverse=True)


def _strips(whole: Any, areas: NDArray[np.object_]) -> list[Any]:
    """Return what lies outside, but between two areas so near to each other that wider outlines would meet there."""
    narrower = np.cos(np.radians(sum(whole.bounds[1::2]) / 2))  # a degree of longitude than one of latitude
    flat, radius = shapely.transform(whole, lambda xy: xy * (narrower, 1)), STRIP_M / METRES_PER_DEGREE
    closed = shapely.buffer(shapely.buffer(flat, radius), -radius)
    between = shapely.transform(shapely.difference(closed, flat), lambda xy: xy / (narrower, 1))
    parts = [part for part in getattr(between, "geoms", [between]) if area_m2(part) >= STRIP_M2]
    return [part for part in parts if (shapely.distance(areas, part) <= radius / 100).sum() > 1]


def area_m2(area: Any) -> float:
    """Return the size of an area in degrees [m2]."""
    middle = np.radians(sum(area.bounds[1::2]) / 2)
    return float(area.area * METRES_PER_DEGREE**2 * np.cos(middle))


def told_place(area: Any) -> str:
    """Return a place in an area, as people look for it on a map: latitude, longitude."""
    place = shapely.point_on_surface(area)
    return f"{place.y:.4f}, {place.x:.4f}"
