"""The auditor's view of tours: nobody rides back who never left, is in two places at once, or leaves a car behind.

It follows the log on its own, and uses nothing of what lets people make their tours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.journey_parts import without_parts
from simulator.reasons import Fallback, Unasked

_ASKS = {Event.SUBMITTED, Event.BOOKING_ASKED}
_BOOKS = {Event.ACCEPTED, Event.BOOKING_GRANTED}
_BEGINS = {Event.BOARDED, Event.TRIP_BEGAN, Event.CAR_TAKEN}
_CARRIED = {Event.ALIGHTED, Event.TRIP_ENDED, Event.CAR_RETURNED}
_ABSENT = {Event.CANCELLED, Event.NO_SHOW, Event.BOOKING_CANCELLED, Event.BOOKING_NO_SHOW}
_LET_DOWN = {Event.LEFT_BEHIND, Event.BOOKING_LOST, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED}
_GAVE_UP = {Event.GAVE_UP, Event.BOOKING_GAVE_UP}
NEVER_OUT_S = -(2**31)  # until when somebody is out who has not left yet
_WITH_THEM = ("bike", "car")  # own means that come home with people


class Services(NamedTuple):
    """What services are to people on tours.

    own: by number, what people go by with their own means. kept: those whose cars are to be brought back. bookings: by
    number, of each booking whose request it is of; -1: of none. walks_s: of service and request, from the dropoff.
    """

    own: Mapping[int, str]
    kept: frozenset[int]
    bookings: Mapping[int, Sequence[int]]
    walks_s: Mapping[tuple[int, int], int]


@dataclass
class _Trip:
    """What the log tells of a trip. wish: when they wanted to ask, and to leave [s]."""

    request: int
    tour: int
    position: int
    own_car: bool
    wish: tuple[int, int]
    asked: list[tuple[int, int]] = field(default_factory=list)  # service, when [s]
    booked_s: int | None = None
    begins: tuple[int, int] | None = None  # service, when [s]
    there: tuple[int, int] | None = None
    fails: set[Unasked] = field(default_factory=set)  # in which ways it did
    taken_back_s: int | None = None
    unasked: list[Unasked] = field(default_factory=list)
    cut: list[Unasked] = field(default_factory=list)
    along: list[int] = field(default_factory=list)  # services


def audit_tours(events: pd.DataFrame, tours: pd.DataFrame, services: Services) -> list[str]:
    """List what cannot be of tours. tours: of the catalogue's tour_requests, as people wished."""
    trips = _trips(tours)
    found = [*_follow(without_parts(events), trips, services)]
    begins_s = tours.groupby("tour")["earliest_departure_s"].min().to_dict()
    in_order = sorted(
        zip(tours["person"].tolist(), trips.values(), strict=True),
        key=lambda one: (one[0], begins_s[one[1].tour], one[1].tour, one[1].position),
    )
    last, whose, why, out_until_s = None, -1, set[Unasked](), NEVER_OUT_S
    for person, trip in in_order:
        goes_on = last is not None and last.tour == trip.tour
        texts = [*_alone(trip, services)]
        if not goes_on and not whose == person >= 0:
            out_until_s = NEVER_OUT_S
        if trip.begins is not None and trip.begins[1] < out_until_s:
            texts.append(f"begins at {trip.begins[1]} s, a trip before ends at {out_until_s} s")
        out_until_s = max(out_until_s, NEVER_OUT_S if trip.there is None else trip.there[1])
        if last is not None and goes_on:
            why |= {*last.unasked, *last.cut} or last.fails or {Unasked.LET_DOWN}
            texts += _later(last, trip, why, services)
        else:
            texts += _first(trip)
            why = set()
        found += [f"request {trip.request}: {text}" for text in texts]
        last, whose = trip, person
    return found


def _trips(tours: pd.DataFrame) -> dict[int, _Trip]:
    columns = ("request", "tour", "tour_position", "own_car", "submitted_s", "earliest_departure_s")
    rows = zip(*(tours[name].tolist() for name in columns), strict=True)
    return {
        request: _Trip(request, tour, place, car, (asks, leaves)) for request, tour, place, car, asks, leaves in rows
    }


def _follow(events: pd.DataFrame, trips: Mapping[int, _Trip], services: Services) -> Iterator[str]:
    """Take down what happens to whom; yield what cannot be at once."""
    columns = (events[name].tolist() for name in ("time_s", "service", "kind", "request", "value"))
    for time_s, service, number, request, value in zip(*columns, strict=True):
        kind = Event(number)
        if kind in BOOKING_KINDS:
            requests = services.bookings.get(service, ())
            request = requests[request] if 0 <= request < len(requests) else -1
        trip = trips.get(request)
        if trip is None:
            if kind in (Event.NOT_ASKED, Event.TOUR_CUT, Event.SAME_MEANS):
                yield f"request {request}: is of no tour, and {kind.words}"
            continue
        _take_down(trip, kind, (service, time_s), value, services)


def _take_down(trip: _Trip, kind: Event, when: tuple[int, int], value: int, services: Services) -> None:
    service, time_s = when
    if kind in _ASKS:
        trip.asked.append(when)
    elif kind in _BOOKS:
        trip.booked_s = time_s
    elif kind in _BEGINS:
        trip.begins = when
    elif kind in _CARRIED:
        trip.there = service, time_s + services.walks_s.get((service, trip.request), 0) * (kind == Event.ALIGHTED)
    elif kind in _ABSENT:
        trip.fails.add(Unasked.ABSENT)
        trip.taken_back_s = time_s
    elif kind in _LET_DOWN:
        trip.fails.add(Unasked.LET_DOWN)
    elif kind in _GAVE_UP and value == Fallback.STAY:
        trip.fails.add(Unasked.NOT_TAKEN)
    elif kind in _GAVE_UP and value == Fallback.OTHER_MODE:
        trip.fails.add(Unasked.OTHER_MODE)
    elif kind == Event.NOT_ASKED:
        trip.unasked.append(Unasked(value))
    elif kind == Event.TOUR_CUT:
        trip.cut.append(Unasked(value))
    elif kind == Event.SAME_MEANS:
        trip.along.append(value)


def _alone(trip: _Trip, services: Services) -> Iterator[str]:
    """Yield what cannot be of a trip whatever was before."""
    if len(trip.unasked) + bool(trip.asked) != 1:
        yield f"asks {len(trip.asked)} times, and is told {len(trip.unasked)} times to ask nobody"
    if trip.asked and trip.asked[0][1] < trip.wish[0]:
        yield f"asks at {trip.asked[0][1]} s, wanted to at {trip.wish[0]} s"
    if trip.cut and (trip.booked_s is None or trip.taken_back_s is None or trip.there is not None):
        yield "is taken back, but was not booked, or not cancelled then"
    by_own = None if trip.begins is None else services.own.get(trip.begins[0])
    if by_own == "car" and not trip.own_car:
        yield "goes by a car that is not there for the tour"
    if by_own in _WITH_THEM and trip.position > 1 and trip.begins is not None and trip.along != [trip.begins[0]]:
        yield f"goes by a {by_own} that was left at home"


def _first(trip: _Trip) -> Iterator[str]:
    """Yield what cannot be of a trip that begins at home, or of which nobody here knows the trip before."""
    if trip.unasked:
        yield "begins a tour, and asks nobody"
    if trip.along:
        yield "goes on with what nobody has come with"
    if any(why != Unasked.TOO_LATE for why in trip.cut):
        yield "begins a tour, and is taken back because of the trip before"


def _later(last: _Trip, trip: _Trip, why: set[Unasked], services: Services) -> Iterator[str]:
    """Yield what cannot be of a trip after another one of its tour. why: trips before it may not have been made."""
    by = None if last.there is None else last.there[0]
    if trip.begins is not None and by is None:
        yield "is made by who did not come to where it begins"
    if trip.asked and last.booked_s is None:
        yield "is asked for by who never had a place on the trip before"
    elif trip.asked and last.booked_s is not None and trip.asked[0][1] < last.booked_s:
        yield f"asks at {trip.asked[0][1]} s, the trip before was booked at {last.booked_s} s"
    kept = by if by is not None and services.own.get(by) in _WITH_THEM else None
    if trip.along != ([] if kept is None else [kept]):
        yield f"goes on with the means of services {trip.along}, came with those of {kept}"
    if trip.along and {service for service, _ in trip.asked} != {*trip.along}:
        yield "asks others than for what they have with them"
    yield from _told(last, trip, why, in_rental=by in services.kept)


def _told(last: _Trip, trip: _Trip, why: set[Unasked], *, in_rental: bool) -> Iterator[str]:
    """Yield whether it is told rightly why a trip asks nobody, or is taken back."""
    told = {*trip.unasked, *trip.cut}
    expected = {Unasked.TOO_LATE} if trip.cut else set()
    if in_rental:
        expected = {Unasked.IN_RENTAL}
    elif last.there is None:
        expected |= why
    if not expected >= told or (in_rental and not told):
        names = [", ".join(sorted(one.name.lower() for one in those)) or "nothing" for those in (told, expected)]
        yield f"{names[0]} is told of it, expected {names[1]}"
    if last.there is None and not told and not trip.fails:
        yield "goes on though the trip before was not made"
