"""Waiting in simpy so that what happens in one second has a fixed order."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import EventPriority

Wait = Generator[simpy.Event, Any, None]

AFTER_VEHICLES = 2  # rank of travellers; simpy's own priorities are 0 (urgent) and 1 (normal)


class RankedTimeout(simpy.Event):
    """A timeout with a place in the order of one second: 1 is that of vehicles, higher numbers come later."""

    def __init__(self, env: simpy.Environment, delay: int, rank: int = AFTER_VEHICLES) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=EventPriority(rank), delay=delay)
