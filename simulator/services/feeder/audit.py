"""The auditor of journeys with several services: booked whole, joined in place and time, missed only for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import PART_KINDS, Event
from simulator.kernels.chains import NO_HUB
from simulator.reasons import Missed
from simulator.scenario.models import ServicePart
from simulator.services.feeder.audit_bikes import BikeAudit, Cycled
from simulator.services.feeder.audit_fares import FareAudit, Paid
from simulator.services.feeder.audit_on_demand import Led, OnDemandAudit
from simulator.services.feeder.schema import Config
from simulator.tables import EVENT_DTYPES
from simulator.world.build import World

_ENDS = (Event.TRIP_ENDED, Event.LEFT_BEHIND, Event.CANCELLED, Event.NO_SHOW)
_BEGINS_PART, _ENDS_PART = (Event.BOARDED, Event.TRIP_BEGAN), (Event.ALIGHTED, Event.TRIP_ENDED)
_OVER = (*_ENDS_PART, Event.CANCELLED, Event.NO_SHOW)


@dataclass
class _Ride:
    """A part of a journey: the rows of the feeder that tell of it, and those of the service whose ride it is."""

    number: int
    told: dict[Event, Row] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def row(self, *kinds: Event) -> Row | None:
        """Return the first row of some kinds."""
        return next((row for row in self.rows if row.kind in kinds), None)

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
class _Told:
    """A journey as it is told."""

    request: int
    rows: list[Row] = field(default_factory=list)
    rides: dict[int, _Ride] = field(default_factory=dict)

    def made(self) -> list[_Ride]:
        """Return the parts that were begun, in the order of their beginnings."""
        begun = [(row.number, ride) for ride in self.rides.values() if (row := ride.row(*_BEGINS_PART))]
        return [ride for _, ride in sorted(begun, key=lambda its: its[0])]


def check_whole(events: pd.DataFrame, part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what is wrong with the journeys of a feeder. events: of all services."""
    ground = _Ground(part, world)
    for journey in _journeys(events, part.number):
        yield from (f"journey of request {journey.request}: {text}" for text in ground.wrong_with(journey))


def _journeys(events: pd.DataFrame, service: int) -> list[_Told]:
    """Return the journeys that are accepted in a log, with their parts."""
    legs = events[(events["kind"] == Event.LEG) & (events["service"] == service)]
    owner = dict(zip(legs["ride"].tolist(), legs["request"].tolist(), strict=True))
    ours = (events["service"] == service) | events["ride"].isin(owner)
    found: dict[int, _Told] = {}
    rows = events[ours]
    columns = [rows[name].tolist() for name in EVENT_DTYPES]
    for number, time_s, _, whose, kind, *rest in zip(rows.index.tolist(), *columns, strict=True):
        row = Row(number, time_s, whose, Event(kind), *rest)
        if row.kind == Event.ACCEPTED and row.service == service:
            found[row.request] = _Told(row.request)
        journey = found.get(owner.get(row.ride, row.request))
        if journey is None:
            continue
        if row.ride not in owner:
            journey.rows.append(row)
            continue
        ride = journey.rides.setdefault(row.ride, _Ride(row.ride))
        if row.kind in PART_KINDS and row.service == service:
            ride.told[row.kind] = row
        else:
            ride.rows.append(row)
    return list(found.values())


class _Ground:
    """Knows the timetable, how late it was, and what the feeder promises."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        tables: Any = world.services[part.name]
        lines: Any = world.services[tables.partners.timetable]
        services = world.scenario.services
        self._config, self._lines = part.config, list(services).index(tables.partners.timetable)
        bike = tables.partners.bike
        self._own = None if bike is None else list(services).index(bike)
        self._bikes = None if bike is None else BikeAudit(part, world)
        calls = lines.calls
        self._planned = list(zip(calls["arrival_s"].tolist(), calls["departure_s"].tolist(), strict=True))
        late = lines.actual
        self._actual = (
            self._planned
            if late is None
            else list(zip(np.asarray(late.arrival_s).tolist(), np.asarray(late.departure_s).tolist(), strict=True))
        )
        self._stop, self._node = calls["stop"].tolist(), lines.stop_node.tolist()
        walks = (lines.timetable.walks[name].tolist() for name in ("from_stop", "to_stop", "walk_s"))
        self._walk_s = {(one, other): walk_s for one, other, walk_s in zip(*walks, strict=True)}
        self._fares, self._on_demand = FareAudit(part, world), OnDemandAudit(part, world)
        self._hub_of, table = tables.hubs.hub_of.tolist(), tables.hubs.table
        self._hub_stop = dict(zip(table["node"].tolist(), table["stop"].tolist(), strict=True))

    def wrong_with(self, journey: _Told) -> Iterator[str]:
        """Yield what cannot be as a journey tells it."""
        accepted, ends = journey.rows[0], [row for row in journey.rows if row.kind in _ENDS]
        if len(ends) != 1:
            yield f"ends {len(ends)} times"
            return
        places = sorted(ride.place for ride in journey.rides.values())
        if places != list(range(len(places))) or not places:
            yield f"consists of parts {places}"
            return
        first = [ride for ride in journey.rides.values() if ride.told[Event.LEG].time_s == accepted.time_s]
        if not first or first[0].place:
            yield "has no part from its beginning on"
        for ride in journey.rides.values():
            yield from self._part(ride)
        yield from self._end(journey, ends[0])
        yield from self._joined(journey, ends[0])
        yield from self._promised(journey)
        yield from self._causes(journey)
        yield from self._paid(journey, accepted)
        yield from self._led(journey, accepted)

    def _paid(self, journey: _Told, accepted: Row) -> Iterator[str]:
        """Compare what is paid for each part with its fare, and together with what was told; later ones are free."""
        first = self._at_first(journey, accepted)
        parts = [
            Paid(
                ride.number,
                self._by_timetable(ride),
                fare.value if (fare := ride.told.get(Event.LEG_FARE)) else None,
                ride in first,
                self._by_bike(ride),
                row.value if (row := ride.row(Event.TRIP_BEGAN)) else None,
                waived.value if (waived := ride.told.get(Event.LEG_WAIVED)) else 0,
            )
            for ride in journey.rides.values()
        ]
        began = next((row.value for row in journey.rows if row.kind == Event.TRIP_BEGAN), None)
        yield from self._fares.wrong_with(journey.request, parts, began)

    def _at_first(self, journey: _Told, accepted: Row) -> list[_Ride]:
        """Return the parts that were booked when the journey was, in order."""
        rows = [row for ride in journey.rides.values() for row in self._all(ride)]
        missed = min((row.number for row in rows if row.kind == Event.CONNECTION_MISSED), default=None)
        legs = sorted((ride.place, ride.told[Event.LEG], number) for number, ride in journey.rides.items())
        return [
            journey.rides[number]
            for _, leg, number in legs
            if leg.time_s == accepted.time_s and (missed is None or leg.number < missed)
        ]

    def _led(self, journey: _Told, accepted: Row) -> Iterator[str]:
        """Look whether what was booked at first leads nobody about, or back to the station where a part begins."""
        first = self._at_first(journey, accepted)
        lines = [ride for ride in first if self._by_timetable(ride)]
        if not lines:
            return
        hubs: list[int | None] = []
        for rides, kind in ((first[:1], Event.PLANNED_DROPOFF), (first[-1:], Event.ACCEPTED)):
            row = rides[0].row(kind)
            hubs.append(None if rides[0] in lines or row is None else row.node)
        if hubs != [None, None]:
            yield from self._on_demand.wrong_with(Led(journey.request, accepted.time_s, *hubs))
        for ride in lines:
            calls = [call for row, call in ride.calls if row.kind in (Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT)]
            hub = self._hub_of[self._stop[calls[0]]] if calls else NO_HUB
            missed = any(row.kind == Event.CONNECTION_MISSED for row in ride.rows)
            if hub != NO_HUB and not missed and hub == self._hub_of[self._stop[calls[-1]]]:
                yield f"ride {ride.number} leads back to the station where it begins"

    def _part(self, ride: _Ride) -> Iterator[str]:
        """Look whether a part is booked, and ends once."""
        told, accepted = ride.told[Event.LEG], ride.row(Event.ACCEPTED)
        if accepted is None or accepted.time_s != told.time_s or accepted.number < told.number:
            yield f"ride {ride.number} is not booked when it is told to be a part"
        over = [row.kind for row in ride.rows if row.kind in _OVER]
        if len(over) != 1:
            yield f"ride {ride.number} is over {len(over)} times"
        if self._by_timetable(ride):
            yield from self._runs(ride)
        elif self._by_bike(ride):
            began, ended = (ride.row(kind) for kind in (Event.TRIP_BEGAN, Event.TRIP_ENDED))
            way = Cycled(ride.number, ride.place, began, ended, ride.told.get(Event.LEG_DUE))
            yield from () if self._bikes is None else self._bikes.wrong_with(way)
        else:
            yield from self._on_demand.told(ride.rows, ride.told)

    def _by_timetable(self, ride: _Ride) -> bool:
        return any(row.service == self._lines for row in ride.rows)

    def _by_bike(self, ride: _Ride) -> bool:
        return any(row.service == self._own for row in ride.rows)

    def _runs(self, ride: _Ride) -> Iterator[str]:
        """Compare getting on and off with when buses and trains are really there, and changes with their walks."""
        moves = [(row, call) for row, call in ride.calls if row.kind in (Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT)]
        for row, call in moves:
            there_s = self._actual[call][row.kind == Event.VEHICLE_TAKEN]
            if row.time_s != there_s or row.node != self._node[self._stop[call]]:
                yield f"ride {ride.number}: {row.kind.words} at {row.time_s} s, node {row.node}, there at {there_s} s"
        for (left, before), (taken, after) in pairwise(moves):
            if left.kind == Event.VEHICLE_LEFT and taken.kind == Event.VEHICLE_TAKEN and left.value == 0:
                walk_s = self._walk_s.get((self._stop[before], self._stop[after]))
                if walk_s is None or left.time_s + walk_s > taken.time_s:
                    yield f"ride {ride.number}: changes in {taken.time_s - left.time_s} s, which takes {walk_s} s"
        for row in ride.rows:
            if row.kind == Event.CONNECTION_MISSED:
                yield from self._change_missed(ride, row, moves)

    def _change_missed(self, ride: _Ride, row: Row, moves: list[tuple[Row, int]]) -> Iterator[str]:
        """Look whether a change between buses and trains was really missed."""
        missed = [
            call for told, call in ride.calls if told.kind == Event.PLACES_GIVEN_BACK and told.number > row.number
        ]
        before = [(told, call) for told, call in moves if told.number < row.number]
        if not missed or not before:
            yield f"ride {ride.number}: misses nothing"
            return
        left, call = before[-1]
        walk_s = self._walk_s.get((self._stop[call], self._stop[missed[0]]), 0)
        if left.time_s + walk_s <= self._actual[missed[0]][1]:
            yield f"ride {ride.number}: misses what leaves at {self._actual[missed[0]][1]} s, being there before"

    def _end(self, journey: _Told, end: Row) -> Iterator[str]:
        """Look what is left of a journey when it ends."""
        made = journey.made()
        for ride in journey.rides.values():
            begins = ride.row(*_BEGINS_PART)
            if begins is not None and begins.number > end.number:
                yield f"ride {ride.number} begins after the end"
        if end.kind in (Event.CANCELLED, Event.NO_SHOW):
            if any(row.kind == Event.TRIP_BEGAN for row in journey.rows) and end.kind == Event.NO_SHOW:
                yield "did not come, and has left"
            if made:
                yield f"{end.kind.words}, and was on ride {made[0].number}"
        elif end.kind == Event.LEFT_BEHIND and not any(
            row.kind == Event.CONNECTION_MISSED for ride in journey.rides.values() for row in self._all(ride)
        ):
            yield "is left behind, and has missed nothing"

    def _all(self, ride: _Ride) -> list[Row]:
        return [*ride.told.values(), *ride.rows]

    def _joined(self, journey: _Told, end: Row) -> Iterator[str]:
        """Look whether parts begin where and when those before have ended, and nobody stays on any."""
        made = journey.made()
        for ride in made:
            if ride.row(*_ENDS_PART) is None:
                yield f"ride {ride.number} begins, and does not end"
                return
        for before, after in pairwise(made):
            ends, begins = before.row(*_ENDS_PART), after.row(*_BEGINS_PART)
            assert ends is not None and begins is not None
            if begins.time_s < ends.time_s:
                yield f"begins ride {after.number} at {begins.time_s} s, before ride {before.number} ends"
            if begins.node != ends.node:
                yield f"begins ride {after.number} at node {begins.node}, not at node {ends.node}"
        if not made:
            return
        last = made[-1].row(*_ENDS_PART)
        assert last is not None
        if end.kind == Event.TRIP_ENDED and (
            end.time_s < last.time_s
            or (last.service == self._lines and (end.time_s, end.node) != (last.time_s, last.node))
        ):
            yield f"ends at {end.time_s} s, node {end.node}, the last ride at {last.time_s} s, node {last.node}"
        began = next((row for row in journey.rows if row.kind == Event.TRIP_BEGAN), None)
        begins = made[0].row(*_BEGINS_PART)
        assert begins is not None
        if began is None or began.time_s > begins.time_s:
            yield "is on a ride, and has not left"

    def _promised(self, journey: _Told) -> Iterator[str]:
        """Compare times of parts that were booked together with those of connections, and waits for late trains."""
        in_order = sorted(journey.rides.values(), key=lambda ride: ride.place)
        for before, after in pairwise(in_order):
            if after.told[Event.LEG].time_s == before.told[Event.LEG].time_s:
                yield from self._connection(before, after)
        for ride in in_order:
            ready, held = ride.told.get(Event.LEG_READY), ride.told.get(Event.HELD)
            begins, latest = ride.row(Event.BOARDED), ride.row(Event.PROMISED_LATEST)
            if held is not None and latest is not None and held.value - latest.value > self._config.hold_s:
                yield f"ride {ride.number} waits until {held.value} s, was promised by {latest.value} s"
            since_s = ready.value if ready is not None and held is None else None
            if begins is not None and since_s is not None and begins.time_s < since_s:
                yield f"ride {ride.number} begins at {begins.time_s} s, they are there at {since_s} s"
            accepted = ride.row(Event.ACCEPTED)
            if ready is not None and accepted is not None:
                wait_s = accepted.value - ready.value
                if not 0 <= wait_s <= self._config.max_transfer_wait_s:
                    yield f"ride {ride.number} is planned {wait_s} s after they are there"

    def _connection(self, before: _Ride, after: _Ride) -> Iterator[str]:
        """Compare a due with the departure of what follows, and when they are ready with its arrival."""
        due, ready = before.told.get(Event.LEG_DUE), after.told.get(Event.LEG_READY)
        leaves, off = after.row(Event.ACCEPTED), before.row(Event.PLANNED_DROPOFF)
        if self._by_bike(before) and due is not None and leaves is not None and leaves.value < due.value:
            yield f"is due at {due.value} s by bike for a departure at {leaves.value} s"
        if due is not None and leaves is not None and off is not None:
            least_s = self._config.buffer_s + self._on_demand.dwell_s(due.request)
            if self._by_timetable(after) and leaves.value - due.value < least_s:
                yield f"is due at {due.value} s for a departure at {leaves.value} s"
            if off.value > due.value:
                yield f"ride {before.number} is planned until {off.value} s, due at {due.value} s"
        arrives = [call for row, call in before.calls if row.kind == Event.VEHICLE_LEFT]
        if ready is not None and arrives and self._by_timetable(before):
            planned_s = self._planned[arrives[-1]][0]
            missed = any(row.kind == Event.CONNECTION_MISSED for row in before.rows)
            if ready.value < planned_s and not missed:
                yield f"is ready at {ready.value} s, the arrival is planned for {planned_s} s"

    def _causes(self, journey: _Told) -> Iterator[str]:
        """Look for why parts were given back, and whether what is told was so."""
        ended = [row.number for row in journey.rows if row.kind in (Event.CANCELLED, Event.NO_SHOW)]
        missed = [
            row for ride in journey.rides.values() for row in self._all(ride) if row.kind == Event.CONNECTION_MISSED
        ]
        for ride in journey.rides.values():  # given back also when it is known that a connection before will be missed
            gone = ride.row(Event.CANCELLED, Event.NO_SHOW)
            if gone is None or any(number <= gone.number for number in ended) or ended:
                continue
            if not any(row.number < gone.number or journey.rides[row.ride].place < ride.place for row in missed):
                yield f"ride {ride.number}: {gone.kind.words} without a cause"
        for ride in journey.rides.values():
            told = ride.told.get(Event.CONNECTION_MISSED)
            if told is not None:
                yield from self._missed(journey, ride, told)

    def _missed(self, journey: _Told, ride: _Ride, told: Row) -> Iterator[str]:
        """Look whether a connection was really missed."""
        earlier = [its for its in journey.rides.values() if its.place < ride.place and its.row(*_BEGINS_PART)]
        if not earlier:  # who gives up later may have been told beforehand
            if not any(row.kind in (Event.CANCELLED, Event.NO_SHOW) for row in journey.rows):
                yield f"ride {ride.number} is missed by nobody"
            return
        before = max(earlier, key=lambda its: its.place)
        if told.value == Missed.VEHICLE_LATE:
            missed = [call for row, call in ride.calls if row.kind == Event.PLACES_GIVEN_BACK]
            alights = before.row(Event.ALIGHTED)
            if not missed or alights is None:
                yield f"ride {ride.number} is missed, and no vehicle is late for it"
                return
            stop, leaves_s = self._stop[missed[0]], self._actual[missed[0]][1]
            walk_s = self._walk_s.get((self._hub_stop.get(alights.node, stop), stop), 0)
            if alights.time_s + walk_s <= leaves_s:
                yield f"ride {ride.number} is missed, leaving at {leaves_s} s; they are there at {alights.time_s} s"
        elif told.value == Missed.TRAIN_LATE:
            left = [(row, call) for row, call in before.calls if row.kind == Event.VEHICLE_LEFT]
            ready = ride.told.get(Event.LEG_READY)
            late = left and self._actual[left[-1][1]][0] > self._planned[left[-1][1]][0]
            if ready is None or not late or left[-1][0].time_s <= ready.value - self._longest_walk_s(left[-1][1]):
                yield f"ride {ride.number} is missed, but nothing is late"

    def _longest_walk_s(self, call: int) -> int:
        """Return the longest walk from the stop of a call [s]."""
        return max((walk_s for (stop, _), walk_s in self._walk_s.items() if stop == self._stop[call]), default=0)
