"""The services of a scenario, in the order in which they are numbered."""

from __future__ import annotations

from simulator.scenario.models import Scenario
from simulator.tables import ServiceName

NO_RIDES = "none"  # what the ridepooling service of a scenario without one is called


def service_names(scenario: Scenario) -> list[ServiceName]:
    """Return number, name and kind of each service of a scenario."""
    names = [] if scenario.service.name == NO_RIDES else [(scenario.service.name, "ridepooling")]
    if scenario.carsharing is not None:
        names.append(("carsharing", "carsharing"))
    return [ServiceName(number, *name) for number, name in enumerate(names)]
