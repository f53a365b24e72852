"""The auditor's view of several services in one log: rows are whose they say, and nobody is in two places at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.audit.energy import ENERGY_KINDS, EnergyAudit
from simulator.analysis.audit.row import Row
from simulator.event_kinds import BOOKING_KINDS, PART_KINDS, RIDE_KINDS, Event
from simulator.reasons import Fallback
from simulator.tables import EVENT_DTYPES, ServiceName

_BEGINS, _ENDS = {Event.BOARDED, Event.CAR_TAKEN}, {Event.ALIGHTED, Event.CAR_RETURNED}
_ASKS = {Event.SUBMITTED, Event.BOOKING_ASKED}
_TAKES, _TURNED_AWAY = {Event.ACCEPTED, Event.BOOKING_GRANTED}, {Event.CHOSEN, Event.BOOKING_NOT_CHOSEN}
_OF_NO_SERVICE = -1
_NOBODY = -1  # is chosen


@dataclass
class _Person:
    """Where who travels on a request is, whether they have been served since they asked last, and what has ended.

    ends: by service that was asked, which may be several that are compared. may_go_on: they have asked nobody yet, or
    turn to another service. next_s: when they ask whom they have not asked yet [s], None for any time. taken: by which
    service they were taken last, and when [s].
    """

    ride: int | None = None
    served: bool = False
    ends: dict[int, int] = field(default_factory=dict)
    may_go_on: bool = True
    next_s: int | None = None
    taken: tuple[int, int] | None = None


class ServicesAudit:
    """Follows the rows of all services, who writes them and whom they carry.

    services: with their numbers in the log. service_of_vehicle: number of the service by vehicle. requests_of_bookings:
    by the number of a car-sharing service, of each of its bookings the request of the common demand; -1: none.
    submitted_s: by request, when the first service is asked [s]; None where each service is looked at by itself.
    reached_s: when outages of booking end, so that people ask who have waited for it [s].
    """

    def __init__(
        self,
        services: Sequence[ServiceName],
        service_of_vehicle: Mapping[int, int],
        requests_of_bookings: Mapping[int, Sequence[int]] | None = None,
        submitted_s: Mapping[int, int] | None = None,
        reached_s: frozenset[int] = frozenset(),
    ) -> None:
        self._numbers = {service.number for service in services} | {_OF_NO_SERVICE}
        self._service_of_vehicle, self._requests_of_bookings = service_of_vehicle, requests_of_bookings or {}
        self._rides: dict[int, tuple[int, int]] = {}  # ride -> service, request
        self._parts: dict[int, tuple[int, int]] = {}  # ride that is part of a journey -> service that tells so, request
        self._people: dict[tuple[int, int], _Person] = {}
        self._submitted_s, self._reached_s = submitted_s or {}, reached_s

    def follow(self, row: Row) -> list[str]:
        """Take the next row; return what is wrong with it."""
        found = [] if row.service in self._numbers else [f"there is no service {row.service}"]
        if row.vehicle >= 0 and self._service_of_vehicle.get(row.vehicle) != row.service:
            found.append(f"the vehicle is of service {self._service_of_vehicle.get(row.vehicle)}, not {row.service}")
        found += self._ride(row)
        if row.kind in BOOKING_KINDS and row.request >= len(self._requests_of_bookings.get(row.service, ())):
            found.append(f"service {row.service} has no such booking")
        if row.request >= 0 and row.kind != Event.REQUEST_ADDED:  # who may ask nobody after all
            who = self._who(row)
            person = self._people.setdefault(who, _Person(next_s=self._first_s(*who)))
            found += self._carried(row, person)
            if row.ride not in self._parts:  # whom the service of the journey serves, not that of its part
                found += self._chosen(row, person) + self._end(row, person)
        return [f"{row}: {text}" for text in found]

    def _ride(self, row: Row) -> list[str]:
        """Compare the ride of a row with what it was booked as."""
        if row.ride < 0:
            return ["no ride is told"] if row.kind in RIDE_KINDS else []
        if row.kind in PART_KINDS and self._rides.get(row.ride) != (row.service, row.request):  # else of its own ride
            whose = self._parts.setdefault(row.ride, (row.service, row.request))
            found = [] if whose == (row.service, row.request) else [f"ride {row.ride} is part of another journey"]
            return found if row.kind != Event.LEG or row.ride not in self._rides else [*found, "is booked already"]
        booked = self._rides.setdefault(row.ride, (row.service, row.request))
        if row.service in self._requests_of_bookings and row.kind not in BOOKING_KINDS:
            requests, booking = self._requests_of_bookings[row.service], booked[1]
            booked = row.service, requests[booking] if 0 <= booking < len(requests) else booking
        if booked != (row.service, row.request):
            return [f"ride {row.ride} is of request {booked[1]} and service {booked[0]}"]
        return []

    def _who(self, row: Row) -> tuple[int, int]:
        """Return the number of the request; or, of a booking of its own, its service and its number there."""
        if row.kind not in BOOKING_KINDS:
            return _OF_NO_SERVICE, row.request
        requests = self._requests_of_bookings.get(row.service, ())
        request = requests[row.request] if row.request < len(requests) else -1
        return (row.service, row.request) if request < 0 else (_OF_NO_SERVICE, request)

    def _first_s(self, service: int, number: int) -> int | None:
        """Return when a request asks for the first time [s]; of bookings of their own others know."""
        return self._submitted_s.get(number) if service == _OF_NO_SERVICE else None

    def _carried(self, row: Row, person: _Person) -> list[str]:
        if row.kind in _ASKS:
            person.served = False
        elif row.kind in _BEGINS:
            found = [] if person.ride is None else [f"is on ride {person.ride} already"]
            person.ride = row.ride
            return found
        elif row.kind == Event.SET_DOWN:
            found = [] if person.ride == row.ride else [f"is on ride {person.ride}"]
            person.ride = None
            return found
        elif row.kind in _ENDS:
            found = [] if person.ride == row.ride else [f"is on ride {person.ride}"]
            found += ["is served a second time by one attempt"] if person.served else []
            person.ride, person.served = None, row.ride not in self._parts
            return found
        return []

    def _chosen(self, row: Row, person: _Person) -> list[str]:
        """Compare the service that is told to have been chosen with the one that takes them in the same second."""
        if row.kind in _TAKES:
            person.taken = row.service, row.time_s
        told = row.kind in _TURNED_AWAY and row.value != _NOBODY
        if told and person.taken != (row.value, row.time_s):
            return [f"chosen is service {row.value}, which takes nobody then"]
        return []

    def _end(self, row: Row, person: _Person) -> list[str]:
        """Count the ends of what a person asks for in each service, after which another may be asked, or not."""
        if row.kind in _ASKS:
            again = person.may_go_on or not any(person.ends.values())
            found = [] if again else ["asks again after the end"]
            in_time = person.next_s in (None, row.time_s) or row.time_s in self._reached_s
            if row.service not in person.ends and not in_time:
                found.append(f"asks at {row.time_s} s instead of {person.next_s} s")
            person.ends[row.service], person.next_s = 0, row.time_s
            return found
        if row.kind.ends:
            count = person.ends[row.service] = person.ends.get(row.service, 0) + 1
            person.next_s = row.time_s
            person.may_go_on = (
                row.kind == Event.BOOKING_REFUSED
                or (row.kind == Event.BOOKING_NOT_CHOSEN and row.value == _NOBODY)
                or (row.kind == Event.GAVE_UP and row.value == Fallback.OTHER_SERVICE)
            )
            return [] if count == 1 else ["ends a second time"]
        if row.kind == Event.BOOKING_GAVE_UP:
            person.may_go_on = row.value == Fallback.OTHER_SERVICE
        return []

    def close(self) -> list[str]:
        """Return what is wrong at the end of the log."""
        return [
            f"{'request' if service == _OF_NO_SERVICE else 'booking'} {number}: has no end"
            for (service, number), person in self._people.items()
            if not person.ends or not all(person.ends.values())
        ]


def audit_services(events: pd.DataFrame, services: ServicesAudit, energy: EnergyAudit | None = None) -> list[str]:
    """List rows of a log of all services that cannot be; an empty list: nothing was found.

    energy: of all vehicles and sites, where nobody else follows it for all services at once.
    """
    violations: list[str] = []
    columns = [events[name].tolist() for name in EVENT_DTYPES]
    before_s = None
    for number, (time_s, seq, whose, kind, *rest) in enumerate(zip(*columns, strict=True)):
        row = Row(number, time_s, whose, Event(kind), *rest)
        if seq != number:
            violations.append(f"{row}: seq is {seq}, expected {number}")
        if before_s is not None and time_s < before_s:
            violations.append(f"{row}: time runs back, the row before is at {before_s} s")
        before_s = time_s
        violations += services.follow(row)
        if energy is not None and row.kind in ENERGY_KINDS:
            violations += energy.follow(row)
    return violations + services.close() + ([] if energy is None else energy.close())
