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
