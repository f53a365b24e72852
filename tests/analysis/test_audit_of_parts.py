"""Which parts of journeys were booked after their journey, as the log tells."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.audit.direct import told_direct
from simulator.analysis.audit.drives import Drives
from simulator.analysis.audit.parts import begun, due, measured, mended_rides, ready
from simulator.event_kinds import Event
from simulator.tables import NO_TIME


def test_parts_booked_after_the_first_ones_of_their_journey_mend_it() -> None:
    """Request 4 books rides 1 and 2, and 3 later; request 5 books ride 6 later than that."""
    rows = [(10, 4, 1), (10, 4, 2), (50, 4, 3), (60, 5, 6)]
    legs = pd.DataFrame(rows, columns=["time_s", "request", "ride"]).assign(kind=Event.LEG)
    other = pd.DataFrame([(70, 4, 9)], columns=["time_s", "request", "ride"]).assign(kind=Event.LEG_READY)
    assert mended_rides(pd.concat([legs, other])) == {3}


WHOLE = {
    "pickup_node": 10, "dropoff_node": 40, "submitted_s": 0, "earliest_departure_s": 0, "met_direct_s": 300,
    "max_ride_s": 900, "max_travel_s": NO_TIME, "max_wait_s": 600, "pickup_walk_s": 50, "dropoff_walk_s": 60,
    "earliest_arrival_s": NO_TIME, "latest_arrival_s": NO_TIME,
}  # fmt: skip


def longest_ride_s(part: dict[str, int], whole: dict[str, int], begins: int, ends: int) -> int:
    """Return how long a part may take, with ten seconds of driving from node to node."""
    part.update(pickup_node=begins, dropoff_node=ends)
    measured(part, whole, lambda begins, ends, *_: 10 * abs(ends - begins), 500)
    return part["max_ride_s"]


def test_a_part_may_take_as_much_longer_as_the_whole_way_from_the_stop_that_is_next() -> None:
    """The stops that are next to where they come from and go to are 10 and 40; who walks farther still has these."""
    part = begun(WHOLE, 0, mended=False)
    ready(part, 500)
    assert longest_ride_s({**part}, WHOLE, 20, 35) == 600 + 200  # from a station at 20
    assert longest_ride_s({**part}, WHOLE, 20, 45) == 600 + 250
    part = begun(WHOLE, 0, mended=False)
    due(part, WHOLE, 500)
    assert longest_ride_s({**part}, WHOLE, 15, 20) == 600 + 100  # to it
    assert longest_ride_s({**part}, WHOLE, 5, 20) == 600 + 150
    nowhere = {**WHOLE, "met_direct_s": -1, "max_ride_s": 600}  # of which nobody knows how long it takes
    assert longest_ride_s(begun(nowhere, 0, mended=False), nowhere, 10, 40) == 600 + 300


def test_who_is_answered_late_is_measured_as_of_then() -> None:
    """They wanted to leave at 0 s, when a drive took 225 s; it takes 57 s at 500 s, when they have an answer."""
    drives = Drives(lambda *_: 0, None, lambda _o, _d, begins_s, _known_s: 225 if begins_s < 100 else 57, lambda *_: 0)
    wish = {**WHOLE, "submitted_s": 500, "met_direct_s": 57}
    assert told_direct(wish, drives) == []
    assert told_direct({**wish, "submitted_s": 0}, drives) == ["direct time is 57 s, the drive takes 225 s"]
