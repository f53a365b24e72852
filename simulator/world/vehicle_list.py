"""A fleet that comes as a file: one row per vehicle with its type, where it starts, and its shift."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.scenario.fleet_models import VehicleType
from simulator.scenario.models import ServicePart
from simulator.scenario.place import Depot
from simulator.suggest import suggest
from simulator.units import DAY_S

COLUMNS = (
    Column("vehicle_id", "text", required=True),
    Column("type", "text", default=""),
    Column("depot", "text", default=""),
    Column("start_lon", "number", default=np.nan, low=-180, high=180),
    Column("start_lat", "number", default=np.nan, low=-90, high=90),
    Column("shift_start", "clock"),
    Column("shift_end", "clock"),
)


@dataclass(frozen=True)
class ListedVehicle:
    """A vehicle of the file. depot: where it starts and ends its shift; its own place is called after the vehicle."""

    line: int
    vehicle_id: str
    type_name: str
    depot: Depot
    shift: tuple[int, int] | None
    dated: bool = False  # the shift is on one day, told by its date; else the same on each


def listed_vehicles(part: ServicePart[Any], file: Path) -> list[ListedVehicle]:
    """Return the vehicles of a file, by type in the order of ``fleet``, then in their own.

    Raises RequestFileError with all problems of the file.
    """
    config = part.config
    table = read_input_table(file, COLUMNS, part.scenario.calendar.reading(config.vehicle_columns))
    for name in ("shift_start", "shift_end"):
        table[name] = table[name].astype("Int64")
    if len(config.fleet) == 1:
        table["type"] = table["type"].replace("", next(iter(config.fleet)))
    rows: list[Any] = list(table.itertuples(index=False))
    problems = [
        Problem(str(file), int(row.line), 0, key, message) for row in rows for key, message in _mistakes(part, row)
    ]
    twice = table[table["vehicle_id"].duplicated()]
    problems += [
        Problem(str(file), int(line), 0, "vehicle_id", f'"{name}" stands here a second time')
        for line, name in zip(twice["line"], twice["vehicle_id"], strict=True)
    ]
    raise_problems(file, problems)
    order = {name: position for position, name in enumerate(config.fleet)}
    dated = bool({"shift_start", "shift_end"} & set(table.attrs["dated"]))
    listed = [_listed(config.fleet[row.type], row, dated=dated) for row in rows]
    return sorted(listed, key=lambda vehicle: order[vehicle.type_name])


def _listed(kind: VehicleType, row: Any, *, dated: bool) -> ListedVehicle:
    named = {depot.name: depot for depot in kind.named_depots}
    if row.start_lon == row.start_lon:
        depot = Depot(name=row.vehicle_id[:200], lon=row.start_lon, lat=row.start_lat)
    else:
        depot = named[row.depot or kind.named_depots[0].name]
    shift = None if pd.isna(row.shift_start) else (int(row.shift_start), int(row.shift_end))
    if shift is not None and shift[1] < shift[0]:  # over midnight
        shift = (shift[0], shift[1] + DAY_S)
    return ListedVehicle(int(row.line), row.vehicle_id, row.type, depot, shift, dated)


def _mistakes(part: ServicePart[Any], row: Any) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with one row: column and message."""
    config, key, calendar = part.config, part.key(f"fleet.{row.type}"), part.scenario.calendar
    kind = config.fleet.get(row.type)
    first_s, last_s = -calendar.warm_up * DAY_S, calendar.days * DAY_S
    if kind is None:
        hint = suggest(row.type, config.fleet) or f"the fleet has {', '.join(config.fleet)}"
        yield "type", f'unknown vehicle type "{row.type}"; {hint}' if row.type else f"is empty; {hint}"
        return
    axes = [axis == axis for axis in (row.start_lon, row.start_lat)]
    depots = [depot.name for depot in kind.named_depots]
    if any(axes) and not all(axes):
        yield "start_lon" if not axes[0] else "start_lat", "is empty; a place needs both"
    if any(axes) and row.depot:
        yield "depot", "stands beside a start place; give one of them"
    elif row.depot and row.depot not in depots:
        hint = suggest(row.depot, depots) or f"{key}.depots has {', '.join(depots) or 'none'}"
        yield "depot", f'unknown depot "{row.depot}"; {hint}'
    elif not any(axes) and not row.depot and len(depots) != 1:
        yield (
            "start_lon",
            f"neither start_lon and start_lat nor depot is given; {key} has {len(depots)} depots",
        )
    if pd.isna(row.shift_start) != pd.isna(row.shift_end):
        yield "shift_start" if pd.isna(row.shift_start) else "shift_end", "is empty; a shift needs both"
    elif pd.isna(row.shift_start):
        return
    elif kind.drivers is not None:
        yield "shift_start", f"stands beside {key}.drivers, who have their own shifts; give one of them"
    elif row.shift_start == row.shift_end or row.shift_start < first_s or row.shift_start >= last_s + DAY_S:
        yield "shift_start", "expected a shift that begins on a simulated day or the next, and ends at another time"
