"""Which rows can be followed: people who go outside of the area are nowhere there, but at stations on their way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.audit.readable import unreadable_rows
from simulator.event_kinds import Event


def test_a_part_of_a_journey_from_outside_begins_in_the_area_as_well() -> None:
    """Rides 7 and 8 are parts, ride 0 is none; of request 0 the origin is outside, there are ten nodes."""
    rows = [
        (Event.LEG, 7, -1), (Event.LEG, 8, -1), (Event.TRIP_BEGAN, 7, -1), (Event.TRIP_BEGAN, 8, 4),
        (Event.TRIP_BEGAN, 0, -1), (Event.TRIP_BEGAN, 0, 4), (Event.TRIP_BEGAN, 8, 10),
    ]  # fmt: skip
    events = pd.DataFrame(rows, columns=["kind", "ride", "node"]).assign(request=0)
    found = unreadable_rows(events, 10, (np.array([True]), np.array([False])))
    assert found == [
        "row 5: node 4 is in the area, the place is not",
        "row 6: there is no node 10, they are numbered from 0 to 9",
    ]


def test_who_misses_a_change_may_be_left_at_a_stop_without_roads() -> None:
    """Rides 7 and 8 are parts, ride 9 is none; changes are missed on 7 and 9."""
    rows = [
        (Event.LEG, 7, -1), (Event.LEG, 8, -1), (Event.CONNECTION_MISSED, 7, -1), (Event.CONNECTION_MISSED, 9, -1),
        (Event.TRIP_BEGAN, 7, -1), *((Event.TRIP_ENDED, ride, -1) for ride in (7, 8, 9)), (Event.TRIP_ENDED, 7, 10),
    ]  # fmt: skip
    events = pd.DataFrame(rows, columns=["kind", "ride", "node"]).assign(request=0)
    found = unreadable_rows(events, 10, (np.array([False]), np.array([False])))
    assert [line.split(":")[0] for line in found] == ["row 4", "row 6", "row 7", "row 8"]
