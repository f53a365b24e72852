"""Tables of what runs by a timetable: the calls of each trip once, how far it has come, and how many have room."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.timetable import Timetable
from simulator.services.timetable.delays import ActualTimes
from simulator.services.timetable.schema import Capacity
from simulator.tables import (
    GTFS_CALL_DTYPES,
    GTFS_LATE_CALL_DTYPES,
    GTFS_LATE_TRIP_DTYPES,
    GTFS_STOP_DTYPES,
    GTFS_TRIP_DTYPES,
    typed,
)

CALL_DTYPES = {
    "gtfs_trip": "int32",
    "position": "int32",
    "stop": "int32",
    "arrival_s": "int32",
    "departure_s": "int32",
    "may_board": "bool",
    "may_alight": "bool",
    "along_m": "float64",  # from the first stop, by beelines from stop to stop
}


def calls_by_trip(timetable: Timetable) -> pd.DataFrame:
    """Return the calls of every trip once, sorted by trip and along it, ``CALL_DTYPES``; its rows number them."""
    calls = timetable.calls.sort_values(["gtfs_trip", "position"], kind="stable")
    calls = calls.drop_duplicates(["gtfs_trip", "position"]).reset_index(drop=True)
    lon, lat = (timetable.stops[axis].to_numpy()[calls["stop"]] for axis in ("lon", "lat"))
    hop_m = np.zeros(len(calls))
    hop_m[1:] = beeline_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    hop_m[calls["position"].to_numpy() == 0] = 0
    along_m = pd.Series(hop_m).groupby(calls["gtfs_trip"]).cumsum()
    return typed(calls.assign(along_m=along_m), CALL_DTYPES)


def call_of_row(timetable: Timetable) -> NDArray[np.int64]:
    """Return the number of each row of a timetable's calls among those of `calls_by_trip`, int64 (rows,)."""
    trip, position = (timetable.calls[name].to_numpy(np.int64) for name in ("gtfs_trip", "position"))
    length = np.zeros(len(timetable.trips) + 1, dtype=np.int64)
    np.maximum.at(length, trip + 1, position + 1)
    numbers: NDArray[np.int64] = np.cumsum(length)[trip] + position
    return numbers


def capacities(trips: pd.DataFrame, capacity: Capacity) -> NDArray[np.int32]:
    """Return how many riders have room in each trip, int32 (trips,)."""
    kind_of = {number: kind for kind, numbers in ROUTE_TYPES.items() for number in numbers}
    told = {kind: getattr(capacity, kind) for kind in ROUTE_TYPES}
    by_kind = [told[kind_of.get(number, "bus")] for number in trips["route_type"].tolist()]
    lines = trips["line"].tolist()
    places = [capacity.lines.get(line, usual) for line, usual in zip(lines, by_kind, strict=True)]
    return np.array(places, dtype=np.int32)


def given_tables(
    timetable: Timetable,
    calls: pd.DataFrame,
    more: tuple[NDArray[np.int32], NDArray[np.int32]],
    first_vehicle: int,
    days: range,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return stops, trips and calls as files of the results folder.

    calls: ``CALL_DTYPES``. more: capacity by trip, and node by stop. days: numbers of those that count.
    """
    capacity, node = more
    stops, trips = timetable.stops, timetable.trips
    number, counted = first_vehicle + np.arange(len(trips)), trips["service_day"].isin(days)
    return (
        typed(stops.assign(stop=np.arange(len(stops)), node=node), GTFS_STOP_DTYPES),
        typed(trips.assign(capacity=capacity, vehicle=number, counted=counted), GTFS_TRIP_DTYPES),
        typed(calls.assign(call=np.arange(len(calls)), vehicle=first_vehicle + calls["gtfs_trip"]), GTFS_CALL_DTYPES),
    )


def with_actual_times(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], actual: ActualTimes | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return stops, trips and calls with how late they are; None: all is on time."""
    stops, trips, calls = tables
    drawn_s = np.zeros(len(trips)) if actual is None else actual.drawn_s
    arrival_s, departure_s = calls["arrival_s"], calls["departure_s"]
    if actual is not None:
        arrival_s, departure_s = (pd.Series(one, calls.index) for one in (actual.arrival_s, actual.departure_s))
    return (
        stops,
        typed(trips.assign(drawn_delay_s=drawn_s), GTFS_TRIP_DTYPES | GTFS_LATE_TRIP_DTYPES),
        typed(
            calls.assign(actual_arrival_s=arrival_s, actual_departure_s=departure_s),
            GTFS_CALL_DTYPES | GTFS_LATE_CALL_DTYPES,
        ),
    )
