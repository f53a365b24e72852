"""Journeys of several services as the auditor reads them: each part with the rows of whose ride it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import PART_KINDS, Event
from simulator.services.feeder.audit_cars import Driven
from simulator.tables import EVENT_DTYPES

BEGINS_PART = (Event.BOARDED, Event.TRIP_BEGAN, Event.CAR_TAKEN)


@dataclass
class Ride:
    """A part of a journey: the rows of the feeder that tell of it, and those of the service whose ride it is."""

    number: int
    told: dict[Event, Row] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def row(self, *kinds: Event) -> Row | None:
        """Return the first row of some kinds."""
        return next((row for row in self.rows if row.kind in kinds), None)

    @property
    def all_rows(self) -> list[Row]:
        """Return all rows that tell of it."""
        return [*self.told.values(), *self.rows]

    @property
    def by_car(self) -> bool:
        """Return whether it is a drive of a shared car."""
        return self.row(Event.BOOKING_GRANTED) is not None

    @property
    def place(self) -> int:
        """Return its place among the parts of its journey."""
        return self.told[Event.LEG].value

    @property
    def calls(self) -> list[tuple[Row, int]]:
        """Return the rows where somebody gets on or off by timetable, or gives back a place, each with its call."""
        rows = [row for row in self.rows if row.kind != Event.RUNS_LATE]
        return [(row, called.value) for called, row in pairwise(rows) if called.kind == Event.CALLED]


@dataclass
class Told:
    """A journey as it is told."""

    request: int
    rows: list[Row] = field(default_factory=list)
    rides: dict[int, Ride] = field(default_factory=dict)

    @property
    def lacks_a_car(self) -> bool:
        """Return whether there was no car in the end that they were to drive."""
        return any(ride.row(Event.BOOKING_LOST) for ride in self.rides.values())

    @property
    def is_let_down(self) -> bool:
        """Return whether the operator cancelled a ride, or somebody was stranded on one."""
        return any(ride.row(Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED) for ride in self.rides.values())

    def driven(self, ride: Ride) -> Driven:
        """Return a part that is a drive, with the car that was to make it first."""
        return Driven(
            ride.number,
            ride.place,
            ride.told.get(Event.LEG_DUE),
            ride.row(Event.BOOKING_GRANTED),
            ride.row(Event.BOOKING_UNTIL),
            ride.row(Event.CAR_RETURNED),
            next((row for row in self.rows if row.kind == Event.TRIP_BEGAN), None),
        )

    def made(self) -> list[Ride]:
        """Return the parts that were begun, in the order of their beginnings, of one second as they were booked."""
        begun = [(row.time_s, ride.place, ride) for ride in self.rides.values() if (row := ride.row(*BEGINS_PART))]
        return [ride for *_, ride in sorted(begun, key=lambda its: its[:2])]


def journeys_in(events: pd.DataFrame, service: int) -> list[Told]:
    """Return the journeys that are accepted in a log, with their parts."""
    legs = events[(events["kind"] == Event.LEG) & (events["service"] == service)]
    owner = dict(zip(legs["ride"].tolist(), legs["request"].tolist(), strict=True))
    ours = (events["service"] == service) | events["ride"].isin(owner)
    found: dict[int, Told] = {}
    rows = events[ours]
    columns = [rows[name].tolist() for name in EVENT_DTYPES]
    for number, time_s, _, whose, kind, *rest in zip(rows.index.tolist(), *columns, strict=True):
        row = Row(number, time_s, whose, Event(kind), *rest)
        if row.kind == Event.ACCEPTED and row.service == service:
            found[row.request] = Told(row.request)
        journey = found.get(owner.get(row.ride, row.request))
        if journey is None:
            continue
        if row.ride not in owner:
            journey.rows.append(row)
            continue
        ride = journey.rides.setdefault(row.ride, Ride(row.ride))
        if row.kind in PART_KINDS and row.service == service:
            ride.told[row.kind] = row
        else:
            ride.rows.append(row)
    return list(found.values())
