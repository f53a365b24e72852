"""The one ridepooling service and the one car-sharing service of a scenario."""

from __future__ import annotations

from typing import Any

from simulator import registry
from simulator.scenario.models import Scenario, ServicePart


def rides_of(scenario: Scenario) -> ServicePart[Any]:
    """Return the ridepooling service; one without vehicles when there is none."""
    found = _of_kind(scenario, "ridepooling")
    if found is not None:
        return found
    config = registry.parameters("service", "ridepooling").model_construct(mode="door_to_door", fleet={})
    return ServicePart(scenario, "none", -1, config)


def cars_of(scenario: Scenario) -> ServicePart[Any] | None:
    """Return the car-sharing service; None when there is none."""
    return _of_kind(scenario, "carsharing")


def _of_kind(scenario: Scenario, kind: str) -> ServicePart[Any] | None:
    return next((part for part in scenario.parts if part.config.kind == kind), None)
