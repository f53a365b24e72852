"""The plan array keeps its invariants, and says which one a wrong plan breaks."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.event_kinds import Event
from simulator.fleet.invariants import PlanInvariantError, check_listed, check_plan
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Terms
from simulator.kernels.follow import NEEDS_LEG, NEEDS_ROW_ROOM, WAITS
from simulator.kernels.slot_index import cells_of, in_head, slot_of
from simulator.kernels.times import Times
from simulator.reasons import LegPurpose

# Nodes on a line, a minute apart.
SECONDS = (60 * np.abs(np.arange(6)[:, None] - np.arange(6)[None])).astype(np.uint16)


TIMES = Times(SECONDS, SECONDS.T.copy(), np.zeros(6, dtype=np.int16), np.zeros((1, 1), dtype=np.uint16), 1)


def request(origin: int, destination: int, ready: int = 0) -> tuple[np.ndarray, np.ndarray]:
    what = np.zeros(f.REQUEST_FIELDS, dtype=np.int64)
    what[[f.REQ_PICKUPS, f.REQ_EARLIEST, f.REQ_MAX_WAIT]] = 1, ready, 1200
    what[[f.REQ_LATEST_ARRIVAL, f.REQ_MAX_TRAVEL, f.REQ_MAX_RIDE]] = f.FOREVER, f.FOREVER, 1200
    what[[f.REQ_PICKUP_DWELL, f.REQ_DROPOFF_DWELL, f.REQ_SIZE, f.REQ_LOAD, f.REQ_LOAD + 3]] = 30, 30, 1, 1, 1
    options = np.zeros((2, f.OPTION_FIELDS), dtype=np.int32)
    options[:, f.OPTION_NODE] = origin, destination
    return what, options


LEG = np.array([(0, 1), (0, 60), (0, 1000)], dtype=np.int32)


def insert(plans: Plans, indices: tuple[int, int], number: int, what: np.ndarray, options: np.ndarray, now: int) -> int:
    terms = Terms(1200, f.FOREVER, f.FOREVER, 1200)
    return plans.accept(new_rows(), number, what, options, (0, *indices, 0, 0, 0), terms, now)[0]


def new_rows(room: int = 200) -> np.ndarray:
    return np.zeros((room + 1, f.ROW_FIELDS), dtype=np.int32)


def follow(plans: Plans, now: int, rows: np.ndarray | None = None) -> tuple[int, int]:
    return plans.follow(new_rows() if rows is None else rows, 0, now, diverts=True, waits_first=True)


@pytest.fixture
def plans() -> Plans:
    plans = Plans(TIMES, 1, slots=4, debug=True)
    plans.enter(0, 0, 0, 10_000, (2, 0, 0, 8))
    return plans


def test_a_plan_is_timed_from_the_first_stop_to_the_last(plans) -> None:
    assert insert(plans, (0, 0), 7, *request(1, 4), 100) == 160
    assert [plans.stop(0, slot).start_s for slot in (1, 2)] == [160, 370]
    assert insert(plans, (1, 1), 8, *request(2, 3), 100) == 250
    assert [plans.stop(0, slot).request for slot in (1, 2, 3, 4)] == [7, 8, 8, 7]
    assert [plans.stop(0, slot).start_s for slot in (1, 2, 3, 4)] == [160, 250, 340, 430]


def test_the_array_grows_when_a_plan_is_full(plans) -> None:
    for number in range(6):
        insert(plans, (2 * number, 2 * number), number, *request(1, 2, ready=600 * number), 0)
    assert plans.stop_count(0) == 12
    assert plans.array.shape[1] >= 14


def test_a_served_pickup_leaves_its_rider_on_board(plans) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    assert follow(plans, 0) == (NEEDS_LEG, 1)
    rows = new_rows()
    plans.depart(rows, 0, 0, LEG, int(LegPurpose.SERVE), diverts=True)
    assert follow(plans, 0, rows) == (WAITS, 60)
    assert follow(plans, 60, rows) == (WAITS, 90)
    told = [f.ROW_TIME, f.ROW_KIND, f.ROW_VEHICLE, f.ROW_RIDE, f.ROW_NODE, f.ROW_VALUE]
    assert rows[: rows[-1, 0], told].tolist() == [
        [0, Event.DEPARTED, 0, -1, 0, LegPurpose.SERVE],
        [60, Event.ARRIVED, 0, -1, 1, 1000],
        [60, Event.BOARDED, 0, 7, 1, 30],
    ]
    assert plans.origin(0) == (1, 90)
    assert plans.array[f.LOAD, 0, 0] == 1
    assert plans.array[[f.PICKUP_SLOT, f.RIDE_START], 1, 0].tolist() == [0, 90]


def test_a_vehicle_does_not_act_while_the_log_has_no_room(plans) -> None:
    insert(plans, (0, 0), 7, *request(0, 4), 0)
    full = new_rows(2)
    assert follow(plans, 0, full) == (NEEDS_ROW_ROOM, 0)
    assert full[-1, 0] == 0
    assert plans.stop_count(0) == 2


@pytest.mark.parametrize(
    ("field", "slot", "value", "rule"),
    [
        (f.LATEST, 1, 10, "after its window"),
        (f.LOAD, 1, 3, "overloaded"),
        (f.MAX_RIDE, 2, 10, "ride too long"),
        (f.DEPARTURE, 1, 10, "before the service ends"),
        (f.REQUEST, 1, 9, "paired with another"),
    ],
)
def test_a_broken_plan_is_found(plans, field, slot, value, rule) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    broken = plans.array.copy()
    broken[field, slot, 0] = value
    with pytest.raises(PlanInvariantError, match=rule):
        check_plan(broken, plans.vehicles, TIMES, 0)


def test_being_late_at_the_depot_is_found(plans) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    late = plans.vehicles.copy()
    late[f.SHIFT_END, 0] = 300
    with pytest.raises(PlanInvariantError, match="end of the shift"):
        check_plan(plans.array, late, TIMES, 0)


def test_nobody_else_can_write_what_plans_say(plans) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    for number in range(8):  # arrays that have grown are as closed as the first ones
        insert(plans, (2, 2), 10 + number, *request(4, 4, ready=600), 0)
        for array in (plans.array, plans.vehicles, plans.legs, *plans.index, plans.duty):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
    plans.knows_sites(np.zeros((2, f.SITE_FIELDS, 1), dtype=np.int32))
    assert not plans.vehicles.flags.writeable


def listed(plans, which: int) -> list[tuple[int, int]]:
    """Return vehicle and slot of all records of a list, by their buckets."""
    found, index = [], plans.index
    cells = cells_of(index.buckets)
    buckets = [np.arange(which * cells, (which + 1) * cells)]
    if which == f.OTHERS:
        buckets.append(np.arange(f.LISTS * cells, (f.LISTS + f.PERIODS) * cells))
    for head, count in index.buckets[[f.HEAD, f.COUNT]][:, np.concatenate(buckets)].T.tolist():
        block, here = head, in_head(count)
        while count:
            found += [(int(r[f.R_VEHICLE]), slot_of(int(r[f.R_SLOT]))) for r in index.records[block * f.BLOCK :][:here]]
            count, block, here = count - here, int(index.following[block]), f.BLOCK
    return sorted(found)


def test_the_index_tells_where_slots_lie(plans) -> None:
    assert (listed(plans, f.IDLE), listed(plans, f.OTHERS)) == ([(0, 0)], [])
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    for number in range(8):  # more than the array and the index have room for
        insert(plans, (2, 2), 10 + number, *request(4, 4, ready=600), 0)
    stops = [(0, slot) for slot in range(1, plans.stop_count(0) + 1)]
    assert (listed(plans, f.IDLE), listed(plans, f.OTHERS)) == ([], [(0, 0), *stops])
    plans.depart(new_rows(), 0, 0, LEG, int(LegPurpose.SERVE), diverts=True)
    assert (listed(plans, f.ON_THE_WAY), listed(plans, f.OTHERS)) == ([(0, 0)], stops)
    check_listed(plans.array, plans.vehicles, plans.index, TIMES, 0)
    follow(plans, 60)
    assert listed(plans, f.ON_THE_WAY) == []
    assert listed(plans, f.OTHERS) == [(0, slot) for slot in range(plans.stop_count(0) + 1)]
    check_listed(plans.array, plans.vehicles, plans.index, TIMES, 0)


@pytest.mark.parametrize("field", [f.DEPARTURE, f.START, f.LATEST_START, f.DRIVE, f.SIZE, f.KIND, f.NODE, f.BUCKET])
def test_an_index_that_is_behind_its_plans_is_found(plans, field: int) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    check_listed(plans.array, plans.vehicles, plans.index, TIMES, 0)
    other = plans.array.copy()
    other[field, 1, 0] += 1
    with pytest.raises(PlanInvariantError, match="the index says"):
        check_listed(other, plans.vehicles, plans.index, TIMES, 0)


def test_slots_that_should_be_in_no_list_are_found(plans) -> None:
    insert(plans, (0, 0), 7, *request(1, 4), 0)
    held = plans.vehicles.copy()
    held[f.FIRST, 0] = 1
    with pytest.raises(PlanInvariantError, match="listed"):
        check_listed(plans.array, held, plans.index, TIMES, 0)
