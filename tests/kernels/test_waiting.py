from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.waiting import pays_to_wait, sooner_of
from simulator.network.filling import least_between_cells


@pytest.mark.parametrize("wait", [0, 1, 40, 60_000, 65_533])
def test_the_sooner_of_now_and_later_is_that_of_plain_numbers(wait: int) -> None:
    """With drives there is no way for, and waits after which a drive is too long to tell."""
    random = np.random.default_rng(wait)
    now, later = random.choice([0, 3, 50, 90, 5_000, 65_000, UNREACHABLE], (2, 40, 40)).astype(np.uint16)
    waited = np.minimum(later.astype(np.int64) + wait, UNREACHABLE)
    expected = np.minimum(now, waited)
    assert pays_to_wait(now, later, wait) == (expected != now).any()
    np.testing.assert_array_equal(sooner_of(now, later, wait), expected)
    assert not pays_to_wait(now, now, wait)
    cell = (np.arange(40) // 5).astype(np.int16)
    least = [least_between_cells(table, cell, 8) for table in (now, later, sooner_of(now, later, wait))]
    np.testing.assert_array_equal(sooner_of(least[0], least[1], wait), least[2])  # bounds need no other look at drives
