"""What one vehicle has stored, by hand; the copy for compiled code says the same."""

from __future__ import annotations

import numpy as np

from simulator.energy.account import Account
from simulator.energy.sharing import shared_w, sure_w
from simulator.energy.store import Store
from simulator.kernels import stores as b
from simulator.kernels.layout import RANGE, VEHICLE_FIELDS
from simulator.units import MWH_PER_KWH as KWH

STORE = Store("battery", 50 * KWH, 5 * KWH, 0.2, ac_w=11_000, curve=((0.0, 50_000), (0.8, 10_000)), efficiency=0.9)
HOUR = 3600


def account(level_kwh: float, **values: object) -> Account:
    return Account(3, STORE, round(level_kwh * KWH), **values)  # type: ignore[arg-type]


def test_a_day_of_one_vehicle() -> None:
    it = account(30, most_w=20_000)
    assert it.range_s(0) == 25 * HOUR // 20  # 25 kWh above the reserve, at 20 kW
    it.use(10 * KWH)
    it.arrive(site=1, target_mwh=44 * KWH, locked_mwh=25 * KWH, now_s=HOUR)
    assert it.takes_w(30_000, direct=True) == 30_000  # the plug is the bottleneck
    assert it.takes_w(60_000, direct=True) == round(50_000 / 0.9)
    assert it.takes_w(60_000, direct=False) == round(11_000 / 0.9)
    it.draw(20_000)
    assert it.level_mwh(2 * HOUR) == 38 * KWH  # 20 kW less the losses for an hour
    assert it.next_change_s(direct=True) == 20 * HOUR // 18  # until 80 % are stored
    it.settle(2 * HOUR)
    assert it.level_mwh(9 * HOUR) == 44 * KWH  # never more than its target
    it.draw(0)
    it.leave()
    assert (it.site, it.locked_mwh, it.level_mwh(9 * HOUR)) == (None, 0, 38 * KWH)


def test_nothing_is_taken_at_the_target_and_no_target_is_beyond_what_fits() -> None:
    it = account(50)
    it.arrive(0, 60 * KWH, 0, 0)
    assert it.target_mwh == 50 * KWH
    assert it.takes_w(10_000, direct=True) == 0
    assert it.next_change_s(direct=True) is None


def test_compiled_code_reads_the_same_levels() -> None:
    books = np.zeros((b.STORE_FIELDS, 2), dtype=np.int64)
    vehicles = np.full((VEHICLE_FIELDS, 2), 7, dtype=np.int32)
    it = account(30, most_w=20_000, book=books[:, 1])
    b.refresh_ranges(books, vehicles, 0)
    assert vehicles[RANGE].tolist() == [7, 7]  # at no site: known since its last drive
    it.use(20 * KWH)
    it.arrive(0, 44 * KWH, 20 * KWH, 0)
    it.draw(20_000)
    for now_s, range_s in ((0, -1), (HOUR // 2, -1), (HOUR, it.range_s(HOUR)), (5 * HOUR, it.range_s(5 * HOUR))):
        b.refresh_ranges(books, vehicles, now_s)
        assert vehicles[RANGE, 1] == range_s  # locked below 20 kWh
    it.settle(HOUR)
    it.draw(0)
    it.leave()
    assert books[[b.PLUGGED, b.LOCKED, b.LEVEL], 1].tolist() == [0, 0, 28 * KWH]


def test_who_takes_little_leaves_the_rest_to_the_others() -> None:
    assert shared_w([10, 50, 100], 100) == [10, 45, 45]
    assert shared_w([10, 20, 30], 100) == [10, 20, 30]
    assert shared_w([5, 5, 5], 14) == [4, 5, 5]  # whole watts; what does not divide goes to the later ones
    assert shared_w([], 100) == []
    assert sure_w(11_000, 30_000, 2) == 11_000
    assert sure_w(22_000, 30_000, 2) == 15_000
