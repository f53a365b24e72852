"""Places that are kept until a route changes, against those that are looked for anew."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.dispatch.replan import empty_routes
from simulator.kernels.layout import NO_COST
from simulator.kernels.replan.places import AFTER, COST, cheapest, look_at
from simulator.kernels.replan.problem import Problem, new_scratch
from simulator.kernels.replan.routes import insert, remove
from simulator.solver.build import build_problem
from simulator.solver.read import read_instance
from tests.solver.instances import write_darp


@pytest.fixture
def problem(tmp_path) -> Problem:
    return build_problem(read_instance(write_darp(tmp_path, 12, 3, 1)))


def draws() -> np.ndarray:
    return np.array([5], dtype=np.uint64)


def test_a_route_is_named_by_its_stops_and_their_order(problem: Problem) -> None:
    routes, scratch = empty_routes(problem), new_scratch(problem)
    empty = routes.name.copy()
    assert len(set(empty.tolist())) == 3
    insert(problem, routes, scratch, 0, 1, 0, 0)
    alone = int(routes.name[1])
    insert(problem, routes, scratch, 1, 1, 0, 0)
    first = int(routes.name[1])
    remove(problem, routes, 1)
    assert routes.name.tolist() == [empty[0], alone, empty[2]]
    insert(problem, routes, scratch, 1, 1, 2, 2)
    assert len({int(empty[1]), alone, first, int(routes.name[1])}) == 4


def test_none_below_a_cost_says_nothing_about_dearer_ones(problem: Problem) -> None:
    routes, scratch = empty_routes(problem), new_scratch(problem)
    dear = int(problem.penalty[0])
    look_at(problem, routes, scratch, draws(), 0, 0, dear)
    cost = int(scratch.place[0, 0, COST])
    assert scratch.place[0, 0, AFTER] == 0
    assert 0 < cost < dear
    scratch = new_scratch(problem)
    for bound, found in ((cost, False), (cost - 5, False), (cost + 1, True), (cost, True)):
        look_at(problem, routes, scratch, draws(), 0, 0, bound)
        assert (scratch.place[0, 0, AFTER] >= 0) == found
        assert scratch.place[0, 0, COST] == cost


def test_kept_places_are_those_found_anew(problem: Problem) -> None:
    """Requests come and go at random; both look with the same random numbers, where nothing is kept to skip draws."""
    rng, kept = np.random.default_rng(3), new_scratch(problem)
    routes, served, compared, equal = empty_routes(problem), [], 0, 0
    for _ in range(400):
        request = int(rng.integers(len(problem.pickup)))
        if request in served:
            served.remove(request)
            remove(problem, routes, request)
            continue
        which = (int(rng.integers(3)), 3)
        found = cheapest(problem, routes, kept, draws(), request, which)
        anew = cheapest(problem, routes, new_scratch(problem), draws(), request, which)
        compared, equal = compared + 1, equal + (found == anew)
        if found[0] < NO_COST:
            insert(problem, routes, kept, request, *found[1:])
            served.append(request)
    assert compared > 150
    assert equal >= 0.97 * compared  # one place in a hundred is overlooked, by each at other times
