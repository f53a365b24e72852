"""Which parts of journeys were booked after their journey, as the log tells."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.audit.parts import mended_rides
from simulator.event_kinds import Event


def test_parts_booked_after_the_first_ones_of_their_journey_mend_it() -> None:
    """Request 4 books rides 1 and 2, and 3 later; request 5 books ride 6 later than that."""
    rows = [(10, 4, 1), (10, 4, 2), (50, 4, 3), (60, 5, 6)]
    legs = pd.DataFrame(rows, columns=["time_s", "request", "ride"]).assign(kind=Event.LEG)
    other = pd.DataFrame([(70, 4, 9)], columns=["time_s", "request", "ride"]).assign(kind=Event.LEG_READY)
    assert mended_rides(pd.concat([legs, other])) == {3}
