"""Ways by bus or train with rides on demand at one end or both, and what they cost beside these rides."""

from __future__ import annotations

from typing import NamedTuple

from simulator.kernels.chains import ON_FOOT
from simulator.network.timetable_routing.journeys import Journey
from simulator.services.protocol import NO_PART, Ends, OwnWay, Reach, Way
from simulator.tables import NO_TIME


class Wish(NamedTuple):
    """What somebody wishes for [s].

    leaves_s: no sooner. by_s, after_s: when to arrive at the latest and at the earliest; NO_TIME: any time. size: how
    many they are.
    """

    leaves_s: int
    by_s: int
    after_s: int
    size: int


class Limits(NamedTuple):
    """What journeys are like [s], see ``schema.Config``. buffer_s: with the time it takes to get off."""

    buffer_s: int
    window_s: int
    max_transfer_wait_s: int
    longest_wait_s: int
    longest_s: int


class Weights(NamedTuple):
    """What a second weighs of a rider, in thousandths, and how many seconds of wait a change and a euro are worth."""

    wait: int
    ride: int
    walk: int
    change_s: int
    euro_s: float

    def euros(self, amount_eur: float) -> int:
        """Return what an amount that the party pays costs."""
        return round(self.wait * self.euro_s * amount_eur)

    def alone(self, way: OwnWay) -> int:
        """Return what a way that people go by themselves costs each of them, but for what they pay."""
        return self.ride * (way.takes_s - way.walk_s) + self.walk * way.walk_s


class Place(NamedTuple):
    """A way as it is listed. access, egress: number of a hub, ON_FOOT where it begins or ends on foot.

    alone: how the first hub is reached by oneself, by bike or car; None: otherwise.

    leaves_s, arrives_s, rides: of the journey by timetable. begins_s: when to leave the origin.
    """

    access: int
    egress: int
    leaves_s: int
    arrives_s: int
    rides: int
    begins_s: int
    alone: OwnWay | None = None


class Chain(NamedTuple):
    """A way with its journey. first, second: its rides on demand, None on foot or by oneself.

    extra: what all else costs.
    """

    place: Place
    journey: Journey
    first: Ends | None
    second: Ends | None
    extra: int

    @property
    def changes(self) -> int:
        """Return how often one changes from one vehicle to another."""
        return self.journey.changes + len(self.ends) + (self.place.alone is not None)

    @property
    def ends(self) -> tuple[Ends, ...]:
        """Return the ends of the rides on demand."""
        return tuple(part for part in (self.first, self.second) if part is not None)

    def costs_at_least(self, reach: Reach) -> int:
        """Return what the way costs at least, whatever vehicles do. reach: of the request."""
        access, egress = self.place[:2]
        to_least = 0 if self.first is None else int(reach.to_least[access])
        return self.extra + to_least + (0 if egress == ON_FOOT else int(reach.from_least[egress]))

    def way(self, places: dict[Ends, int]) -> Way:
        """Return what the service on demand chooses from, where it has a part.

        places: of ends in the list it is asked about, extended.
        """
        first, *others = [places.setdefault(part, len(places)) for part in self.ends]
        arrives_s = self.journey.arrival_s if self.second is None else NO_TIME
        return Way(first, others[0] if others else NO_PART, self.extra, arrives_s, self.changes)


class Chains:
    """Makes chains for one request. nodes: of the hubs. reach: of the request. fare_eur: of the party by timetable."""

    def __init__(
        self, wish: Wish, limits: Limits, weights: Weights, nodes: list[int], reach: Reach, fare_eur: float
    ) -> None:
        self._wish, self._limits, self._weights = wish, limits, weights
        self._nodes, self._reach, self._fare_eur = nodes, reach, fare_eur

    def made(self, place: Place, journey: Journey) -> Chain:
        """Return the chain of a way with its journey."""
        first = second = None
        if place.access != ON_FOOT and place.alone is None:
            due_s = place.leaves_s - self._limits.buffer_s
            first = Ends(destination_node=self._nodes[place.access], earliest_s=place.begins_s, latest_s=due_s)
        if place.egress != ON_FOOT:
            second = self._egress(place)
        return Chain(place, journey, first, second, self._extra(place, journey))

    def _egress(self, place: Place) -> Ends:
        """Return the ride from a hub; where it could last too long, it has to end in time."""
        limits, by_s = self._limits, place.begins_s + self._limits.longest_s
        latest_s, reach = NO_TIME, self._reach
        if reach.soft or place.arrives_s + limits.max_transfer_wait_s + int(reach.most_s[place.egress]) > by_s:
            latest_s = by_s if self._wish.by_s == NO_TIME else min(by_s, self._wish.by_s)
        return Ends(
            origin_node=self._nodes[place.egress], earliest_s=place.arrives_s, latest_s=latest_s,
            longest_wait_s=limits.max_transfer_wait_s,
        )  # fmt: skip

    def _extra(self, place: Place, journey: Journey) -> int:
        """Return what a chain costs beside its rides on demand.

        Their wait is counted from when they can begin, as if they were direct: what is left until the departure is wait
        as well. ``kernels.chains`` counts the same, but for what only the journey tells.
        """
        wish, weights, reach = self._wish, self._weights, self._reach
        walk_s, ride_s, wait_s = by_timetable(journey)
        changes, eur, arrives_s = journey.changes, self._fare_eur, place.arrives_s
        if place.access == ON_FOOT:
            walk_s += journey.access_s
        elif place.alone is not None:
            wait_s += journey.legs[0].boarding_s - place.begins_s - place.alone.takes_s
            changes, eur = changes + 1, eur + (place.alone.fare_eur or 0.0)
        else:
            wait_s += journey.legs[0].boarding_s - place.begins_s - int(reach.to_s[place.access])
            changes, eur = changes + 1, eur + float(reach.to_eur[place.access])
        if place.egress == ON_FOOT:
            walk_s += journey.egress_s
        else:
            wait_s += journey.egress_s
            changes, eur = changes + 1, eur + float(reach.from_eur[place.egress])
            arrives_s += int(reach.from_s[place.egress])
        wait_s += place.begins_s - wish.leaves_s if wish.by_s == NO_TIME else wish.by_s - arrives_s
        wait_s += changes * weights.change_s
        seconds = weights.wait * wait_s + weights.ride * ride_s + weights.walk * walk_s
        seconds += 0 if place.alone is None else weights.alone(place.alone)
        return wish.size * seconds + weights.euros(eur)


def by_timetable(journey: Journey) -> tuple[int, int, int]:
    """Return how long one walks, rides and waits from the first boarding to the last alighting [s]."""
    walks, legs = iter(journey.walks_s), journey.legs
    walk_s = ride_s = 0
    for place, leg in enumerate(legs):
        ride_s += leg.alighting_s - leg.boarding_s
        if place and leg.stays_seated:
            ride_s += leg.boarding_s - legs[place - 1].alighting_s
        elif place:
            change_s = next(walks)
            walk_s += change_s if leg.board_stop != legs[place - 1].alight_stop else 0
    return walk_s, ride_s, legs[-1].alighting_s - legs[0].boarding_s - walk_s - ride_s


def direct_way(wish: Wish, weights: Weights, reach: Reach) -> Way:
    """Return the ride on demand all the way; what it costs beside what the dispatcher counts."""
    early_s = 0 if wish.by_s == NO_TIME else max(0, wish.by_s - wish.leaves_s - reach.direct_s)
    return Way(0, extra=wish.size * weights.wait * early_s + weights.euros(reach.direct_eur))
