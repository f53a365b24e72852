"""The examples in the documentation run as they stand."""

from __future__ import annotations

import doctest

import simulator


def test_the_example_of_the_package_is_true() -> None:
    assert doctest.testmod(simulator).failed == 0
    assert doctest.testmod(simulator).attempted == 3


def test_the_public_names_are_listed_before_they_are_imported() -> None:
    assert dir(simulator) == ["RunResult", "load_scenario", "run"]


def test_what_one_prints_in_a_notebook_is_short() -> None:
    result = simulator.run(simulator.load_scenario("tiny/line"))
    world = result.world
    assert repr(result) == f"<RunResult tiny-line, seed 1: 4 requests, {len(result.events)} events>"
    assert repr(world) == "<World tiny-line: 4 requests, 1 vehicles>"
    for shown in (world.scenario, world.network, world.roads, result.tables):
        assert len(repr(shown)) < 120
