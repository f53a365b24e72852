"""Bike sharing as it runs: a bike and a place for it are kept from the booking on."""

from __future__ import annotations

from math import ceil

import numpy as np

from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.services.trips import Ride, Trip, TripService


def begin(day, number):
    return Bikes(day, number)


class Bikes(TripService):
    def __init__(self, day, number) -> None:
        super().__init__(day, number)
        self._world, self._config = day.tables, day.tables.part.config
        self._party = day.world.demand["party_size"].tolist()
        bikes = iter(range(day.tables.vehicle_count))
        self._bikes = [[next(bikes) for _ in range(station.bikes)] for station in self._config.stations]
        self._room = np.array([station.places - station.bikes for station in self._config.stations])
        self._station = {int(node): station for station, node in enumerate(self._world.stations)}

    def trip(self, request, departure_s):
        if self._party[request] > 1:
            return Reason.PARTY_TOO_LARGE
        world, config = self._world, self._config
        start = self._nearest(world.to_m[request], np.array([bool(bikes) for bikes in self._bikes]))
        end = self._nearest(world.from_m[request], self._room > 0)
        if start is None or end is None:
            return Reason.NO_STOP_IN_WALKING_RANGE
        ride_m = world.between_m[start, end]
        if start == end or not np.isfinite(ride_m):
            return Reason.WALK_INSTEAD if start == end else Reason.NO_ROAD
        taken_s = departure_s + takes_s(world.to_m[request, start], config.walk_speed_kph)
        left_s = taken_s + takes_s(ride_m, config.bike_speed_kph)
        arrival_s = left_s + takes_s(world.from_m[request, end], config.walk_speed_kph)
        nodes = int(world.stations[start]), int(world.stations[end])
        ride = Ride(taken_s, left_s, *nodes, vehicle=self._bikes[start][0])
        price = round(100 * config.per_ride_eur)
        return Trip(departure_s, arrival_s, *world.ends[:, request].tolist(), round(ride_m), (ride,), price)

    def _nearest(self, metres, possible):
        near = np.where(possible & (metres <= self._config.longest_walk_m), metres, np.inf)
        return int(near.argmin()) if np.isfinite(near).any() else None

    def are_good(self, offers, now_s):
        return len(offers) == 1 and self.trip(offers[0].attempt.request, offers[0].what.departure_s) == offers[0].what

    def booked(self, trip) -> None:
        (ride,) = trip.rides
        self._bikes[self._station[ride.taken_at]].remove(ride.vehicle)
        self._room[self._station[ride.left_at]] -= 1

    def happens(self, kind, ride) -> None:
        if kind == Event.VEHICLE_TAKEN:
            self._room[self._station[ride.taken_at]] += 1
        else:
            self._bikes[self._station[ride.left_at]].append(ride.vehicle)


def takes_s(metres: float, speed_kph: float) -> int:
    return ceil(round(metres * 3.6 / speed_kph, 6))
