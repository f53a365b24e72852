"""Whom travellers of each class ask: services in turn, or several that are compared."""

from __future__ import annotations

from simulator.scenario.models import Scenario
from simulator.scenario.turns import Turns


def asks_by_class(scenario: Scenario) -> dict[str, Turns]:
    """Return the names of the services that travellers of every class ask."""
    return {name: scenario.asks(name) for name in scenario.people.classes}
