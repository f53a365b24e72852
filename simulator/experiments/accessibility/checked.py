"""Check what a study of access asks for without asking anything: its places and its centres."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from simulator.errors import InputError, Problem
from simulator.experiments.accessibility.cells import cells_of
from simulator.experiments.accessibility.centres import centres_of
from simulator.experiments.accessibility.on_roads import OnRoads
from simulator.scenario.models import Scenario
from simulator.world.build import build_world


def check_places(scenario: Scenario) -> None:
    """Raise InputError with all that is wrong with places and centres; roads are not fetched for that."""
    config = scenario.accessibility
    if config is None or scenario.network.file is None:
        return
    world = build_world(scenario)
    problems: list[Problem] = []
    steps: tuple[Callable[[], object], ...] = (
        partial(cells_of, world, config.cells),
        partial(centres_of, world, config, OnRoads(world)),
    )
    for step in steps:
        try:
            step()
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
