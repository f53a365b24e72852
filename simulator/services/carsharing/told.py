"""What a traveller who compares is told of a car."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.fares.tariff import in_cents, rentals_eur
from simulator.fleet.car_calendar import Reservation
from simulator.services.carsharing.assignment import Granting
from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.demand import walk_s
from simulator.services.carsharing.rates import rental_rates
from simulator.services.carsharing.rentals import CarsharingWorld
from simulator.services.protocol import Attempt, Offer, Planned
from simulator.tables import NO_NODE
from simulator.world.calendar import days_of

Ints = NDArray[np.int64]


class Rental(NamedTuple):
    """A car that can be had: the booking, the car, its reservation, and the version of all calendars then."""

    booking: int
    car: int
    reservation: Reservation
    now_s: int
    version: int


class Told:
    """Tells times and price of cars. number: of the service.

    The car is taken when the traveller wants to leave, so who has to walk leaves home sooner; a car that floats is
    taken after the walk. The ride is the drive to the destination; the price is that of all hours and kilometres, of
    round trips the way back, too.
    """

    def __init__(self, world: CarsharingWorld, cars: SharedCars, granting: Granting, number: int) -> None:
        self._world, self._cars, self._granting, self._number = world, cars, granting, number
        self._back = world.config.mode == "round_trip"
        terms = world.terms or (world.config,)
        self._rates = [None if config.fares is None else rental_rates(config.fares) for config in terms]
        self._term = np.array(world.term or np.zeros(len(world.bookings)), dtype=np.int64)
        self._kinds = days_of(world.calendar).kinds

    def offer(self, attempt: Attempt, rental: Rental, wish_s: int, now_s: int) -> Offer:
        """Return a car as the traveller sees it. wish_s: when it was to be taken [s]."""
        taken, world = rental.reservation, self._world
        drive_s, length_m = self._granting.drive(rental.booking, taken, taken.start_s, now_s)
        origin, destination = self._cars.node(taken.origin), self._cars.node(taken.destination)
        access_s = self.walk_s(origin, world.origin_xy_m[rental.booking])
        egress_s = 0
        if not self._back:
            there = int(world.bookings["destination_node"].iloc[rental.booking])
            egress_s = 0 if there == NO_NODE else self.walk_s(destination, world.node_xy_m[there])
        ride_s = -(-drive_s // 2) if self._back else drive_s
        late_s = taken.start_s - wish_s
        return Offer(
            service=self._number,
            attempt=attempt,
            what=rental,
            vehicle=rental.car,
            node=origin,
            departure_s=taken.start_s - access_s,
            boarding_s=taken.start_s,
            alighting_s=taken.start_s + ride_s,
            wait_s=max(0, late_s - access_s if self._cars.floating else late_s),
            ride_s=ride_s,
            direct_s=ride_s,
            walk_s=access_s + egress_s,
            arrival_s=taken.start_s + ride_s + egress_s,
            fare_eur=self.price_eur(rental.booking, taken.start_s, taken.end_s, length_m),
        )

    def planned(self, offer: Offer, wish_s: int, now_s: int) -> Planned:
        """Return when who has a car is to be at the destination; who brings it back, when they are to have done so."""
        ends_s = offer.what.reservation.end_s
        if self._back:
            return Planned(ends_s)
        told = self.offer(offer.attempt, offer.what, wish_s, now_s)
        walk_s = told.arrival_s - told.alighting_s
        return Planned(ends_s + walk_s, walk_s)

    def walk_s(self, node: int, place_m: np.ndarray) -> int:
        """Return the walk between a node and a place in local metres [s]."""
        metres = float(np.hypot(*(self._world.node_xy_m[node] - place_m)))
        return 0 if np.isnan(metres) else walk_s(metres, self._world.config.booking.walk_kph)

    def price_eur(self, booking: int, start_s: int, end_s: int, length_m: int) -> float | None:
        """Return what a rental between two times costs that is so long [EUR], None without prices."""
        if self._rates[self._term[booking]] is None:
            return None
        one = (np.array([number], dtype=np.int64) for number in (booking, start_s, end_s, length_m))
        return float(self.prices_eur(*one)[0])

    def prices_eur(self, booking: Ints, taken_s: Ints, returned_s: Ints, length_m: Ints) -> NDArray[np.float64]:
        """Return the same of many rentals, 0 without prices."""
        found = np.zeros(len(booking))
        for term, rates in enumerate(self._rates):
            rows = np.flatnonzero(self._term[booking] == term)
            if rates is not None and len(rows):
                times_s, metres = (taken_s[rows], returned_s[rows]), length_m[rows].astype(np.float64)
                prices = rentals_eur(rates, *times_s, metres, self._kinds.at(times_s[0]))
                found[rows] = [in_cents(price) for price in prices.tolist()]
        return found
