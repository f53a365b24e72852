"""Staff that moves shared cars: to stations with too few of them, or to a charger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import simpy

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Reservation
from simulator.network.roads import Roads
from simulator.reasons import Errand
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.schema import Config
from simulator.spans import holds_at

RELOCATES = 6  # rank within one second: after all customers


@dataclass
class _Worker:
    """Somebody who fetches cars; rides to a car takes as long as driving there (an assumption: a second vehicle)."""

    node: int
    busy: bool = False


def no_relocation(env: simpy.Environment, cars: SharedCars, config: Config, roads: Roads) -> None:
    """Leave all cars where customers leave them."""


class Relocation:
    """Looks at the fleet every so often and sends whoever of the staff is free."""

    def __init__(self, env: simpy.Environment, cars: SharedCars, config: Config, roads: Roads) -> None:
        self.env, self.cars, self.roads, self.rule = env, cars, roads, config.relocation
        self._from_s, self._until_s = cars.calendar.begins_s, cars.calendar.ends_s
        fleet = self.cars.cars
        self._staff = [_Worker(self.cars.node(car.place)) for car in fleet[:1] for _ in range(self.rule.staff)]
        self._target = [sum(car.place == place for car in fleet) for place in range(len(self.cars.capacity))]
        self._bound = Counter[int]()  # charging site -> cars on their way to it
        env.process(self._work())

    def _work(self) -> Wait:
        yield RankedTimeout(self.env, max(0, self._from_s - int(self.env.now)), RELOCATES)
        while int(self.env.now) < self._until_s:
            if holds_at(self.rule.hours, int(self.env.now)):
                self._send()
            yield RankedTimeout(self.env, self.rule.every_s, RELOCATES)

    def _send(self) -> None:
        """Give every free worker the most urgent errand, if there is any."""
        for worker in self._staff:
            if worker.busy:
                continue
            errand = self._to_charger(worker) if self.cars.floating else self._to_station(worker)
            if errand is not None:
                self._start(worker, *errand)

    def _to_station(self, worker: _Worker) -> tuple[int, int, Errand] | None:
        """Return a car of a station with too many and the station most in need, the nearest giver first."""
        claims = self.cars.claims
        lack = [target - self.cars.expected(place) for place, target in enumerate(self._target)]
        for place in sorted((p for p, n in enumerate(lack) if n > 0), key=lambda p: (-lack[p], p)):
            givers = [p for p, n in enumerate(lack) if n < 0]
            drives = sorted((self._drive_s(giver, place), giver) for giver in givers)
            for drive_s, giver in drives:
                here = [car for car in claims[giver] if self.cars.cars[car].place == giver]
                movable = [car for car in here if self._is_free(car, worker)]
                for car in sorted(movable, key=lambda c: (-self.cars.level_mwh(c), c)):
                    if drive_s >= 0 and self.cars.has_place(car, place) and self._reservation(car, place) is not None:
                        return car, place, Errand.BALANCE
        return None

    def _to_charger(self, worker: _Worker) -> tuple[int, int, Errand] | None:
        """Return the car with least energy, if that is too little, and the nearest charger with a free plug."""
        low = []
        for it in self.cars.cars:
            if it.store is None or not self._is_free(it.number, worker) or self.cars.charges(it.number):
                continue
            level = self.cars.level_mwh(it.number)
            if level < self.rule.charge_below * it.store.capacity_mwh:
                low.append((level, it.number))
        open_sites = [
            (place, site)
            for place, site in self.cars.site_of.items()
            if self.cars.sites.free_plugs(site) > self._bound[site]
        ]
        for _, car in sorted(low):
            drives = sorted((self._drive_s(self.cars.cars[car].place, place), place) for place, _ in open_sites)
            for drive_s, place in drives:
                if drive_s >= 0 and self._reservation(car, place) is not None:
                    return car, place, Errand.CHARGE
        return None

    def _is_free(self, car: int, worker: _Worker) -> bool:
        """Return whether nobody needs a car, and a worker can get to it."""
        it = self.cars.cars[car]
        if int(self.env.now) < it.out_until_s:
            return False
        return it.current is None and not it.ahead and self._between_s(worker.node, self.cars.node(it.place)) >= 0

    def _drive_s(self, origin: int, destination: int) -> int:
        return self._between_s(self.cars.node(origin), self.cars.node(destination))

    def _between_s(self, origin: int, destination: int) -> int:
        """Return how long a drive takes that begins now, as far as is known [s]."""
        now = int(self.env.now)
        return self.roads.between(origin, destination, now, now)

    def _reservation(self, car: int, place: int) -> Reservation | None:
        """Return the time in which staff has a car, without the way to it; None when its energy does not last."""
        it, now = self.cars.cars[car], int(self.env.now)
        drive_s = self._drive_s(it.place, place)
        energy = 0
        if it.store is not None:
            length_m = self.roads.length_m(self.cars.node(it.place), self.cars.node(place), now, now)
            energy = it.store.used_mwh(length_m, drive_s, at_s=now)
            if self.cars.level_mwh(car) - energy < it.store.reserve_mwh:
                return None
        return Reservation(-1, now, now + drive_s + self.rule.handling_s, it.place, place, energy)

    def _start(self, worker: _Worker, car: int, place: int, errand: Errand) -> None:
        reservation = self._reservation(car, place)
        assert reservation is not None
        node = self.cars.node(reservation.origin)
        access_s = self._between_s(worker.node, node)
        reservation.end_s += access_s
        worker.busy = True
        if errand == Errand.CHARGE:
            self._bound[self.cars.site_of[place]] += 1
        self.cars.assign(car, reservation)
        self.cars.record(Event.RELOCATION_ASSIGNED, car, node=node, value=access_s)
        self.env.process(self._move(worker, car, reservation, errand, access_s))

    def _move(self, worker: _Worker, car: int, reservation: Reservation, errand: Errand, access_s: int) -> Wait:
        yield simpy.Timeout(self.env, access_s + self.rule.handling_s)
        origin, target = self.cars.node(reservation.origin), self.cars.node(reservation.destination)
        self.cars.leave(car)
        self.cars.record(Event.RELOCATION_STARTED, car, node=origin, value=errand)
        left_s = int(self.env.now)
        yield simpy.Timeout(self.env, self.roads.between(origin, target, left_s))
        if errand == Errand.CHARGE:
            self._bound[self.cars.site_of[reservation.destination]] -= 1
        length_m = self.roads.length_m(origin, target, left_s)
        self.cars.record(Event.RELOCATION_ENDED, car, node=target, value=length_m)
        self.cars.park(car)
        worker.node, worker.busy = target, False
