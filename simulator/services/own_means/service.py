"""People who go by their own means: always possible for whoever has them."""

from __future__ import annotations

from collections.abc import Generator
from math import ceil
from typing import Any

from simulator.fares.tariff import trip_cents
from simulator.reasons import Reason
from simulator.services.own_means.world import NO_WAY, OwnMeansWorld
from simulator.services.protocol import Attempt, Day, Offer, OwnWay, Service
from simulator.services.trips import Ride, Trip, TripService
from simulator.tables import NO_NODE, NO_TIME


def begin(day: Day, number: int) -> Service:
    """Begin the service: nothing happens until somebody asks."""
    return OwnMeans(day, number)


class OwnMeans(TripService):
    """Offers everybody who has the means the one trip there is, not sooner than so that nobody is there too early."""

    final = TripService.final | {Reason.NO_VEHICLE, Reason.OUTSIDE_AREA}

    def __init__(self, day: Day, number: int) -> None:
        super().__init__(day, number)
        tables: OwnMeansWorld = day.tables
        self._config, self._roads = tables.part.config, day.world.roads
        columns = ("has_it", "outside", "origin", "destination", "length_m")
        self._ways = list(zip(*(tables.ways[name].tolist() for name in columns), strict=True))
        self._arrival_s: list[int] = day.world.demand["earliest_arrival_s"].tolist()

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        """Return the trip of who leaves at a time [s], or why there is none."""
        has_it, outside, origin, destination, length_m = self._ways[request]
        if not has_it:
            return Reason.NO_VEHICLE
        if outside and length_m == NO_WAY:
            return Reason.OUTSIDE_AREA
        before_s = self._config.reach_s // 2
        moves_s, length_m = self._move(origin, destination, length_m, departure_s + before_s)
        if moves_s == NO_WAY:
            return Reason.NO_ROAD
        arrival_s = self._arrival_s[request]
        while arrival_s != NO_TIME and departure_s + self._config.reach_s + moves_s < arrival_s:
            departure_s = arrival_s - self._config.reach_s - moves_s  # by then the way may be shorter
            moves_s, length_m = self._move(origin, destination, length_m, departure_s + before_s)
            if moves_s == NO_WAY:
                return Reason.NO_ROAD
        return self._trip(departure_s, moves_s, (origin, destination), length_m)

    def by_way(self, attempt: Attempt, way: OwnWay, departure_s: int) -> Offer:
        """Return the trip on foot or by bike of who has it to a node, as a part of a journey that others offer."""
        assert attempt.ends is not None
        ends = self._ways[attempt.request][2], attempt.ends.destination_node
        return self._offer(attempt, self._trip(departure_s, self._config.moves_s(way.what), ends, way.what))

    def travel(self, ride: int) -> Generator[Any, Any, int]:
        """Let somebody make a booked part of a journey; return how far it was [m]."""
        trip, request = self._parts[ride]
        yield from self._go(trip, request, ride)
        del self._parts[ride]
        return trip.length_m

    def _trip(self, departure_s: int, moves_s: int, ends: tuple[int, int], length_m: int) -> Trip:
        """Return a trip between two nodes."""
        origin, destination = ends
        taken_s = departure_s + self._config.reach_s // 2
        arrival_s = departure_s + self._config.reach_s + moves_s
        trip = Trip(
            departure_s, arrival_s, origin, destination, length_m, price=trip_cents(self._config.costs, length_m)
        )
        if self._config.by == "walk":
            return trip
        return trip._replace(rides=(Ride(taken_s, taken_s + moves_s, origin, destination),))

    def _move(self, origin: int, destination: int, length_m: int, begins_s: int) -> tuple[int, int]:
        """Return how long the way takes [s], NO_WAY where there is none, and how far it is [m]."""
        if NO_NODE in (origin, destination) and self._config.outside is not None:
            return ceil(round(length_m / self._config.outside.metres_per_s, 6)), length_m
        if self._config.by != "car":
            return (NO_WAY if length_m == NO_WAY else self._config.moves_s(length_m)), length_m
        drive_s = self._roads.between(origin, destination, begins_s)
        return drive_s, 0 if drive_s == NO_WAY else self._roads.length_m(origin, destination, begins_s)
