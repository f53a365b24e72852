"""What must fit together between the parts of a car-sharing service."""

from __future__ import annotations

from simulator.scenario.checks import Found, check_boundary, check_reserve, check_start_level
from simulator.scenario.models import ServicePart
from simulator.services.carsharing.schema import Config


def check(part: ServicePart[Config]) -> Found:
    """Yield what does not fit together, at the key that names the other."""
    here = ("services", part.name)
    for name, car in part.config.car_types.items():
        yield from check_reserve((*here, "car_types", name), car)
        yield from check_boundary((*here, "car_types", name), car, part.scenario.energy.climate)
        yield from check_start_level((*here, "start_level"), f"car_types.{name}", car, part.config.start_level)
