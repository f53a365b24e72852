"""The auditor of a car-sharing service: it tells where the event log breaks the rules.

It follows cars, stations and bookings on its own and uses nothing of the engine or the result tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.audit.cars_out import OUT_KINDS, CarsOut
from simulator.analysis.audit.drives import DriveMetric
from simulator.analysis.audit.energy import ENERGY_KINDS, EnergyAudit
from simulator.analysis.audit.places import NOWHERE, KeptPlaces, stations_of_relocations
from simulator.analysis.audit.row import Row, unknown_codes
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.reasons import Refusal
from simulator.tables import EVENT_DTYPES

_ASSIGNED, _DRIVING = -2, -3  # staff on its way to a car, or under way with it
_ANSWERS = (Event.BOOKING_ASKED, Event.BOOKING_REFUSED, Event.BOOKING_NOT_CHOSEN, Event.BOOKING_GAVE_UP)
_STORE = ["vehicle", "store_kwh", "reserve_kwh", "charging_efficiency"]


@dataclass(frozen=True)
class _Granted:
    """What a booking was promised: from when until when it has a car, and where that is to be left."""

    start_s: int
    end_s: int
    node: int
    station: int


@dataclass
class _Car:
    """Where a car is, and who has it: a booking, the staff (below 0), or nobody (None)."""

    node: int
    station: int
    user: int | None = None
    since_s: int = 0
    current: _Granted | None = None  # of the booking that has it
    bound_for: int = NOWHERE  # the station it is brought to, or back to
    granted: dict[int, _Granted] = field(default_factory=dict)  # by booking

    def needs(self) -> set[int]:
        """Return the stations at which it needs a place."""
        return {self.station, self.bound_for, *(it.station for it in self.granted.values())}

    @property
    def starts_s(self) -> dict[int, int]:
        """Return when the bookings that are granted begin [s]."""
        return {booking: it.start_s for booking, it in self.granted.items()}


@dataclass
class _Booking:
    """What is known of a booking."""

    asked: bool = False
    car: int | None = None
    start_s: int = 0
    first_start_s: int = 0  # before it was moved to another car
    taken: bool = False
    ended: bool = False
    gave_up: bool = False
    vain: bool = False


class CarsharingAudit:
    """Follows the rows of the service.

    drive_seconds: the fastest drive between two nodes that begins at a time. stations_of_relocations: see there.
    buffer_s: time that is kept between two bookings of a car.
    """

    def __init__(
        self,
        inputs: CarsharingInputs,
        drive_seconds: DriveMetric,
        stations_of_relocations: dict[int, int],
        buffer_s: int,
    ) -> None:
        columns = ("vehicle", "node", "station")
        cars = zip(*(inputs.cars[name].tolist() for name in columns), strict=True)
        self._cars = {vehicle: _Car(node, station) for vehicle, node, station in cars}
        self._bookings = [_Booking() for _ in range(len(inputs.bookings))]
        self._asked_m: list[int] = inputs.bookings["length_m"].tolist()
        self._station_node: list[int] = inputs.stations["node"].tolist()
        self._places = KeptPlaces(inputs.stations)
        self._relocated_to, self._buffer_s = stations_of_relocations, buffer_s
        self._drive_seconds = drive_seconds
        self._second: int | None = None
        self._out = CarsOut()
        self._counting = 0
        self._freed_now: set[int] = set()  # cars whose plans changed in this second
        self.charging: set[int] = set()  # cars at a charger, which may lack energy

    def follow(self, row: Row) -> list[str]:
        """Take the next row; return what is wrong with it."""
        late = []
        if row.time_s != self._second:
            if self._second is not None:
                late = self._out.kept(self._second, self._cars.items())
            self._second = row.time_s
            self._freed_now.clear()
        if row.kind in OUT_KINDS:
            car = self._cars.get(row.vehicle)
            return late if car is None else [*late, *(f"{row}: {text}" for text in self._out.follow(row, car))]
        return late + self._step(row)

    def _step(self, row: Row) -> list[str]:
        """Take a row of a booking, or of staff."""
        if row.kind == Event.COUNTING_STARTED:
            self._counting += 1
            return []
        if row.request >= len(self._bookings):
            return [f"{row}: no such booking"]
        if row.kind in _ANSWERS:
            return [f"{row}: {text}" for text in self._answer(row)]
        car = self._cars.get(row.vehicle)
        if car is None:
            return [f"{row}: no such car"]
        steps = {
            Event.BOOKING_GRANTED: self._granted,
            Event.BOOKING_MOVED: self._moved,
            Event.BOOKING_UNTIL: self._until,
            Event.BOOKING_CANCELLED: self._fell_through,
            Event.BOOKING_NO_SHOW: self._fell_through,
            Event.BOOKING_LOST: self._lost,
            Event.CAR_TAKEN: self._taken,
            Event.CAR_RETURNED: self._returned,
            Event.CAR_PARKED: self._parks,
            Event.RELOCATION_ASSIGNED: self._assigned,
            Event.RELOCATION_STARTED: self._relocates,
            Event.RELOCATION_ENDED: self._relocated,
        }
        found = self._out.check(row) + steps[row.kind](row, car)
        return [f"{row}: {text}" for text in found + self._places.update(row.vehicle, car.needs())]

    def open(self) -> list[str]:
        """Return what is wrong before anything happens."""
        return [text for vehicle, car in self._cars.items() for text in self._places.update(vehicle, car.needs())]

    def close(self) -> list[str]:
        """Return what is wrong at the end of the log."""
        found = [] if self._counting == 1 else [f"counting starts {self._counting} times"]
        for number, booking in enumerate(self._bookings):
            if booking.asked and not booking.ended:
                found.append(f"booking {number}: has no end")
        return found + [f"car {n}: still in use at the end" for n, car in self._cars.items() if car.user is not None]

    def _answer(self, row: Row) -> list[str]:
        booking = self._bookings[row.request]
        if row.kind == Event.BOOKING_ASKED:
            again, booking.asked = booking.asked, True
            if booking.vain and not booking.gave_up:  # who reached nobody may try again
                again = booking.vain = booking.ended = False
            return ["asked for a second time"] if again else []
        if row.kind == Event.BOOKING_GAVE_UP:
            refused = booking.ended and booking.car is None and not booking.gave_up
            booking.gave_up = True
            return [] if refused else ["given up, but not just refused or not chosen"]
        fresh = booking.asked and not booking.ended and booking.car is None
        booking.ended = True
        booking.vain = row.kind == Event.BOOKING_REFUSED and row.value == Refusal.BOOKING_OUT
        return [] if fresh else ["refused or not chosen, but not open"]

    def _granted(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        fresh = booking.asked and not booking.ended and booking.car is None
        booking.car, booking.start_s = row.vehicle, row.value
        booking.first_start_s = row.value
        return [] if fresh else ["granted, but not open"]

    def _moved(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        open_ = booking.car is not None and not booking.ended and not booking.taken
        if booking.car is not None:
            before = self._cars[booking.car]
            before.granted.pop(row.request, None)
            self._places.update(booking.car, before.needs())
            self._freed_now.add(booking.car)
        booking.car, booking.start_s = row.vehicle, row.value
        return [] if open_ else ["moved, but not waiting for a car"]

    def _until(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        start_s, end_s = booking.start_s, row.value
        apart_s = self._buffer_s
        clash = [n for n, it in car.granted.items() if it.start_s < end_s + apart_s and start_s < it.end_s + apart_s]
        if car.current is not None and car.user is not None and start_s < car.current.end_s + apart_s:
            clash.append(car.user)
        car.granted[row.request] = _Granted(start_s, end_s, row.node, self._places.station_at(row.node))
        found = [f"double-booked with booking {other}" for other in clash]
        return found + ([] if booking.car == row.vehicle and start_s < end_s else ["no time is granted"])

    def _fell_through(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        open_ = booking.car == row.vehicle and not booking.ended and not booking.taken
        booking.ended = True
        car.granted.pop(row.request, None)
        self._freed_now.add(row.vehicle)
        found = [] if open_ else ["was not waiting for this car"]
        if row.kind == Event.BOOKING_CANCELLED and not row.value == booking.start_s - row.time_s > 0:
            found.append(f"cancelled {booking.start_s - row.time_s} s before the start")
        return found

    def _lost(self, row: Row, car: _Car) -> list[str]:
        """Tell granted bookings that were not honoured though their car stood there with a full battery."""
        changed = row.vehicle in self._freed_now
        stands = car.user is None and car.node == row.node and not self._out.is_out(row)
        ready = stands and row.vehicle not in self.charging and not changed
        others = any(it.start_s < row.time_s for other, it in car.granted.items() if other != row.request)
        found = self._fell_through(row, car)
        return [*found, "not honoured, but the car stands ready"] if ready and not others else found

    def _taken(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        found = [] if booking.car == row.vehicle and not booking.ended else ["this car was not granted"]
        found += ["taken twice"] if booking.taken else []
        found += self._must_stand(row, car)
        if row.time_s < booking.start_s:
            found.append(f"before the booking starts at {booking.start_s} s")
        if row.value != row.time_s - booking.first_start_s:
            found.append(f"{row.time_s - booking.first_start_s} s after the planned start")
        booking.taken, car.user, car.since_s = True, row.request, row.time_s
        car.current = car.granted.pop(row.request, None)
        car.bound_for = NOWHERE if car.current is None else car.current.station
        car.station = NOWHERE
        return found

    def _returned(self, row: Row, car: _Car) -> list[str]:
        booking = self._bookings[row.request]
        found = [] if car.user == row.request else [f"the car is with {car.user}"]
        asked_m = self._asked_m[row.request]
        if row.value < 0 or (row.value == 0 and asked_m != 0):
            found.append(f"drove {row.value} m, asked for were {asked_m} m")
        if car.current is not None and row.node != car.current.node:
            found.append(f"it was to be left at node {car.current.node}")
        needed_s = self._drive_seconds(car.node, row.node, car.since_s)
        if row.time_s - car.since_s < needed_s:
            found.append(f"was {row.time_s - car.since_s} s under way, the roads need {needed_s} s")
        booking.ended, car.user, car.node, car.current = True, None, row.node, None
        return found

    def _parks(self, row: Row, car: _Car) -> list[str]:
        if not 0 <= row.value < len(self._station_node):
            return [f"there is no station {row.value}"]
        found = [] if car.user is None and car.station < 0 else ["the car was parked or in use"]
        found += [] if self._station_node[row.value] == car.node else [f"the car is at node {car.node}"]
        car.station, car.bound_for = row.value, NOWHERE
        return found

    def _assigned(self, row: Row, car: _Car) -> list[str]:
        found = self._must_stand(row, car)
        car.user, car.since_s = _ASSIGNED, row.time_s
        car.bound_for = self._relocated_to.get(row.number, NOWHERE)
        return found + (["the way to it takes negative time"] if row.value < 0 else [])

    def _relocates(self, row: Row, car: _Car) -> list[str]:
        found = [] if car.user == _ASSIGNED else ["the staff does not have it"]
        found += [] if car.node == row.node else [f"the car stands at node {car.node}"]
        car.user, car.since_s, car.station = _DRIVING, row.time_s, NOWHERE
        return found

    def _relocated(self, row: Row, car: _Car) -> list[str]:
        found = [] if car.user == _DRIVING else ["the staff does not drive it"]
        took_s, needed_s = row.time_s - car.since_s, self._drive_seconds(car.node, row.node, car.since_s)
        if took_s != needed_s:
            found.append(f"drove {took_s} s, the roads need {needed_s} s")
        car.user, car.node = None, row.node
        return found

    def _must_stand(self, row: Row, car: _Car) -> list[str]:
        if car.user is not None:
            return [f"the car is with {'the staff' if car.user < 0 else f'booking {car.user}'}"]
        return [] if car.node == row.node else [f"at node {row.node}, but the car stands at {car.node}"]


def audit_carsharing(
    events: pd.DataFrame,
    inputs: CarsharingInputs,
    drive_seconds: DriveMetric,
    *,
    sites: pd.DataFrame,
    vehicles: pd.DataFrame | None = None,
    buffer_s: int,
    number: int | None = None,
) -> list[str]:
    """List everything in the event log that breaks the rules of car-sharing; an empty list: nothing was found.

    events: the whole log. sites: see ``tables.SITE_DTYPES``. vehicles: those of the ridepooling service, which may
    charge at the same sites. number: of the only service whose rows are followed; None: there are no other cars.
    buffer_s: ``carsharing.booking.buffer``. Checked are: every booking ends once; a car is in
    one place and one hand at a time; no car is granted twice for the same time and the buffer; at no event more cars
    need the places of a station than there are, those on their way to it or granted until there included; granted
    bookings are honoured while their car stands ready, and end where that was granted; drives take their time; and all
    of energy, reserves included.
    """
    service = CarsharingAudit(inputs, drive_seconds, stations_of_relocations(events), buffer_s)
    stores = inputs.cars[_STORE] if vehicles is None else pd.concat([vehicles[_STORE], inputs.cars[_STORE]])
    energy = EnergyAudit(stores, sites)
    violations = service.open()
    columns = [events[name].tolist() for name in EVENT_DTYPES]
    for position, (time_s, _, whose, kind, *rest) in enumerate(zip(*columns, strict=True)):
        row = Row(position, time_s, whose, Event(kind), *rest)
        if number is not None and whose != number:
            continue
        violations += unknown_codes(row)
        if row.kind in ENERGY_KINDS:
            violations += energy.follow(row)
            if row.kind in (Event.QUEUED, Event.PLUGGED_IN):
                service.charging.add(row.vehicle)
            elif row.kind == Event.UNPLUGGED:
                service.charging.discard(row.vehicle)
        elif row.kind in BOOKING_KINDS or row.kind in OUT_KINDS:
            violations += service.follow(row)
    return violations + service.close() + energy.close()
