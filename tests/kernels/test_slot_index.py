"""The index hides nothing from a search, whatever the hour that slots are at."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Terms
from simulator.kernels.gaps import new_scratch
from simulator.kernels.question import share
from simulator.kernels.search import best_insertion, best_insertion_into
from simulator.kernels.slot_index import (
    bucket_of,
    bucket_of_other,
    cells_of,
    first_bucket_of,
    new_index,
    period_of,
    short_gaps_of,
)
from simulator.kernels.times import Times
from simulator.network.filling import least_between_cells

CELLS, VEHICLES, NODES = 3, 4, 12
BUCKETS = new_index(slots=4, vehicles=1, cells=CELLS).buckets
NO_REACH = np.zeros((0, 0), dtype=np.int64)
WEIGHTS = np.array([1000, 1000, 500, 1000])


def test_periods_are_half_hours_before_midnight_too() -> None:
    assert [period_of(time_s) for time_s in (-1801, -1800, -1, 0, 1799, 1800)] == [-2, -1, -1, 0, 0, 1]


def test_gaps_of_an_hour_lie_by_time_and_longer_ones_do_not() -> None:
    assert cells_of(BUCKETS) == CELLS + 1
    short, long = bucket_of_other(BUCKETS, 1, 7200, 10_800), bucket_of_other(BUCKETS, 1, 7200, 10_801)
    assert (short, long) == (short_gaps_of(BUCKETS, 1, 4), bucket_of(BUCKETS, f.OTHERS, 1))
    assert bucket_of_other(BUCKETS, 1, 8999, 10_800) == short != bucket_of_other(BUCKETS, 1, 9000, 10_800)
    assert bucket_of_other(BUCKETS, 1, -1, 0) == short_gaps_of(BUCKETS, 1, f.PERIODS - 1)


def test_each_bucket_is_of_one_list_cell_and_period() -> None:
    cells = range(-1, CELLS)
    firsts = [bucket_of(BUCKETS, which, cell) for which in range(f.LISTS) for cell in cells]
    timed = [short_gaps_of(BUCKETS, cell, period) for cell in cells for period in range(f.PERIODS)]
    assert sorted(firsts + timed) == list(range(BUCKETS.shape[1] - 1))  # the last column is of free blocks
    assert [first_bucket_of(BUCKETS, bucket) for bucket in firsts] == firsts
    owners = [bucket_of(BUCKETS, f.OTHERS, cell) for cell in cells for _ in range(f.PERIODS)]
    assert [first_bucket_of(BUCKETS, bucket) for bucket in timed] == owners


@pytest.mark.parametrize("seed", range(6))
def test_a_search_finds_what_a_look_into_every_plan_finds_days_ahead(seed: int) -> None:
    random = np.random.default_rng(seed)
    times = region(random)
    plans = Plans(times, VEHICLES, slots=4, debug=True)  # all of the index is checked at each acceptance
    for vehicle in range(VEHICLES):
        plans.enter(vehicle, vehicle, -10_800, 4 * 86_400, (4, 0, 0, 8))
    rows, found_any, now = np.zeros((1000, f.ROW_FIELDS), dtype=np.int32), 0, -10_800
    for number in range(150):
        what, options = request(random, now)
        arrays = (plans.array, plans.vehicles, plans.legs, plans.index)
        shared = share(arrays, times, new_scratch(plans.array.shape[1], CELLS), WEIGHTS)
        asked = (NO_REACH, what, options, now)
        found = best_insertion(shared.address, *asked)
        alone = [best_insertion_into(shared.address, *asked, vehicle) for vehicle in range(VEHICLES)]
        best = min((its for its in alone if its[1] >= 0), default=alone[0])
        assert found == best
        if found[1] >= 0:
            rows[-1, 0], found_any = 0, found_any + 1
            terms = Terms(int(what[f.REQ_MAX_WAIT]), f.FOREVER, f.FOREVER, int(what[f.REQ_MAX_RIDE]))
            plans.accept(rows, number, what, options, (*found[1:], 0), terms, now)
    assert found_any > 60


def region(random: np.random.Generator) -> Times:
    """Return drives between places on a plane, in strips of cells."""
    place = random.uniform(0, 3000, (NODES, 2))
    seconds = np.ceil(np.hypot(*(place[:, None] - place[None, :]).T).T).astype(np.uint16)
    cell = (place[:, 0] // 1000).astype(np.int16)
    return Times(seconds, seconds.T.copy(), cell, least_between_cells(seconds, cell, CELLS), 1)


def request(random: np.random.Generator, now: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a request for a time up to three days ahead, so that days share buckets."""
    what = np.zeros(f.REQUEST_FIELDS, dtype=np.int64)
    what[[f.REQ_PICKUPS, f.REQ_SIZE, f.REQ_LOAD, f.REQ_LOAD + f.LOADS - 1]] = 1
    what[f.REQ_EARLIEST] = max(now, random.integers(0, 3) * 86_400 + random.integers(-7200, 10_800))
    what[f.REQ_MAX_WAIT] = random.choice([300, 1800, 2700] * 4 + [f.FOREVER])
    what[f.REQ_LATEST_ARRIVAL], what[f.REQ_MAX_RIDE] = f.FOREVER, random.choice([3000, 6000])
    what[f.REQ_MAX_TRAVEL] = random.choice([5000, f.FOREVER])
    what[f.REQ_PICKUP_DWELL] = what[f.REQ_DROPOFF_DWELL] = random.choice([0, 60])
    options = np.zeros((2, f.OPTION_FIELDS), dtype=np.int32)
    options[:, f.OPTION_NODE] = random.choice(NODES, 2, replace=False)
    return what, options
