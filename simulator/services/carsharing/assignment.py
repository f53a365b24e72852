"""Which car a booking gets: every rule of the service, and what was granted before, must hold afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.fleet.car_calendar import Reservation
from simulator.network.roads import Roads
from simulator.reasons import Refusal
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.rentals import CarsharingWorld

Found = tuple[int, Reservation]


class Granting:
    """Finds cars for bookings. Of several the one that stands unused for the shortest time before, with most energy."""

    def __init__(self, cars: SharedCars, world: CarsharingWorld, roads: Roads) -> None:
        self._cars, self._world, self._roads = cars, world, roads
        self._mode = world.config.mode
        table = world.bookings
        self._length_m: list[int] = table["length_m"].tolist()
        self._drive_s: list[int] = table["drive_s"].tolist()
        self._lasts_s: list[int] = (table["planned_end_s"] - table["start_s"]).tolist()
        self._by_road: list[bool] = world.by_road.tolist()
        self._destination: list[int] = table["destination_node"].tolist()
        self._fixed_car: list[int] = table["car"].tolist()
        self.walks = None
        if self._mode == "free_floating":
            from simulator.services.carsharing.free_floating import Walks

            self.walks = Walks(cars, world)

    def is_fixed(self, booking: int) -> bool:
        """Return whether a booking is one of an institution, for one car."""
        return self._fixed_car[booking] >= 0

    def refusal(self, booking: int, ahead_s: int) -> Refusal | None:
        """Return why a booking is not granted whatever the cars do. ahead_s: from now to its beginning [s]."""
        if booking in self._world.refused_at_once:
            return self._world.refused_at_once[booking]
        if self.is_fixed(booking):
            return None
        rules = self._world.config_of(booking).booking
        if self._lasts_s[booking] > rules.max_duration_s:
            return Refusal.TOO_LONG
        if self._lasts_s[booking] < rules.min_duration_s:
            return Refusal.TOO_SHORT
        return Refusal.TOO_EARLY if ahead_s > rules.horizon_s else None

    def find(self, booking: int, start_s: int, end_s: int, now_s: int) -> Found | Refusal:
        """Return the car that a booking gets and its reservation, or why there is none."""
        if self.walks is not None:
            return self._floating_car(booking, start_s, end_s, now_s)
        reason = Refusal.NO_STATION
        for station, ends in self._world.ways[booking]:
            found = self._at_station(booking, station, ends, start_s, end_s, now_s)
            if not isinstance(found, Refusal):
                return found
            reason = max(reason, found)
        return reason

    def _at_station(
        self, booking: int, station: int, ends: list[int], start_s: int, end_s: int, now_s: int
    ) -> Found | Refusal:
        reason = Refusal.NO_CAR
        cars = [self._fixed_car[booking]] if self.is_fixed(booking) else sorted(self._cars.claims[station])
        for end in ends:
            found = self.best_of(cars, Reservation(booking, start_s, end_s, station, end, 0), now_s)
            if not isinstance(found, Refusal):
                return found
            reason = max(reason, found)
        return reason

    def best_of(self, cars: Sequence[int], wanted: Reservation, now_s: int) -> Found | Refusal:
        """Return which of some cars makes a drive that is wanted, and its reservation, or why none does."""
        reason, best = Refusal.NO_CAR, None
        booking, ends = wanted.booking, (wanted.origin, wanted.destination)
        for car in cars:
            found = self._fits(booking, car, *ends, wanted.start_s, wanted.end_s, now_s)
            if isinstance(found, Refusal):
                reason = max(reason, found)
                continue
            key = (self._cars.cars[car].gap_s(found, now_s), -self._cars.level_mwh(car), car)
            if best is None or key < best[0]:
                best = key, (car, found)
        return reason if best is None else best[1]

    def _fits(
        self, booking: int, car: int, origin: int, destination: int, start_s: int, end_s: int, now_s: int
    ) -> Reservation | Refusal:
        new = self._reservation(booking, car, origin, destination, start_s, end_s, now_s)
        if new is None:
            return Refusal.NO_ROAD
        reason = self._cars.cars[car].refusal(new, now_s, self._cars.level_mwh(car))
        if reason is None and not self._cars.has_place(car, destination):
            reason = Refusal.NO_PLACE
        return new if reason is None else reason

    def _reservation(
        self, booking: int, car: int, origin: int, destination: int, start_s: int, end_s: int, now_s: int
    ) -> Reservation | None:
        """Return the reservation of a car for a booking; None when no road leads there."""
        new = Reservation(booking, start_s, end_s, origin, destination, 0, self.is_fixed(booking))
        drive_s, length_m = self.drive(booking, new, start_s, now_s)
        if drive_s < 0:
            return None
        store = self._cars.cars[car].store
        if self._goes_somewhere(booking):
            new.end_s = start_s + self._lasts_s[booking] + drive_s - self._drive_s[booking]
        new.end_s = max(new.end_s, start_s + drive_s)
        if store is not None:
            new.energy_mwh = store.used_mwh(length_m, drive_s, at_s=start_s)
        return new

    def drive(self, booking: int, reservation: Reservation, begins_s: int, known_s: int) -> tuple[int, int]:
        """Return drive time [s], negative when there is no road, and length [m]; at least those of the road then.

        known_s: by what is known of the roads until then.
        """
        told_s, told_m = self._drive_s[booking], self._length_m[booking]
        if self._mode == "round_trip":
            return told_s, told_m
        origin = self._cars.node(reservation.origin)
        destination = self._cars.node(reservation.destination)
        drive_s, length_m = self._roads.foreseen(origin, destination, begins_s, known_s)
        if drive_s < 0 or self._by_road[booking]:
            return drive_s, length_m
        return max(told_s, drive_s), max(told_m, length_m)

    def _goes_somewhere(self, booking: int) -> bool:
        """Return whether a booking is no more than the drive from one place to another."""
        return self._mode != "round_trip" and self._by_road[booking]

    def _floating_car(self, booking: int, start_s: int, end_s: int, now_s: int) -> Found | Refusal:
        assert self.walks is not None
        reason = Refusal.NO_STATION
        for car, walk_s in self.walks.near(booking):
            place = self._cars.cars[car].place
            if place == self._destination[booking] and self._by_road[booking]:
                reason = max(reason, Refusal.NO_CAR)  # one that stands where the customer wants to go is of no use
                continue
            found = self._fits(booking, car, place, self._destination[booking], start_s + walk_s, end_s + walk_s, now_s)
            if not isinstance(found, Refusal):
                return car, found
            reason = max(reason, found)
        return reason

    def reserve(self, car: int, reservation: Reservation) -> None:
        """Write a reservation into a car's calendar, and keep it a place at its end."""
        self._cars.cars[car].add(reservation)
        self._cars.reclaim(car)

    def release(self, car: int, reservation: Reservation) -> None:
        """Take a reservation out of a car's calendar."""
        self._cars.cars[car].ahead.remove(reservation)
        self._cars.reclaim(car)

    def is_ready(self, car: int, reservation: Reservation) -> bool:
        """Return whether a car stands where a booking begins, first in turn, with enough energy."""
        it = self._cars.cars[car]
        if it.current is not None or it.place != reservation.origin or it.ahead[0] is not reservation:
            return False
        return it.store is None or self._cars.level_mwh(car) - reservation.energy_mwh >= it.store.reserve_mwh

    def replacement(
        self, booking: int, holder: int, reservation: Reservation, now_s: int, *, now_only: bool
    ) -> Found | None:
        """Return another car for a granted booking; with ``now_only`` one that stands ready.

        holder: the car that has the booking; the place kept for it counts as free.
        """
        if self._cars.floating or self.is_fixed(booking):
            return None
        self.release(holder, reservation)
        others = [car for car in sorted(self._cars.claims[reservation.origin]) if car != holder]
        found = (self._stands_in(booking, car, reservation, now_s, now_only=now_only) for car in others)
        first = next((it for it in found if it is not None), None)
        self.reserve(holder, reservation)
        return first

    def _stands_in(
        self, booking: int, car: int, reservation: Reservation, now_s: int, *, now_only: bool
    ) -> Found | None:
        """Return a car with its reservation for a booking that another car has so far; None when it cannot do it."""
        it, start_s = self._cars.cars[car], max(now_s, reservation.start_s)
        origin, destination = reservation.origin, reservation.destination
        if now_only and (it.current is not None or it.place != origin):
            return None
        new = self._fits(booking, car, origin, destination, start_s, reservation.end_s, now_s)
        if isinstance(new, Refusal):
            return None
        ready = it.store is None or self._cars.level_mwh(car) - new.energy_mwh >= it.store.reserve_mwh
        return (car, new) if ready or not now_only else None
