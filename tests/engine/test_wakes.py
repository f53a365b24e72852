"""Vehicles that follow their plans in compiled code do what they would do one by one."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.services.ridepooling.wakes import Wakes
from simulator.simulation.simulate import simulate
from tests.engine.energy_days import energy_day


@pytest.mark.parametrize("seed", range(8))
def test_together_or_one_by_one_is_the_same_day(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world = energy_day(seed)
    together = simulate(world)
    with monkeypatch.context() as patched:
        patched.setattr(Wakes, "only_follows", lambda self, vehicle: None)
        one_by_one = simulate(world)
    pd.testing.assert_frame_equal(together, one_by_one)
