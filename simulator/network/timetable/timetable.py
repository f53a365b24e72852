"""The timetable of a span of days, as tables of numbers on the time axis of a run."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

STOP_DTYPES = {
    "gtfs_stop_id": "object",
    "name": "object",
    "lon": "float64",
    "lat": "float64",
    "station": "int32",  # stops of one station have the same number
}
TRIP_DTYPES = {
    "gtfs_trip_id": "object",  # with "#" and a number behind it where a trip is repeated by frequencies
    "gtfs_route_id": "object",
    "line": "object",  # as people call it: the short name of the route, else the long one
    "route_type": "int16",
    "headsign": "object",
    "service_day": "int32",  # number of the day it belongs to, 0 is the first counted one; it may end on the next
    "on_demand": "bool",  # runs only where somebody has booked it
}
CALL_DTYPES = {
    "chain": "int32",
    "gtfs_trip": "int32",  # row of the trips
    "position": "int32",  # of the call among those of its trip, from 0
    "stop": "int32",  # row of the stops
    "arrival_s": "int32",
    "departure_s": "int32",
    "may_board": "bool",
    "may_alight": "bool",
}
WALK_DTYPES = {"from_stop": "int32", "to_stop": "int32", "walk_s": "int32"}


@dataclass(frozen=True, eq=False)
class Timetable:
    """Stops, trips and their calls, and how one changes between them. All rows are numbered from 0.

    stops: ``STOP_DTYPES``. trips: ``TRIP_DTYPES``, one for each day a GTFS trip runs on. calls: ``CALL_DTYPES``, sorted
    by chain and along it; a chain is what riders can stay seated in: a trip, or several in a row where they need not
    get off; a trip that is continued in two ways is part of two chains. Times in seconds of the run; those along a
    chain never go back, but for the departure where a trip ends and the arrival where the next one begins, which nobody
    uses. walks: ``WALK_DTYPES``, sorted by both stops: how long a change takes, at least; a row from a
    stop to itself is the change there, and without a row there is none. Nobody walks twice between two rides.
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    calls: pd.DataFrame
    walks: pd.DataFrame
