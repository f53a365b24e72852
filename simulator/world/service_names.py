"""The services of a scenario, in the order in which they are numbered."""

from __future__ import annotations

from simulator.scenario.models import Scenario
from simulator.tables import ServiceName


def service_names(scenario: Scenario) -> list[ServiceName]:
    """Return number, name and kind of each service of a scenario."""
    return [ServiceName(part.number, part.name, part.config.kind) for part in scenario.parts]
