"""What hardly anybody means in the part of a service by timetable. One function each; see RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.notes import Note
from simulator.scenario.models import ServicePart
from simulator.scenario.plausibility import walking_speed
from simulator.services.timetable.schema import Config


def walking(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell walkers who run, or creep."""
    yield from walking_speed(part.key("walk.speed"), part.config.walk.speed_kph)


RULES: tuple[Callable[[ServicePart[Config]], Iterator[Note]], ...] = (walking,)
