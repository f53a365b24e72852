"""A vehicle without stops goes somewhere only if it can be home from there before its shift ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.services.ridepooling.vehicle import Vehicle

TIMES = SimpleNamespace(
    drive_s=lambda origin, target: {(1, 2): 60, (2, 0): 120, (1, 3): 60, (3, 0): -1}[origin, target]
)


@pytest.mark.parametrize(
    ("target", "goes_home_s", "can"),
    [(2, 280, True), (2, 279, False), (3, 10_000, False)],  # leaves at 100 s, is there after 60 s and home after 120 s
)
def test_there_and_home_before_the_shift_ends(target: int, goes_home_s: int, *, can: bool) -> None:
    roads = SimpleNamespace(for_plans=lambda _now: TIMES)
    vehicle: Any = SimpleNamespace(energy=None, roads=roads, depot=0, goes_home_s=goes_home_s)
    assert Vehicle._back_in_time(vehicle, 50, 1, target, 100) is can
