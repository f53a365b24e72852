"""The auditor of journeys with several services: booked whole, joined in place and time, missed only for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.kernels.chains import NO_HUB
from simulator.reasons import Missed
from simulator.scenario.models import ServicePart
from simulator.services.feeder.audit_bikes import BikeAudit, Cycled
from simulator.services.feeder.audit_cars import CarAudit
from simulator.services.feeder.audit_fares import FareAudit, Paid
from simulator.services.feeder.audit_on_demand import Led, OnDemandAudit
from simulator.services.feeder.audit_told import BEGINS_PART, Ride, Told, journeys_in
from simulator.services.feeder.schema import Config
from simulator.world.build import World

_ENDS = (Event.TRIP_ENDED, Event.LEFT_BEHIND, Event.CANCELLED, Event.NO_SHOW)
_ENDS_PART = (Event.ALIGHTED, Event.TRIP_ENDED, Event.CAR_RETURNED, Event.LEFT_STRANDED)
_OVER = (
    *_ENDS_PART, Event.CANCELLED, Event.NO_SHOW, Event.BOOKING_CANCELLED, Event.BOOKING_NO_SHOW, Event.BOOKING_LOST,
    Event.CANCELLED_BY_OPERATOR,
)  # fmt: skip


def check_whole(events: pd.DataFrame, part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what is wrong with the journeys of a feeder. events: of all services."""
    ground, tables = _Ground(part, world), cast(Any, world.services[part.name])
    lines = world.services[tables.partners.timetable]
    for journey in journeys_in(events, part.number):
        found = (*ground.wrong_with(journey), *_not_running(journey, lines))
        yield from (f"journey of request {journey.request}: {text}" for text in found)


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
        self._cars = None if tables.partners.car is None else CarAudit(part, world)
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
        self._hub_of, self._hub_node = tables.hubs.hub_of.tolist(), tables.hubs.node.tolist()
        self._hub_stop = dict(zip(*(tables.hubs.table[name].tolist() for name in ("node", "stop")), strict=True))

    def wrong_with(self, journey: Told) -> Iterator[str]:
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
            yield from self._cars.wrong_with(journey.driven(ride)) if self._cars is not None and ride.by_car else ()
        yield from self._end(journey, ends[0])
        yield from self._joined(journey, ends[0])
        yield from self._promised(journey)
        yield from self._causes(journey)
        yield from self._paid(journey, accepted)
        yield from self._led(journey, accepted)

    def _paid(self, journey: Told, accepted: Row) -> Iterator[str]:
        """Compare what is paid for each part with its fare, and together with what was told; later ones are free."""
        first = self._at_first(journey, accepted)
        parts = [
            Paid(
                ride.number,
                self._by_timetable(ride),
                fare.value if (fare := ride.told.get(Event.LEG_FARE)) else None,
                ride in first,
                self._by_bike(ride) or ride.by_car,
                _costs(self._cars, journey, ride),
                waived.value if (waived := ride.told.get(Event.LEG_WAIVED)) else 0,
            )
            for ride in journey.rides.values()
        ]
        began = next((row.value for row in journey.rows if row.kind == Event.TRIP_BEGAN), None)
        yield from self._fares.wrong_with(journey.request, parts, began)

    def _at_first(self, journey: Told, accepted: Row) -> list[Ride]:
        """Return the parts that were booked when the journey was, in order."""
        rows = [row for ride in journey.rides.values() for row in ride.all_rows]
        missed = min((row.number for row in rows if row.kind == Event.CONNECTION_MISSED), default=None)
        legs = sorted((ride.place, ride.told[Event.LEG], number) for number, ride in journey.rides.items())
        return [
            journey.rides[number]
            for _, leg, number in legs
            if leg.time_s == accepted.time_s and (missed is None or leg.number < missed)
        ]

    def _led(self, journey: Told, accepted: Row) -> Iterator[str]:
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

    def _part(self, ride: Ride) -> Iterator[str]:
        """Look whether a part is booked, and ends once."""
        told, accepted = ride.told[Event.LEG], ride.row(Event.ACCEPTED, Event.BOOKING_GRANTED)
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

    def _by_timetable(self, ride: Ride) -> bool:
        return any(row.service == self._lines for row in ride.rows)

    def _by_bike(self, ride: Ride) -> bool:
        return any(row.service == self._own for row in ride.rows)

    def _runs(self, ride: Ride) -> Iterator[str]:
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
            if row.kind == Event.CONNECTION_MISSED and row.value != Missed.DOES_NOT_RUN:
                yield from self._change_missed(ride, row, moves)

    def _change_missed(self, ride: Ride, row: Row, moves: list[tuple[Row, int]]) -> Iterator[str]:
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

    def _end(self, journey: Told, end: Row) -> Iterator[str]:
        """Look what is left of a journey when it ends."""
        made = journey.made()
        for ride in journey.rides.values():
            begins = ride.row(*BEGINS_PART)
            if begins is not None and begins.number > end.number:
                yield f"ride {ride.number} begins after the end"
        if end.kind in (Event.CANCELLED, Event.NO_SHOW):
            if any(row.kind == Event.TRIP_BEGAN for row in journey.rows) and end.kind == Event.NO_SHOW:
                yield "did not come, and has left"
            if made:
                yield f"{end.kind.words}, and was on ride {made[0].number}"
        elif end.kind == Event.LEFT_BEHIND and not journey.is_let_down and not _misses_anything(journey):
            yield "is left behind, and has missed nothing"

    def _joined(self, journey: Told, end: Row) -> Iterator[str]:
        """Look whether parts begin where and when those before have ended, and nobody stays on any."""
        made = journey.made()
        for ride in made:
            if ride.row(*_ENDS_PART) is None:
                yield f"ride {ride.number} begins, and does not end"
                return
        for before, after in pairwise(made):
            ends, begins = before.row(*_ENDS_PART), after.row(*BEGINS_PART)
            assert ends is not None and begins is not None
            if begins.time_s < ends.time_s:
                yield f"begins ride {after.number} at {begins.time_s} s, before ride {before.number} ends"
            if self._cars is not None and ends.kind == Event.CAR_RETURNED:
                yield from self._cars.walked(ends, begins)
            elif begins.node != ends.node:
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
        begins = made[0].row(*BEGINS_PART)
        assert begins is not None
        if began is None or began.time_s > begins.time_s:
            yield "is on a ride, and has not left"

    def _promised(self, journey: Told) -> Iterator[str]:
        """Compare times of parts that were booked together with those of connections, and waits for late trains."""
        in_order = sorted(journey.rides.values(), key=lambda ride: ride.place)
        for before, after in pairwise(in_order):
            if after.told[Event.LEG].time_s == before.told[Event.LEG].time_s:
                yield from self._connection(before, after)
        for ride in in_order:
            ready, held = ride.told.get(Event.LEG_READY), ride.told.get(Event.HELD)
            begins, latest = ride.row(Event.BOARDED), ride.row(Event.PROMISED_LATEST)
            most_s = self._config.hold_s + _put_off_s(ride)
            if held is not None and latest is not None and held.value - latest.value > most_s:
                yield f"ride {ride.number} waits until {held.value} s, was promised by {latest.value} s"
            since_s = ready.value if ready is not None and held is None else None
            if begins is not None and since_s is not None and begins.time_s < since_s:
                yield f"ride {ride.number} begins at {begins.time_s} s, they are there at {since_s} s"
            accepted = ride.row(Event.ACCEPTED)
            if ready is not None and accepted is not None:
                wait_s = accepted.value - ready.value
                if not 0 <= wait_s <= self._config.max_transfer_wait_s:
                    yield f"ride {ride.number} is planned {wait_s} s after they are there"

    def _connection(self, before: Ride, after: Ride) -> Iterator[str]:
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

    def _causes(self, journey: Told) -> Iterator[str]:
        """Look for why parts were given back, and whether what is told was so."""
        ended = any(row.kind in (Event.CANCELLED, Event.NO_SHOW) for row in journey.rows)
        missed = [
            row for ride in journey.rides.values() for row in ride.all_rows if row.kind == Event.CONNECTION_MISSED
        ]
        for ride in journey.rides.values():  # given back also when it is known that a connection before will be missed
            gone = ride.row(Event.CANCELLED, Event.NO_SHOW)
            if gone is None or journey.is_let_down or journey.lacks_a_car or ended:
                continue
            if not any(row.number < gone.number or journey.rides[row.ride].place < ride.place for row in missed):
                yield f"ride {ride.number}: {gone.kind.words} without a cause"
        for ride in journey.rides.values():
            told = ride.told.get(Event.CONNECTION_MISSED)
            if told is not None:
                yield from self._missed(journey, ride, told)

    def _missed(self, journey: Told, ride: Ride, told: Row) -> Iterator[str]:
        """Look whether a connection was really missed."""
        earlier = [its for its in journey.rides.values() if its.place < ride.place and its.row(*BEGINS_PART)]
        if not earlier:  # who gives up later may have been told beforehand
            gone = (row.kind in (Event.CANCELLED, Event.NO_SHOW) for row in journey.rows)
            if not any(gone) and not journey.lacks_a_car and not journey.is_let_down:
                yield f"ride {ride.number} is missed by nobody"
            return
        before = max(earlier, key=lambda its: its.place)
        if told.value == Missed.VEHICLE_LATE:
            missed = [call for row, call in ride.calls if row.kind == Event.PLACES_GIVEN_BACK]
            alights = before.row(Event.ALIGHTED, Event.CAR_RETURNED)
            if before.row(Event.SET_DOWN) is not None:
                return  # late enough, or not there at all
            if not missed or alights is None:
                yield f"ride {ride.number} is missed, and no vehicle is late for it"
                return
            stop, leaves_s = self._stop[missed[0]], self._actual[missed[0]][1]
            node, walk_s = alights.node, 0
            if self._cars is not None and before.by_car:
                node = self._hub_node[self._hub_of[stop]]
                walk_s = self._cars.walk(alights.node, node)[1]
            walk_s += self._walk_s.get((self._hub_stop.get(node, stop), stop), 0)
            if alights.time_s + walk_s <= leaves_s:
                yield f"ride {ride.number} is missed, leaving at {leaves_s} s; they are there at {alights.time_s} s"
        elif told.value == Missed.TRAIN_LATE:
            left = [(row, call) for row, call in before.calls if row.kind == Event.VEHICLE_LEFT]
            ready = ride.told.get(Event.LEG_READY)
            late = left and self._actual[left[-1][1]][0] > self._planned[left[-1][1]][0]
            if (
                ready is None
                or not late
                or left[-1][0].time_s <= ready.value - _longest_walk_s(self._walk_s, self._stop[left[-1][1]])
            ):
                yield f"ride {ride.number} is missed, but nothing is late"


def _not_running(journey: Told, lines: Any) -> Iterator[str]:
    """Look whether what was to be taken, and is told not to run, did not. lines: the tables of the timetable."""
    cut = set() if lines.wrong is None else set(np.flatnonzero(lines.wrong.cut_by >= 0).tolist())
    for ride in journey.rides.values():
        if any(row.kind == Event.CONNECTION_MISSED and row.value == Missed.DOES_NOT_RUN for row in ride.rows):
            given_back = (range(on, row.value) for row, on in ride.calls if row.kind == Event.PLACES_GIVEN_BACK)
            if not cut.intersection(next(given_back, ())):
                yield f"ride {ride.number}: misses what ran"


def _costs(cars: CarAudit | None, journey: Told, ride: Ride) -> int | None:
    """Return what a way by oneself costs [cent], None where that is not known."""
    if cars is not None and ride.by_car:
        return cars.costs(journey.driven(ride))
    began = ride.row(Event.TRIP_BEGAN)
    return None if began is None else began.value


def _longest_walk_s(walk_s: dict[tuple[int, int], int], stop: int) -> int:
    """Return the longest walk from a stop [s]."""
    return max((takes_s for (one, _), takes_s in walk_s.items() if one == stop), default=0)


def _misses_anything(journey: Told) -> bool:
    """Return whether a connection of a journey was missed, or there was no car."""
    rows = (row for ride in journey.rides.values() for row in ride.all_rows)
    return any(row.kind in (Event.CONNECTION_MISSED, Event.BOOKING_LOST) for row in rows)


def _put_off_s(ride: Ride) -> int:
    """Return how much later than first promised a ride was planned because of what went wrong [s]."""
    return sum(row.value for row, by in pairwise(ride.rows) if by.kind == Event.BROKEN_BY)
