"""Waiting in simpy so that what happens in one second has a fixed order."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import EventPriority

Wait = Generator[simpy.Event, Any, None]

_AFTER_VEHICLES = EventPriority(2)  # simpy's own priorities are 0 (urgent) and 1 (normal)


class TimeoutAfterVehicles(simpy.Event):
    """A timeout that comes after everything vehicles do in the same second."""

    def __init__(self, env: simpy.Environment, delay: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=_AFTER_VEHICLES, delay=delay)
