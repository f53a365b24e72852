"""Journeys of several services that are offered as one, and booked as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import AFTER_VEHICLES
from simulator.event_kinds import Event
from simulator.services.best_offers import BestOffers
from simulator.services.feeder.best import Best
from simulator.services.feeder.onward import Onward
from simulator.services.feeder.phantoms import Phantoms
from simulator.services.feeder.search import Search
from simulator.services.feeder.told import as_one
from simulator.services.feeder.under_way import UnderWay
from simulator.services.probes import Ints, Probed, ProbedService, Probes
from simulator.services.protocol import Along, Ask, Attempt, Booked, Bundle, Day, How, Offer, Planned, Refusal, Service


def begin(day: Day, number: int) -> Service:
    """Begin the service: nothing happens until somebody asks."""
    return Feeder(day, number)


class Feeder:
    """Offers each request the cheapest of its ways; other services book their rides and let them happen."""

    rank, most, together, draws_absences, can_decline = AFTER_VEHICLES, 1, False, False, True
    goes_along = Along.NEVER
    total = ended = 0  # travellers count themselves

    def __init__(self, day: Day, number: int) -> None:
        self.number, self._log, self._day = number, day.log, day
        self._search = Search(day)
        self._under_way = UnderWay(day, self._search, Onward(day, self._search))
        self._phantoms = Phantoms(day, self._search)
        self._has_offered: dict[int, bool] = {}  # by request, the last time
        self._has_ride = False  # on demand, the journey that was booked last

    def answers_at(self, attempt: Attempt) -> int:
        """Return when an attempt is answered [s]: as the rides on demand are."""
        return self._search.on_demand.answers_at(attempt)

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        """Return the journey of each who asks, or why there is none; nothing changes."""
        return [self._offered(ask[0], now_s) for ask in asks]

    def _offered(self, attempt: Attempt, now_s: int) -> list[Bundle] | Refusal:
        found = self._search.best(attempt, now_s)
        self._has_offered[attempt.request] = not isinstance(found, Refusal)
        if isinstance(found, Refusal):
            return found
        return [(as_one(self.number, attempt, found, self._search.wish_s(attempt.request, now_s)),)]

    def probes_answered_at(self, probes: Probes) -> Ints:
        """Return when each of them is answered [s], int64 (probes,): as the rides on demand are."""
        on_demand: ProbedService = cast(Any, self._search.on_demand)
        return on_demand.probes_answered_at(probes)

    def probe(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered now; they have no bike, and nobody drives a shared car."""
        return self._phantoms.answers(probes, rows, now_s)

    @cached_property
    def best(self) -> Best:
        """Return what knows the best of all requests."""
        on_demand, lines = (cast(Any, its).best for its in (self._search.on_demand, self._search.lines))
        return Best(self._day, on_demand, lines)

    def best_offers(self, request: NDArray[np.int64], _asked_s: NDArray[np.int64]) -> BestOffers:
        """Return the best that requests could be offered, see ``services.best_offers``."""
        return self.best.offers(request)

    def has_offered(self, request: int) -> bool:
        """Return whether its last answer to a request was an offer."""
        return self._has_offered.get(request, False)

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether everything that offers consist of can be booked."""
        parts: dict[int, list[Offer]] = {}
        for leg in (leg for offer in offers for leg in offer.what):
            parts.setdefault(leg.offer.service, []).append(leg.offer)
        return all(self._search.service(number).are_good(its, now_s) for number, its in parts.items())

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Book all parts of a journey that is good, which cannot fail."""
        request = offer.attempt.request
        self._log.add(now_s, Event.ACCEPTED, request=request, node=offer.node, value=offer.boarding_s, ride=ride)
        self._has_ride = any(leg.offer.service == self._search.on_demand.number for leg in offer.what)
        self._under_way.begin(offer, ride, now_s)
        return Booked(-1, offer.boarding_s)

    def planned(self, offer: Offer, ride: int) -> Planned:
        """Return when who has just booked an offer is to arrive."""
        return Planned(offer.arrival_s)

    def tell_end(self, ride: int, then: Callable[[How], None]) -> None:
        """Let something happen as soon as a booked journey ends, however it does."""
        self._under_way.tell_end(ride, then)

    def cancel(self, ride: int, now_s: int) -> None:
        """Take back all parts of a journey that has not begun."""
        self._under_way.cancel(ride, now_s)

    def nobody_comes(self, ride: int, vehicle: int) -> None:
        """Let nobody be where a journey begins."""
        self._under_way.nobody_comes(ride)

    def rearrange(self, now_s: int) -> None:
        """Let plans of the rides on demand be made better, where the journey just booked has any."""
        if self._has_ride:
            self._search.on_demand.rearrange(now_s)

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told."""
        if offer is None:
            self._log.add(now_s, kind, request=attempt.request, value=value)
        else:
            self._log.add(now_s, kind, request=attempt.request, node=offer.node, value=offer.boarding_s)

    def start(self) -> None:
        """Do nothing: people go when they have booked."""

    def close(self) -> None:
        """Do nothing: the other services tell how their rides end."""
