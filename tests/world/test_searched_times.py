"""Scenarios whose travel times are searched: the same days, told to who runs them."""

from __future__ import annotations

import pytest

from simulator import load_scenario
from simulator.errors import ScenarioError
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world

SEARCHED = "network.travel_times=search"


@pytest.mark.parametrize("others", [(), ("network.changes=[{name: works, kind: [road], speed_factor: 0.5}]",)])
def test_the_same_day_and_a_word_about_it(others, tmp_path) -> None:
    said: list[list[str]] = []
    logs = []
    for how in ((), (SEARCHED,)):
        said.append([])
        world = build_world(load_scenario("tiny/line", (*others, *how)), cache=tmp_path, report=said[-1].append)
        logs.append(simulate(world))
    assert logs[0].equals(logs[1])
    assert [any("no table of travel times" in line for line in lines) for lines in said] == [False, True]


def test_roads_that_change_at_times_need_tables(tmp_path) -> None:
    works = "network.changes=[{name: works, kind: [road], speed_factor: 0.5, hours: ['08:00', '09:00']}]"
    with pytest.raises(ScenarioError) as caught:
        load_scenario("tiny/line", (works, SEARCHED))
    (problem,) = caught.value.problems
    assert problem.key == "network"
    assert "travel_times: search goes with roads that do not change at times" in problem.message
    world = build_world(load_scenario("tiny/line", (works,)), cache=tmp_path)
    assert [state.times.has_table for state in world.roads.states[:3]] == [True, False, True]
    assert world.roads.in_tables
