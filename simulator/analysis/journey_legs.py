"""One row per ride that was booked as a part of a journey of several services, from the event log."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.chained_rides import GETS_ON, JOINED, chained_rides, changes_of, mode_of, parts_in
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.event_kinds import Event
from simulator.reasons import Missed
from simulator.results.table_dtypes import JOURNEY_LEGS
from simulator.tables import NO_CALL, NO_NODE, ServiceName, no_rows, typed

RIDDEN, MISSED, DROPPED, UNFINISHED = "ridden", "missed", "dropped", "unfinished"
MISSED_NAMES = {int(cause): cause.name.lower() for cause in Missed}
_ENDS = (Event.ALIGHTED, Event.TRIP_ENDED, Event.CAR_RETURNED)
_DROPS = (
    Event.CANCELLED, Event.NO_SHOW, Event.BOOKING_CANCELLED, Event.BOOKING_NO_SHOW, Event.BOOKING_LOST,
    Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED,
)  # fmt: skip
_BOOKED = (Event.ACCEPTED, Event.BOOKING_GRANTED)
# Column -> the kinds of row of the ride that tell it, and where in it.
_TOLD = {
    "vehicle": (_BOOKED, "vehicle"),
    "planned_s": (_BOOKED, "value"),
    "node": (_BOOKED, "node"),
    "carrier": (_BOOKED, "service"),
    "planned_arrival_s": ((Event.PLANNED_DROPOFF,), "value"),
    "due_s": ((Event.LEG_DUE,), "value"),
    "ready_s": ((Event.LEG_READY,), "value"),
    "held_until_s": ((Event.HELD,), "value"),
    "walk_s": ((Event.LEG_WALK,), "value"),
    "direct_m": ((Event.LEG_DIRECT,), "value"),
    "direct_s": ((Event.LEG_DRIVE,), "value"),
    "waived": ((Event.LEG_WAIVED,), "value"),
    "cents": ((Event.LEG_FARE,), "value"),
    "cause": ((Event.CONNECTION_MISSED,), "value"),
}


def no_journey_legs() -> pd.DataFrame:
    """Return the table without rows."""
    return no_rows(JOURNEY_LEGS)


def build_journey_legs(
    events: pd.DataFrame, services: Sequence[ServiceName], demand: pd.DataFrame, timetable: TimetableInputs
) -> pd.DataFrame:
    """Return the table of ``table_dtypes.JOURNEY_LEGS``, by journey and in the order of its parts.

    demand: of ``tables.TRIP_INPUT_DTYPES``, of all who ask for such journeys.
    """
    parts = parts_in(events)
    if parts.empty:
        return no_journey_legs()
    table = parts[["service", "request", "ride"]].assign(leg=parts["value"], booked_s=parts["time_s"])
    asked = demand.set_index("request")
    for column in ("earliest_departure_s", "party_size"):
        table[column] = table["request"].map(asked[column])
    rows = events[events["ride"].isin(parts["ride"])]
    began = events[events["kind"] == Event.TRIP_BEGAN].set_index(["service", "request"]).index
    table["journey_began"] = pd.MultiIndex.from_frame(table[["service", "request"]]).isin(began)
    table["began"] = table["ride"].isin(rows.loc[rows["kind"].isin(GETS_ON), "ride"])
    for column, (kinds, field) in _TOLD.items():
        told = rows[rows["kind"].isin(kinds)].drop_duplicates("ride", keep="last").set_index("ride")
        table[column] = table["ride"].map(told[field]).astype("Int64")
    table["missed"] = table["cause"].map(MISSED_NAMES)
    table["fare_eur"] = table["cents"].astype("float64") / 100
    table["waived_eur"] = table["waived"].astype("float64").fillna(0) / 100
    kind_of, name_of = ({its.number: getattr(its, what) for its in services} for what in ("kind", "name"))
    table["mode"] = mode_of(table["vehicle"], table["carrier"].map(kind_of), timetable.trips)
    for column in ("service", "carrier"):
        table[column] = table[column].map(name_of)
    ended, dropped = (table["ride"].isin(rows.loc[rows["kind"].isin(kinds), "ride"]) for kinds in (_ENDS, _DROPS))
    known = [ended, table["missed"].notna(), dropped]
    table["end"] = np.select(known, [RIDDEN, MISSED, DROPPED], UNFINISHED)
    rides = chained_rides(events, services, timetable.trips)
    _add_rides(table, rides, timetable.trips)
    _add_stations(table, rides, timetable)
    return typed(table, JOURNEY_LEGS)


def _add_rides(table: pd.DataFrame, rides: pd.DataFrame, trips: pd.DataFrame) -> None:
    """Add what was ridden in, and when; of a ride in several vehicles all of them; changes table."""
    lines = trips.drop_duplicates("vehicle").set_index("vehicle")["line"]
    rides = rides.assign(line=rides["vehicle"].map(lines), rides=(~rides["seated"]).astype("int64"))
    by, reached = rides.groupby("ride"), changes_of(rides)
    found = {
        "departed_s": by["on_s"].first(),
        "arrived_s": by["off_s"].last(),
        "rides": by["rides"].sum(),
        "change_s": reached[~reached["inside"]].set_index("ride")["change_s"],
    }
    for column, values in found.items():
        table[column] = table["ride"].map(values).astype("Int64")
    table["rides"] = table["rides"].fillna(0)
    modes, names = (by[column].agg(_joined) for column in ("mode", "line"))
    table["mode"], table["line"] = table["ride"].map(modes).combine_first(table["mode"]), table["ride"].map(names)
    table["line"] = table["line"].replace("", pd.NA)


def _joined(names: pd.Series[str]) -> str:
    return JOINED.join(dict.fromkeys(names.dropna()))


def _add_stations(table: pd.DataFrame, rides: pd.DataFrame, timetable: TimetableInputs) -> None:
    """Add between which stations the parts go, and when those by timetable were to arrive; changes table.

    The calls of rides tell it; of one that was not taken the node where it was to begin. A ride on demand from a
    station begins where the last one by timetable ended, one to a station ends where the next one begins.
    """
    calls = timetable.calls.merge(timetable.stops[["service", "stop", "name"]], on=["service", "stop"])
    calls = calls.set_index(["service", "call"])
    by_call, by = table["carrier"].isin(timetable.stops["service"]), rides.groupby("ride")
    ends = {"from_station": by["on_call"].first(), "to_station": by["off_call"].last()}
    for column, call in ends.items():
        at = pd.MultiIndex.from_arrays([table["carrier"], table["ride"].map(call).fillna(NO_CALL).astype("int64")])
        table[column] = calls["name"].reindex(at).to_numpy()
        if column == "to_station":
            due = pd.Series(calls["arrival_s"].reindex(at).to_numpy(), table.index).astype("Int64")
            table["planned_arrival_s"] = table["planned_arrival_s"].fillna(due)
    of_node = timetable.stops[timetable.stops["node"] != NO_NODE].drop_duplicates("node").set_index("node")["name"]
    table["from_station"] = table["from_station"].fillna(table["node"].map(of_node).where(by_call))
    journey = [table["service"], table["request"]]
    before, after = (table[end].where(by_call).groupby(journey, sort=False) for end in ("to_station", "from_station"))
    leaves, meets = (~by_call & table[told].notna() for told in ("ready_s", "due_s"))
    table["from_station"] = table["from_station"].mask(leaves, before.ffill())
    table["to_station"] = table["to_station"].mask(meets, after.bfill())
