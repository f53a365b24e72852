"""Whose plans are looked at together, with detours worked out by hand on a line of nodes a minute apart."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.dispatch.neighbourhood import neighbourhood
from simulator.kernels import layout as f
from simulator.kernels.replan.nearness import detours
from simulator.kernels.times import Times

NODES, NOW = 7, 900
UNITS = (60 * np.abs(np.subtract.outer(np.arange(NODES), np.arange(NODES)))).astype(np.uint16)
TIMES = Times(UNITS, UNITS.T.copy(), np.zeros(NODES, np.int16), np.zeros((1, 1), np.uint16), 1)

# Stands at 0 | stands at 6 | its shift is over | at 3, from where it goes to 6 and has to be there by 1100 |
# the same, but for a break | stands at 4, without energy
OFF = [580, 180, f.NO_COST, 110, f.NO_COST, f.NO_COST]


@pytest.fixture
def fleet() -> tuple[np.ndarray, np.ndarray]:
    plan = np.zeros((f.PLAN_FIELDS, 4, len(OFF)), np.int32, order="F")
    vehicles = np.zeros((f.VEHICLE_FIELDS, len(OFF)), np.int32, order="F")
    vehicles[f.SHIFT_END], vehicles[f.RANGE] = 10_000, f.FOREVER
    plan[f.NODE, 0] = 0, 6, 4, 3, 3, 4
    vehicles[f.SHIFT_END, 2], vehicles[f.RANGE, 5] = -f.FOREVER, -1
    for vehicle in (3, 4):
        vehicles[f.STOPS, vehicle] = 1
        plan[f.NODE, 1, vehicle], plan[f.DRIVE, 1, vehicle] = 6, 180
        plan[f.LATEST_START, 1, vehicle], plan[f.DEPARTURE, 1, vehicle] = 1100, 1200
    plan[f.KIND, 1, 3], plan[f.KIND, 1, 4] = f.DROPOFF, f.BREAK
    return plan, vehicles


def ride() -> np.ndarray:
    """From 4 to 5, boarding from 1000 to 1100, alighting at last at 5000; each takes 30 s."""
    columns = np.zeros((f.PLAN_FIELDS, 2), np.int32)
    columns[f.NODE], columns[f.DWELL] = (4, 5), 30
    columns[f.EARLIEST, 0], columns[f.LATEST] = 1000, (1100, 5000)
    return columns


def test_detours_and_lateness_of_each_vehicle(fleet) -> None:
    # 0: 240 to the pickup and 40 late there, 300 to the dropoff. 1: 120 and 60, in time.
    # 3: the pickup is on the way, but 50 too late for the stop at 6; the dropoff is 60 back from there.
    assert detours(*fleet, TIMES, ride(), NOW).tolist() == OFF


def test_earlier_is_no_use_and_later_is_late(fleet) -> None:
    late = ride()
    late[f.LATEST, 1] = 1230  # who comes from 0 is there at 1200, who goes back from 6 at 1260
    assert detours(*fleet, TIMES, late, NOW).tolist() == [580, 180, f.NO_COST, 130, f.NO_COST, f.NO_COST]
    assert detours(*fleet, TIMES, ride(), 0).tolist()[0] == 540  # an hour earlier nobody is late


def test_who_drives_straight_on_is_asked_behind_its_first_stop_only(fleet) -> None:
    plan, vehicles = fleet
    vehicles[f.FIRST, 3] = 1  # 120 back to the pickup, 220 late there, 60 back to the dropoff
    assert detours(plan, vehicles, TIMES, ride(), NOW)[3] == 120 + 220 + 60


@pytest.mark.parametrize(
    ("most", "own", "chosen"),
    [(2, -1, [1, 3]), (2, 0, [0, 3]), (2, 2, [2, 3]), (1, 5, [5]), (10, -1, [0, 1, 3])],
)
def test_the_nearest_and_the_own_one(most: int, own: int, chosen: list[int]) -> None:
    assert neighbourhood(np.array(OFF), most, own).tolist() == chosen


def test_of_equals_the_lower_numbers() -> None:
    assert neighbourhood(np.array([5, 5, 5, 4]), 3).tolist() == [0, 1, 3]
    assert neighbourhood(np.array([5, 5, 5, 4]), 3, 2).tolist() == [0, 2, 3]
