"""What maps show of what went wrong: who was out of service, who waited to be taken on, where no power was."""

from __future__ import annotations

import pandas as pd

from simulator.event_kinds import Event
from simulator.tables import table_of

OUT_DTYPES = {"vehicle": "int64", "from_s": "int64", "until_s": "int64"}
SET_DOWN_DTYPES = {
    "request": "int64", "ride": "int64", "node": "int64", "from_s": "int64", "until_s": "int64", "taken_on": "bool",
}  # fmt: skip
DARK_DTYPES = {"node": "int64", "from_s": "int64", "until_s": "int64"}
_ENDS_WAIT = (Event.BOARDED, Event.LEFT_STRANDED, Event.CANCELLED_BY_OPERATOR)


def vehicles_out(events: pd.DataFrame, end_s: int) -> pd.DataFrame:
    """Return when which vehicle was out of service, OUT_DTYPES; end_s: of the run, for who is not back by then."""
    since: dict[int, int] = {}
    found = []
    rows = events[events["kind"].isin((Event.OUT_OF_SERVICE, Event.BACK_IN_SERVICE))]
    for time_s, kind, vehicle in zip(*(rows[name].tolist() for name in ("time_s", "kind", "vehicle")), strict=True):
        if kind == Event.OUT_OF_SERVICE:
            since.setdefault(vehicle, time_s)
        elif vehicle in since:
            found.append((vehicle, since.pop(vehicle), time_s))
    found += [(vehicle, from_s, max(end_s, from_s)) for vehicle, from_s in since.items()]
    return table_of(sorted(found), OUT_DTYPES)


def set_downs(events: pd.DataFrame, end_s: int) -> pd.DataFrame:
    """Return who was set down where, and until when they waited for another vehicle, SET_DOWN_DTYPES.

    taken_on: whether one came; else they were stranded, or the run was over.
    """
    waiting: dict[int, tuple[int, int, int]] = {}
    found = []
    rows = events[events["kind"].isin((Event.SET_DOWN, *_ENDS_WAIT))]
    columns = (rows[name].tolist() for name in ("time_s", "kind", "request", "ride", "node"))
    for time_s, kind, request, ride, node in zip(*columns, strict=True):
        if kind == Event.SET_DOWN:
            waiting[ride] = request, node, time_s
        elif ride in waiting:
            who, where, from_s = waiting.pop(ride)
            found.append((who, ride, where, from_s, time_s, kind == Event.BOARDED))
    found += [(who, ride, where, from_s, max(end_s, from_s), False) for ride, (who, where, from_s) in waiting.items()]
    return table_of(sorted(found, key=lambda row: (row[3], row[1])), SET_DOWN_DTYPES)


def dark_places(events: pd.DataFrame, end_s: int) -> pd.DataFrame:
    """Return where there was no power at all, and when, DARK_DTYPES: nodes of charging sites."""
    since: dict[int, tuple[int, int]] = {}
    found = []
    rows = events[events["kind"].isin((Event.SITE_LIMITED, Event.SITE_SHARE))]
    site = node = -1
    columns = (rows[name].tolist() for name in ("time_s", "kind", "node", "value"))
    for time_s, kind, at, value in zip(*columns, strict=True):
        if kind == Event.SITE_LIMITED:
            site, node = value, at
        elif value == 0:
            since.setdefault(site, (node, time_s))
        elif site in since:
            found.append((*since.pop(site), time_s))
    found += [(where, from_s, max(end_s, from_s)) for where, from_s in since.values()]
    return table_of(sorted(set(found)), DARK_DTYPES)
