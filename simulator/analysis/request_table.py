"""One row per request: every timestamp of its day, and the times a rider feels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.missing import (
    Bools,
    Ints,
    nullable_bool,
    nullable_float,
    nullable_int,
    nullable_name,
)
from simulator.analysis.vehicles.log import VehicleLog, measure_rides
from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.reasons import REASONS_BY_NEARNESS, Fallback, Reason
from simulator.results.table_dtypes import CARRIED_REQUEST_COLUMNS
from simulator.results.territory_definitions import END_AREA_DTYPES
from simulator.tables import NO_TIME, as_met

SERVED = "served"
REJECTED = "rejected"
CANCELLED = "cancelled"
NO_SHOW = "no_show"
DECLINED = "declined"
OTHER_MEANS = "other_means"
STRANDED = "stranded"
CANCELLED_BY_OPERATOR = "cancelled_by_operator"
UNFINISHED = "unfinished"

Columns = dict[str, Any]  # by name, all of the same length

REASON_NAMES = {int(reason): reason.name.lower() for reason in Reason}
FALLBACK_NAMES = {int(fallback): fallback.name.lower() for fallback in Fallback}


class _RequestLog:
    """The request side of the event log: for each request the row of a kind, and what stands in it."""

    def __init__(self, events: pd.DataFrame, request_count: int) -> None:
        self.requests = request_count
        self._column = {name: events[name].to_numpy(dtype=np.int64) for name in ("time_s", "kind", "vehicle", "value")}
        self._request = events["request"].to_numpy(dtype=np.int64)

    def count(self, kind: Event) -> Ints:
        """Rows of the kind per request."""
        rows = self._request[self._column["kind"] == kind]
        return np.bincount(rows, minlength=self.requests).astype(np.int64)

    def last(self, kind: Event, column: str) -> tuple[Ints, Bools]:
        """Value of a column in each request's last row of the kind, and which requests have one."""
        rows = np.flatnonzero(self._column["kind"] == kind)
        row_of = np.full(self.requests, -1, dtype=np.int64)
        row_of[self._request[rows]] = rows
        known: Bools = row_of >= 0
        values = np.zeros(self.requests, dtype=np.int64)
        values[known] = self._column[column][row_of[known]]
        return values, known

    def first(self, kind: Event, column: str) -> tuple[Ints, Bools]:
        """Value of a column in each request's first row of the kind, and which requests have one."""
        rows = np.flatnonzero(self._column["kind"] == kind)[::-1]
        row_of = np.full(self.requests, -1, dtype=np.int64)
        row_of[self._request[rows]] = rows
        known: Bools = row_of >= 0
        values = np.zeros(self.requests, dtype=np.int64)
        values[known] = self._column[column][row_of[known]]
        return values, known

    def nearest_reason(self) -> Ints:
        """Return of each request's rejections the reason nearest to success; 0 where there is none."""
        rows = np.flatnonzero(self._column["kind"] == Event.REJECTED)
        order = list(REASONS_BY_NEARNESS) + [reason for reason in Reason if reason not in REASONS_BY_NEARNESS]
        nearness = np.zeros(len(order), dtype=np.int64)
        nearness[order] = np.arange(len(order))
        nearest = np.zeros(self.requests, dtype=np.int64)
        np.maximum.at(nearest, self._request[rows], nearness[self._column["value"][rows]])
        reasons: Ints = np.array(order, dtype=np.int64)[nearest]
        return reasons


def build_request_table(events: pd.DataFrame, requests_input: pd.DataFrame, log: VehicleLog) -> pd.DataFrame:
    """Follow every request through the event log; rides that are parts of journeys are none of theirs.

    events: sorted by (time_s, seq). requests_input: sorted by request. Times are in s of the day, null where the
    event did not happen. The columns are defined in `simulator.analysis.columns`.
    """
    history = _RequestLog(without_parts(events), len(requests_input))
    served = history.last(Event.ALIGHTED, "time_s")[1]
    ended = {
        kind: history.last(kind, "time_s")[1]
        for kind in (
            Event.CANCELLED, Event.NO_SHOW, Event.GAVE_UP, Event.CHOSEN, Event.CANCELLED_BY_OPERATOR,
            Event.LEFT_STRANDED,
        )
    }  # fmt: skip
    gave_up = ended[Event.GAVE_UP] & ~served
    declined = gave_up & (history.count(Event.DECLINED) > 0)
    # Columns are gathered first: to put one after the other into a table takes as long as all the rest.
    areas = [column for column in END_AREA_DTYPES if column in requests_input]
    table: Columns = {column: requests_input[column] for column in (*CARRIED_REQUEST_COLUMNS, *areas)}
    met = as_met(requests_input)
    for column in ("pickup_node", "dropoff_node", "pickup_stop", "dropoff_stop"):
        table[column] = met[column].to_numpy()
    latest_arrival = _ints(requests_input, "latest_arrival_s")
    table["latest_arrival_s"] = nullable_int(latest_arrival, latest_arrival != NO_TIME)
    table["desired_departure_s"] = np.maximum(_ints(table, "submitted_s"), _ints(table, "earliest_departure_s"))
    status = np.select(
        [
            served, ended[Event.CANCELLED], ended[Event.NO_SHOW], ended[Event.CANCELLED_BY_OPERATOR],
            ended[Event.LEFT_STRANDED], declined, gave_up, ended[Event.CHOSEN],
        ],
        [SERVED, CANCELLED, NO_SHOW, CANCELLED_BY_OPERATOR, STRANDED, DECLINED, REJECTED, OTHER_MEANS],
        UNFINISHED,
    ).astype(object)  # fmt: skip
    table["status"] = pd.Series(status, dtype="string")
    table["attempts"] = history.count(Event.SUBMITTED)
    table["rejections"] = history.count(Event.REJECTED)
    table["reason"] = nullable_name(history.nearest_reason(), REASON_NAMES, gave_up & ~declined)
    table["fallback"] = nullable_name(history.last(Event.GAVE_UP, "value")[0], FALLBACK_NAMES, gave_up)
    table["offers"] = history.count(Event.OFFERED)
    cents, charged = history.last(Event.SURCHARGED, "value")
    table["surcharge_eur"] = nullable_float(cents / 100, charged)
    _add_timestamps(table, history, log)
    _add_durations(table, history, met)
    _add_distances(table, met, log)
    return pd.DataFrame(table)


def _ints(table: pd.DataFrame | Columns, column: str) -> Ints:
    return np.asarray(table[column], dtype=np.int64)


def _add_timestamps(table: Columns, history: _RequestLog, log: VehicleLog) -> None:
    """Add the moments of the request's day; changes table."""
    for column, kind, field in (
        ("last_submitted_s", Event.SUBMITTED, "time_s"),
        ("accepted_s", Event.ACCEPTED, "time_s"),
        ("planned_boarding_s", Event.ACCEPTED, "value"),
        ("promised_earliest_s", Event.PROMISED_EARLIEST, "value"),
        ("promised_latest_s", Event.PROMISED_LATEST, "value"),
        ("promised_dropoff_s", Event.PROMISED_DROPOFF, "value"),
        ("waiting_list_s", Event.ON_WAITING_LIST, "time_s"),
        ("agreed_departure_s", Event.AGREED, "value"),
        ("timetable_departure_s", Event.JOURNEY_LEAVES, "value"),
        ("timetable_arrival_s", Event.JOURNEY_ARRIVES, "value"),
        ("cancelled_s", Event.CANCELLED, "time_s"),
        ("cancel_notice_s", Event.CANCELLED, "value"),
        ("no_show_s", Event.NO_SHOW, "time_s"),
        ("gave_up_s", Event.GAVE_UP, "time_s"),
        ("vehicle", Event.BOARDED, "vehicle"),
        ("alighted_s", Event.ALIGHTED, "time_s"),
    ):
        table[column] = nullable_int(*history.last(kind, field))
        if column == "vehicle":
            table["boarded_s"] = nullable_int(*history.first(Event.BOARDED, "time_s"))  # who is rescued boards again
    rows = log.rows(Event.BOARDED)
    rows = rows[~log.is_part[rows]]
    arrived = np.full(history.requests, NO_TIME, dtype=np.int64)
    rows = rows[np.argsort(-log.time_s[rows], kind="stable")]  # the first boarding of each counts
    standing_since = log.last_row_of(Event.SHIFT_STARTED, Event.ARRIVED, Event.DIVERTED)[rows]
    arrived[log.request[rows]] = np.where(standing_since >= 0, log.time_s[standing_since], NO_TIME)
    table["vehicle_arrived_s"] = nullable_int(arrived, arrived != NO_TIME)


def _add_durations(table: Columns, history: _RequestLog, met: pd.DataFrame) -> None:
    """Add what the rider feels: walks, wait, dwell, ride, and how the promise was kept; changes table.

    A traveller who tries again has waited since the first attempt, so readiness counts from the first submission; who
    agrees to another departure at once, or to a sooner one later on, is ready then.
    """
    access_s, egress_s = _ints(met, "pickup_walk_s"), _ints(met, "dropoff_walk_s")
    submitted, known = history.last(Event.SUBMITTED, "time_s")
    agreed, shifted = history.last(Event.AGREED, "value")
    desired = _ints(table, "desired_departure_s")
    shifted &= (submitted == _ints(table, "submitted_s")) | (agreed < desired)
    ready = np.where(shifted, agreed, desired) + access_s
    boarded, on_board = history.first(Event.BOARDED, "time_s")
    alighted, served = history.last(Event.ALIGHTED, "time_s")
    dwell = history.first(Event.BOARDED, "value")[0]
    ride = alighted - boarded - dwell
    direct = _ints(met, "met_direct_s")
    served = served & on_board
    table["ready_s"] = nullable_int(ready, known)
    table["access_walk_s"] = access_s
    table["wait_s"] = nullable_int(boarded - ready, on_board & known)
    table["dwell_s"] = nullable_int(dwell, on_board)
    table["ride_s"] = nullable_int(ride, served)
    table["egress_walk_s"] = egress_s
    table["journey_s"] = nullable_int(access_s + boarded - ready + dwell + ride + egress_s, served & known)
    table["direct_s"] = nullable_int(direct, direct >= 0)
    table["detour_factor"] = nullable_float(ride / np.maximum(direct, 1), served & (direct > 0))
    earliest, promised_from = history.last(Event.PROMISED_EARLIEST, "value")
    latest, promised_to = history.last(Event.PROMISED_LATEST, "value")
    promised = promised_from & promised_to & on_board
    deviation = np.minimum(boarded - earliest, 0) + np.maximum(boarded - latest, 0)
    told, accepted = history.last(Event.ACCEPTED, "value")
    table["told_deviation_s"] = nullable_int(boarded - told, accepted & on_board)
    table["promise_deviation_s"] = nullable_int(deviation, promised)
    table["on_time"] = nullable_bool(deviation == 0, promised)
    dropoff_by, by_then = history.last(Event.PROMISED_DROPOFF, "value")
    table["dropoff_on_time"] = nullable_bool(alighted <= dropoff_by, by_then & served)


def _add_distances(table: Columns, met: pd.DataFrame, log: VehicleLog) -> None:
    """Add walks, ride and direct lengths, and whether the ride was pooled; changes table."""
    rides = measure_rides(log, len(met))
    direct_m = _ints(met, "met_direct_m")
    table["access_walk_m"] = met["pickup_walk_m"].to_numpy(dtype=np.float64)
    table["egress_walk_m"] = met["dropoff_walk_m"].to_numpy(dtype=np.float64)
    table["direct_m"] = nullable_int(direct_m, (_ints(met, "met_direct_s") >= 0) & (direct_m >= 0))
    table["ride_m"] = nullable_int(rides.length_m, rides.ridden)
    table["pooled"] = nullable_bool(rides.shared_legs > 0, rides.ridden)
    table["sharing_factor"] = nullable_float(
        rides.drive_s / np.maximum(rides.sharing_s, 1e-9), rides.ridden & (rides.drive_s > 0)
    )
