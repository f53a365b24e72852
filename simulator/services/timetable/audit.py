"""The auditor of journeys by timetable: whether they can be made as told, and whether there was no better one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any, NamedTuple

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.analysis.audit.trips import Asked, ToldTrip
from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.network.graph import EARTH_RADIUS_M
from simulator.network.timetable.stored import load_feed
from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.services.timetable.schema import Config
from simulator.services.timetable.slow_search import NEVER, Limits, SlowSearch, Walks
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.build import World

SHARED = True  # one vehicle carries many
MOST_CALLS = 50_000  # of timetables in which those who were refused are looked after
ROUNDING_M = 1.0
LOOKED_AFTER = frozenset({Reason.NO_JOURNEY, Reason.FULL, Reason.WALK_AS_FAST})  # refusals

Place = tuple[float, float, str]  # lon, lat, and what it is called where that is outside of the area


class Party(NamedTuple):
    """Who travels: from where to where, how many, and whether anybody uses a wheelchair."""

    origin: Place
    destination: Place
    size: int
    wheelchair: bool


def check(trips: Sequence[ToldTrip], part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what is wrong with trips, in the order in which they were booked. world: with the timetable."""
    ground = _Ground(part, world)
    booked: Counter[int] = Counter()
    for trip in sorted(trips, key=lambda one: one.accepted.number):
        found = list(ground.wrong_with(trip))
        yield from (f"{trip}: {text}" for text in found or ground.better_than(trip, booked))
        if not found:
            ground.book(trip, booked)
    for call, riders in sorted(booked.items()):
        if riders > ground.room(call):
            yield f"call {call}: {riders} riders on board, with places for {ground.room(call)}"


def refused(
    part: ServicePart[Config], world: World, trips: Sequence[ToldTrip], told: tuple[pd.DataFrame, Mapping[int, Asked]]
) -> Iterator[str]:
    """Yield who was refused a journey that there was; not of large timetables, where that would take long.

    trips: those made, which took places. told: the rows of the log that refuse somebody, and what these asked for.
    """
    (rows, asked), ground = told, _Ground(part, world)
    if ground.calls > MOST_CALLS:
        return
    booked: Counter[int] = Counter()
    waiting = sorted(trips, key=lambda one: -one.accepted.number)
    columns = (rows[name].tolist() for name in ("time_s", "request", "value"))
    for number, time_s, request, reason in zip(rows.index.tolist(), *columns, strict=True):
        while waiting and waiting[-1].accepted.number < number:
            trip = waiting.pop()
            if not [*ground.wrong_with(trip)]:
                ground.book(trip, booked)
        if request in asked and reason in LOOKED_AFTER:
            text = ground.wrongly_refused((request, asked[request]), time_s, Reason(reason), booked)
            yield from [f"row {number}: request {request} {text}"] if text else []


class _Ground:
    """What the auditor knows of a service: its calls by number, and where people come from."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        self._config, self._its, self._world = part.config, world.services[part.name], world
        its: Any = self._its
        self._timetable, self._node = its.timetable, its.stop_node.tolist()
        columns = ("gtfs_trip", "position", "stop", "arrival_s", "departure_s", "may_board", "may_alight")
        self._calls = list(zip(*(its.calls[name].tolist() for name in columns), strict=True))
        self._number = {(trip, position): number for number, (trip, position, *_) in enumerate(self._calls)}
        stops = self._timetable.stops
        self._stops: list[Place] = [
            (lon, lat, "") for lon, lat in zip(stops["lon"].tolist(), stops["lat"].tolist(), strict=True)
        ]
        walks = (self._timetable.walks[name].tolist() for name in ("from_stop", "to_stop", "walk_s"))
        self._walk_s = {(one, other): walk_s for one, other, walk_s in zip(*walks, strict=True)}
        self._first, self._capacity = its.first_vehicle, its.capacity.tolist()
        self._outside = _stops_outside(part, stops["gtfs_stop_id"].tolist())
        demand, nowhere = world.demand, [""] * len(world.demand)
        self._gateways = [demand[name].tolist() if name in demand else nowhere for name in OUTSIDE_DTYPES]

    @cached_property
    def _follow(self) -> set[tuple[int, int]]:
        """Return the pairs of trips of which the second is the next in a chain."""
        chain, trip = (self._timetable.calls[name].tolist() for name in ("chain", "gtfs_trip"))
        rows = pairwise(zip(chain, trip, strict=True))
        return {(one[1], other[1]) for one, other in rows if one[0] == other[0] and one[1] != other[1]}

    @cached_property
    def _for_all(self) -> SlowSearch:
        return SlowSearch(self._timetable, self._number, [False] * len(self._timetable.calls))

    @cached_property
    def _for_wheelchairs(self) -> SlowSearch:
        its: Any = self._its
        return SlowSearch(self._timetable, self._number, its.search.closed.tolist())

    @property
    def calls(self) -> int:
        """Return how many calls there are."""
        return len(self._calls)

    def book(self, trip: ToldTrip, booked: Counter[int]) -> None:
        """Count the places that a trip takes; changes booked."""
        for taken, left in trip.rides:
            for call in range(trip.calls[taken], trip.calls[left]):
                booked[call] += trip.asked.party_size

    def wrongly_refused(self, who: tuple[int, Asked], time_s: int, reason: Reason, booked: Mapping[int, int]) -> str:
        """Return how a refusal at a time [s] is wrong; "" where it is right, or that is not looked at.

        who: the request, and what it asks for.
        """
        request, asked = who
        by_s, from_s = asked.latest_arrival_s, max(time_s, asked.earliest_departure_s)
        if asked.earliest_arrival_s != NO_TIME:
            return ""
        until_s = from_s + self._config.longest_wait_s if by_s == NO_TIME else by_s
        party, most = self.party(asked, request), self._config.most_changes + 1
        ends, by_s = (self._near(party.origin), self._near(party.destination)), NEVER - 1 if by_s == NO_TIME else by_s
        search = self._for_wheelchairs if party.wheelchair else self._for_all
        first_s = max(time_s, from_s - self._config.earlier_s) if asked.latest_arrival_s == NO_TIME else from_s
        (empty_s, empty_sooner_s), (now_s, sooner_s) = (
            tuple(min(search.arrivals_s(*ends, Limits(*span, by_s, most, full))) for span in spans)
            for spans in [((from_s, until_s), (first_s, from_s - 1))]
            for full in (frozenset[int](), self._full(party, booked))
        )
        if reason == Reason.WALK_AS_FAST:  # which journey they compare is known where nothing leaves sooner
            there_s = now_s if asked.latest_arrival_s == NO_TIME and sooner_s == NEVER else NEVER
            on_foot = min(now_s, sooner_s) < NEVER and self._walks(party, from_s, there_s)
            return "" if on_foot else f"is told to walk, but could be there at {min(now_s, sooner_s)} s"
        longest_s = self._config.longest_s
        if now_s < NEVER:
            in_time = now_s - from_s <= longest_s  # else it may be too long
            return f"is refused, but could be there at {now_s} s" if in_time else ""
        if sooner_s - first_s <= longest_s and not self._walks(party, from_s, sooner_s):
            return f"is refused, but could leave earlier and be there at {sooner_s} s"
        if empty_s == NEVER > empty_sooner_s > first_s + longest_s:
            return ""  # what leaves earlier may be too long, which is not looked at
        there_s = min(empty_s, empty_sooner_s)
        if (there_s < NEVER) != (reason == Reason.FULL):
            return f"is refused for {reason.name.lower()}, with room for all it is there at {there_s} s"
        return ""

    def _full(self, party: Party, booked: Mapping[int, int]) -> frozenset[int]:
        """Return the calls from which on there is no room for a party."""
        small = {trip for trip, places in enumerate(self._capacity) if places < party.size}
        shut = (call for call, (trip, *_) in enumerate(self._calls) if trip in small) if small else ()
        taken = (call for call, riders in booked.items() if riders + party.size > self.room(call))
        return frozenset([*shut, *taken])

    def room(self, call: int) -> int:
        """Return how many have room from a call on."""
        return int(self._capacity[self._calls[call][0]])

    def party(self, asked: Asked, request: int) -> Party:
        """Return who travels for a request."""
        begins, ends = (names[request] for names in self._gateways)
        origin = self._place(asked.origin_node, (asked.origin_lon, asked.origin_lat, begins))
        destination = self._place(asked.destination_node, (asked.destination_lon, asked.destination_lat, ends))
        return Party(origin, destination, asked.party_size, asked.wheelchairs > 0)

    def _place(self, node: int, told: Place) -> Place:
        network = self._world.network
        return told if node == NO_NODE else (float(network.lon[node]), float(network.lat[node]), "")

    def wrong_with(self, trip: ToldTrip) -> Iterator[str]:
        """Yield what cannot be as a trip tells it."""
        if not trip.rides:
            yield "goes without a vehicle"
            return
        if trip.rides[0][0].vehicle != trip.accepted.vehicle:
            yield f"accepted was vehicle {trip.accepted.vehicle}"
        calls = [trip.calls.get(row, -1) for ride in trip.rides for row in ride]
        if not all(0 <= call < len(self._calls) for call in calls):
            yield "a ride without its calls"
            return
        seated = [False, *(left.value == 1 for _, left in trip.rides)]
        for (taken, left), was, stays in zip(trip.rides, seated, seated[1:], strict=False):
            yield from self._ride(taken, left, (trip.calls[taken], trip.calls[left]), (was, stays))
        for (_, left), (taken, _) in pairwise(trip.rides):
            yield from self._change(left, taken, (trip.calls[left], trip.calls[taken]))
        yield from self._ends(trip, self._calls[calls[0]][2], self._calls[calls[-1]][2])
        if seated[1:].count(False) - 1 > self._config.most_changes:
            yield f"changes more than {self._config.most_changes} times"
        if trip.ended.time_s - trip.began.time_s > self._config.longest_s:
            yield f"takes longer than {self._config.longest_s} s"
        yield from self._told(trip)

    def _ride(self, taken: Row, left: Row, calls: tuple[int, int], seated: tuple[bool, bool]) -> Iterator[str]:
        """Compare a ride with the calls of its trip. seated: whether they were in it already, and stay in it."""
        (trip, on, stop, _, departs_s, may_board, _), (other, off, end, arrives_s, *_, may_alight) = (
            self._calls[call] for call in calls
        )
        if {trip + self._first, other + self._first, taken.vehicle} != {left.vehicle}:
            yield f"rides in vehicle {taken.vehicle} by calls of {trip + self._first} and {other + self._first}"
        if left.value not in (0, 1):
            yield f"{left.value} tells neither that they get off nor that they stay"
        if on >= off:
            yield f"gets off at call {off}, on at {on}"
        if (taken.time_s, left.time_s) != (departs_s, arrives_s):
            yield f"rides from {taken.time_s} to {left.time_s} s, it runs from {departs_s} to {arrives_s} s"
        if not (may_board or seated[0]) or not (may_alight or seated[1]):
            yield "gets on or off where nobody may"
        if (taken.node, left.node) != (self._node[stop], self._node[end]):
            yield f"rides from node {taken.node} to {left.node}, not {self._node[stop]} to {self._node[end]}"

    def _change(self, left: Row, taken: Row, calls: tuple[int, int]) -> Iterator[str]:
        (trip, off, stop, *_), (other, on, end, *_) = (self._calls[call] for call in calls)
        if left.value == 1:
            last = (trip, off + 1) not in self._number
            if not last or on != 0 or (trip, other) not in self._follow or taken.value != 0:
                yield f"stays seated, but vehicle {left.vehicle} does not go on as {taken.vehicle}"
            return
        walk_s = self._walk_s.get((stop, end))
        if walk_s is None or left.time_s + walk_s > taken.time_s:
            yield f"changes in {taken.time_s - left.time_s} s, which takes {walk_s} s"
            return
        wait_s = taken.time_s - left.time_s - (walk_s if stop != end else 0)
        if taken.value != wait_s:
            yield f"waits {taken.value} s at the change, expected {wait_s} s"

    def _ends(self, trip: ToldTrip, first: int, last: int) -> Iterator[str]:
        """Compare the walks to the first stop and from the last one."""
        party, (taken, left) = self.party(trip.asked, trip.accepted.request), trip.moves
        access_s, egress_s = self._on_foot(party.origin, first), self._on_foot(party.destination, last)
        walked_s = taken.time_s - taken.value - trip.began.time_s, trip.ended.time_s - left.time_s
        if walked_s != (access_s, egress_s):
            yield f"walks {walked_s} s to and from its stops, expected {(access_s, egress_s)}"

    def _told(self, trip: ToldTrip) -> Iterator[str]:
        """Compare length and price."""
        metres = 0.0
        for taken, left in trip.rides:
            stops = [self._calls[call][2] for call in range(trip.calls[taken], trip.calls[left] + 1)]
            metres += sum(_beeline_m(self._stops[one], self._stops[other]) for one, other in pairwise(stops))
        if abs(trip.ended.value - metres) > ROUNDING_M:
            yield f"rides {trip.ended.value} m, expected {metres:.0f} m"
        fares = self._config.fares
        cents = -1 if fares is None else round(100 * fares.per_trip_eur) * trip.asked.party_size
        if fares is not None and fares.season_ticket and trip.asked.season_ticket:
            cents = 0
        if trip.began.value != cents:
            yield f"costs {trip.began.value} cents, expected {cents}"

    def better_than(self, trip: ToldTrip, booked: Mapping[int, int]) -> Iterator[str]:
        """Yield how there was a better journey, with the places that others had not booked yet."""
        party, asked, config = self.party(trip.asked, trip.accepted.request), trip.asked, self._config
        if asked.earliest_arrival_s != NO_TIME:
            return
        search = self._for_wheelchairs if party.wheelchair else self._for_all
        ends = self._near(party.origin), self._near(party.destination)
        full = self._full(party, booked)
        began_s, there_s = trip.began.time_s, trip.ended.time_s
        rides = sum(left.value != 1 for _, left in trip.rides)
        from_s, by_s = max(trip.accepted.time_s, asked.earliest_departure_s), asked.latest_arrival_s
        most = config.most_changes + 1
        if by_s == NO_TIME and config.earlier_s:
            yield from self._sooner(trip, (search, ends, full))
        if trip.agreed_s != NO_TIME:
            return
        if by_s == NO_TIME:
            until_s = from_s + config.longest_wait_s
            sooner = search.arrivals_s(*ends, Limits(from_s, until_s, there_s, most, full))
            later = search.arrivals_s(*ends, Limits(began_s + 1, until_s, there_s, rides, full))
            if began_s > until_s:
                yield f"leaves {began_s - from_s} s after it was wished"
        else:
            sooner = search.arrivals_s(*ends, Limits(began_s, began_s, by_s, rides, full))
            later = search.arrivals_s(*ends, Limits(began_s + 1, by_s, by_s, most, full))
            sooner = [
                there_s if place + 1 < rides and time_s <= by_s else time_s for place, time_s in enumerate(sooner)
            ]
        if min(sooner) != there_s:
            yield f"arrives at {there_s} s, could at {min(sooner)} s"
        elif sooner.index(min(sooner)) + 1 < rides:
            yield f"rides {rides} times, {sooner.index(min(sooner)) + 1} are enough"
        if min(later) < NEVER:
            yield f"leaves at {began_s} s, could later"
        metres = _beeline_m(party.origin, party.destination) * config.walk.detour_factor
        on_foot = by_s != NO_TIME and metres <= 2 * config.walk.limit_m and by_s - _seconds(metres, config) >= began_s
        if on_foot or (by_s == NO_TIME and self._walks(party, from_s, there_s)):
            yield "would be there no later on foot"

    def _sooner(self, trip: ToldTrip, ground: tuple[SlowSearch, tuple[Walks, Walks], frozenset[int]]) -> Iterator[str]:
        """Yield how there was a trip with less of being off the wish and of travelling, by leaving earlier or later."""
        (search, ends, full), config, now_s = ground, self._config, trip.accepted.time_s
        began_s, there_s, most = trip.began.time_s, trip.ended.time_s, config.most_changes + 1
        wish_s = max(now_s, trip.asked.earliest_departure_s)
        if wish_s - began_s > config.earlier_s:
            yield f"leaves {wish_s - began_s} s before it was wished"
        takes_s = abs(began_s - wish_s) + there_s - began_s
        later_s = search.arrivals_s(*ends, Limits(wish_s, wish_s + config.longest_wait_s, wish_s + takes_s, most, full))
        found = {wish_s: min(later_s) - wish_s}
        first_s = max(now_s, wish_s - config.earlier_s, wish_s - takes_s)
        for leaves_s in self._departures(ends[0], first_s, wish_s - 1):
            limits = Limits(leaves_s, leaves_s, leaves_s + config.longest_s, most, full)
            found[leaves_s] = min(search.arrivals_s(*ends, limits)) + wish_s - 2 * leaves_s
        best_s = min(found, key=lambda leaves_s: found[leaves_s])
        if found[best_s] < takes_s:
            yield f"is {takes_s} s off and on the way, could be {found[best_s]} s by leaving at {best_s} s or later"

    def _departures(self, near: Walks, first_s: int, last_s: int) -> list[int]:
        """Return when one can leave for a departure at a stop nearby, in a span of time [s]."""
        leaves_s = (departs_s - near[stop] for _, _, stop, _, departs_s, *_ in self._calls if stop in near)
        return sorted({time_s for time_s in leaves_s if first_s <= time_s <= last_s})

    def _walks(self, party: Party, from_s: int, there_s: int) -> bool:
        """Return whether a walk all the way that is not too long brings somebody there as soon [s]."""
        metres = _beeline_m(party.origin, party.destination) * self._config.walk.detour_factor
        return metres <= 2 * self._config.walk.limit_m and from_s + _seconds(metres, self._config) <= there_s

    def _near(self, place: Place) -> dict[int, int]:
        """Return how long one walks to each stop in reach [s]."""
        times = ((stop, self._on_foot(place, stop)) for stop in range(len(self._stops)))
        return {stop: walk_s for stop, walk_s in times if walk_s is not None}

    def _on_foot(self, place: Place, stop: int) -> int | None:
        """Return how long one walks between a place and a stop [s]; None: it is too far."""
        if place[2]:
            return 0 if stop in self._outside[place[2]] else None
        metres = _beeline_m(place, self._stops[stop]) * self._config.walk.detour_factor
        return _seconds(metres, self._config) if metres <= self._config.walk.limit_m + 1e-6 else None


def _stops_outside(part: ServicePart[Config], stop_ids: list[str]) -> dict[str, set[int]]:
    """Return the stops, by number, that count as each place outside of the area."""
    gateways = part.scenario.demand.gateways_named
    if not gateways:
        return {}
    columns = (load_feed(part.config.feed).tables["stops"][name] for name in ("stop_id", "stop_name", "parent_station"))
    told = {stop: (name, parent) for stop, name, parent in zip(*columns, strict=True)}
    return {
        gateway.name: {number for number, stop in enumerate(stop_ids) if _belongs(stop, gateway.stops, told)}
        for gateway in gateways
    }


def _belongs(stop: str, wanted: Sequence[str], told: Mapping[str, tuple[str, str]]) -> bool:
    """Return whether a stop, or a station it belongs to, has one of some ids or names."""
    name, parent = told.get(stop, ("", ""))
    return stop in wanted or name in wanted or (parent != "" and _belongs(parent, wanted, told))


def _seconds(metres: float, config: Config) -> int:
    return ceil(round(metres * 3.6 / config.walk.speed_kph, 3))


def _beeline_m(one: Place, other: Place) -> float:
    """Return the distance along a great circle [m], to the millimetre."""
    (lon, lat, _), (to_lon, to_lat, _) = one, other
    east, north = sin(radians(to_lon - lon) / 2), sin(radians(to_lat - lat) / 2)
    part = north * north + cos(radians(lat)) * cos(radians(to_lat)) * east * east
    return round(2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, part))), 3)
