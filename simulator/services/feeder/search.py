"""Which of its ways a request is offered: the cheapest one on which there is room."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from simulator.kernels.chains import BOUND, EVER, NO_WAY, ON_FOOT, RANK
from simulator.reasons import Reason, nearest
from simulator.services.feeder.chains import Chain, Place
from simulator.services.feeder.possible import Ask, Listing, Possible
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import (
    Attempt,
    ChainingService,
    Day,
    Ends,
    LineService,
    MeansService,
    Offer,
    Refusal,
    Service,
    Terms,
    Way,
)  # fmt: skip
from simulator.tables import NO_TIME

WHOLE = Ends()
ANY_COST = EVER * EVER  # thousandths
FIRST_AT_ONCE, MOST_AT_ONCE = 12, 48  # ways that are asked about together; twice as many each time


class Leg(NamedTuple):
    """A part of a journey as it can be booked. due_s, ready_s: see ``Event.LEG_DUE`` and ``LEG_READY``; or None.

    waived_eur: what its party does not pay for it as it holds a season ticket.
    """

    offer: Offer
    due_s: int | None = None
    ready_s: int | None = None
    waived_eur: float = 0.0


class Found(NamedTuple):
    """A way that can be booked. order: of two the lower is taken: cost, arrival, changes, place in the list."""

    order: tuple[int, int, int, int]
    legs: tuple[Leg, ...]


class Search:
    """Finds journeys for requests. day, listing: of the feeder, see ``Possible``."""

    def __init__(self, day: Day, listing: Listing | None = None) -> None:
        self._day, self.possible = day, Possible(day, listing)
        tables: FeederWorld = day.tables
        self._partners, self._nodes = tables.partners, tables.hubs.node.tolist()
        config = tables.part.config
        self._direct, self._chains = config.direct and self.possible.first is None, config.chains

    @property
    def on_demand(self) -> ChainingService:
        """Return the service with the rides on demand."""
        return cast(ChainingService, self._day.others[str(self._partners.on_demand)])

    @property
    def lines(self) -> LineService:
        """Return the service with the timetable."""
        return cast(LineService, self._day.others[str(self._partners.timetable)])

    def service(self, number: int) -> Service:
        """Return one of the services by its number."""
        return next(its for its in self._day.others.values() if its.number == number)

    def may_be_late(self, number: int) -> bool:
        """Return whether rides with a service may end later than is planned; by one's own bike nobody is late."""
        return self._partners.bike is None or number != self._day.others[self._partners.bike].number

    def best(self, attempt: Attempt, now_s: int) -> tuple[Leg, ...] | Refusal:
        """Return the parts of the cheapest way on which there is room, or why there is none. Nothing changes.

        Soft limits of the rides on demand give way where nothing keeps them. The same as if all ways were asked about
        at once: those that are left out cost more than what is found.
        """
        reason = self.possible.refusal(attempt, now_s)
        if reason is not None:
            return Refusal(reason, final=True)
        ask = self.possible.ask(attempt, self.on_demand, now_s)
        best, refused = self._best(attempt, ask, now_s, relaxed=False)
        if best is None and ask.reach.soft and Reason.NO_VEHICLE in refused:
            best, refused = self._best(attempt, ask, now_s, relaxed=True)
        return self._refusal(attempt, ask, refused, now_s) if best is None else self._priced(best.legs)

    def _priced(self, legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
        """Return the parts of a journey with what is paid for each, and what is not, with a season ticket."""
        fares, is_whole = self.possible.fares, len(legs) == 1
        carriers: dict[int, LineService | ChainingService] = {its.number: its for its in (self.lines, self.on_demand)}
        priced = list[Leg]()
        for leg in legs:
            offer, its = leg.offer, carriers.get(leg.offer.service)
            if its is None:
                priced.append(leg)
            elif fares is None:
                priced.append(leg._replace(waived_eur=its.waived_eur(offer)))
            else:
                by_timetable, request = its is self.lines, offer.attempt.request
                waived_eur = fares.waived_eur(request, by_timetable=by_timetable, is_whole=is_whole)
                told = fares.priced(offer, by_timetable=by_timetable, is_whole=is_whole)
                priced.append(leg._replace(offer=told, waived_eur=waived_eur))
        return tuple(priced)

    def wish_s(self, request: int, now_s: int) -> int | None:
        """Return when a request wants to leave, None where it has to arrive by a time [s]."""
        return self.possible.wish_s(request, now_s)

    def _best(self, attempt: Attempt, ask: Ask, now_s: int, *, relaxed: bool) -> tuple[Found | None, list[Reason]]:
        """Return the cheapest way, and why others are none.

        The ride all the way is asked about first, then others as long as they may be cheaper.
        """
        best: Found | None = None
        refused, most = list[Reason](), ANY_COST
        if self._direct:
            way = self.possible.direct(ask)
            chosen = self.on_demand.cheapest_way(attempt, (WHOLE,), (way,), now_s, Terms(most, relaxed))
            if isinstance(chosen, Refusal):
                refused.append(Reason(chosen.reason))
            else:
                most = chosen.cost + self.possible.surcharge(ask, chosen.bundle[0])
                best = Found((most, chosen.bundle[0].arrival_s, 0, ANY_COST), (Leg(chosen.bundle[0]),))
        if not self._chains:
            return best, refused
        bounded = self.possible.has_bounds
        listed = self.possible.listed(ask, most if bounded else ANY_COST)
        bounds, first, count = listed[:, BOUND].tolist(), 0, FIRST_AT_ONCE
        while first < len(bounds) and (bounds[first] <= most or not bounded):
            rows = listed[first : first + count]
            chunk = dict(zip(rows[:, RANK].tolist(), self.possible.chains(ask, rows), strict=True))
            first, count = first + count, min(2 * count, MOST_AT_ONCE)
            if bounded:
                chunk = {rank: chain for rank, chain in chunk.items() if chain.costs_at_least(ask.reach) <= most}
            found, why = self._best_of(attempt, chunk, now_s, Terms(most, relaxed))
            refused += why
            if found is not None and (best is None or found.order < best.order):
                best, most = found, found.order[0]
        return best, refused

    def _refusal(self, attempt: Attempt, ask: Ask, refused: list[Reason], now_s: int) -> Refusal:
        """Return why there is no way at all: of the reasons why each is none, that nearest to success.

        refused: that of the ride all the way, where it is one of the ways, then those of ways by timetable.
        """
        has_journeys = len(refused) > int(self._direct)
        is_told = not {Reason.PARALLEL_SERVICE, Reason.NO_VEHICLE, Reason.NO_ENERGY}.isdisjoint(refused)
        if not has_journeys and not is_told and (self._chains or not refused):
            refused = [*refused, self._why_no_journey(attempt, ask, now_s)]
        reason = nearest(refused)
        return Refusal(reason, final=reason == Reason.PARTY_TOO_LARGE)

    def _why_no_journey(self, attempt: Attempt, ask: Ask, now_s: int) -> Reason:
        """Return why there is no way by timetable: the buses and trains, unless no ride on demand would be had anyway.

        That is so where rides to all hubs and from all are refused whatever vehicles do, at the wish and as late as
        people leave.
        """
        if self.possible.needs_no_ride(ask):
            return Reason.NO_JOURNEY
        wish, to_s, from_s = ask.wish, ask.reach.to_s[: len(self._nodes)], ask.reach.from_s
        last_s = wish.by_s if wish.by_s != NO_TIME else wish.leaves_s + ask.limits.longest_wait_s
        parts = [WHOLE]
        if self.possible.reaches_both_ends(ask):
            parts = [
                Ends(**{end: self._nodes[hub]}, earliest_s=begins_s)
                for end, takes_s in (("destination_node", to_s), ("origin_node", from_s))
                for hub in np.flatnonzero(takes_s != NO_WAY).tolist()
                for begins_s in (wish.leaves_s, last_s)
            ]
        for asked in (parts[:1], parts):  # one that no rule refuses is enough, and mostly the first is one
            ways = [Way(place) for place in range(len(asked))]
            chosen = self.on_demand.cheapest_way(attempt, asked, ways, now_s, Terms(0, relaxed=False))  # none is free
            reason = Reason(chosen.reason) if isinstance(chosen, Refusal) else Reason.NO_VEHICLE
            if reason in (Reason.NO_VEHICLE, Reason.NO_ENERGY):
                break
        return Reason.NO_JOURNEY if reason == Reason.NO_VEHICLE else reason

    def _best_of(
        self, attempt: Attempt, chains: dict[int, Chain], now_s: int, terms: Terms
    ) -> tuple[Found | None, list[Reason]]:
        """Return the best of some chains on which there is room, or why there is none. chains: by their ranks."""
        there = {rank: its for rank, its in chains.items() if self._has_car(attempt, its.place)}
        refused, chains = [Reason.NO_VEHICLE] * (len(chains) - len(there)), there
        own = self._without_rides(attempt, {rank: its for rank, its in chains.items() if not its.ends}, terms, refused)
        ranks = sorted(rank for rank, its in chains.items() if its.ends)
        while ranks:
            places: dict[Ends, int] = {}
            ways = [chains[rank].way(places) for rank in ranks]
            chosen = self.on_demand.cheapest_way(attempt, list(places), ways, now_s, terms)
            if isinstance(chosen, Refusal):
                return own, [*refused, Reason(chosen.reason)]
            rank, way = ranks.pop(chosen.way), ways[chosen.way]
            legs = self._legs(attempt, chains[rank], chosen.bundle)
            if legs is not None:
                found = Found((chosen.cost, legs[-1].offer.arrival_s, way.changes, rank), legs)
                return found if own is None or found.order < own.order else own, refused
            refused.append(Reason.FULL)
        return own, refused

    def _without_rides(
        self, attempt: Attempt, chains: dict[int, Chain], terms: Terms, refused: list[Reason]
    ) -> Found | None:
        """Return the best of chains without rides on demand on which there is room. refused: why not, extended."""
        orders = ((its.extra, its.place.arrives_s, its.changes, rank) for rank, its in chains.items())
        for order in sorted(order for order in orders if terms.most is None or order[0] <= terms.most):
            legs = self._legs(attempt, chains[order[-1]], ())
            if legs is not None:
                return Found(order, legs)
            refused.append(Reason.FULL)
        return None

    def _legs(self, attempt: Attempt, chain: Chain, bundle: tuple[Offer, ...]) -> tuple[Leg, ...] | None:
        """Return the parts of a chain, None where there is no room, or no car. bundle: its rides on demand."""
        named = {
            key: self._nodes[hub]
            for key, hub in (("origin_node", chain.place.access), ("destination_node", chain.place.egress))
            if hub != ON_FOOT
        }
        ridden, rides = self.lines.along(attempt._replace(ends=Ends(**named)), chain.journey), list(bundle)
        if ridden is None:
            return None
        legs = [Leg(ridden)]
        if chain.first is not None:
            legs.insert(0, Leg(rides.pop(0), due_s=chain.first.latest_s))
        if chain.place.alone is not None:
            first = self._alone(attempt, chain.place)
            if first is None:
                return None
            legs.insert(0, Leg(first, due_s=chain.place.leaves_s))
        if chain.second is not None:
            legs.append(Leg(rides.pop(0), ready_s=chain.second.earliest_s))
        return tuple(legs)

    def _has_car(self, attempt: Attempt, place: Place) -> bool:
        """Return whether what people go by to the first hub is there, where they go by themselves."""
        return place.alone is None or self._alone(attempt, place) is not None

    def _alone(self, attempt: Attempt, place: Place) -> Offer | None:
        assert place.alone is not None
        service = cast(MeansService, self.service(place.alone.service))
        return self.possible.alone.part(service, attempt, place.alone, place.access, place.begins_s)
