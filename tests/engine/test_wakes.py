"""Vehicles that follow their plans in compiled code do what they would do one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.engine.agenda import AFTER_VEHICLES, NOTHING, Clock, RankedTimeout
from simulator.engine.log import EventLog
from simulator.engine.loop import run_until
from simulator.event_kinds import Event
from simulator.fleet.invariants import PlanInvariantError
from simulator.kernels.event_order import time_of
from simulator.kernels.layout import ROW_FIELDS
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.vehicle import Vehicle
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


@pytest.mark.parametrize("seed", range(8, 24))
def test_who_rests_would_have_found_nothing_to_do(seed: int) -> None:
    """In debug whoever rests looks around all the same, and must find nothing; and each pays by itself."""
    world = energy_day(seed)
    pd.testing.assert_frame_equal(simulate(world), simulate(world, debug=True))


def test_every_drive_is_paid_for_wherever_the_log_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes next finds the rows that there are now, and room in them."""

    def grow(self: EventLog) -> None:
        grown = np.zeros((len(self.rows) + 5, ROW_FIELDS), dtype=np.int32)
        grown[: len(self)], grown[-1] = self.rows[: len(self)], self.rows[-1]
        self.rows = grown

    monkeypatch.setattr(EventLog, "grow", grow)
    monkeypatch.setattr(EventLog.__init__, "__defaults__", (6,))
    drives = 0
    for seed in range(6):
        events = simulate(energy_day(seed))[["kind", "time_s", "vehicle"]]
        limited = set(events.loc[events["kind"] == Event.ENERGY_LEVEL, "vehicle"])
        events = events[events["vehicle"].isin(limited)]
        ends = events[events["kind"].isin((Event.ARRIVED, Event.DIVERTED))].to_numpy()[:, 1:].tolist()
        paid = events[events["kind"] == Event.ENERGY_USED].to_numpy()[:, 1:].tolist()
        assert sorted(ends) == sorted(paid)
        drives += len(ends)
    assert drives > 50


def test_days_of_rest_spare_vehicles_looking_around(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, look = [], Vehicle._idle
    monkeypatch.setattr(Vehicle, "_idle", lambda self, *given: looks.append(given) or look(self, *given))
    counts = []
    for debug in (False, True):
        looks.clear()
        for seed in range(4):
            simulate(energy_day(seed), debug=debug)
        counts.append(len(looks))
    assert counts[0] < 0.7 * counts[1]


def test_who_rests_though_there_is_something_to_do_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Energy, "stays_as_it_is", lambda self, vehicle, home_s: True)
    with pytest.raises(PlanInvariantError, match="was to rest until"):
        for seed in range(8):
            simulate(energy_day(seed), debug=True)


class Bell:
    """An agenda that notes when it rings."""

    def __init__(self, clock: Clock, *times_s: int) -> None:
        self.clock, self.rung = clock, []
        self.keys = [clock.new_key(time_s, 1) for time_s in times_s]
        self.first = self.keys[0]
        clock.add(self)

    def advance(self, limit: int) -> None:
        """Ring as often as there is time for before a key."""
        while self.keys and self.keys[0] < limit:
            self.rung.append(time_of(self.keys.pop(0)))
        self.first = self.keys[0] if self.keys else NOTHING


def test_agendas_and_events_take_turns_until_the_end() -> None:
    clock, seen = Clock(), []
    bell, other = Bell(clock, 1, 5, 5, 9, 40), Bell(clock, 6, 20)
    for after_s in (5, 30, 500 * 86_400):
        RankedTimeout(clock, after_s, AFTER_VEHICLES).callbacks.append(
            lambda _: seen.append((clock.now, len(bell.rung)))
        )
    run_until(clock, 10, [], lambda done, total: None)
    assert seen == [(5, 3)]  # vehicles come first in their second
    assert (bell.rung, other.rung) == ([1, 5, 5, 9], [6])
    run_until(clock, 900 * 86_400, [], lambda done, total: None)  # nothing is left long before
    assert seen == [(5, 3), (30, 4), (500 * 86_400, 5)]
    assert (bell.rung, other.rung) == ([1, 5, 5, 9, 40], [6, 20])
