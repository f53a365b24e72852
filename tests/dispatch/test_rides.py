"""What is known of requests for each answer: limits and wishes as they were when a ride was offered."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulator import load_scenario
from simulator.kernels import layout as f
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Ends
from simulator.services.ridepooling.rides import Rides
from simulator.world.build import build_world
from tests.worlds import rides_in

DORA, ANNA, BERT, CARL, EIGHT = 0, 1, 2, 3, 8 * 3600  # by when they ask: Dora does so at 7 o'clock


def rides_of(*changes: str) -> Rides:
    return Rides(rides_in(build_world(load_scenario("tiny/line", changes))))


@pytest.fixture
def rides() -> Rides:
    return rides_of()


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


def part_of(rides: Rides, request: int, ends: Ends) -> int:
    return rides.row_of(Attempt(9, request, 0, EIGHT, ends=ends))


def test_a_part_of_a_way_is_measured_between_its_ends() -> None:
    """Anna may be met at three stops at either end, 120 s and 60 s from the nearest; from A to B is half her way."""
    rides = rides_of("stop_choice=best", "walk.limit=20 km")
    own = rides.options_of(ANNA)
    own[0, f.OPTION_WALK], own[3, f.OPTION_WALK] = 120, 60
    place_of_b = own[1, f.OPTION_NODE]
    row = part_of(rides, ANNA, Ends(destination_node=1))
    assert row == CARL + 1 == len(rides.fields) - 1
    assert rides.options_of(row).tolist() == [*own[:3].tolist(), [place_of_b, 0]]
    assert rides.fields[row, f.REQ_PICKUPS] == 3
    assert (rides.direct_s[row], rides.direct_m[row]) == (300, 5000)
    assert rides.max_ride_s[row] == 2100 - 300  # as much beyond the direct ride as on the whole way
    assert rides.not_before[row]
    assert part_of(rides, ANNA, Ends(origin_node=1)) == row
    assert rides.options_of(row).tolist() == [[place_of_b, 0], *own[3:].tolist()]
    assert rides.fields[row, f.REQ_PICKUPS] == 1
    assert rides.filled == 2


def test_there_is_room_for_every_part_of_a_way() -> None:
    """Also where it can be met wherever the whole way can: within 7 km of B are all stops, of the others two each."""
    rides = rides_of("stop_choice=best", "walk.limit=7 km")
    for request, options in ((DORA, 4), (ANNA, 4), (BERT, 5), (CARL, 4)):
        row = part_of(rides, request, Ends())
        assert np.array_equal(rides.options_of(row), rides.options_of(request))
        assert len(rides.options_of(row)) == options


@pytest.mark.parametrize(("latest_s", "too_late"), [(540, False), (539, True)])
def test_who_must_arrive_needs_walks_boarding_and_the_ride(rides: Rides, latest_s: int, too_late: bool) -> None:
    """120 s and 60 s of walks, 60 s to board, 300 s to the next stop."""
    own = rides.options_of(BERT)
    own[0, f.OPTION_WALK], own[1, f.OPTION_WALK] = 120, 60
    leaves_s = EIGHT + 120
    row = part_of(rides, BERT, Ends(latest_s=leaves_s + latest_s))
    assert rides.is_too_late(row, leaves_s) is too_late


def test_a_party_too_large_for_the_whole_way_is_too_large_for_a_part(rides: Rides) -> None:
    row = part_of(rides, CARL, Ends(destination_node=1))
    assert rides.rejected_at_once[row] == rides.rejected_at_once[CARL] == Reason.PARTY_TOO_LARGE
    assert part_of(rides, ANNA, Ends(destination_node=1)) not in rides.rejected_at_once


def test_notice_says_until_when_another_try_is_worth_it() -> None:
    rides = rides_of("limits.default.notice=600 s")
    rides.make_ready(DORA, EIGHT, EIGHT)
    assert rides.kept_until_s(DORA) == 9 * 3600 - 600


def test_a_part_of_a_way_that_no_road_leads_is_rejected_at_once() -> None:
    """The road from B to C is closed for ever; the other part of the way is there."""
    works = {"name": "works", "roads": ["B to C"], "closed": True}
    rides = rides_of(f"network.changes={json.dumps([works])}")
    row = part_of(rides, ANNA, Ends(1, 2))
    assert (rides.rejected_at_once[row], rides.direct_m[row]) == (Reason.NO_ROAD, 0)
    row = part_of(rides, ANNA, Ends(0, 1))
    assert row not in rides.rejected_at_once and rides.direct_m[row] == 5000
