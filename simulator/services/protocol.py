"""What travellers and the composition root need of a running service, whatever its kind."""

from __future__ import annotations

import enum
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.engine.agenda import Clock
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.network.timetable_routing.journeys import Journey
from simulator.services.charging import ChargingSites
from simulator.services.disrupted import Disrupted
from simulator.services.roads_in_time import RoadsInTime
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.build import World


@dataclass(frozen=True)
class Day:
    """What a service begins with: the clock, its part of the log, the world, its own tables, the charging sites of all.

    tables: what its kind has made of it, None where it makes nothing; see ``world.parts``. roads: tells when they
    change. disrupted: tells what goes wrong, at each moment of it. debug: all invariants of a plan are checked whenever
    it changes. others: all services of the run by name, complete only when all have begun. new_ride: gives a number to
    a further ride of a request.
    """

    env: Clock
    log: ServiceLog
    world: World
    tables: Any
    sites: ChargingSites
    roads: RoadsInTime
    disrupted: Disrupted
    debug: bool = False
    others: dict[str, Service] = field(default_factory=dict)
    new_ride: Callable[[int], int] = int


class Ends(NamedTuple):
    """From where to where a part of a way goes, no sooner than earliest_s and arriving by latest_s [s]; NO_TIME: any.

    NO_NODE: the request's own origin or destination, with the walk from or to its place. longest_wait_s: it boards at
    most so long after earliest_s, where that is less than its class waits.
    """

    origin_node: int = NO_NODE
    destination_node: int = NO_NODE
    earliest_s: int = NO_TIME
    latest_s: int = NO_TIME
    longest_wait_s: int = NO_TIME


class Attempt(NamedTuple):
    """One try of a request at one service.

    number: of all attempts of the run. again: how often that service has been asked for the request before. compares:
    whether the traveller wants to know times and price before choosing; else whatever comes first is taken. ends: of a
    part of the way; None: the whole way. within: whether another service asks, which offers it in a journey of its own.
    along: whether they go on with a vehicle of their own that they have with them, whatever the time.
    """

    number: int
    request: int
    again: int
    asked_s: int
    compares: bool = False
    ends: Ends | None = None
    within: bool = False
    along: bool = False


Ask = tuple[Attempt, ...]  # what is to be booked together: one, or the ways to and from something between
NO_PART = -1


class Offer(NamedTuple):
    """A ride that can be booked as long as it `is_good`; times in seconds.

    service: number of the service. what: its own, to be booked. place: in the list of what it offers. The rest is told
    to travellers who compare. node: where the ride begins. departure_s: when to leave the origin. shift_s: how much
    that is off the wish. wait_s: in all. walk_s: to the pickup and from the dropoff. fare_eur: None without prices.
    changes: of vehicle, where nobody stays seated. change_wait_s: of the wait, what is not before the first ride.
    """

    service: int
    attempt: Attempt
    what: Any
    place: int = 0
    vehicle: int = -1
    node: int = NO_NODE
    departure_s: int = NO_TIME
    shift_s: int = 0
    boarding_s: int = NO_TIME
    alighting_s: int = NO_TIME
    wait_s: int = 0
    ride_s: int = 0
    direct_s: int = 0
    walk_s: int = 0
    arrival_s: int = NO_TIME
    fare_eur: float | None = None
    changes: int = 0
    change_wait_s: int = 0


Bundle = tuple[Offer, ...]  # an offer for each attempt of an ask


class Way(NamedTuple):
    """A way that may be taken: of one part, or of two with something between, by their places in a list of ends.

    second: NO_PART where one is enough. extra: what all else on it costs, in thousandths of the unit
    of the dispatcher's weights. arrival_s: when it ends; NO_TIME: where its last part does.
    changes: how often one changes.
    """

    first: int
    second: int = NO_PART
    extra: int = 0
    arrival_s: int = NO_TIME
    changes: int = 0


class Chosen(NamedTuple):
    """The cheapest of many ways, by its place in their list, and what can be booked for it.

    cost: in all, in thousandths of the unit of the dispatcher's weights.
    """

    way: int
    bundle: Bundle
    cost: int = 0


class Terms(NamedTuple):
    """On which terms ways are asked for. most: what they may cost, in thousandths; None: whatever it is.

    relaxed: whether soft limits give way; None: only where nothing keeps them.
    """

    most: int | None = None
    relaxed: bool | None = None


class Reach(NamedTuple):
    """What rides between the places of a request and some nodes are like, each (nodes,); a first guess, of direct ones.

    to_s: from its origin until it gets off at a node, with the walk and boarding, int64 [s]; NO_WAY: it cannot be.
    from_s: likewise from a node to its destination; most_s: the same with the longest ride it accepts. to_eur,
    from_eur: what the party pays, float64; 0 where no fare is known. to_least, from_least: what ride and walks cost at
    least, int64 [thousandths]. direct_s, direct_eur: of the ride all the way. soft: whether limits of its may give way.
    drive_s: the direct drive alone, NO_WAY where there is none or an end is outside. beside_s: what of to_s and of
    from_s is no drive. dwell_s: how long it takes to get off.
    """

    to_s: NDArray[np.int64]
    from_s: NDArray[np.int64]
    most_s: NDArray[np.int64]
    to_eur: NDArray[np.float64]
    from_eur: NDArray[np.float64]
    to_least: NDArray[np.int64]
    from_least: NDArray[np.int64]
    direct_s: int
    direct_eur: float
    soft: bool
    drive_s: int
    beside_s: tuple[int, int]
    dwell_s: int


class Refusal(NamedTuple):
    """Why nothing is offered. reason: the service's own code. again_s: when it is worth asking once more, None: never.

    until_s: until when it will be worth it. final: whether a new attempt cannot change it either.
    """

    reason: int
    again_s: int | None = None
    until_s: int = NO_TIME
    final: bool = False


class Booked(NamedTuple):
    """A ride that is booked: by which vehicle, and the planned start of boarding [s]."""

    vehicle: int
    boarding_s: int


class Measured(NamedTuple):
    """What a ride that is a part of a way is like, beside its times.

    walk_s: to where it begins [s]; None where that is no place of the request. direct_m, direct_s: the drive from where
    it begins to where it ends, as the roads are when it is planned to begin; None where there is none.
    """

    walk_s: int | None
    direct_m: int | None
    direct_s: int | None


class Service(Protocol):
    """A service that runs: it takes what travellers ask, and writes to the event log what becomes of it.

    number: in the order of the scenario. rank: in the order of one second, see ``engine.agenda``, when travellers ask
    here first. most: offers for one attempt, at most. together: whether what is answered in one second is asked about
    at once. draws_absences: whether the service itself knows who cancels or does not come. can_decline: whether
    travellers choose from its offers also where nobody else is asked.
    """

    number: int
    rank: int
    most: int
    together: bool
    draws_absences: bool
    can_decline: bool

    @property
    def total(self) -> int:
        """How many will ask of themselves, as far as it is known beforehand."""

    @property
    def ended(self) -> int:
        """How many of them have got their last answer, or have been served."""

    def start(self) -> None:
        """Let happen what happens by itself."""

    def close(self) -> None:
        """Write what is to be told at the very end."""

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]."""

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return for each ask what can be booked, or why nothing can. Nothing changes; all see the same state."""

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether all that offers depend on is as it was, so that all of them can be booked."""

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Book an offer that is good, which cannot fail. ride: the number of its ride."""

    def rearrange(self, now_s: int) -> None:
        """Make plans better for all, after something was booked."""

    def cancel(self, ride: int, now_s: int) -> None:
        """Take a ride back; who is about to be met counts as somebody who did not come."""

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        """Take note that nobody will be at the pickup, which no driver knows."""

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told, as far as it matters here. offer: what is told."""


class How(enum.IntEnum):
    """How a booked ride ended."""

    CARRIED = 0
    ABSENT = 1  # it was cancelled, or nobody came
    LET_DOWN = 2  # it did not bring them there


class Along(enum.IntEnum):
    """Whether people who have left home with a vehicle of a service have it with them until they are home again."""

    NEVER = 0
    EACH_TRIP = 1  # and all further trips of the tour are made with it, one by one
    WHOLE_TOUR = 2  # and the first booking is for all of the tour


class Planned(NamedTuple):
    """When who booked is to be at the destination [s], and how long they walk there from where the ride ends [s]."""

    arrival_s: int
    walk_s: int = 0


class TellingService(Service, Protocol):
    """A service that tells when booked rides end, which those want to know who have another trip before them."""

    goes_along: Along

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive, as things are."""

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen as soon as a booked ride ends, however it does."""


ANY_TERMS = Terms()


class ChainingService(TellingService, Protocol):
    """A service that knows what it does itself for the parts of a way costs, and so can choose among many ways."""

    def cheapest_way(
        self, attempt: Attempt, ends: Sequence[Ends], ways: Sequence[Way], now_s: int, terms: Terms = ANY_TERMS
    ) -> Chosen | Refusal:
        """Return the cheapest of ways whose parts go between these ends, or why there is none. Nothing changes.

        Ends that name nothing are those of the whole way: what the service asks of rides by themselves holds for it.
        """

    def reach(self, request: int, nodes: NDArray[np.int32], now_s: int) -> Reach:
        """Return what rides between the places of a request and these nodes are like."""

    def measured(self, offer: Offer) -> Measured:
        """Return what a ride that it offers for a way is like."""

    def waived_eur(self, offer: Offer) -> float:
        """Return what the party would pay more for a part of a way without its season ticket [EUR]."""

    def ends_s(self, ride: int) -> int:
        """Return when a booked ride is to end as things are [s]; NO_TIME where it has ended, or never will."""

    def awaits(self, ride: int) -> bool:
        """Return whether a booked ride has still to begin."""

    def let_down(self, ride: int) -> bool:
        """Return whether a booked ride was cancelled by the operator, or ended on the way."""

    def hold(self, ride: int, until_s: int, most_s: int) -> bool:
        """Let a ride begin no sooner than a time, at most so much later than planned [s]; return whether it does.

        It does where all that others are promised keeps.
        """


class OwnWay(NamedTuple):
    """A way to a node that people go by themselves.

    service: number of that with what they ride or drive. takes_s: in all. walk_s: of it on foot, to and from what they
    ride or drive [s]. fare_eur: what they pay together, None where no fare is known. what: the service's own, to be
    booked.
    """

    service: int
    takes_s: int
    walk_s: int
    fare_eur: float | None
    what: Any


class Ridden(NamedTuple):
    """What has been ridden of a journey by timetable: up to which call, at which stop, and how far [m]."""

    call: int
    stop: int
    length_m: int


class MeansService(Service, Protocol):
    """A service whose trips people make by themselves, so that one may be a part of a journey."""

    def by_way(self, attempt: Attempt, way: OwnWay, departure_s: int) -> Offer | None:
        """Return one of the ways to the attempt's end as it can be booked, None where it cannot."""

    def travel(self, ride: int) -> Generator[simpy.Event, Any, int | None]:
        """Let somebody make a booked part of a journey; return how far it was [m], None where they could not."""


class DrivingService(MeansService, Protocol):
    """One of them with vehicles that others use as well."""

    def ways_to(self, request: int, node: int, at_s: int, now_s: int) -> list[OwnWay]:
        """Return the ways to a node, whether or not a vehicle is free; as they are at a time, as known now [s]."""

    def there_s(self, ride: int) -> int:
        """Return when who made a booked part was at its end [s]; NO_TIME: not yet, or not at all."""


class LineService(Service, Protocol):
    """A service whose vehicles run by a timetable, so that others may find journeys with them."""

    def along(self, attempt: Attempt, journey: Journey) -> Offer | None:
        """Return a journey as it can be booked, between the attempt's ends; None where anything on it is full."""

    def waived_eur(self, offer: Offer) -> float:
        """Return what the party would pay more for a part of a way without its season ticket [EUR]."""

    def actual(self, call: int) -> tuple[int, int]:
        """Return when a trip really arrives at a call, and leaves there [s]."""

    def known_from(self, offer: Offer) -> int | None:
        """Return from when on people know how late a journey is [s]; None: never, as something does not run."""

    def missed_change(self, offer: Offer) -> tuple[int, int] | None:
        """Return between which calls a change on a journey will fail, None where all will be made."""

    def travel(self, ride: int) -> Generator[simpy.Event, Any, Ridden]:
        """Let somebody make a booked part of a journey; others begin by themselves."""
