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


class RankedTimeout(simpy.Event):
    """A timeout with a place in the order of one second: 1 is that of vehicles, higher numbers come later."""

    def __init__(self, env: simpy.Environment, delay: int, rank: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=EventPriority(rank), delay=delay)
