"""How far energy lasts, to the second: charging in the depot on the way, home by way of a site, visits in time."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels import layout as f
from simulator.kernels.fleet import NO_ROWS, Fleet
from simulator.kernels.range import Drives, gets_home, range_along
from simulator.kernels.sites import sites_in_reach
from simulator.kernels.slot_index import new_index
from simulator.kernels.stores import lasts_s
from simulator.kernels.times import Times

DEPOT, PLACE = 0, 1
SECONDS = np.array([[0, 100], [100, 0]], dtype=np.uint16)  # a drive of 100 s, either way
TIMES = Times(SECONDS, SECONDS.T.copy(), np.zeros(2, np.int16), np.zeros((1, 1), np.uint16), 1)


def vehicle(**values: int) -> np.ndarray:
    """One vehicle of the depot; values by the names of the layout."""
    fields = np.zeros((f.VEHICLE_FIELDS + f.SITE_FIELDS, 1), dtype=np.int32)
    for name, value in values.items():
        fields[(f.VEHICLE_FIELDS if name.startswith("SITE_") else 0) + getattr(f, name), 0] = value
    return fields


def plan_to_place(**values: int) -> np.ndarray:
    """A plan with one stop, from the depot or from where ``NODE`` says; the values are those of slot 0."""
    plan = np.zeros((f.PLAN_FIELDS, 3, 1), dtype=np.int32, order="F")
    plan[f.NODE, :2, 0] = DEPOT, PLACE
    plan[f.DRIVE, 1, 0] = 100
    for name, value in values.items():
        plan[getattr(f, name), 0, 0] = value
    return plan


def fleet_of(plan: np.ndarray, vehicles: np.ndarray) -> Fleet:
    """A fleet of one vehicle that needs no more than these to be judged."""
    none = np.zeros((1, 1, 1), dtype=np.int32)
    return Fleet(
        plan, vehicles, none, new_index(3, 1, 1), none[0], none[0, 0], TIMES, rows=NO_ROWS, known_nodes=f.ALL_KNOWN
    )


@pytest.mark.parametrize(
    ("due_s", "state", "range_s"),
    [
        (699, {}, -50),  # 599 s at the plug: not worth it
        (700, {}, 550),  # 600 s, then the drive
        (3100, {"REFILL": 500}, 1450),  # half as much by the second
        (9000, {}, 4900),  # no more than the cap
        (9000, {"REFILL": 0}, -50),  # no plug of its own
        (9000, {"MOVING": 1}, -50),
        (9000, {"HOLDS": 1}, -50),  # at another site, or on its way there
    ],
)
def test_what_is_charged_in_the_depot_before_the_next_stop(due_s: int, state: dict[str, int], range_s: int) -> None:
    plan = plan_to_place()
    plan[f.START, 1, 0] = due_s
    fields = vehicle(**{"REFILL": 1000, "REFILL_CAP": 5000, "DEPOT": DEPOT, "STOPS": 1, **state})
    assert range_along(Drives(plan, fields, TIMES), 0, 50, 1, 1, 0, 0) == range_s


def test_nobody_charges_with_riders_on_board_nor_later_than_now() -> None:
    fields = vehicle(REFILL=1000, REFILL_CAP=5000, DEPOT=DEPOT, STOPS=1)
    plan = plan_to_place()
    plan[f.START, 1, 0] = 5000
    assert range_along(Drives(plan, fields, TIMES), 0, 50, 1, 1, 0, 0) == 50 + 4900 - 100
    assert range_along(Drives(plan, fields, TIMES), 0, 50, 1, 1, 0, 1000) == 50 + 3900 - 100  # 1,000 s by now
    assert range_along(Drives(plan, fields, TIMES), 0, 50, 1, 1, 200, 1000) == 50 + 3700 - 100  # and 200 s late
    plan[f.LOAD + f.LOADS - 1, 0, 0] = 1
    assert range_along(Drives(plan, fields, TIMES), 0, 50, 1, 1, 0, 0) == -50


@pytest.mark.parametrize(
    ("left_s", "shift_end_s", "home"),
    [
        (100, 0, True),  # directly; that it is in time is for the caller to know
        (99, 2101, True),  # at the site at once: 501 s to charge, 1,002 s long, 300 s until noticed, 600 s home
        (99, 1902, True),
        (99, 1901, False),
    ],
)
def test_home_by_way_of_a_site_before_the_shift_ends(left_s: int, shift_end_s: int, home: bool) -> None:
    site = {"SITE_PLACE": PLACE, "SITE_HOME": 600, "SITE_RATE": 500, "SITE_OPENS": 0, "SITE_CLOSES": 86_400}
    fields = vehicle(DEPOT=DEPOT, SURE_SITES=1, SHIFT_END=shift_end_s, **site)
    assert gets_home(Drives(plan_to_place(), fields, TIMES), 0, PLACE, left_s, 0) == home


@pytest.mark.parametrize(
    ("left_s", "until_s", "count"), [(200, 1800, 1), (200, 1799, 0), (199, 1800, 0), (99, 10_000, 0)]
)
def test_a_visit_is_ten_minutes_between_two_drives(left_s: int, until_s: int, count: int) -> None:
    found = np.zeros(1, dtype=np.int64)
    place, drive = np.array([PLACE], dtype=np.int32), np.array([100], dtype=np.int64)
    fleet = fleet_of(plan_to_place(), vehicle(DEPOT=DEPOT))
    # 1,000 s, 100 s there, 600 s at the plug, 100 s onward
    assert sites_in_reach(fleet.address, 0, left_s, 1000, (DEPOT, until_s), (place, drive), found) == count


def test_the_reserve_is_not_for_driving() -> None:
    assert lasts_s(5_000_000, 1_000_000, 4_000) == 3600  # 4 kWh at 4 kW
    assert lasts_s(1_000_000, 1_000_000, 4_000) == 0
    assert lasts_s(500_000, 1_000_000, 4_000) == 0
