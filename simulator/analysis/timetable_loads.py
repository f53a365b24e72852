"""Who was on board of which trip of a timetable: loads by trip and by line, from the event log and what was to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from simulator.analysis.trips import rides_of_trips
from simulator.event_kinds import Event
from simulator.results.gtfs_definitions import GTFS_LINE_LOADS, GTFS_TRIP_LOADS
from simulator.tables import GTFS_CALL_DTYPES, GTFS_STOP_DTYPES, GTFS_TRIP_DTYPES, ServiceName, no_rows, typed
from simulator.units import METRES_PER_KM

_NAMED = {"service": "string"}
_SUMS = ("boardings", "turned_away", "run_km", "person_km")


@dataclass(frozen=True)
class TimetableInputs:
    """What services by timetable were given: files of the results folder, a block for each service."""

    stops: pd.DataFrame = field(default_factory=lambda: no_rows(_NAMED | GTFS_STOP_DTYPES))
    trips: pd.DataFrame = field(default_factory=lambda: no_rows(_NAMED | GTFS_TRIP_DTYPES))
    calls: pd.DataFrame = field(default_factory=lambda: no_rows(_NAMED | GTFS_CALL_DTYPES))


TIMETABLE_TABLES = {"stops": "gtfs_stops", "trips": "gtfs_trips", "calls": "gtfs_calls"}  # field -> file


def no_loads() -> pd.DataFrame:
    """Return the table of loads by trip without rows."""
    return no_rows(_NAMED | GTFS_TRIP_LOADS)


def trip_loads(
    events: pd.DataFrame, services: Sequence[ServiceName], given: TimetableInputs, asked: pd.DataFrame
) -> pd.DataFrame:
    """Return a row per trip that runs: who got on, and how many were on board at most.

    events: the log. asked: who asked, with ``request`` and ``party_size``.
    """
    parts = [
        _of_service(events[events["service"] == service.number], service.name, given, asked)
        for service in services
        if (given.trips["service"] == service.name).any()
    ]
    return pd.concat(parts, ignore_index=True) if parts else no_loads()


def _of_service(events: pd.DataFrame, service: str, given: TimetableInputs, asked: pd.DataFrame) -> pd.DataFrame:
    trips, calls = (table[table["service"] == service].reset_index(drop=True) for table in (given.trips, given.calls))
    persons = asked.set_index("request")["party_size"].astype("int64")
    rides = rides_of_trips(events)
    there = rides["taken_call"].between(0, len(calls) - 1) & rides["left_call"].between(0, len(calls) - 1)
    rides = rides[there]  # of a log that is broken the auditor tells
    party = persons.reindex(rides["request"], fill_value=0).to_numpy(np.int64)
    on, off = (rides[name].to_numpy(np.int64) for name in ("taken_call", "left_call"))
    change, along_m = np.zeros(len(calls), dtype=np.int64), calls["along_m"].to_numpy()
    np.add.at(change, on, party)
    np.subtract.at(change, off, party)
    was_seated = rides.groupby("request")["seated"].shift(fill_value=0) == 1
    turned = events[events["kind"] == Event.TURNED_AWAY]
    sums = pd.DataFrame(
        {
            "boardings": _by_vehicle(rides["vehicle"], np.where(was_seated, 0, party), trips),
            "most_on_board": pd.Series(np.cumsum(change)).groupby(calls["vehicle"]).max().reindex(trips["vehicle"]),
            "turned_away": _by_vehicle(turned["vehicle"], persons.reindex(turned["request"]).to_numpy(), trips),
            "run_km": calls.groupby("vehicle")["along_m"].max().reindex(trips["vehicle"]) / METRES_PER_KM,
            "person_km": _by_vehicle(rides["vehicle"], party * (along_m[off] - along_m[on]) / METRES_PER_KM, trips),
            "departs_s": calls.groupby("vehicle")["departure_s"].first().reindex(trips["vehicle"]),
            "arrives_s": calls.groupby("vehicle")["arrival_s"].last().reindex(trips["vehicle"]),
        }
    )
    table = pd.concat([trips.set_index("vehicle", drop=False), sums.round(6)], axis="columns")
    return typed(table.reset_index(drop=True), _NAMED | GTFS_TRIP_LOADS)


def _by_vehicle(vehicle: pd.Series[int], value: np.ndarray, trips: pd.DataFrame) -> pd.Series[float]:
    """Return sums of values by vehicle, 0 for those that have none."""
    added: pd.Series[float] = pd.Series(value, vehicle.to_numpy()).groupby(level=0).sum()
    return added.reindex(trips["vehicle"], fill_value=0)


def line_loads(loads: pd.DataFrame) -> pd.DataFrame:
    """Return a row per service and line: the sums over the trips of its counted days. loads: by trip."""
    if loads.empty:  # as of most runs
        return no_rows(_NAMED | GTFS_LINE_LOADS)
    counted = loads[loads["counted"]]
    by = counted.groupby(["service", "line"], sort=True)
    table = by[list(_SUMS)].sum().assign(trips=by.size(), most_on_board=by["most_on_board"].max()).reset_index()
    return typed(table.round(6), _NAMED | GTFS_LINE_LOADS)
