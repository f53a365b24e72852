"""The records of stop_times that have a window: where and when riders are picked up and set down on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from simulator.clock import parse_clock
from simulator.exchange.flex_feed import FlexFiles, Row, rows_of
from simulator.exchange.flex_places import Area, Areas
from simulator.exchange.remarks import Remarks
from simulator.spans import Span

FILE = "stop_times.txt"
START, END = "start_pickup_drop_off_window", "end_pickup_drop_off_window"
NOT_THERE, BOOKED = "1", "2"


@dataclass(frozen=True)
class Call:
    """A record. window: [s since 00:00 of the service day]. rule: of the pickup, as its id."""

    line: int
    area: Area
    window: Span
    picks_up: bool
    sets_down: bool
    rule: str


@dataclass(frozen=True)
class FlexTrip:
    """A trip on demand, with its records in order."""

    trip_id: str
    route_id: str
    service_id: str
    calls: tuple[Call, ...]


def trips_on_demand(files: FlexFiles, areas: Areas, remarks: Remarks) -> list[FlexTrip]:
    """Return the trips of which every record has a window, and riders can be picked up and set down."""
    known = {row.get("trip_id", ""): row for _, row in files.rows("trips")}
    found = []
    for trip_id, table in _with_windows(files.tables["stop_times"]):
        trip, line = known.get(trip_id), int(table["line"].iloc[0])
        if trip is None:
            remarks.repaired((FILE, line, "trip_id"), trip_id, "is no trip of trips.txt", "left out")
        elif not _has_windows(table).all():
            remarks.differs((FILE, line, "trip_id"), trip_id, "leaves its line where somebody asks", "left out")
        else:
            calls = tuple(_calls(table, areas, remarks))
            if _is_usable(trip_id, line, calls, remarks):
                found.append(FlexTrip(trip_id, trip.get("route_id", ""), trip.get("service_id", ""), calls))
    return found


def _has_windows(table: pd.DataFrame) -> pd.Series:
    """Return which rows have a window, or half of one."""
    empty = pd.Series("", index=table.index)
    return (table.get(START, empty) != "") | (table.get(END, empty) != "")


def _with_windows(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the rows of each trip that has a window anywhere, along the trip."""
    if "trip_id" not in table:
        return
    of_trips = table[table["trip_id"].isin(set(table.loc[_has_windows(table), "trip_id"]))]
    order = pd.to_numeric(of_trips.get("stop_sequence", of_trips["line"]), errors="coerce")
    for trip_id, rows in of_trips.assign(order=order).groupby("trip_id", sort=False):
        yield str(trip_id), rows.sort_values(["order", "line"], kind="stable").drop(columns="order")


def _calls(table: pd.DataFrame, areas: Areas, remarks: Remarks) -> Iterator[Call]:
    for line, row in rows_of(table):
        window, area = _window(line, row, remarks), areas.of(line, row)
        if window is None or area is None:
            continue
        picks_up, sets_down = (_allowed(line, row, field, remarks) for field in ("pickup_type", "drop_off_type"))
        rule = row.get("pickup_booking_rule_id", "") or row.get("drop_off_booking_rule_id", "")
        yield Call(line, area, window, picks_up, sets_down, rule)


def _window(line: int, row: Row, remarks: Remarks) -> Span | None:
    times = []
    for field in (START, END):
        try:
            times.append(parse_clock(row.get(field, "")))
        except ValueError:
            remarks.repaired((FILE, line, field), row.get(field, ""), "expected a time like 05:00:00", "left out")
            return None
    if times[0] >= times[1]:
        shown = f"{row[START]} to {row[END]}"
        remarks.repaired((FILE, line, END), shown, "does not end after its start", "left out")
        return None
    return times[0], times[1]


def _allowed(line: int, row: Row, field: str, remarks: Remarks) -> bool:
    told = row.get(field, "")
    if told not in (NOT_THERE, BOOKED):
        remarks.repaired((FILE, line, field), told, "is not allowed beside a window", "read as 2: booked")
    return told != NOT_THERE


def _is_usable(trip_id: str, line: int, calls: tuple[Call, ...], remarks: Remarks) -> bool:
    picking, setting = ([call for call in calls if getattr(call, what)] for what in ("picks_up", "sets_down"))
    if not picking or not setting:
        remarks.repaired((FILE, line, "trip_id"), trip_id, "lets nobody on, or nobody off", "left out")
        return False
    if len(calls) == 1:
        problem = "has one record; adopted are two, to be picked up and to be set down"
        remarks.repaired((FILE, line, "trip_id"), trip_id, problem, "from everywhere to everywhere in its area")
    return True
