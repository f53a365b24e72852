"""A leg knows its junctions: where a vehicle under way can turn off, and how far it has come."""

from __future__ import annotations

import pytest

from simulator.engine.leg import make_leg
from simulator.network.travel_times import build_travel_times
from simulator.tables import LegPurpose
from tests.worlds import line_network


@pytest.fixture
def leg():
    return make_leg(build_travel_times(line_network(4)), 0, 3, 1000, LegPurpose.SERVE)  # a minute and 1 km each


@pytest.mark.parametrize(
    ("now", "junction"), [(1000, (0, 1000)), (1001, (1, 1060)), (1060, (1, 1060)), (1061, (2, 1120))]
)
def test_the_next_junction_is_the_first_not_yet_passed(leg, now, junction) -> None:
    assert leg.next_junction(now) == junction


def test_behind_the_last_junction_there_is_the_destination(leg) -> None:
    assert leg.next_junction(1150) == leg.next_junction(5000) == (3, 1180)
    assert (leg.destination, leg.arrival_s) == (3, 1180)


def test_metres_are_counted_to_the_junction(leg) -> None:
    assert [leg.metres_until(node, 1000 + 60 * node) for node in range(4)] == [0, 1000, 2000, 3000]


def test_a_leg_to_where_one_stands_takes_no_time() -> None:
    leg = make_leg(build_travel_times(line_network(4)), 2, 2, 50, LegPurpose.SERVE)
    assert (leg.destination, leg.arrival_s, leg.metres_until(2, 50)) == (2, 50, 0)
