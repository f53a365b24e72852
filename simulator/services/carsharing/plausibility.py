"""What hardly anybody means in the part of a car-sharing service. One function each; see RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.notes import Note
from simulator.scenario.models import ServicePart
from simulator.scenario.plausibility import powered, walking_speed
from simulator.services.carsharing.schema import Config


def walking(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell walkers who run, or creep."""
    yield from walking_speed(part.key("booking.walk_speed"), part.config.booking.walk_kph)


def energy(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell what is odd about the energy of the cars."""
    yield from powered({part.key(f"car_types.{name}"): kind for name, kind in part.config.car_types.items()})


RULES: tuple[Callable[[ServicePart[Config]], Iterator[Note]], ...] = (walking, energy)
