"""Phantom requests: they get what a request would get, and leave no trace."""

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario
from simulator.reasons import Reason
from simulator.services.probes import OFFERED, Probed, Probes, moments, ways_between
from simulator.simulation.simulate import simulate
from simulator.tables import NO_TIME, PEOPLE_DTYPES
from simulator.world.build import World, build_world


def test_each_probe_is_a_row_of_a_demand_with_its_own_times() -> None:
    ways = ways_between(np.array([[11.0, 53.0], [11.1, 53.1]]), np.array([[11.2, 53.2], [11.3, 53.3]]), "standard")
    probes = Probes("drt", ways, np.array([1, 0, 1]), np.array([5, 6, 7]), np.array([10, 11, 12]))
    demand = probes.demand_of(np.array([2, 1]))
    assert dict(demand.dtypes.astype(str)) == PEOPLE_DTYPES
    assert demand["submitted_s"].tolist() == [7, 6]
    assert demand["earliest_departure_s"].tolist() == [12, 11]
    assert demand["origin_lon"].tolist() == [11.1, 11.0]


def test_probes_of_one_moment_are_answered_together_in_their_order() -> None:
    found = [(when, rows.tolist()) for when, rows in moments([7, 3, 7, 3, 9])]
    assert found == [(3, [1, 3]), (7, [0, 2]), (9, [4])]


def test_answers_are_put_where_their_probes_are() -> None:
    answers, some = Probed.empty(3, reason=2), Probed.empty(1, reason=OFFERED)
    answers.put(np.array([1]), some)
    assert answers.reason.tolist() == [2, OFFERED, 2]
    assert answers.offered.tolist() == [False, True, False]


@pytest.fixture(scope="module")
def tiny() -> World:
    return build_world(load_scenario("tiny/line"))


def asked(world: World, ways: pd.DataFrame, asked_s: list[int], departure_s: list[int]) -> tuple[pd.DataFrame, Probed]:
    """Simulate with probes of the ways, one for each time; return the log and the answers."""
    found: list[Probed] = []
    way, times = np.zeros(len(asked_s), dtype=np.int64), (np.array(asked_s), np.array(departure_s))
    log = simulate(world, probes=[Probes(world.scenario.parts[0].name, ways, way, *times)], probed=found)
    return log, found[0]


def test_what_it_is_told_is_as_by_hand_and_nobody_notices(tiny: World) -> None:
    """The minibus drives with anna from A at 08:01, is at B from 08:06 on and at C at 08:12; boarding takes a minute.

    From B to A: asked at 08:00, in anna's second, it still stands at A and comes first, 5 minutes. Asked at 08:03 one
    boards with bert at 08:06, rides along to C until 08:13, as a wait weighs twice as much as a ride, and is back at A
    at 08:23. Before 07:30 and after 10:00 nobody is taken. 3 EUR each.
    """
    ends = [tiny.network.lon[[1, 0]], tiny.network.lat[[1, 0]]]
    ways = ways_between(*np.array(ends).T[:, None, :], "adult")
    times = [at("08:00"), at("08:03"), at("07:29"), at("10:01")]
    log, found = asked(tiny, ways, times, times)
    assert log.equals(simulate(tiny))
    outside = Reason.OUTSIDE_SERVICE_HOURS
    assert found.reason.tolist() == [OFFERED, OFFERED, outside, outside]
    assert found.boarding_s[:2].tolist() == [at("08:05"), at("08:06")]
    assert found.alighting_s[:2].tolist() == [at("08:11"), at("08:23")]
    assert found.arrival_s[:2].tolist() == [at("08:11"), at("08:23")]
    assert found.wait_s[:2].tolist() == [300, 180]
    assert found.ride_s[:2].tolist() == [300, 960]
    assert found.fare_eur[:2].tolist() == [3, 3]
    assert found.arrival_s[2:].tolist() == [NO_TIME, NO_TIME]


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)
