"""The requests of all people of a county: their tours of every day, as requests."""

from __future__ import annotations

import pandas as pd

from simulator.demand.population.tables import CLASSES, Population
from simulator.errors import ScenarioError
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.models import Scenario
from simulator.world.site import Site

NEVER_ASKS = CLASSES[0]  # children under school age go along with others


def population_days(_config: DemandConfig, site: Site, _seed: int) -> pd.DataFrame:
    """Return the requests of all people on all days, with ``tour_requests.POPULATION_DTYPES``."""
    raise ScenarioError([site.scenario.problem("demand.kind", "the tours of a population are not drawn yet")])


def check_classes(scenario: Scenario, population: Population) -> None:
    """Raise ScenarioError where people of the population belong to a class that the scenario does not have."""
    config, known = scenario.demand.as_population, scenario.people.classes
    assert config is not None
    counts = population.persons["traveller_class"].value_counts()
    problems = []
    for name in CLASSES:
        if name == NEVER_ASKS or not counts.get(name, 0) or config.class_named(name) in known:
            continue
        message = (
            f'no class "{name}", to which {counts[name]:,} people of the population belong; expected it there, or '
            f"demand.classes: {{{name}: NAME}} with one of {', '.join(known)}"
        )
        problems.append(scenario.problem("people.classes", message))
    if problems:
        raise ScenarioError(problems)
