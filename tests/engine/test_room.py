"""How much room the event log begins with changes nothing that happens."""

from __future__ import annotations

import pytest

from simulator.engine.log import EventLog
from simulator.simulation.simulate import simulate
from tests.engine.energy_days import energy_day
from tests.worlds import line_network, world_of


@pytest.mark.parametrize(("room", "seeds"), [(5, range(3)), (7, range(7, 10)), (11, range(14, 17))])
def test_what_energy_is_left_is_counted_wherever_the_log_grows(
    monkeypatch: pytest.MonkeyPatch, room: int, seeds: range
) -> None:
    worlds = [energy_day(seed) for seed in seeds]
    roomy = [simulate(world) for world in worlds]
    monkeypatch.setattr(EventLog.__init__, "__defaults__", (room,))
    for day, (world, events) in enumerate(zip(worlds, roomy, strict=True)):
        assert simulate(world).equals(events), day


@pytest.mark.parametrize("room", range(1, 14))
def test_wherever_the_log_grows_all_of_an_acceptance_is_told(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    asked = [{"submitted_s": 600 * n, "origin_node": n % 3, "destination_node": 3} for n in range(3)]
    limits = {"default": {"promise_dropoff_after_s": 300}}
    world = world_of(line_network(4), asked, limits=limits)
    roomy = simulate(world)
    monkeypatch.setattr(EventLog.__init__, "__defaults__", (room,))
    assert simulate(world).equals(roomy)
