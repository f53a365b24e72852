"""Who sleeps wakes in the order of time, rank and number, and can be woken before."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels.agenda import NOT_IN, RESTS_UNTIL, new_agenda, put_on, take_off
from simulator.kernels.event_order import NOTHING, key_of, time_of
from simulator.units import DAY_S


@pytest.mark.parametrize("seed", range(20))
def test_the_least_key_comes_first_whoever_is_taken_off(seed: int) -> None:
    random, vehicles = np.random.default_rng(seed), 12
    agenda = new_agenda(vehicles)
    asleep: dict[int, int] = {}
    for number in range(300):
        vehicle = int(random.integers(vehicles))
        if vehicle in asleep:
            if random.random() < 0.5:
                vehicle = min(asleep, key=asleep.__getitem__)  # its time has come
            del asleep[vehicle]
            least = take_off(agenda.address, vehicle)
        else:
            asleep[vehicle] = key_of(int(random.integers(20)), 1, number)
            least = put_on(agenda.address, vehicle, asleep[vehicle])
        assert least == min(asleep.values(), default=NOTHING)
        assert {number for number, where in enumerate(agenda.place.tolist()) if where != NOT_IN} == set(asleep)


def test_time_comes_before_rank_and_rank_before_number() -> None:
    in_order = [
        (-5, 2, 9),
        (-5, 7, 0),
        (3, 0, 2**33 - 1),
        (3, 1, 0),
        (3, 1, 1),
        (3, 2, 0),
        (4, 0, 0),
        (4 * 365 * 86_400, 7, 0),
    ]
    keys = [key_of(*event) for event in in_order]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert [time_of(key) for key in keys] == [time_s for time_s, _, _ in in_order]
    assert keys[-1] < NOTHING


def test_nobody_rests_at_first_on_days_of_the_warm_up_either() -> None:
    """Times before the first day are negative: who may decide from 0 on would have to wait for it."""
    assert (new_agenda(3).rests[:, RESTS_UNTIL] < -1000 * DAY_S).all()
