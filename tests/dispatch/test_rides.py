"""What is known of requests for each answer: limits and wishes as they were when a ride was offered."""

from __future__ import annotations

import pytest

from simulator import load_scenario
from simulator.kernels import layout as f
from simulator.services.protocol import Attempt, Ends
from simulator.services.ridepooling.rides import Rides
from simulator.world.build import build_world
from tests.worlds import rides_in

ANNA, BERT, EIGHT = 1, 2, 8 * 3600  # by when they ask: Dora does so at 7 o'clock


@pytest.fixture
def rides() -> Rides:
    return Rides(rides_in(build_world(load_scenario("tiny/line"))))


def test_who_has_waited_may_wait_less(rides: Rides) -> None:
    rides.make_ready(ANNA, EIGHT, EIGHT)
    fresh = rides.limits[ANNA].max_wait_s
    assert rides.make_ready(ANNA, EIGHT, EIGHT + 300) == EIGHT + 300
    assert rides.limits[ANNA].max_wait_s == fresh - 300


@pytest.mark.parametrize("between", [[(ANNA, EIGHT, EIGHT + 300)], [(BERT, EIGHT + 120, EIGHT + 120)], []])
def test_what_was_offered_is_booked_as_it_was_offered(rides: Rides, between: list[tuple[int, int, int]]) -> None:
    rides.make_ready(ANNA, EIGHT, EIGHT)
    fresh = rides.limits[ANNA].max_wait_s
    for other in between:
        rides.make_ready(*other)
    rides.make_ready_as_offered(ANNA, EIGHT, EIGHT, EIGHT + 60, relaxed=False)
    assert rides.limits[ANNA].max_wait_s == fresh
    assert rides.fields[ANNA, f.REQ_EARLIEST] == EIGHT + 60
    assert not rides.is_relaxed(ANNA)


def test_what_was_offered_beyond_soft_limits_is_booked_beyond_them(rides: Rides) -> None:
    rides.make_ready(ANNA, EIGHT, EIGHT)
    within = rides.fields[ANNA, f.REQ_MAX_WAIT]
    rides.make_ready_as_offered(ANNA, EIGHT, EIGHT, EIGHT, relaxed=True)
    assert rides.is_relaxed(ANNA)
    assert rides.fields[ANNA, f.REQ_MAX_WAIT] > within
    rides.make_ready_as_offered(ANNA, EIGHT, EIGHT, EIGHT, relaxed=False)
    assert not rides.is_relaxed(ANNA)
    assert rides.fields[ANNA, f.REQ_MAX_WAIT] == within


def test_a_part_of_a_way_has_times_of_its_own_where_it_says_so(rides: Rides) -> None:
    """Anna's whole way is from node 0 to 2 at eight; where a part says nothing, what holds for the whole does."""
    as_wished = rides.row_of(Attempt(9, ANNA, 0, EIGHT, ends=Ends(destination_node=1)))
    assert rides.wish_s[as_wished] == rides.wish_s[ANNA] == EIGHT
    assert rides.latest_arrival_s[as_wished] == rides.latest_arrival_s[ANNA]
    assert 0 < rides.direct_s[as_wished] < rides.direct_s[ANNA]
    later = rides.row_of(Attempt(9, ANNA, 0, EIGHT, ends=Ends(0, 1, EIGHT + 600, EIGHT + 3600)))
    assert rides.wish_s[later] == EIGHT + 600
    assert rides.latest_arrival_s[later] == rides.fields[later, f.REQ_LATEST_ARRIVAL] == EIGHT + 3600
    assert rides.wish_s[ANNA] == EIGHT  # the whole way has kept its own
