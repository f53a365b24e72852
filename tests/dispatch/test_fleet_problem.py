"""A fleet under way as a problem, with all that follows worked out by hand on a line of nodes a minute apart."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.dispatch.fleet_problem import Fleet, FleetProblem, changed_vehicles, fleet_problem
from simulator.dispatch.replan import copy_routes
from simulator.kernels import layout as f

NOW, PLACES = 1000, 7


def drives_s(places: np.ndarray) -> np.ndarray:
    return 60 * np.abs(np.subtract.outer(places, places)).astype(np.int64)


def pair(request: int, origin: int, destination: int, window: tuple[int, int], ride_s: int) -> np.ndarray:
    columns = np.zeros((f.PLAN_FIELDS, 2), np.int32)
    columns[f.REQUEST], columns[f.NODE], columns[f.DWELL] = request, (origin, destination), 30
    columns[f.KIND], columns[f.MAX_RIDE], columns[f.SIZE] = (f.PICKUP, f.DROPOFF), ride_s, 1
    columns[f.EARLIEST, 0], columns[f.LATEST] = window[0], (window[1], 90_000)
    columns[f.LOAD] = 1, -1
    return columns


@pytest.fixture
def found() -> FleetProblem:
    """One vehicle stands at 0, one goes from 6 to 4 without a junction in between; each has one ride ahead."""
    plan = np.zeros((f.PLAN_FIELDS, 6, 2), np.int32, order="F")
    vehicles = np.zeros((f.VEHICLE_FIELDS, 2), np.int32, order="F")
    legs = np.zeros((2, 2, 4), np.int32)
    vehicles[f.SHIFT_END], vehicles[f.RANGE], vehicles[f.STOPS], vehicles[f.CAPACITY] = 90_000, f.FOREVER, 2, 4
    plan[f.NODE, 0], plan[f.DEPARTURE, 0] = (0, 6), (400, 950)
    plan[:, 1:3, 0], plan[:, 1:3, 1] = pair(0, 1, 3, (1100, 2000), 500), pair(1, 4, 5, (1000, 1500), 600)
    plan[f.LOAD, 1:3] = ((1, 1), (0, 0))
    vehicles[f.MOVING, 1], vehicles[f.FIRST, 1], plan[f.DRIVE, 1, 1] = 1, 1, 150
    windows = np.array([[1150, 1900], [1000, 1500]], np.int32)
    fleet = Fleet(plan, vehicles, legs, windows, drives_s, NOW, np.full(4, 1000, np.int64))
    return fleet_problem(fleet.of(np.array([0, 1])), pair(7, 2, 4, (1000, 1200), 240))


def test_dropoffs_end_as_late_as_the_last_possible_pickup_allows(found: FleetProblem) -> None:
    problem = found.problem
    assert problem.earliest[problem.pickup].tolist() == [1150, 1000, 1000]  # as promised, or as asked for
    assert problem.latest[problem.pickup].tolist() == [1900, 1500, 1200]
    assert problem.latest[problem.dropoff].tolist() == [1900 + 30 + 500, 1500 + 30 + 600, 1200 + 30 + 240]


def test_plans_begin_where_vehicles_are_and_are_followed(found: FleetProblem) -> None:
    problem, routes = found.problem, found.routes
    assert problem.place[problem.start].tolist() == [0, 6]
    # It has stood there until now; the other one's first drive takes 150 s, 30 s more than what is counted with.
    assert problem.earliest[problem.start].tolist() == [NOW, 950 + 30]
    assert routes.length.tolist() == [4, 4]
    assert routes.vehicle.tolist() == [0, 1, -1]
    assert routes.stops[:, 1:3].tolist() == [[0, 1], [2, 3]]
    assert routes.begin[:, 1].tolist() == [1150, 950 + 150]


def test_changed_are_those_with_other_stops_or_in_another_order(found: FleetProblem) -> None:
    after = copy_routes(found.routes)
    after.stops[:, 5:] = 9  # behind the end
    assert changed_vehicles(found, after) == []
    after.stops[1, 1:3] = 3, 2
    assert changed_vehicles(found, after) == [1]
    after.length[0] = 2
    assert changed_vehicles(found, after) == [0, 1]
