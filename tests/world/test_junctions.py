"""What junctions take, from the key of a scenario to the drives of its day."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import load_scenario
from simulator.errors import NetworkError, ScenarioError
from simulator.network.junctions import built_up, junctions
from simulator.world.roads import open_network


def network_of(*overrides: str):
    return open_network(load_scenario("prignitz/rufbus", overrides).network)


def test_streets_take_longer_by_the_junctions_at_their_ends() -> None:
    free = network_of("network.junctions={built_up: 0 s, outside: 0 s}")
    slow = network_of("network.junctions={built_up: 11 s, outside: 17 s}", "network.speed_factor=0.5")
    assert network_of().digest() == network_of("network.junctions={built_up: 11 s, outside: 17 s}").digest()
    seconds = np.where(junctions(free), np.where(built_up(free), 11, 17), 0)
    added_s = (slow.time_ms / 2 - free.time_ms) / 1000
    road = (free.edges["kind"] != "ferry").to_numpy()[free.edge]
    assert added_s[road] == pytest.approx((seconds[free.tail] + seconds[free.head])[road] / 2, abs=0.001)
    assert (slow.time_ms == free.time_ms)[~road].all()
    assert (slow.length_m == free.length_m).all()


def test_seconds_of_no_junction_are_refused_at_their_line() -> None:
    with pytest.raises(ScenarioError, match=r"network\.junctions\.built_up.*-5") as wrong:
        load_scenario("prignitz/rufbus", ["network.junctions.built_up=-5 s"])
    assert "greater than or equal to 0" in str(wrong.value)
    with pytest.raises(ScenarioError, match="buildup") as wrong:
        load_scenario("prignitz/rufbus", ["network.junctions.buildup=5 s"])
    assert "built_up" in str(wrong.value)


def test_roads_that_do_not_tell_what_is_built_up_take_one_number() -> None:
    both = load_scenario("tiny/line", ["network.junctions={built_up: 8 s, outside: 8 s}"]).network
    assert "a junction takes 8 s in built-up areas, 8 s outside" in str(open_network(both).notes)
    with pytest.raises(NetworkError, match=r"network\.junctions\.built_up and network\.junctions\.outside"):
        open_network(load_scenario("tiny/line", ["network.junctions.outside=8 s"]).network)
