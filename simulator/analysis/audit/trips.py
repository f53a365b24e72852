"""The auditor's view of trips told as a whole: in order, on time, and no vehicle in two places."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import TRIP_KINDS, Event
from simulator.journey_parts import parts_of_journeys
from simulator.reasons import Missed
from simulator.tables import EVENT_DTYPES, NO_TIME

_FOLLOWS: dict[Event | None, tuple[Event, ...]] = {
    None: (Event.TRIP_BEGAN,),
    Event.TRIP_BEGAN: (Event.VEHICLE_TAKEN, Event.TRIP_ENDED, Event.LEFT_BEHIND),
    Event.VEHICLE_TAKEN: (Event.VEHICLE_LEFT,),
    Event.VEHICLE_LEFT: (Event.VEHICLE_TAKEN, Event.TRIP_ENDED, Event.LEFT_BEHIND),
    Event.TRIP_ENDED: (),
    Event.LEFT_BEHIND: (),
}
_ENDS = (Event.TRIP_ENDED, Event.LEFT_BEHIND)


class Asked(NamedTuple):
    """What a traveller wants; see ``tables.TRIP_INPUT_DTYPES``."""

    earliest_departure_s: int
    earliest_arrival_s: int
    latest_arrival_s: int
    origin_node: int
    destination_node: int
    origin_lon: float
    origin_lat: float
    destination_lon: float
    destination_lat: float
    party_size: int
    wheelchairs: int
    traveller_class: str
    season_ticket: bool


class ToldMiss(NamedTuple):
    """A vehicle that was missed. after: how many rides were made before.

    given_back: of each ride that was planned from there on, the calls where they were to get on and off. by: number of
    the disruption because of which, as it is told.
    """

    row: Row
    after: int
    given_back: list[tuple[int, int]]
    by: int = -1


@dataclass
class ToldTrip:
    """A trip as the log tells it: the rows about it in their order; of rows that a call was told with, which one.

    late_s: of rows that were told to be late, how late. off_s: when the last vehicle was to be left, as planned when it
    was booked [s]; NO_TIME: nothing is told, and vehicles are on time. misses: in their order. is_part: of a journey of
    another service, or of a tour and taken back, which others look at; of what is cancelled, it may have only misses.
    """

    asked: Asked
    accepted: Row
    rows: list[Row] = field(default_factory=list)
    calls: dict[Row, int] = field(default_factory=dict)
    agreed_s: int = NO_TIME
    late_s: dict[Row, int] = field(default_factory=dict)
    off_s: int = NO_TIME
    misses: list[ToldMiss] = field(default_factory=list)
    is_part: bool = False

    def __str__(self) -> str:
        return f"ride {self.accepted.ride} of request {self.accepted.request}"

    @property
    def is_whole(self) -> bool:
        """Return whether it begins, ends, and has nothing but rides between."""
        kinds = [row.kind for row in self.rows]
        rides = (len(kinds) - 2) // 2
        whole = [Event.TRIP_BEGAN, *(Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT) * rides]
        return any(kinds == [*whole, end] for end in _ENDS)

    @property
    def arrives(self) -> bool:
        """Return whether it comes to its destination."""
        return self.ended.kind == Event.TRIP_ENDED

    @property
    def began(self) -> Row:
        """Return the row where they leave the origin."""
        return self.rows[0]

    @property
    def ended(self) -> Row:
        """Return the row where they are at the destination, or nothing takes them on."""
        return self.rows[-1]

    @property
    def rides(self) -> list[tuple[Row, Row]]:
        """Return of each ride the rows where its vehicle is taken and left."""
        between = self.rows[1:-1]
        return list(zip(between[::2], between[1::2], strict=True))

    @property
    def moves(self) -> tuple[Row, Row]:
        """Return the rows where the first ride begins and the last one ends, or the walk all the way."""
        return (self.rows[1], self.rows[-2]) if len(self.rows) > 2 else (self.began, self.ended)


class TripAudit:
    """Follows the trips of one service through the log.

    requests: who asked, by number. shared: many may ride in one vehicle, which goes where it goes. parts: rides that
    are parts of journeys.
    """

    def __init__(
        self, requests: Mapping[int, Asked], *, shared: bool = False, parts: Container[int] = frozenset[int]()
    ) -> None:
        self._parts = parts
        self.requests, self.trips, self._shared = requests, dict[int, ToldTrip](), shared
        self._called: dict[int, int] = {}
        self._late: dict[int, int] = {}
        self._agreed: dict[int, int] = {}
        self._ridden: set[int] = set()
        self._stands_at: dict[int, int] = {}

    def follow(self, row: Row) -> list[str]:
        """Take the next row; return what is wrong with it."""
        if row.request not in self.requests:
            return [f"{row}: no such request"]
        found: list[str] = []
        if row.kind == Event.ACCEPTED:
            found += ["the ride is accepted twice"] if row.ride in self.trips else []
            agreed_s = self._agreed.pop(row.request, NO_TIME)
            is_part = row.ride in self._parts
            self.trips[row.ride] = ToldTrip(self.requests[row.request], row, agreed_s=agreed_s, is_part=is_part)
        elif row.kind == Event.AGREED:
            self._agreed[row.request] = row.value
        elif row.kind == Event.CALLED:
            self._called[row.ride] = row.value
        elif row.kind == Event.RUNS_LATE:
            self._late[row.ride] = row.value
        elif row.kind in TRIP_KINDS or row.kind == Event.LEFT_BEHIND:
            found += self._step(row)
        elif row.ride in self.trips:
            found += self._planned(row, self.trips[row.ride])
        return [f"{row}: {text}" for text in found]

    def _step(self, row: Row) -> list[str]:
        trip = self.trips.get(row.ride)
        if trip is None:
            return ["the ride was never accepted"]
        last = trip.rows[-1].kind if trip.rows else None
        found = [] if row.kind in _FOLLOWS[last] else [f"follows {'nothing' if last is None else last.words}"]
        trip.rows.append(row)
        if row.ride in self._called:
            trip.calls[row] = self._called.pop(row.ride)
        if row.ride in self._late:
            trip.late_s[row] = self._late.pop(row.ride)
        return found + (self._vehicle(row, trip) if row.vehicle >= 0 else [])

    def _planned(self, row: Row, trip: ToldTrip) -> list[str]:
        """Follow what becomes of the plan of a trip."""
        if row.kind == Event.PLANNED_DROPOFF:
            trip.off_s = row.value
        elif row.kind == Event.CANCELLED:
            trip.misses.append(ToldMiss(row, 0, []))
            begun, trip.is_part = bool(trip.rows) and not trip.is_part, True
            return ["is taken back, and has begun"] if begun else []
        elif row.kind == Event.CONNECTION_MISSED:
            trip.misses.append(ToldMiss(row, len(trip.rows) // 2, []))
            if row.value == Missed.DOES_NOT_RUN:
                return [] if trip.rows and trip.rows[-1].kind != Event.VEHICLE_TAKEN else ["they are on board"]
            left = bool(trip.rows) and trip.rows[-1].kind == Event.VEHICLE_LEFT
            return [] if left and trip.rows[-1].time_s == row.time_s else ["they have not just left a vehicle"]
        elif row.kind == Event.BROKEN_BY and trip.misses:
            trip.misses[-1] = trip.misses[-1]._replace(by=row.value)
        elif row.kind == Event.PLACES_GIVEN_BACK:
            if not trip.misses or row.ride not in self._called:
                return ["no vehicle was missed, or no call is told"]
            trip.misses[-1].given_back.append((self._called.pop(row.ride), row.value))
        return []

    def _vehicle(self, row: Row, trip: ToldTrip) -> list[str]:
        """Follow a vehicle of a fleet, which somebody takes or leaves."""
        if self._shared:
            return []
        found = [] if row.vehicle == trip.accepted.vehicle else [f"accepted was vehicle {trip.accepted.vehicle}"]
        if row.kind == Event.VEHICLE_TAKEN:
            found += ["somebody has the vehicle already"] if row.vehicle in self._ridden else []
            stood_at = self._stands_at.get(row.vehicle, row.node)
            found += [] if stood_at == row.node else [f"the vehicle stands at node {stood_at}"]
            self._ridden.add(row.vehicle)
        else:
            self._ridden.discard(row.vehicle)
            self._stands_at[row.vehicle] = row.node
        return found

    def close(self) -> list[str]:
        """Return what is wrong with whole trips."""
        return [f"{trip}: {text}" for trip in self.trips.values() if not trip.is_part for text in _as_a_whole(trip)]


def _as_a_whole(trip: ToldTrip) -> list[str]:
    kinds = {row.kind for row in trip.rows}
    if not kinds & set(_ENDS):
        return ["has no end"]
    if Event.TRIP_BEGAN not in kinds:
        return ["has no beginning"]
    if not trip.is_whole:
        return []  # which row follows none that it may follow is told already
    began, ended, (begins, _), asked = trip.began, trip.ended, trip.moves, trip.asked
    found = [] if began.time_s >= trip.accepted.time_s else ["begins before it is accepted"]
    as_planned = not any(miss.after == 0 for miss in trip.misses)
    planned = trip.accepted.value, trip.accepted.node
    if as_planned and (begins.time_s - trip.late_s.get(begins, 0), begins.node) != planned:
        found.append(f"begins at {begins.time_s} s, accepted was {trip.accepted.value} s")
    rides = [(taken.time_s - taken.value, taken.time_s, left.time_s) for taken, left in trip.rides]
    moments = [began.time_s, *(moment for ride in rides for moment in ride), ended.time_s]
    if rides and moments != sorted(moments):
        found.append("walks, wait and ride do not follow each other")
    first_s = asked.earliest_departure_s if trip.agreed_s == NO_TIME else trip.agreed_s
    if began.time_s < first_s:
        found.append(f"leaves before {first_s} s")
    if trip.agreed_s != NO_TIME and not began.time_s == trip.agreed_s < asked.earliest_departure_s:
        found.append(f"leaves at {began.time_s} s, agreed was {trip.agreed_s} s, before {asked.earliest_departure_s} s")
    is_early = trip.off_s != NO_TIME and trip.moves[1].time_s < trip.off_s
    if asked.earliest_arrival_s != NO_TIME and ended.time_s < asked.earliest_arrival_s and not is_early:
        found.append(f"arrives before {asked.earliest_arrival_s} s")
    may_be_late = trip.off_s != NO_TIME  # its kind looks at what was planned
    if asked.latest_arrival_s != NO_TIME and ended.time_s > asked.latest_arrival_s and not may_be_late:
        found.append(f"arrives after {asked.latest_arrival_s} s")
    for row, node in ((began, asked.origin_node), (ended, asked.destination_node)):
        if row.kind == Event.LEFT_BEHIND:
            continue
        found += [f"{row.kind.words} at node {row.node}, not {node}"] if node >= 0 and row.node != node else []
    return found


def asked_of(requests: pd.DataFrame) -> dict[int, Asked]:
    """Return what everybody wants, by number. requests: of ``tables.TRIP_INPUT_DTYPES``."""
    columns = [requests[name].tolist() for name in ("request", *Asked._fields)]
    return {request: Asked(*rest) for request, *rest in zip(*columns, strict=True)}


def follow_trips(
    events: pd.DataFrame, service: int, requests: pd.DataFrame, *, shared: bool = False
) -> tuple[list[ToldTrip], list[str]]:
    """Return the trips that a service tells of in a whole log, and what is wrong with them.

    requests: of ``tables.TRIP_INPUT_DTYPES``. shared: many may ride in one vehicle.
    """
    parts = frozenset(parts_of_journeys(events).tolist())
    audit, found = TripAudit(asked_of(requests), shared=shared, parts=parts), []
    rows = events[(events["service"] == service) & (events["request"] >= 0)]
    columns = [rows[name].tolist() for name in EVENT_DTYPES]
    for number, time_s, _, whose, kind, *rest in zip(rows.index.tolist(), *columns, strict=True):
        found += audit.follow(Row(number, time_s, whose, Event(kind), *rest))
    found += audit.close()
    return [trip for trip in audit.trips.values() if trip.is_whole or trip.is_part], found
