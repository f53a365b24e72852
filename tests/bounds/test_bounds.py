"""Bounds hold for the best plan of all, found by trying everything, and the exact program finds it."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.bounds.events import event_graph
from simulator.bounds.gap import driving, service, tightened
from simulator.bounds.relaxation import least_driving, most_served
from simulator.dispatch.replan import Effort
from simulator.event_kinds import Event
from simulator.kernels.replan.problem import Problem, new_scratch
from simulator.kernels.replan.routes import schedule
from simulator.reasons import Reason
from simulator.services.ridepooling.hindsight import driven_s, problem_of, what_happened
from simulator.services.ridepooling.meeting_points import requests_as_met
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.engine import test_random_days as random_days
from tests.worlds import line_network, rides_in, world_of

LINE = line_network(9)
NOWHERE = 1 << 60
EFFORT = Effort(300, polish=0)


def route_cost(problem: Problem, vehicle: int, requests: tuple[int, ...]) -> int:
    """Least driving of one vehicle that serves these requests, by trying every order."""
    if not requests:
        return 0
    points = [*problem.pickup[list(requests)].tolist(), *problem.dropoff[list(requests)].tolist()]
    scratch, best = new_scratch(problem), NOWHERE
    for order in itertools.permutations(points):
        at = {point: position for position, point in enumerate(order)}
        if any(at[problem.pickup[r]] > at[problem.dropoff[r]] for r in requests):
            continue
        load = np.cumsum(problem.load[list(order)], axis=0)
        if (load > problem.capacity[vehicle]).any():
            continue
        stops = np.array([problem.start[vehicle], *order, problem.end[vehicle]], dtype=np.int32)
        if schedule(problem, scratch, vehicle, stops, len(stops)):
            best = min(best, int(problem.drive[stops[:-1], stops[1:]].sum()))
    return best


def optimum(problem: Problem) -> tuple[int, int]:
    """(most requests that can be served, least driving that serves them all or NOWHERE)."""
    vehicles, requests = len(problem.start), range(len(problem.pickup))

    @cache
    def cost(vehicle: int, chosen: tuple[int, ...]) -> int:
        return route_cost(problem, vehicle, chosen)

    most, least = 0, NOWHERE
    for choice in itertools.product(range(-1, vehicles), repeat=len(requests)):
        costs = [cost(v, tuple(r for r in requests if choice[r] == v)) for v in range(vehicles)]
        if max(costs) >= NOWHERE:
            continue
        served = sum(v >= 0 for v in choice)
        most = max(most, served)
        if served == len(requests):
            least = min(least, sum(costs))
    return most, least


@st.composite
def days(draw):
    node = st.integers(0, 8)
    requests = [
        {
            "submitted_s": draw(st.integers(0, 1200)),
            "origin_node": draw(node),
            "destination_node": draw(node),
            "party_size": draw(st.sampled_from([1, 2])),
        }
        for _ in range(draw(st.integers(1, 4)))
    ]
    depots = [
        {"name": f"d{n}", "lon": float(LINE.lon[n]), "lat": float(LINE.lat[n])}
        for n in draw(st.sampled_from([[0], [4], [0, 8]]))
    ]
    fleet = {"minibus": {"count": draw(st.integers(1, 2)), "seats": 3, "depots": depots}}
    limits = {"default": {"max_wait_s": draw(st.sampled_from([300, 900])), "max_ride_beta_s": 300}}
    # Vehicles of one depot count together; services side by side at one place are a little longer than bounds know.
    ends = [node for request in requests for node in (request["origin_node"], request["destination_node"])]
    exact = len(depots) == 1 and len(set(ends)) == len(ends)
    return world_of(LINE, requests, fleet=fleet, limits=limits), exact


@settings(max_examples=25)
@given(day=days())
def test_bounds_hold_and_the_exact_program_finds_the_optimum(day) -> None:
    check_bounds(*day)


@pytest.mark.slow
@settings(max_examples=60)
@given(day=days())
def test_bounds_hold_on_many_days(day) -> None:
    check_bounds(*day)


def check_bounds(world: World, exact: bool) -> None:
    """Compare the bounds of a day with the best plans; exact: the exact program finds them."""
    events = simulate(world)
    met = requests_as_met(rides_in(world), events)
    happened = what_happened(events)
    everybody = np.union1d(happened.served, happened.turned_away)
    problem = problem_of(rides_in(world), events, met, everybody)
    most, _ = optimum(problem)
    tight = tightened(problem)
    for memory in (0, 1, 2, 4):
        graph = event_graph(tight, memory, 10**6)
        assert most_served(tight, graph)[0] >= most
    assert graph.complete
    if exact:
        assert most_served(tight, graph, seconds=60) == (most, True)
    if not len(happened.served):
        return
    same = problem_of(rides_in(world), events, met, happened.served)
    _, least = optimum(same)
    tight = tightened(same)
    for memory in (0, 1, 2, 4):
        graph = event_graph(tight, memory, 10**6)
        assert least_driving(tight, graph)[0] <= least
    bound, optimal = least_driving(tight, graph, seconds=60)
    assert optimal
    assert bound <= least
    if exact:
        assert bound == pytest.approx(least, rel=1e-5)


@settings(max_examples=25)
@given(data=st.data())
def test_no_run_beats_the_bound_whatever_its_rules(data) -> None:
    check_rules(data)


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data())
def test_no_run_beats_the_bound_on_many_days(data) -> None:
    check_rules(data)


def check_rules(data) -> None:
    """Compare what a run with drawn rules drives with the bound."""
    network = data.draw(random_days.networks())
    world = world_of(network, data.draw(random_days.days()), **data.draw(random_days.scenarios(network)))
    events = simulate(world)
    happened = what_happened(events)
    if len(happened.served):
        problem = problem_of(rides_in(world), events, requests_as_met(rides_in(world), events), happened.served)
        tight = tightened(problem)
        for memory in (0, 1):
            assert least_driving(tight, event_graph(tight, memory, 10**6))[0] <= driven_s(events)


def test_the_gap_of_a_day_whose_best_plan_is_known() -> None:
    """A vehicle at node 0 turns around for the second rider; in hindsight it takes both on one way up."""
    requests = [
        {"submitted_s": 0, "origin_node": 2, "destination_node": 8},
        {"submitted_s": 400, "origin_node": 2, "destination_node": 8},
    ]
    limits = {"default": {"max_wait_s": 1200, "max_ride_beta_s": 600}}
    world = world_of(LINE, requests, limits=limits)
    events = simulate(world)
    met, happened = requests_as_met(rides_in(world), events), what_happened(events)
    problem = problem_of(rides_in(world), events, met, happened.served)
    found = driving(problem, EFFORT, 1, 60, run_s=10_000)
    assert (found.found, found.bound, found.is_optimal) == (960, 960, True)
    assert service(problem, EFFORT, 1, 60, run_served=1).found == 2


def test_a_bound_that_time_is_too_short_for_is_still_that_of_the_relaxation() -> None:
    """The exact program may end without any bound; the linear one, solved in no time, holds as well."""
    requests = [{"submitted_s": 60 * n, "origin_node": n % 5, "destination_node": 8 - n % 3} for n in range(12)]
    fleet = {"minibus": {"count": 3, "seats": 3, "depots": [{"name": "d", "lon": LINE.lon[0], "lat": LINE.lat[0]}]}}
    world = world_of(LINE, requests, fleet=fleet)
    events = simulate(world)
    rides = rides_in(world)
    problem = problem_of(rides, events, requests_as_met(rides, events), what_happened(events).served)
    tight = tightened(problem)
    graph = event_graph(tight, 8, 10**6)
    relaxed, _ = least_driving(tight, graph)
    bound, optimal = least_driving(tight, graph, seconds=1e-3)
    assert not optimal
    assert bound >= relaxed > 600
    assert most_served(tight, graph, seconds=1e-3)[0] <= most_served(tight, graph)[0]


def test_who_found_no_vehicle_and_then_asked_too_late_was_turned_away_for_want_of_one() -> None:
    """As the table of requests says: of all reasons the nearest to success counts; who declined was offered a ride."""
    rows = [
        (Event.REJECTED, 0, Reason.NO_ENERGY),
        (Event.REJECTED, 0, Reason.SHORT_NOTICE),
        (Event.GAVE_UP, 0, 0),
        (Event.REJECTED, 1, Reason.SHORT_NOTICE),
        (Event.GAVE_UP, 1, 0),
        (Event.REJECTED, 2, Reason.NO_VEHICLE),
        (Event.DECLINED, 2, 1),
        (Event.GAVE_UP, 2, 0),
        (Event.REJECTED, 3, Reason.NO_VEHICLE),
        (Event.BOARDED, 3, 60),
    ]
    happened = what_happened(pd.DataFrame(rows, columns=["kind", "request", "value"]))
    assert happened.turned_away.tolist() == [0]
    assert happened.served.tolist() == [3]
