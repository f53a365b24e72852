"""Which ways there are for a request: all hubs it may ride to and from, and all best journeys between."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.fares.tariff import line_cents
from simulator.kernels import chains as k
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.routing import Router
from simulator.reasons import Reason
from simulator.services.feeder.alone import Alone, Block
from simulator.services.feeder.chains import Chain, Chains, Limits, Place, Weights, Wish, direct_way
from simulator.services.feeder.fares import ThroughFares
from simulator.services.feeder.rule import first_answer
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import Attempt, ChainingService, Day, Offer, Reach, Way
from simulator.services.rules import Case
from simulator.tables import NO_TIME
from simulator.units import HOUR_S


class Listing(NamedTuple):
    """What journeys are listed of: routers for everybody and for wheelchairs, and stops that anybody walks to or from.

    stops: int32, sorted.
    """

    routers: tuple[Router, Router]
    stops: NDArray[np.int32]


class Ask(NamedTuple):
    """A request, what it wishes for, what its rides on demand are like, and what its journeys may be like.

    blocks: the ways to hubs that they go by themselves, which stand in reach behind those on demand.
    """

    request: int
    wish: Wish
    reach: Reach
    limits: Limits
    blocks: tuple[Block, ...]


class Possible:
    """Lists the ways of requests. day: of the feeder. weights, limits: of all ways.

    listing: None: of the timetable as it is known now, and of the stops of all requests.

    has_bounds: whether ways cost no less than is known of them beforehand; where ride weighs more than wait, the
    dispatcher gains by letting others board later.
    """

    def __init__(self, day: Day, listing: Listing | None = None) -> None:
        tables: FeederWorld = day.tables
        config, demand, services = tables.part.config, day.world.demand, day.world.scenario.services
        lines: Any = day.world.services[str(tables.partners.timetable)]
        weights: Any = services[str(tables.partners.on_demand)].dispatch.weights  # type: ignore[attr-defined]
        self._hubs, self._nodes = tables.hubs, tables.hubs.node
        self._ways = lines.ways
        wait, ride, walk = (round(1000 * weight) for weight in (weights.wait, weights.ride, weights.walk))
        self.has_bounds = wait >= ride
        euro_s = HOUR_S / config.cost.value_of_time_eur
        self.weights = Weights(wait, ride, walk, config.cost.change_s, euro_s)
        self.alone = Alone(day, self.weights)
        self.limits = Limits(
            config.buffer_s, config.window_s, config.max_transfer_wait_s, config.longest_wait_s, config.longest_s
        )
        self._drive_share = config.drive_share
        self.first = first = first_answer(day)
        most_changes = config.most_changes if first is None else min(config.most_changes, first.max_changes)
        size, holds = (demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self._line_eur = [(cents or 0) / 100 for cents in line_cents(lines.part.config.fares, size, holds)]
        self.fares = None if config.fares is None else ThroughFares(config.fares, demand)
        if self.fares is not None:
            self._line_eur = self.fares.line_eur
        columns = ("earliest_departure_s", "latest_arrival_s", "earliest_arrival_s", "party_size")
        self._wishes = list(zip(*(demand[name].tolist() for name in columns), strict=True))
        if listing is None:
            listing = Listing((lines.search.for_all, lines.search.for_wheelchairs), stops_of(lines.ways))
        self.listing, most_rides = listing, most_changes + 1
        listed = [tables.journeys.of(router, tables.hubs, listing.stops, most_rides) for router in listing.routers]
        self._journeys = [listed[int(wheels > 0)] for wheels in demand["wheelchairs"].tolist()]

    def ask(self, attempt: Attempt, service: ChainingService, now_s: int) -> Ask:
        """Return what an attempt asks for now. service: with the rides on demand."""
        leaves_s, *rest = self._wishes[attempt.request]
        wish, limits = Wish(max(now_s, leaves_s), *rest), self.limits
        if self.first is not None:
            limits = self.first.limited(limits, attempt.request)
            wish = self.first.narrowed(wish)
        reach = service.reach(attempt.request, self._nodes, now_s)
        if self.fares is not None:
            reach = self.fares.within(reach, attempt.request)
        limits = limits._replace(buffer_s=limits.buffer_s + reach.dwell_s)
        ours = self.alone.beside(reach, attempt.request, wish, now_s)
        return Ask(attempt.request, wish, ours.reach, limits, ours.blocks)

    def refusal(self, attempt: Attempt, now_s: int) -> Reason | None:
        """Return why a rule has nothing offered for an attempt, whatever there is; None: no rule does."""
        if self.first is None:
            return None
        wish_s = self._wishes[attempt.request][0]
        return self.first.refusal(Case(attempt, max(now_s, wish_s), now_s, wish_s))

    def wish_s(self, request: int, now_s: int) -> int | None:
        """Return when a request wants to leave, None where it has to arrive by a time [s]."""
        leaves_s, by_s, *_ = self._wishes[request]
        return max(now_s, leaves_s) if by_s == NO_TIME else None

    def direct(self, ask: Ask) -> Way:
        """Return the ride on demand all the way."""
        return direct_way(ask.wish, self.weights, ask.reach)

    def reaches_both_ends(self, ask: Ask) -> bool:
        """Return whether rides on demand come to one end, and they, or stops in reach without, are at the other."""
        hubs = len(self._nodes)
        on_demand = [(takes_s != k.NO_WAY).any() for takes_s in (ask.reach.to_s[:hubs], ask.reach.from_s)]
        return any(on_demand) and all(rides or own for rides, own in zip(on_demand, self._without(ask), strict=True))

    def needs_no_ride(self, ask: Ask) -> bool:
        """Return whether somebody comes to a hub by bike or car, and walks from a stop."""
        return len(ask.reach.to_s) > len(self._nodes) and self._without(ask)[1]

    def _without(self, ask: Ask) -> list[bool]:
        """Return whether there are stops in reach of both ends without rides on demand."""
        start, end = (len(of[ask.request].stop) > 0 for of in (self._ways.starts, self._ways.ends))
        return [start or len(ask.reach.to_s) > len(self._nodes), end]

    def surcharge(self, ask: Ask, offer: Offer) -> int:
        """Return what it costs that rules add to the fare of the ride all the way; nothing where it has another one."""
        if self.fares is not None or offer.fare_eur is None:
            return 0
        return self.weights.euros(offer.fare_eur - ask.reach.direct_eur)

    def listed(self, ask: Ask, most: int) -> NDArray[np.int64]:
        """Return the chains that may cost no more than so much, see ``kernels.chains.list_ways``."""
        journeys = self._journeys[ask.request]
        return k.list_ways(journeys.listed.address, self._as_asked(ask).address, most)

    def chains(self, ask: Ask, ways: NDArray[np.int64]) -> Iterator[Chain]:
        """Yield chains that are listed, with their journeys."""
        journeys = self._journeys[ask.request]
        nodes, fare_eur = self._nodes.tolist(), self._line_eur[ask.request]
        chains = Chains(ask.wish, ask.limits, self.weights, nodes, ask.reach, fare_eur)
        for _, _, *told in ways.tolist():
            place = Place(*told)
            if place.access >= len(nodes):
                block, hub = divmod(place.access, len(nodes))
                place = place._replace(access=hub, alone=ask.blocks[block - 1][hub])
            ends = self._start(ask.request, *place[:2]), self._end(ask.request, *place[:2])
            yield chains.made(place, journeys.journey(ends, place[2:5], place[:2]))

    def _as_asked(self, ask: Ask) -> k.Asked:
        """Return a request as compiled functions read it."""
        wish, reach, weights, limits = ask.wish, ask.reach, self.weights, ask.limits
        journeys = self._journeys[ask.request]
        per_s = wish.size * weights.wait
        euros = weights.wait * weights.euro_s
        return k.Asked(
            *journeys.near(self._on_foot(self._ways.starts[ask.request])),
            *journeys.near(self._on_foot(self._ways.ends[ask.request])),
            reach.to_s,
            reach.from_s,
            reach.to_least + np.floor(euros * reach.to_eur).astype(np.int64),
            reach.from_least + np.floor(euros * reach.from_eur).astype(np.int64),
            *wish[:3],
            limits.buffer_s,
            limits.window_s,
            limits.longest_wait_s,
            limits.longest_s,
            per_s,
            wish.size * min(weights[:3]),
            per_s * weights.change_s,
            int(euros * self._line_eur[ask.request]) - 2,  # fares are rounded together
            self._drives_s(reach),
            *reach.beside_s,
        )

    def _drives_s(self, reach: Reach) -> int:
        """Return how long direct drives of the rides on demand of a way may nearly take together [s]."""
        if self._drive_share is None or reach.drive_s < 0:
            return k.EVER
        return math.ceil(self._drive_share * reach.drive_s)

    def _start(self, request: int, access: int, egress: int) -> StopWalks:
        if access != k.ON_FOOT:
            return self._hubs.away[access]
        return self._hubs.elsewhere(self._on_foot(self._ways.starts[request]), egress)

    def _end(self, request: int, access: int, egress: int) -> StopWalks:
        if egress != k.ON_FOOT:
            return self._hubs.back[egress]
        return self._hubs.elsewhere(self._on_foot(self._ways.ends[request]), access)

    def _on_foot(self, walks: StopWalks) -> StopWalks:
        return walks if self.first is None else self.first.in_reach(walks)


def stops_of(ways: Any) -> NDArray[np.int32]:
    """Return the stops near both ends of ways, int32, sorted. ways: of requests, or none, by timetable."""
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *(its.stop for its in (*ways.starts, *ways.ends))]))
