"""What travellers and the composition root need of a running service, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

import simpy

from simulator.engine.log import ServiceLog
from simulator.reasons import Reason
from simulator.services.charging import ChargingSites
from simulator.services.roads_in_time import RoadsInTime
from simulator.world.build import World


@dataclass(frozen=True)
class Day:
    """What a service begins with: the clock, its part of the log, the tables of the world, the charging sites of all.

    roads: tells when they change.     debug: all invariants of a plan are checked whenever it changes.
    """

    env: simpy.Environment
    log: ServiceLog
    world: World
    sites: ChargingSites
    roads: RoadsInTime
    debug: bool = False


@dataclass(frozen=True)
class Offer:
    """A ride as the traveller sees it; times in seconds.

    what: the service's own, to be booked. node: where the ride begins. departure_s: when to leave the origin. shift_s:
    how much that is off the wish. walk_s: to the pickup and from the dropoff. fare_eur: None without prices.
    """

    what: Any
    vehicle: int
    node: int
    departure_s: int
    shift_s: int
    boarding_s: int
    alighting_s: int
    wait_s: int
    ride_s: int
    direct_s: int
    walk_s: int
    arrival_s: int
    fare_eur: float | None


class Ride(NamedTuple):
    """A ride that is booked: by which vehicle, and the planned start of boarding [s]."""

    vehicle: int
    boarding_s: int


class Listener(Protocol):
    """Who wants to know what becomes of travellers of the common demand."""

    def refused(self, request: int) -> None:
        """Take note that a service which was asked first has refused a traveller."""


class Service(Protocol):
    """A service that runs: it takes what travellers ask, and writes to the event log what becomes of it."""

    @property
    def total(self) -> int:
        """How many will ask of themselves, as far as it is known beforehand."""

    @property
    def ended(self) -> int:
        """How many of them have got their last answer, or have been served."""

    def start(self, listener: Listener) -> None:
        """Let happen what happens by itself."""

    def close(self) -> None:
        """Write what is to be told at the very end."""


@runtime_checkable
class StepsIn(Protocol):
    """A service to which travellers turn whom another one has refused."""

    def can_ask(self, request: int) -> bool:
        """Return whether a traveller of the common demand may ask here and has not yet done so."""

    def ask(self, request: int) -> None:
        """Ask now for such a traveller."""


@runtime_checkable
class AnswersRequests(Protocol):
    """A service that travellers ask request by request, and that answers with rides."""

    retry_every_s: int | None
    every_s: int | None  # the period whose requests are answered together; None: each by itself

    def answer_s(self, request: int) -> int:
        """Return when a request is answered that is submitted in time [s]."""

    def kept_until_s(self, request: int) -> int:
        """Return until when it is worth trying again for a request that no vehicle can take now [s]."""

    def refusal(self, request: int, asked_s: int, now_s: int) -> Reason | None:
        """Return why a request gets no ride whatever the vehicles do; the rules hold at every attempt."""

    def propose(self, request: int, now_s: int) -> Any:
        """Return what could be booked for who takes any ride, or the reason why nothing can. Nothing changes."""

    def offers(self, request: int, asked_s: int, now_s: int) -> list[Offer]:
        """Return the rides a traveller may choose from. Nothing changes."""

    def book(self, request: int, what: Any, now_s: int, departure_s: int | None = None) -> Ride:
        """Book what was proposed or offered, for another departure than the one wished for where one is given [s]."""

    def book_together(
        self, requests: list[int], asked_s: Sequence[int], now_s: int, booked: Callable[[int, Ride], None]
    ) -> None:
        """Book what can be booked for requests of one moment, and tell of each; the others are to be asked alone."""

    def make_room(self, request: int, now_s: int, takes: Callable[[Offer], bool]) -> Ride | None:
        """Book a ride by changing others' plans within their promises, if that is allowed, possible, and taken."""

    def rearrange(self, now_s: int) -> None:
        """Make plans better for all, after something was booked."""

    def lacks_energy(self, request: int, now_s: int) -> bool:
        """Return whether a request that no vehicle can take would get a ride if energy lasted for ever."""

    def nobody_comes(self, request: int, vehicle: int) -> None:
        """Take note that nobody will be at the pickup, which no driver knows."""

    def cancel(self, request: int, now_s: int) -> None:
        """Take a ride back; who is about to be met counts as somebody who did not come."""
