"""People on journeys of several parts: when they leave, and when they are there."""

from __future__ import annotations

from typing import Any

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.services.feeder.search import Search
from simulator.services.feeder.told import cents
from simulator.services.protocol import Day, Offer
from simulator.tables import NO_TIME


class Travel:
    """Tells of journeys when they begin and end; what happens between is told by the services of their parts."""

    def __init__(self, day: Day, search: Search) -> None:
        self._env, self._log, self._search, self._roads = day.env, day.log, search, day.world.roads
        lines: Any = day.world.services[str(day.tables.partners.timetable)]
        self._origin, self._destination = lines.ways.origin.tolist(), lines.ways.destination.tolist()

    def begin(self, offer: Offer, ride: int, inner: list[tuple[int, int]]) -> None:
        """Let somebody go. inner: service and number of each ride of the journey."""
        self._env.process(self._go(offer, ride, inner))

    def _go(self, offer: Offer, ride: int, inner: list[tuple[int, int]]) -> Wait:
        request, last = offer.attempt.request, offer.what[-1].offer
        yield from self._until(offer.departure_s)
        origin, destination = self._origin[request], self._destination[request]
        price = cents(offer.fare_eur)
        self._log.add(int(self._env.now), Event.TRIP_BEGAN, request=request, node=origin, value=price, ride=ride)
        number, part = inner[-1]
        if number == self._search.on_demand.number:
            yield from self._until(last.alighting_s)
            while (ends_s := self._search.on_demand.ends_s(part)) != NO_TIME:
                yield RankedTimeout(self._env, max(1, ends_s - int(self._env.now)))
            yield from self._until(int(self._env.now) + last.arrival_s - last.alighting_s)
        else:
            yield from self._until(last.arrival_s)
        length_m = self._ridden_m(offer)
        self._log.add(
            int(self._env.now), Event.TRIP_ENDED, request=request, node=destination, value=length_m, ride=ride
        )

    def _until(self, time_s: int) -> Wait:
        if time_s > self._env.now:
            yield RankedTimeout(self._env, time_s - int(self._env.now))

    def _ridden_m(self, offer: Offer) -> int:
        """Return how far one rides in all [m]: by timetable as it is, on demand the direct ways."""
        request, metres = offer.attempt.request, 0
        for leg in offer.what:
            if leg.offer.service == self._search.lines.number:
                metres += leg.offer.what.length_m
            else:
                ends = leg.offer.attempt.ends
                destination = self._destination[request] if ends is None else ends.destination_node
                destination = self._destination[request] if destination < 0 else destination
                metres += self._roads.length_m(leg.offer.node, destination, leg.offer.boarding_s)
        return metres
