"""Static instances: what the kernels find is feasible, as short as brute force finds it, and the same every time."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.dispatch.replan import Effort
from simulator.kernels.replan.problem import new_scratch
from simulator.kernels.replan.routes import schedule
from simulator.solver.build import build_problem
from simulator.solver.check import check_routes, cost_of
from simulator.solver.darp_file import read_darp
from simulator.solver.number_file import InstanceError
from simulator.solver.read import read_instance
from simulator.solver.search import solve
from tests.reference_data import reference_data
from tests.solver.instances import PDPTW, write_darp

QUICK = Effort(3000, polish=200)


def orders(pickups: list[int], mate: dict[int, int]):
    """Yield all orders of some requests' stops, dropoffs after their pickups."""
    stops = [*pickups, *(mate[p] for p in pickups)]
    for order in itertools.permutations(stops):
        if all(order.index(p) < order.index(mate[p]) for p in pickups):
            yield order


def brute_force(instance) -> float:
    """Return the least length of two vehicles' routes that serve everybody, trying everything."""
    mate = dict(zip(instance.pickup.tolist(), instance.dropoff.tolist(), strict=True))
    # Each route must be fine on its own; that others are not served does not matter here.
    alone = {}
    for size in range(len(mate) + 1):
        for group in itertools.combinations(mate, size):
            lengths = [
                cost_of(instance, [order] if order else [])
                for order in orders(list(group), mate)
                if not [w for w in check_routes(instance, [order]) if not w.startswith("not served")]
            ]
            alone[frozenset(group)] = min(lengths, default=math.inf) if group else 0.0
    return min(alone[group] + alone[frozenset(mate) - group] for group in alone)


@pytest.mark.parametrize("seed", range(12))
def test_three_requests_are_served_as_shortly_as_possible(seed, tmp_path) -> None:
    instance = read_darp(write_darp(tmp_path, 3, 2, seed))
    expected = brute_force(instance)
    found = solve(instance, QUICK, 1)
    if math.isinf(expected):
        assert found.unserved
        return
    assert found.unserved == ()
    assert found.cost == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_solutions_pass_the_independent_check(seed, tmp_path) -> None:
    instance = read_darp(write_darp(tmp_path, 14, 4, seed, ride=25))
    found = solve(instance, QUICK, seed)
    wrong = check_routes(instance, found.routes)
    left = f"not served: {', '.join(map(str, sorted(found.unserved)))}"
    assert wrong == ([left] if found.unserved else [])
    assert found.cost == pytest.approx(cost_of(instance, found.routes))
    for visits in found.schedule:
        for before, here in itertools.pairwise(visits):
            assert here.arrival <= here.start_of_service + 1e-5
            assert before.departure <= here.arrival + 1e-5
            assert instance.earliest[here.node] - 1e-6 <= here.start_of_service <= instance.latest[here.node] + 1e-6


def test_the_same_seed_gives_the_same_solution(tmp_path) -> None:
    instance = read_darp(write_darp(tmp_path, 12, 3, 5))
    assert solve(instance, QUICK, 7) == solve(instance, QUICK, 7)


@settings(max_examples=300)
@given(data=st.data())
def test_a_schedule_is_found_exactly_if_there_is_one(data, tmp_path_factory) -> None:
    seed, ride, width = (
        data.draw(st.integers(0, 99)),
        data.draw(st.sampled_from([14, 22, 40])),
        data.draw(st.sampled_from([5, 60, 200])),
    )
    path = write_darp(tmp_path_factory.mktemp("darp"), 4, 1, seed, ride=ride, width=width)
    try:
        instance = read_darp(path)
    except InstanceError:
        return  # a rider whose direct ride is too long
    problem = build_problem(instance)
    chosen = data.draw(st.permutations(range(4)))[: data.draw(st.integers(1, 4))]
    stops = data.draw(st.permutations([*chosen, *(c + 4 for c in chosen)]))
    stops = sorted(stops, key=lambda s: stops.index(s) if s < 4 else max(stops.index(s), stops.index(s - 4) + 0.5))
    trial = np.array([8, *stops, 9, *[0] * 10], dtype=np.int32)
    scratch = new_scratch(problem)
    found = schedule(problem, scratch, 0, trial, len(stops) + 2)
    wrong = check_routes(instance, [[s + 1 for s in stops]])
    assert found == (not [w for w in wrong if "no times" in w])


def test_a_vehicle_waits_before_the_pickup_rather_than_with_its_rider(tmp_path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("1 1 480 3 20\n0 0 0 0 0 0 480\n1 10 0 0 1 0 480\n2 20 0 0 -1 100 480\n", encoding="utf-8")
    (visits,) = solve(read_darp(path), QUICK, 1).schedule
    assert [(v.node, round(v.start_of_service, 3)) for v in visits] == [(0, 0), (1, 80), (2, 100), (3, 120)]


def test_fewer_vehicles_come_before_shorter_ways(tmp_path) -> None:
    path = tmp_path / "li.txt"
    path.write_text(PDPTW, encoding="utf-8")
    found = solve(read_instance(path), QUICK, 1)
    assert len(found.routes) == 1
    assert found.cost == pytest.approx(80)


@pytest.mark.parametrize(("name", "best"), [("a2-16", 294.24795), ("b3-18", 301.64482)])
def test_instances_of_the_literature_are_solved_to_the_optimum(name, best) -> None:
    instance = read_instance(reference_data("darp", "cordeau2006_ab", f"{name}.txt"))
    found = solve(instance, Effort(20_000, polish=500), 1)
    assert check_routes(instance, found.routes) == []
    assert found.cost == pytest.approx(best, abs=1e-5)
