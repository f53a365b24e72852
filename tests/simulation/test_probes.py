"""Phantom requests: they get what a request would get, and leave no trace."""

import re
from contextlib import nullcontext
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario
from simulator.errors import NetworkError, ScenarioError
from simulator.event_kinds import Event
from simulator.network import travel_times
from simulator.reasons import Reason
from simulator.services.probes import OFFERED, Probed, Probes, moments, ways_between
from simulator.simulation.simulate import simulate
from simulator.tables import NO_TIME, PEOPLE_DTYPES
from simulator.world.build import World, build_world
from tests.worlds import NO_CACHE, demand_of, line_network, random_requests, world_of


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
    assert moments([]) == []


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
    origin, destination = np.array(ends).T
    ways = ways_between(origin[None], destination[None], "adult")
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


LIMITS = {"limits": {"default": {"max_wait_s": 600, "hard": False}}, "dwell_s": 30}
HARD = {"limits": {"default": {"max_wait_s": 400, "hard": True}}, "dwell_s": 30}


FITTING = {**HARD, "dispatch": {"replan": {"when": "on_rejection", "iterations": 30}}}


@pytest.mark.parametrize("service", [LIMITS, HARD, FITTING])
def test_a_probe_is_told_what_a_request_at_its_place_and_second_is_told(service: dict[str, Any]) -> None:
    """Each run with one more request is another run from then on; the day with all probes is none."""
    random = np.random.default_rng(5)
    network, requests = line_network(9), random_requests(np.random.default_rng(3), 9)
    more = [
        {"submitted_s": when, "earliest_departure_s": when + ahead, "origin_node": origin, "destination_node": there}
        for when, ahead in zip(random.integers(600, 6600, 8).tolist(), [0, 900] * 4, strict=True)
        for origin, there in [random.choice(9, 2, replace=False).tolist()]
    ]
    world, ways = world_of(network, requests, service=service), demand_of(more)
    asked_s, departure_s = (ways[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s"))
    found: list[Probed] = []
    log = simulate(world, probes=[Probes("test", ways, np.arange(len(ways)), asked_s, departure_s)], probed=found)
    assert log.equals(simulate(world))
    told = [told_in(simulate(world_of(network, [row, *requests], service=service)), row, requests) for row in more]
    order = np.argsort([row["submitted_s"] for row in more], kind="stable")
    answers = [
        (OFFERED, *times) if reason == OFFERED else (reason,)
        for reason, *times in zip(
            found[0].reason.tolist(), found[0].boarding_s.tolist(), found[0].alighting_s.tolist(), strict=True
        )
    ]
    assert answers == [told[row] for row in order.tolist()]
    assert {len(answer) for answer in answers} == ({3} if service is LIMITS else {1, 3})


def test_places_without_travel_times_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", 2)
    network = line_network(4)
    times = travel_times.build_travel_times(network, NO_CACHE, used=[0, 2, 3])
    world = world_of(network, [{"submitted_s": 0, "origin_node": 0, "destination_node": 3}], times)
    for end, known in ((1, False), (2, True)):
        ways = demand_of([{"submitted_s": 0, "origin_node": 0, "destination_node": end}])
        probes = Probes("test", ways, np.zeros(1, dtype=np.int64), np.array([60]), np.array([60]))
        found: list[Probed] = []
        with nullcontext() if known else pytest.raises(NetworkError, match="4 nodes, and travel times are known"):
            simulate(world, probes=[probes], probed=found)
        assert [its.reason.tolist() for its in found] == ([[OFFERED]] if known else [])


def told_in(log: pd.DataFrame, row: dict[str, Any], others: list[dict[str, Any]]) -> tuple[int, ...]:
    """Return what one more request is told, the first one of its second."""
    number = sum(other["submitted_s"] < row["submitted_s"] for other in others)
    its = log[log["request"] == number].set_index("kind")["value"]
    if Event.REJECTED in its.index:
        return (int(its[Event.REJECTED]),)
    return OFFERED, int(its[Event.ACCEPTED]), int(its[Event.PLANNED_DROPOFF])


@pytest.mark.parametrize(
    ("service", "who", "message"),
    [
        ("lime", "adult", 'services: "lime" is no service that tells what it would offer; did you mean "line"?'),
        ("line", "child", 'people.classes: child: nobody of that class asks "line"; expected adult'),
    ],
)
def test_who_can_be_asked_by_whom_is_told(tiny: World, service: str, who: str, message: str) -> None:
    way, times = np.zeros(1, dtype=np.int64), np.array([at("08:00")])
    ways = ways_between(np.array([[12.0, 53.0]]), np.array([[12.1, 53.0]]), who)
    with pytest.raises(ScenarioError, match=re.escape(message)):
        simulate(tiny, probes=[Probes(service, ways, way, times, times)])
