"""What travellers and the composition root need of a running service, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import simpy

from simulator.engine.log import EventLog
from simulator.services.charging import ChargingSites
from simulator.world.build import World


@dataclass(frozen=True)
class Day:
    """What a service begins with: the clock, the log, the tables of the world, and the charging sites of all.

    debug: all invariants of a plan are checked whenever it changes.
    """

    env: simpy.Environment
    log: EventLog
    world: World
    sites: ChargingSites
    debug: bool = False


class Service(Protocol):
    """A service that runs: it takes what travellers ask, and writes to the event log what becomes of it."""

    @property
    def total(self) -> int:
        """How many will ask, as far as it is known beforehand."""

    @property
    def ended(self) -> int:
        """How many of them have got their last answer, or have been served."""

    def join(self, others: Sequence[Service]) -> None:
        """Get to know the other services of the day, to which travellers may turn who are refused here."""

    def can_ask(self, request: int) -> bool:
        """Return whether a traveller of the common demand may ask here after a refusal elsewhere."""

    def ask(self, request: int) -> None:
        """Ask now for such a traveller."""

    def close(self) -> None:
        """Write what is to be told at the very end."""
