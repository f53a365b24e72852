"""How much room the event log begins with changes nothing that happens."""

from __future__ import annotations

import pytest

from simulator.engine.log import EventLog
from simulator.simulation.simulate import simulate
from tests.engine.energy_days import energy_day


@pytest.mark.parametrize("room", [5, 7, 11])
def test_what_energy_is_left_is_counted_wherever_the_log_grows(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    worlds = [energy_day(seed) for seed in range(20)]
    roomy = [simulate(world) for world in worlds]
    monkeypatch.setattr(EventLog.__init__, "__defaults__", (room,))
    for day, (world, events) in enumerate(zip(worlds, roomy, strict=True)):
        assert simulate(world).equals(events), day
