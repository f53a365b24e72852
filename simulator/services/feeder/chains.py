"""Ways by bus or train with rides on demand at one end or both, and what they cost beside these rides."""

from __future__ import annotations

from typing import NamedTuple

from simulator.network.timetable_routing.journeys import Journey
from simulator.services.protocol import NO_PART, Ends, Reach, Way
from simulator.tables import NO_TIME

ON_FOOT = -1  # instead of a hub


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
    """What journeys are like [s], see ``schema.Config``."""

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


class Chain(NamedTuple):
    """A way with a journey by timetable. access, egress: number of a hub, ON_FOOT where it begins or ends on foot.

    leaves_s: when to leave the origin. first, second: its rides on demand, None on foot. extra: what all else costs.
    """

    access: int
    egress: int
    journey: Journey
    leaves_s: int
    first: Ends | None
    second: Ends | None
    extra: int

    @property
    def changes(self) -> int:
        """Return how often one changes."""
        return self.journey.changes + (self.first is not None) + (self.second is not None)

    @property
    def ends(self) -> tuple[Ends, ...]:
        """Return the ends of the rides on demand."""
        return tuple(part for part in (self.first, self.second) if part is not None)


class Chains:
    """Makes chains for one request. nodes: of the hubs. reach: of the request. fare_eur: of the party by timetable."""

    def __init__(
        self, wish: Wish, limits: Limits, weights: Weights, nodes: list[int], reach: Reach, fare_eur: float
    ) -> None:
        self._wish, self._limits, self._weights = wish, limits, weights
        self._nodes, self._fare_eur = nodes, fare_eur
        self._to_s, self._from_s, self._most_s = (times.tolist() for times in reach[:3])
        self._to_eur, self._from_eur = reach.to_eur.tolist(), reach.from_eur.tolist()

    def span_s(self, access: int) -> tuple[int, int]:
        """Return from when until when journeys may leave a hub, or the origin on foot [s]."""
        wish, limits = self._wish, self._limits
        from_s = wish.leaves_s
        until_s = wish.by_s if wish.by_s != NO_TIME else wish.leaves_s + limits.longest_wait_s
        if access != ON_FOOT:
            from_s += self._to_s[access] + limits.buffer_s
            if wish.by_s == NO_TIME:
                until_s += self._to_s[access] + limits.buffer_s + limits.window_s
        return from_s, until_s

    def made(self, access: int, egress: int, journey: Journey) -> Chain | None:
        """Return a chain with a journey between hubs, or on foot; None where it does not keep the limits."""
        wish, limits = self._wish, self._limits
        from_s, until_s = self.span_s(access)
        if not from_s <= journey.departure_s <= until_s:
            return None
        first, leaves_s = self._access(access, journey)
        least_s = journey.arrival_s + (0 if egress == ON_FOOT else self._from_s[egress])
        if least_s - leaves_s > limits.longest_s or least_s < wish.after_s:
            return None
        if wish.by_s != NO_TIME and least_s > wish.by_s:
            return None
        second = None if egress == ON_FOOT else self._egress(egress, journey, leaves_s)
        return Chain(access, egress, journey, leaves_s, first, second, self._extra(access, egress, journey, leaves_s))

    def _access(self, hub: int, journey: Journey) -> tuple[Ends | None, int]:
        """Return the ride to a hub, and when to leave for it [s]."""
        if hub == ON_FOOT:
            return None, journey.departure_s
        due_s = journey.departure_s - self._limits.buffer_s
        leaves_s = max(self._wish.leaves_s, due_s - self._limits.window_s - self._to_s[hub])
        return Ends(destination_node=self._nodes[hub], earliest_s=leaves_s, latest_s=due_s), leaves_s

    def _egress(self, hub: int, journey: Journey, leaves_s: int) -> Ends:
        """Return the ride from a hub; where it could last too long, it has to end in time."""
        limits, by_s = self._limits, leaves_s + self._limits.longest_s
        latest_s = NO_TIME
        if journey.arrival_s + limits.max_transfer_wait_s + self._most_s[hub] > by_s:
            latest_s = by_s if self._wish.by_s == NO_TIME else min(by_s, self._wish.by_s)
        return Ends(
            origin_node=self._nodes[hub], earliest_s=journey.arrival_s, latest_s=latest_s,
            longest_wait_s=limits.max_transfer_wait_s,
        )  # fmt: skip

    def _extra(self, access: int, egress: int, journey: Journey, leaves_s: int) -> int:
        """Return what a chain costs beside its rides on demand.

        Their wait is counted from when they can begin, as if they were direct: what is left until the departure is wait
        as well.
        """
        wish, weights = self._wish, self._weights
        walk_s, ride_s, wait_s = by_timetable(journey)
        changes, eur, arrives_s = journey.changes, self._fare_eur, journey.arrival_s
        if access == ON_FOOT:
            walk_s += journey.access_s
        else:
            wait_s += journey.legs[0].boarding_s - leaves_s - self._to_s[access]
            changes, eur = changes + 1, eur + self._to_eur[access]
        if egress == ON_FOOT:
            walk_s += journey.egress_s
        else:
            wait_s += journey.egress_s
            changes, eur, arrives_s = changes + 1, eur + self._from_eur[egress], arrives_s + self._from_s[egress]
        wait_s += leaves_s - wish.leaves_s if wish.by_s == NO_TIME else wish.by_s - arrives_s
        wait_s += changes * weights.change_s
        seconds = weights.wait * wait_s + weights.ride * ride_s + weights.walk * walk_s
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


def direct_extra(wish: Wish, weights: Weights, reach: Reach) -> int:
    """Return what the ride on demand all the way costs beside what the dispatcher counts."""
    early_s = 0 if wish.by_s == NO_TIME else max(0, wish.by_s - wish.leaves_s - reach.direct_s)
    return wish.size * weights.wait * early_s + weights.euros(reach.direct_eur)


def as_way(chain: Chain, places: dict[Ends, int]) -> Way:
    """Return a chain as the service on demand chooses it. places: of ends in the list that is asked about, extended."""
    first, *others = [places.setdefault(part, len(places)) for part in chain.ends]
    arrives_s = chain.journey.arrival_s if chain.second is None else NO_TIME
    return Way(first, others[0] if others else NO_PART, chain.extra, arrives_s, chain.changes)
