"""Rows of an event log that nobody can follow: they are told before all else, and then the log is not followed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.journey_parts import parts_of_journeys
from simulator.tables import NO_NODE

_KINDS = {int(kind) for kind in Event}
_SOMEWHERE = {  # somebody or something is at a node then
    Event.DEPARTED, Event.ARRIVED, Event.DIVERTED, Event.BOARDED, Event.ALIGHTED, Event.STOP_ENDED, Event.CAR_TAKEN,
    Event.CAR_RETURNED, Event.TURNED_BACK, Event.BLOCKED,
    Event.TRIP_BEGAN, Event.TRIP_ENDED,  # vehicles also stop where no road of ours leads
}  # fmt: skip


def unreadable_rows(
    events: pd.DataFrame, nodes: int, outside: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> list[str]:
    """List rows of no known kind, and at nodes that are none of so many; an empty list: all can be followed.

    outside: which requests begin, and which end, outside of the area, where there are no nodes, bool (requests,) each.
    """
    found = []
    nowhere = dict(
        zip((Event.TRIP_BEGAN, Event.TRIP_ENDED), (set(np.flatnonzero(ends).tolist()) for ends in outside), strict=True)
    )
    parts = set(parts_of_journeys(events).tolist())  # which also begin and end at stations
    left = parts & set(events.loc[events["kind"] == Event.CONNECTION_MISSED, "ride"].tolist())  # at any stop
    columns = (events[name].tolist() for name in ("kind", "request", "node", "ride"))
    for number, (kind, request, node, ride) in enumerate(zip(*columns, strict=True)):
        if kind not in _KINDS:
            found.append(f"row {number}: unknown kind of event {kind}")
        if kind in nowhere and request in nowhere[kind] and (node == NO_NODE or ride not in parts):
            found += [f"row {number}: node {node} is in the area, the place is not"] if node != NO_NODE else []
        elif not 0 <= node < nodes and (
            node != NO_NODE or (kind in _SOMEWHERE and not (kind == Event.TRIP_ENDED and ride in left))
        ):
            found.append(f"row {number}: there is no node {node}, they are numbered from 0 to {nodes - 1}")
    return found
