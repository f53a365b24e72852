"""The examples in the documentation run as they stand."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import simulator


def test_the_example_of_the_package_is_true() -> None:
    found = doctest.testmod(simulator)
    assert (found.failed, found.attempted) == (0, 3)


def test_the_examples_of_the_page_are_true() -> None:
    page = Path(__file__).parents[1] / "docs" / "python.md"
    found = doctest.testfile(str(page), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 20


def test_the_public_names_are_listed_before_they_are_imported() -> None:
    listed = "import simulator, sys; print(*dir(simulator)); sys.exit('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(simulator.__all__)


def test_every_public_name_is_there_and_tells_what_it_is() -> None:
    for name in simulator.__all__:
        assert getattr(simulator, name).__doc__


def test_what_one_prints_in_a_notebook_is_short() -> None:
    result = simulator.run(simulator.load_scenario("tiny/line"))
    world = result.world
    assert repr(result) == f"<RunResult tiny-line, seed 1: 4 requests, {len(result.events)} events>"
    assert repr(world) == "<World tiny-line: 4 requests, 1 vehicles>"
    for shown in (world.scenario, world.network, world.roads, result.tables):
        assert len(repr(shown)) < 120
