"""Shared cars as the way to a station, where they are left: parts of journeys that other services offer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.fleet.car_calendar import Reservation
from simulator.reasons import Refusal
from simulator.services.carsharing.assignment import Found, Granting
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.demand import walk_s
from simulator.services.carsharing.rentals import PARKING_S, CarsharingWorld, worth_driving
from simulator.services.carsharing.told import Told
from simulator.services.protocol import OwnWay


class Drive(NamedTuple):
    """A drive from one place of cars to another, with the walks to the car and from it [s].

    car: the only one it can be made with; None: any that stands there.
    """

    origin: int
    destination: int
    access_s: int
    egress_s: int
    car: int | None = None


class ToStations:
    """Finds cars for the way to a node. told: prices. number: of the service."""

    def __init__(self, cars: SharedCars, world: CarsharingWorld, granting: Granting, told: Told, number: int) -> None:
        self._cars, self._world, self._granting, self._told, self._number = cars, world, granting, told, number
        self._rules, self._xy = world.config.booking, world.node_xy_m
        table = world.bookings
        self._size: list[int] = table["party_size"].tolist()
        self._seats: list[int] = world.places.cars["seats"].tolist()
        stations = world.places.stations["node"].to_numpy()
        self._node, self._station_xy = stations.tolist(), self._xy[stations]
        self._near = cache(self._stations_near)

    def ways(self, booking: int, node: int, at_s: int, now_s: int) -> Iterator[OwnWay]:
        """Yield the ways to a node, whether or not a car is free; as they are at a time, as known now [s]."""
        for drive in self._drives(booking, node):
            drive_s, length_m = self._granting.drive(booking, self._reservation(booking, drive, at_s), at_s, now_s)
            lasts_s = drive_s + PARKING_S
            if drive_s < 0 or not self._rules.min_duration_s <= lasts_s <= self._rules.max_duration_s:
                continue
            walks_s = drive.access_s + drive.egress_s
            price_eur = self._told.price_eur(booking, at_s, at_s + lasts_s, length_m)
            yield OwnWay(self._number, walks_s + lasts_s, walks_s, price_eur, drive)

    def find(self, booking: int, drive: Drive, departure_s: int, now_s: int) -> Found | None:
        """Return the car for a drive of who leaves at a time, and its reservation; None where there is none [s]."""
        start_s = departure_s + drive.access_s
        if not 0 <= start_s - now_s <= self._rules.horizon_s:
            return None
        wanted = self._reservation(booking, drive, start_s)
        drive_s, _ = self._granting.drive(booking, wanted, start_s, now_s)
        if drive_s < 0:
            return None
        wanted.end_s = start_s + drive_s + PARKING_S
        there = self._cars.claims[drive.origin] if drive.car is None else [drive.car]
        able = [car for car in sorted(there) if self._size[booking] <= self._seats[car]]
        found = self._granting.best_of(able, wanted, now_s)
        return None if isinstance(found, Refusal) else found

    def price_eur(self, taken: Reservation, now_s: int) -> float | None:
        """Return what a drive costs [EUR], None without prices."""
        _, length_m = self._granting.drive(taken.booking, taken, taken.start_s, now_s)
        return self._told.price_eur(taken.booking, taken.start_s, taken.end_s, length_m)

    def _reservation(self, booking: int, drive: Drive, start_s: int) -> Reservation:
        return Reservation(booking, start_s, start_s, drive.origin, drive.destination, 0)

    def _drives(self, booking: int, node: int) -> Iterator[Drive]:
        """Yield the drives that leave less to walk than there is without them, as for bookings of their own."""
        if self._granting.walks is not None:
            yield from self._floating(booking, node)
            return
        origin_xy, kph, near = self._world.origin_xy_m[booking], self._rules.walk_kph, self._near(node)
        stations = [station for station, _ in self._world.ways[booking]]
        for station, ends in worth_driving(stations, [*near], self._node, self._station_xy, origin_xy, self._xy[node]):
            access_s = walk_s(_beeline_m(self._station_xy[station], origin_xy), kph)
            yield from (Drive(station, end, access_s, near[end]) for end in ends)

    def _floating(self, booking: int, node: int) -> Iterator[Drive]:
        """Yield the drives with the cars that nobody uses, where they may be left."""
        walks = self._granting.walks
        if walks is not None and self._world.may_be_left[node]:
            for car, access_s in walks.near(booking):
                place = self._cars.cars[car].place
                if place != node:
                    yield Drive(place, node, access_s, 0, car)

    def _stations_near(self, node: int) -> dict[int, int]:
        """Return the stations in walking range of a node, nearest first, and the walk from each [s]."""
        metres = np.hypot(*(self._station_xy - self._xy[node]).T)
        order = np.argsort(metres, kind="stable")
        inside = order[metres[order] <= self._rules.walk_m].tolist()
        return {station: walk_s(float(metres[station]), self._rules.walk_kph) for station in inside}


def _beeline_m(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.hypot(*(one - other)))
