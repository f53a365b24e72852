"""Zones of matrices: areas with an id, from GeoJSON or GeoPackage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from simulator.errors import Problem
from simulator.input_table import raise_problems
from simulator.network.layers import read_layer, refused
from simulator.suggest import suggest

ID_COLUMNS = ("zone", "zone_id", "zoneid", "id", "taz", "no", "ags", "ars", "name")  # tried in this order
MOST_OVERLAP = 0.01  # of the smaller zone: borders drawn twice differ by slivers
AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Zones:
    """Areas with ids. areas: object (zones,), in degrees."""

    ids: tuple[str, ...]
    areas: NDArray[np.object_]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Return the row of each id."""
        return {zone: row for row, zone in enumerate(self.ids)}

    def holding(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the zone of each point, int64 like ``lon``; -1: in none. Points on borders: the first zone."""
        zone = np.full(len(lon), -1, dtype=np.int64)
        point, row = shapely.STRtree(self.areas).query(shapely.points(lon, lat), predicate="intersects")
        order = np.lexsort((-row, point))  # the first zone comes last, and stays
        zone[point[order]] = row[order]
        return zone


def read_zones(path: Path, column: str | None = None, layer: str | None = None, crs: str | None = None) -> Zones:
    """Read zones. column: the one with their ids; None: the first of ``ID_COLUMNS`` that is there.

    Raises RequestFileError with all that is wrong: ids that are missing or stand twice, features that are no areas, are
    invalid or lie outside of the globe, zones that overlap.
    """
    table = read_layer(path, layer, crs)
    if not len(table):
        raise refused(path, "holds no zones")
    named = _id_column(path, [str(name) for name in table if name != "geometry"], column)
    ids = [as_text(value) for value in table[named].tolist()]
    areas = table.geometry.to_numpy()
    raise_problems(path, _id_problems(path, named, ids) + _area_problems(path, ids, areas))
    shapely.prepare(areas)
    raise_problems(path, _overlaps(path, ids, areas))
    return Zones(tuple(ids), areas)


def _id_column(path: Path, columns: list[str], wanted: str | None) -> str:
    if wanted is not None:
        if wanted not in columns:
            hint = suggest(wanted, columns) or f"it has {', '.join(columns)[:200]}"
            raise refused(path, f'no column "{wanted[:40]}" in the zones; {hint}', "zone_id")
        return wanted
    lower = {name.lower(): name for name in reversed(columns)}
    found = next((lower[name] for name in ID_COLUMNS if name in lower), None)
    if found is None:
        raise refused(path, f"which column has the ids? say zone_id=...; it has {', '.join(columns)[:200]}", "zone_id")
    return found


def as_text(value: Any) -> str:
    """Return an id as it stands in a matrix: whole numbers without a point, missing ones empty."""
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _id_problems(path: Path, column: str, ids: list[str]) -> list[Problem]:
    first, problems = dict[str, int](), list[Problem]()
    for number, zone in enumerate(ids, 1):
        if not zone:
            problems.append(Problem(str(path), 0, 0, f"zone {number}", f"has no {column}"))
        elif zone in first:
            message = f'{column} "{zone[:40]}" is that of zone {first[zone]} already'
            problems.append(Problem(str(path), 0, 0, f"zone {number}", message))
        first.setdefault(zone, number)
    return problems


def _area_problems(path: Path, ids: list[str], areas: NDArray[np.object_]) -> list[Problem]:
    return [
        Problem(str(path), 0, 0, f'zone {number} "{zone[:40]}"', reason)
        for number, (zone, area) in enumerate(zip(ids, areas, strict=True), 1)
        if (reason := _wrong(area))
    ]


def _wrong(area: Any) -> str:
    """Return what is wrong with an area; nothing if it is fine."""
    if area is None or area.is_empty or area.geom_type not in AREAS:
        return f"is {'empty' if area is None or area.is_empty else area.geom_type}; expected {' or '.join(AREAS)}"
    west, south, east, north = area.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return f"lies outside of the globe ({west:.6g}, {south:.6g}); say crs=EPSG:..., what its coordinates are"
    reason = shapely.is_valid_reason(area)
    return "" if reason == "Valid Geometry" else f"is no outline of an area: {reason}"


def _overlaps(path: Path, ids: list[str], areas: NDArray[np.object_]) -> list[Problem]:
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(areas[one], areas[other]))
    share = shared / np.minimum(shapely.area(areas[one]), shapely.area(areas[other]))
    return [
        Problem(
            str(path), 0, 0, f'zone {a + 1} "{ids[a][:40]}"',
            f'overlaps zone {b + 1} "{ids[b][:40]}": they share {part:.0%} of the smaller one; expected at most '
            f"{MOST_OVERLAP:.0%}",
        )
        for a, b, part in zip(one.tolist(), other.tolist(), share.tolist(), strict=True)
        if part > MOST_OVERLAP
    ]  # fmt: skip
