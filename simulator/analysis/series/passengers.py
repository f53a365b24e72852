"""People on buses and trains as pictures show them: every ride, and since when they had waited for it at which stop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import rides_of_trips
from simulator.tables import ServiceName, no_rows, typed

_ENDS = {"from": "taken_call", "to": "left_call"}
_OF_A_STOP = ("name", "lon", "lat")

# A row per ride, in order of requests, and of time. vehicle: as in the event log. ready_s: since when they wait at the
# stop. from_call, to_call: numbers of calls of the service's timetable.
PASSENGERS = {
    "service": "string",
    **dict.fromkeys(("request", "party_size", "vehicle", "ready_s", "taken_s", "left_s"), "int64"),
    "request_id": "string",
    **{
        f"{end}_{what}": kind
        for end in _ENDS
        for what, kind in (("call", "int64"), ("name", "string"), ("lon", "float64"), ("lat", "float64"))
    },
}


def passengers(
    events: pd.DataFrame, services: Sequence[ServiceName], given: TimetableInputs, trips: pd.DataFrame
) -> pd.DataFrame:
    """Return everybody's rides on buses and trains, PASSENGERS.

    events: the log. trips: the table of trips told as a whole, in which the people are.
    """
    asked = trips.drop_duplicates("request").set_index("request")[["party_size", "request_id"]]
    runs = set(given.calls["service"].unique())
    parts = [_of_service(events, one, given) for one in services if one.name in runs]
    if not parts:
        return no_rows(PASSENGERS)
    table = pd.concat(parts, ignore_index=True).join(asked, on="request", how="inner")
    return typed(table.sort_values(["request", "taken_s"], kind="stable", ignore_index=True), PASSENGERS)


def _of_service(events: pd.DataFrame, service: ServiceName, given: TimetableInputs) -> pd.DataFrame:
    calls, stops = (table[table["service"] == service.name] for table in (given.calls, given.stops))
    rides = rides_of_trips(events[events["service"] == service.number])
    rides = rides[rides["taken_call"].between(0, len(calls) - 1) & rides["left_call"].between(0, len(calls) - 1)]
    stop, at = calls["stop"].to_numpy(np.int64), stops.set_index("stop")
    ends = {
        f"{end}_{what}": at[what].reindex(stop[rides[column]]).to_numpy()
        for end, column in _ENDS.items()
        for what in _OF_A_STOP
    }
    return rides.assign(
        service=service.name,
        ready_s=rides["taken_s"] - rides["wait_s"],
        from_call=rides["taken_call"],
        to_call=rides["left_call"],
        **ends,
    )
