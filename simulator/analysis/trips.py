"""One row per request and service it asked whose trips are told as a whole: what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.analysis.chained_rides import chained_rides, journeys_of
from simulator.analysis.missing import Ints, nullable_int
from simulator.analysis.request_table import (
    CANCELLED,
    DECLINED,
    FALLBACK_NAMES,
    NO_SHOW,
    OTHER_MEANS,
    REASON_NAMES,
    REJECTED,
    SERVED,
    STRANDED,
    UNFINISHED,
)
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.reasons import REASONS_BY_NEARNESS
from simulator.results.table_dtypes import CARRIED_DEMAND_COLUMNS, TRIPS
from simulator.tables import CARS, NO_CALL, NO_TIME, RIDES, ServiceName, no_rows, typed

# The last of these that is in the log tells the end.
_ENDS = {
    Event.CHOSEN: OTHER_MEANS, Event.GAVE_UP: REJECTED, Event.DECLINED: DECLINED, Event.TRIP_ENDED: SERVED,
    Event.CANCELLED: CANCELLED, Event.NO_SHOW: NO_SHOW, Event.LEFT_BEHIND: STRANDED,
}  # fmt: skip
_BY = ["service", "request"]
# What is told of rows of some kinds; of others only whether there are any. Trips of a week of a county are millions.
_FIELDS = {
    Event.GAVE_UP: ["time_s", "value"], Event.ACCEPTED: ["value"], Event.REJECTED: ["value"],
    Event.TRIP_BEGAN: ["time_s", "value"], Event.TRIP_ENDED: ["time_s", "value"],
    Event.VEHICLE_TAKEN: ["time_s", "vehicle"],
}  # fmt: skip


def with_trips(services: Sequence[ServiceName]) -> list[ServiceName]:
    """Return the services whose trips are told as a whole: all that are neither ridepooling nor car-sharing."""
    return [service for service in services if service.kind not in (RIDES, CARS)]


def asked_for_trips(events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.Series[bool]:
    """Tell which rows of the log somebody writes who asks for a trip."""
    return (events["kind"] == Event.SUBMITTED) & events["service"].isin([one.number for one in with_trips(services)])


def no_trips() -> pd.DataFrame:
    """Return the table without rows."""
    return no_rows(TRIPS)


def build_trips(
    events: pd.DataFrame,
    services: Sequence[ServiceName],
    demand: pd.DataFrame,
    timetable_trips: pd.DataFrame,
) -> pd.DataFrame:
    """Follow everybody who asked for a trip through the log. demand: of ``tables.TRIP_INPUT_DTYPES``.

    timetable_trips: those of all timetables, by ``vehicle``, which tell what the rides of a journey are made with.
    A ride that is a part of a journey is told there, and by no row of the service that carries.
    """
    ours = [service.number for service in with_trips(services)]
    log = without_parts(events)
    log = log[log["service"].isin(ours) & (log["request"] >= 0)]
    asked = log.loc[log["kind"] == Event.SUBMITTED, _BY].drop_duplicates().sort_values(_BY)
    if asked.empty:
        return no_trips()
    index = pd.MultiIndex.from_frame(asked)
    rows = {
        kind: _of_kind(log, kind).drop_duplicates(_BY, keep="last").set_index(_BY).reindex(index)
        for kind in (*_ENDS, Event.ACCEPTED, Event.TRIP_BEGAN, Event.VEHICLE_LEFT)
    }
    rows[Event.REJECTED] = _nearest_to_success(log, index)
    # Of several rides the first one is taken, and the last one left.
    rows[Event.VEHICLE_TAKEN] = _first(log, Event.VEHICLE_TAKEN, index)
    counts = {kind: _count(log, kind, index) for kind in (Event.SUBMITTED, Event.REJECTED)}
    given = demand.set_index("request").loc[asked["request"]]
    table = given[list(CARRIED_DEMAND_COLUMNS)].reset_index()
    names = {service.number: service.name for service in services}
    table["service"] = asked["service"].map(names).to_numpy()
    latest_s = given["latest_arrival_s"].to_numpy(np.int64)
    table["latest_arrival_s"] = nullable_int(latest_s, latest_s != NO_TIME)
    table["attempts"], table["rejections"] = counts[Event.SUBMITTED], counts[Event.REJECTED]
    _add_end(table, rows)
    _add_times(table, rows)
    _add_rides(table, rides_of_trips(log).set_index(_BY), index)
    journeys = journeys_of(chained_rides(events, services, timetable_trips)).reindex(index)
    _add_chains(table, journeys.assign(access_s=_walks_to_pickup(journeys, events)).reset_index(drop=True))
    return typed(table, TRIPS)


def _of_kind(log: pd.DataFrame, kind: Event) -> pd.DataFrame:
    return log.loc[log["kind"] == kind, [*_BY, *_FIELDS.get(kind, ["time_s"])]]


def _nearest_to_success(log: pd.DataFrame, index: pd.MultiIndex) -> pd.DataFrame:
    rejected = _of_kind(log, Event.REJECTED)
    by_nearness = np.argsort(rejected["value"].map(REASONS_BY_NEARNESS.index).to_numpy(np.int64), kind="stable")
    return rejected.iloc[by_nearness].drop_duplicates(_BY, keep="last").set_index(_BY).reindex(index)


def _first(log: pd.DataFrame, kind: Event, index: pd.MultiIndex) -> pd.DataFrame:
    return _of_kind(log, kind).drop_duplicates(_BY).set_index(_BY).reindex(index)


def rides_of_trips(events: pd.DataFrame) -> pd.DataFrame:
    """Return one row per ride of a trip that is told as a whole, in the order in which they are left.

    events: of services with such trips, sorted. Columns: service, request, vehicle, taken_s, left_s, taken_call,
    left_call (numbers of calls of a timetable, else -1), wait_s, seated (whether who leaves it stays where they sit).
    """
    rows = events[events["kind"].isin([Event.CALLED, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT])]
    called = rows["kind"] == Event.CALLED
    # A call is told in the row of the same request before.
    calls = rows["value"].where(called).groupby([rows["service"], rows["request"]]).shift().fillna(NO_CALL)
    rows = rows.assign(call=calls.astype("int64"))[~called]
    taken, left = (rows[rows["kind"] == kind] for kind in (Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT))
    place = [side.groupby(_BY).cumcount() for side in (taken, left)]
    both = left.assign(place=place[1]).merge(taken.assign(place=place[0]), on=[*_BY, "place"], suffixes=("", "_taken"))
    columns = {
        "service": "service", "request": "request", "vehicle": "vehicle", "time_s_taken": "taken_s", "time_s": "left_s",
        "call_taken": "taken_call", "call": "left_call", "value_taken": "wait_s", "value": "seated",
    }  # fmt: skip
    return both[list(columns)].rename(columns=columns)


def _count(log: pd.DataFrame, kind: Event, index: pd.MultiIndex) -> Ints:
    counted = log[log["kind"] == kind].groupby(_BY).size().reindex(index, fill_value=0)
    return np.asarray(counted, dtype=np.int64)


def _add_end(table: pd.DataFrame, rows: Mapping[Event, pd.DataFrame]) -> None:
    """Add how it ended, why, and what is done instead; changes table."""
    status = np.full(len(table), UNFINISHED, dtype=object)
    for kind, name in _ENDS.items():
        status[rows[kind]["time_s"].notna().to_numpy()] = name
    table["status"] = status
    table["reason"] = rows[Event.REJECTED]["value"].map(REASON_NAMES).to_numpy(object)
    table["reason"] = table["reason"].where(table["status"] == REJECTED)
    table["fallback"] = rows[Event.GAVE_UP]["value"].map(FALLBACK_NAMES).to_numpy(object)


def _add_times(table: pd.DataFrame, rows: Mapping[Event, pd.DataFrame]) -> None:
    """Add when and how somebody travelled; changes table."""
    for column, kind, field in (
        ("told_s", Event.ACCEPTED, "value"),
        ("departure_s", Event.TRIP_BEGAN, "time_s"),
        ("taken_s", Event.VEHICLE_TAKEN, "time_s"),
        ("left_s", Event.VEHICLE_LEFT, "time_s"),
        ("arrival_s", Event.TRIP_ENDED, "time_s"),
        ("vehicle", Event.VEHICLE_TAKEN, "vehicle"),
        ("length_m", Event.TRIP_ENDED, "value"),
    ):
        table[column] = rows[kind][field].astype("Int64").array
    table["vehicle"] = table["vehicle"].where(table["vehicle"] >= 0)
    table["journey_s"] = table["arrival_s"] - table["departure_s"]
    cents = rows[Event.TRIP_BEGAN]["value"].to_numpy(np.float64)
    table["price_eur"] = np.where(cents >= 0, cents, np.nan) / 100


def _add_rides(table: pd.DataFrame, rides: pd.DataFrame, index: pd.MultiIndex) -> None:
    """Add how long somebody rode, waited and walked, and how often they changed; changes table.

    rides: of `rides_of_trips`, by service and request. Staying seated is riding, and no change.
    """
    served, by = table["arrival_s"].notna(), rides.groupby(level=_BY)
    stays_s = (by["taken_s"].shift(-1) - rides["left_s"]).where(rides["seated"] == 1, 0)
    each = pd.DataFrame(
        {
            "rides": (rides["seated"] == 0).astype("int64"),
            "wait_s": rides["wait_s"],
            "change_wait_s": rides["wait_s"].where(by.cumcount() > 0, 0),
            "ride_s": rides["left_s"] - rides["taken_s"] + stays_s,
        }
    )
    sums = each.groupby(level=_BY).sum().reindex(index, fill_value=0)
    for name in each:
        table[name] = pd.Series(sums[name].to_numpy(), table.index).astype("Int64").where(served)
    table["walk_s"] = table["journey_s"] - table["ride_s"] - table["wait_s"]


def _walks_to_pickup(journeys: pd.DataFrame, events: pd.DataFrame) -> Ints:
    """Return the walks to where the first ride of each journey began [s], -1 where none is told."""
    told = events[events["kind"] == Event.LEG_WALK].drop_duplicates("ride").set_index("ride")["value"]
    return journeys["ride"].map(told).fillna(-1).to_numpy(np.int64)


def _add_chains(table: pd.DataFrame, journeys: pd.DataFrame) -> None:
    """Tell of journeys of several services what was ridden in; changes table.

    journeys: of ``chained_rides.journeys_of``, with access_s. All of the time between two vehicles is told as wait.
    People wait for a first ride on demand from when they are at the pickup, for a bus or train only once it is late.
    """
    made = journeys["chain"].notna() & table["arrival_s"].notna()
    there_s = table["told_s"].mask(journeys["access_s"] >= 0, table["departure_s"] + journeys["access_s"])
    first_s = (journeys["on_s"] - there_s.astype("float64")).clip(lower=0)
    found = {
        "vehicle": journeys["vehicle"],
        "taken_s": journeys["on_s"],
        "left_s": journeys["off_s"],
        "rides": journeys["rides"],
        "change_wait_s": journeys["change_s"],
        "wait_s": journeys["change_s"] + first_s,
        "ride_s": journeys["ride_s"],
    }
    for name, values in found.items():
        table[name] = table[name].mask(made, values.astype("Int64"))
    table["walk_s"] = table["walk_s"].mask(made, table["journey_s"] - table["ride_s"] - table["wait_s"])
    table["chain"] = journeys["chain"].where(made)
