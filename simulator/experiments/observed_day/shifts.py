"""When vehicles were on the road on an observed day: as a file tells it, else from their first and last stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.demand.importing.booking_times import DIRECT_KPH, ROAD_BY_BEELINE
from simulator.errors import Problem
from simulator.experiments.observed_day.day import ObservedDay
from simulator.input_table import Column, Reading, raise_problems, read_input_table
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.fleet_models import VehicleType
from simulator.suggest import suggest
from simulator.tables import NO_TIME
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM, MINUTE_S

COLUMNS = (
    Column("vehicle", "text", required=True),
    Column("begin", "clock", required=True),
    Column("end", "clock", required=True),
    Column("seats", "whole", default=0, low=1, high=1000),
    Column("type", "text", default=""),
    Column("depot", "text", default=""),
    Column("lon", "number", default=np.nan, low=-180, high=180),
    Column("lat", "number", default=np.nan, low=-90, high=90),
)
ROUND_S = 5 * MINUTE_S  # shifts from stops begin and end on such
Place = tuple[float, float]  # lon, lat


@dataclass(frozen=True)
class Shift:
    """A vehicle on the road. vehicle: its number; begin_s, end_s: local seconds since 00:00 of the day.

    seats: 0, those of its type. depot: name of one of its type's; "": at its own place, where there is one, else any.
    """

    vehicle: int
    begin_s: int
    end_s: int
    type_name: str
    seats: int = 0
    depot: str = ""
    place: Place | None = None


class Whence(StrEnum):
    """Where it is known from when vehicles were on the road."""

    FILE = "file"
    STOPS = "stops"
    SCENARIO = "scenario"


def shifts_on(day: ObservedDay, file: Path | None, fleet: Mapping[str, VehicleType]) -> tuple[list[Shift], Whence]:
    """Return the shifts of a day: of a file, else from the stops of vehicles, else none: those of the scenario.

    Raises RequestFileError for what is wrong with the file.
    """
    if file is not None:
        return read_shifts(file, day.day, fleet), Whence.FILE
    its, clock = day.bookings.table, day.bookings.clock
    midnight_s = clock.local(day.start_s)
    seen = shifts_of_stops(stops_of(its), lambda true_s: clock.local(true_s) - midnight_s, fleet)
    return seen, Whence.STOPS if seen else Whence.SCENARIO


def read_shifts(path: Path, day: date, fleet: Mapping[str, VehicleType]) -> list[Shift]:
    """Read shifts of a day; vehicles become numbers in the order of the file. Raises RequestFileError."""
    table = read_input_table(path, COLUMNS, Reading(first_day=day))
    table["type"] = table["type"].where(table["type"] != "", next(iter(fleet)))
    earlier = table["end"] < table["begin"]
    table["end"] = table["end"].where(~earlier, table["end"] + DAY_S)
    rows: list[Any] = list(table.itertuples(index=False))
    problems = [
        Problem(str(path), int(row.line), 0, key, message) for row in rows for key, message in _mistakes(row, fleet)
    ]
    problems += _at_once(path, table)
    if not rows:
        problems.append(Problem(str(path), 1, 0, "", "has no shifts"))
    raise_problems(path, problems)
    numbers = pd.factorize(table["vehicle"])[0].tolist()
    return [
        Shift(
            number, int(row.begin), int(row.end), row.type, int(row.seats), row.depot,
            None if np.isnan(row.lon) else (row.lon, row.lat),
        )
        for number, row in zip(numbers, rows, strict=True)
    ]  # fmt: skip


def _mistakes(row: Any, fleet: Mapping[str, VehicleType]) -> Iterator[tuple[str, str]]:
    if row.type not in fleet:
        yield "type", f'unknown type "{row.type}"; {suggest(row.type, fleet) or "known are " + ", ".join(fleet)}'
        return
    depots = [depot.name for depot in fleet[row.type].named_depots]
    if np.isnan(row.lon) != np.isnan(row.lat):
        yield "lon" if np.isnan(row.lon) else "lat", "is empty; a place needs both"
    elif row.depot and not np.isnan(row.lon):
        yield "depot", "stands beside a place; give one of them"
    elif row.depot and row.depot not in depots:
        hint = suggest(row.depot, depots) or f"{row.type} has {', '.join(depots) or 'none'}"
        yield "depot", f'unknown depot "{row.depot}"; {hint}'
    elif not row.depot and not depots and np.isnan(row.lon):
        yield "lon", f"neither a place nor a depot is given, and {row.type} has no depots"
    if not 0 <= row.begin < DAY_S or not row.begin < row.end <= row.begin + DAY_S:
        yield "begin", "expected a shift that begins on the day and ends within 24 hours"


def _at_once(path: Path, table: pd.DataFrame) -> Iterator[Problem]:
    """Tell shifts of a vehicle that begin before another of its has ended."""
    ordered = table.sort_values(["vehicle", "begin"], kind="stable")
    before = ordered["vehicle"] == ordered["vehicle"].shift()
    for line in ordered.loc[before & (ordered["begin"] < ordered["end"].shift()), "line"]:
        yield Problem(str(path), int(line), 0, "begin", "is before the end of another shift of this vehicle")


def stops_of(bookings: pd.DataFrame) -> pd.DataFrame:
    """Return where vehicles whose numbers are told picked up and set down: vehicle, time_s, lon, lat, in order."""
    known = bookings[bookings["vehicle"] >= 0]
    parts = [
        pd.DataFrame(
            {
                "vehicle": known["vehicle"],
                "time_s": known[moment],
                "lon": known[f"{end}_lon"],
                "lat": known[f"{end}_lat"],
            }
        )
        for moment, end in (("pickup_s", "origin"), ("dropoff_s", "destination"))
    ]
    stops = pd.concat(parts, ignore_index=True)
    return stops[stops["time_s"] != NO_TIME].sort_values(["vehicle", "time_s"], kind="stable", ignore_index=True)


def shifts_of_stops(
    stops: pd.DataFrame, local_s: Callable[[int], int], fleet: Mapping[str, VehicleType]
) -> list[Shift]:
    """Return a shift of each vehicle: from its first to its last stop, and the way from and to the depot before.

    An assumption: vehicles of the first type, from the depot nearest to the first stop, 1.3 times the beeline at
    40 km/h, all on full five minutes; where the type has no named depots, they begin and end at the first stop.
    local_s: local seconds since 00:00 of the day.
    """
    name, kind = next(iter(fleet.items()))
    depots = {depot.name: (depot.lon, depot.lat) for depot in kind.named_depots}
    shifts = []
    for number in sorted(set(stops["vehicle"].tolist())):
        its = stops[stops["vehicle"] == number]
        begins, ends = ((float(its["lon"].iloc[at]), float(its["lat"].iloc[at])) for at in (0, -1))
        depot = min(depots, key=lambda one: _metres(depots[one], begins), default="")
        home = depots.get(depot, begins)
        begin_s = local_s(int(its["time_s"].iloc[0])) - _way_s(home, begins)
        end_s = local_s(int(its["time_s"].iloc[-1])) + _way_s(ends, home)
        begin_s, end_s = max(begin_s // ROUND_S * ROUND_S, 0), -(-end_s // ROUND_S) * ROUND_S
        place = None if depot else home
        shifts.append(Shift(number, begin_s, max(end_s, begin_s + ROUND_S), name, 0, depot, place))
    return shifts


def _metres(one: Place, other: Place) -> float:
    return float(beeline_m(*(np.array([axis]) for axis in (*one, *other)))[0])


def _way_s(one: Place, other: Place) -> int:
    return round(ROAD_BY_BEELINE * _metres(one, other) / METRES_PER_KM / DIRECT_KPH * HOUR_S)


def least_km(stops: pd.DataFrame) -> float:
    """Return what vehicles drove at least [km]: beelines from stop to stop, in their order; NaN where none is known."""
    if not len(stops):
        return float("nan")
    lon, lat = stops["lon"].to_numpy(np.float64), stops["lat"].to_numpy(np.float64)
    same = np.diff(stops["vehicle"].to_numpy()) == 0
    return float(beeline_m(lon[:-1], lat[:-1], lon[1:], lat[1:])[same].sum() / METRES_PER_KM)


def hours_of(shifts: Iterable[Shift]) -> float:
    """Return how long vehicles are on the road [h]."""
    return sum(shift.end_s - shift.begin_s for shift in shifts) / HOUR_S
