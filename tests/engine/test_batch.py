"""Requests that came in together get their vehicles together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from simulator.analysis.audit.all import audit
from simulator.dispatch.batch import assign
from simulator.event_kinds import Event
from simulator.network import travel_times
from simulator.scenario.models import Scenario
from simulator.simulation.simulate import simulate
from simulator.tables import NO_TIME
from simulator.world.build import World
from tests.draws import first
from tests.engine.energy_days import energy_day
from tests.worlds import facilities_of, line_network, network_of, ridepooling, with_scenario, world_of

EVERY_S = 60
LINE = line_network(12)


def best_by_trying(costs: dict[tuple[int, int], int], requests: int, vehicles: int) -> tuple[int, int]:
    """Return how many requests can be served and at what least cost, of all ways to give them vehicles or none."""
    ways = itertools.product([*range(vehicles), None], repeat=requests)
    found = []
    for way in ways:
        pairs = [(request, vehicle) for request, vehicle in enumerate(way) if vehicle is not None]
        if len({vehicle for _, vehicle in pairs}) == len(pairs) and all(pair in costs for pair in pairs):
            found.append((-len(pairs), sum(costs[pair] for pair in pairs)))
    most, least = min(found)
    return -most, least


@pytest.mark.parametrize("seed", first(30, of=60))
def test_the_assignment_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    requests, vehicles = (int(count) for count in rng.integers(1, 6, 2))
    pairs = itertools.product(range(requests), range(vehicles))
    costs = {pair: int(rng.integers(0, 1_000_000_000)) for pair in pairs if rng.random() < 0.6}
    taken = assign(costs, requests)
    assert len(set(taken.values())) == len(taken)
    found = len(taken), sum(costs[pair] for pair in taken.items())
    assert found == best_by_trying(costs, requests, vehicles)


def place(node: int) -> dict[str, object]:
    return {"name": f"node {node}", "lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])}


def two_taxis(policy: str, requests: list[dict[str, int]], **dispatch: object) -> World:
    """Taxis at nodes 3 and 9 of a line whose nodes are a minute apart."""
    return world_of(
        LINE,
        requests,
        fleet={"taxi": {"count": 2, "seats": 1, "depots": [place(3), place(9)]}},
        limits={"default": {"max_wait_s": 330}},
        service={"pooling": False},
        dispatch={"policy": policy, **dispatch},
    )


def vehicles_of(events) -> dict[int, int]:
    boarded = events[events["kind"] == Event.BOARDED]
    return dict(zip(boarded["request"].tolist(), boarded["vehicle"].tolist(), strict=True))


def clean(world: World, events) -> list[str]:
    return audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world))


# The first is nearer to taxi 0, and so is the second, whom taxi 1 cannot reach in time.
PAIR = [
    {"submitted_s": 610, "origin_node": 5, "destination_node": 11},
    {"submitted_s": 620, "origin_node": 1, "destination_node": 0},
]


def test_one_after_the_other_one_of_two_is_left_behind_together_none() -> None:
    assert vehicles_of(simulate(two_taxis("insertion", PAIR))) == {0: 0}
    world = two_taxis("batch", PAIR, every_s=EVERY_S)
    events = simulate(world, debug=True)
    assert vehicles_of(events) == {0: 1, 1: 0}
    assert events.loc[events["kind"] == Event.ACCEPTED, "time_s"].tolist() == [660, 660]
    assert clean(world, events) == []


def test_who_comes_at_the_end_of_a_period_belongs_to_the_next() -> None:
    requests = [{"submitted_s": s, "origin_node": 3, "destination_node": 4} for s in (0, 59, 60)]
    events = simulate(two_taxis("batch", requests, every_s=EVERY_S), debug=True)
    answered = events[events["kind"].isin([Event.ACCEPTED, Event.REJECTED])]
    assert answered.sort_values("request")["time_s"].tolist() == [60, 60, 120]


def test_who_gets_no_vehicle_of_a_period_is_asked_for_alone_in_order() -> None:
    """Only taxi 0 can come in time: it takes the second ride behind the first, and is too late for the third."""
    requests = [{"submitted_s": 600 + n, "origin_node": 3, "destination_node": 4} for n in range(3)]
    world = two_taxis("batch", requests, every_s=EVERY_S)
    events = simulate(world, debug=True)
    assert vehicles_of(events) == {0: 0, 1: 0}
    assert events.loc[events["kind"] == Event.REJECTED, ["time_s", "request"]].to_numpy().tolist() == [[660, 2]]
    assert clean(world, events) == []


def test_waiting_for_the_answer_is_waiting() -> None:
    """Asked five minutes before the answer, who waits for five and a half at most is not taken a minute away."""
    requests = [{"submitted_s": 600, "origin_node": node, "destination_node": 6} for node in (3, 4)]
    world = two_taxis("batch", requests, every_s=300)
    events = simulate(world, debug=True)
    assert vehicles_of(events) == {0: 0}
    assert clean(world, events) == []


def with_batch(world: World, every_s: int) -> World:
    data = world.scenario.model_dump(by_alias=True)
    data["services"]["test"]["dispatch"] |= {"policy": "batch", "every_s": every_s}
    return with_scenario(world, Scenario.model_validate(data))


@pytest.mark.parametrize("seed", first(10, of=30))
def test_whatever_the_day_the_auditor_finds_nothing_and_most_are_answered_together(seed: int) -> None:
    """With short energy, breaks, re-planning, soft limits: whose vehicle has changed is asked for anew."""
    world = with_batch(energy_day(seed), every_s=600)
    events = simulate(world, debug=True)
    assert clean(world, events) == []
    accepted = events[events["kind"] == Event.ACCEPTED]
    dispatch = ridepooling(world.scenario).dispatch
    never_later = dispatch.replan.when == "never" and dispatch.retry_every_s is None
    if never_later and NO_TIME not in accepted["time_s"].tolist():
        first = accepted[~accepted["request"].isin(events.loc[events["kind"] == Event.REJECTED, "request"])]
        assert (first["time_s"] % 600 == 0).all()


def test_the_assignment_does_not_depend_on_which_nodes_the_table_covers(monkeypatch) -> None:
    network = network_of([(a, b, 1500.0) for a, b in itertools.pairwise(range(9))], 9)
    depots = [{"name": str(n), "lon": float(network.lon[n]), "lat": float(network.lat[n])} for n in (0, 8)]
    requests = [
        {"submitted_s": 100 * number, "origin_node": 8 * (number % 2), "destination_node": 4} for number in range(40)
    ]
    sections = {
        "fleet": {"bus": {"count": 4, "seats": 2, "depots": depots}},
        "limits": {"default": {"max_wait_s": 900}},
        "dispatch": {"policy": "batch", "every_s": 300},
    }
    logs = [simulate(world_of(network, requests, **sections))]
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", 0)
    times = travel_times.build_travel_times(network, used=[0, 4, 8])
    logs.append(simulate(world_of(network, requests, times, **sections)))
    assert logs[0].equals(logs[1])
    assert (logs[0]["kind"] == Event.ACCEPTED).sum() > 20
