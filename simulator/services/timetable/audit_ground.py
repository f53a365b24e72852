"""What the auditor knows of a service by timetable: its calls, when they really are, and where people come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from simulator.analysis.audit.trips import Asked
from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.network.graph import EARTH_RADIUS_M
from simulator.network.timetable.stored import load_feed
from simulator.scenario.models import ServicePart
from simulator.services.timetable.audit_cut import NOBODY, TimedCall, belongs, cut_by, of_service
from simulator.services.timetable.audit_plans import Calls
from simulator.services.timetable.schema import Config
from simulator.services.timetable.slow_delays import slow_times
from simulator.services.timetable.slow_search import SlowSearch
from simulator.tables import NO_NODE
from simulator.world.build import World

Place = tuple[float, float, str]  # lon, lat, and what it is called where that is outside of the area


class Party(NamedTuple):
    """Who travels: from where to where, how many, and whether anybody uses a wheelchair."""

    origin: Place
    destination: Place
    size: int
    wheelchair: bool


class Ground:
    """The facts; calls are numbered as in the files of the run."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        self.part, self.config, self.its, self.world = part, part.config, world.services[part.name], world
        its: Any = self.its
        self.timetable, self.node = its.timetable, its.stop_node.tolist()
        columns = ("gtfs_trip", "position", "stop", "arrival_s", "departure_s", "may_board", "may_alight")
        self.calls = list(zip(*(its.calls[name].tolist() for name in columns), strict=True))
        self.number = {(trip, position): number for number, (trip, position, *_) in enumerate(self.calls)}
        stops = self.timetable.stops
        self.stops: list[Place] = [
            (lon, lat, "") for lon, lat in zip(stops["lon"].tolist(), stops["lat"].tolist(), strict=True)
        ]
        walks = (self.timetable.walks[name].tolist() for name in ("from_stop", "to_stop", "walk_s"))
        self.walk_s = {(one, other): walk_s for one, other, walk_s in zip(*walks, strict=True)}
        self.first, self.capacity = its.first_vehicle, its.capacity.tolist()
        self._near: dict[Place, dict[int, int]] = {}
        self._outside = _stops_outside(part, stops["gtfs_stop_id"].tolist())
        demand, nowhere = world.demand, [""] * len(world.demand)
        self._gateways = [demand[name].tolist() if name in demand else nowhere for name in OUTSIDE_DTYPES]

    @cached_property
    def follow(self) -> set[tuple[int, int]]:
        """Return the pairs of trips of which the second is the next in a chain."""
        chain, trip = (self.timetable.calls[name].tolist() for name in ("chain", "gtfs_trip"))
        rows = pairwise(zip(chain, trip, strict=True))
        return {(one[1], other[1]) for one, other in rows if one[0] == other[0] and one[1] != other[1]}

    @cached_property
    def actual(self) -> list[tuple[int, int]]:
        """Return when trips really arrive and leave, by call."""
        its: Any = self.its
        return self.times([0] * len(self.capacity) if its.actual is None else its.actual.drawn_s.tolist())

    def times(self, drawn_s: Sequence[int]) -> list[tuple[int, int]]:
        """Return the same, of trips that begin so late of themselves [s]."""
        planned: list[list[tuple[int, int]]] = [[] for _ in self.capacity]
        for trip, _, _, arrives_s, leaves_s, *_ in self.calls:
            planned[trip].append((arrives_s, leaves_s))
        if not self.may_be_late:
            return [times for calls in planned for times in calls]
        delays = self.config.delays
        return slow_times(planned, drawn_s, self.follow, 0 if delays is None else delays.recovery)

    @property
    def may_be_late(self) -> bool:
        """Return whether vehicles may be late, or not run."""
        return self.config.delays is not None or bool(of_service(self.world, self.part.name))

    @cached_property
    def told_s(self) -> dict[int, int]:
        """Return when travellers learn of what goes wrong, by number."""
        return {its.number: its.told_s for its in of_service(self.world, self.part.name)}

    @cached_property
    def cut(self) -> dict[int, int]:
        """Return the calls from which nobody rides on, and because of which disruption, by number."""
        timed = [TimedCall(trip, place, stop, leaves_s) for trip, place, stop, _, leaves_s, *_ in self.calls]
        return cut_by(self.part, self.world, self.timetable, timed, self.runs_for)

    @cached_property
    def runs_for(self) -> list[int]:
        """Return of each trip the disruption because of which it runs instead of what is cut; NOBODY: none."""
        its: Any = self.its
        told = [NOBODY] * len(self.calls) if its.wrong is None else its.wrong.runs_for.tolist()
        found = [NOBODY] * len(self.capacity)
        for number, (trip, place, *_) in zip(told, self.calls, strict=True):
            found[trip] = number if place == 0 else found[trip]
        return found

    def cut_as_known(self, now_s: int, met: Collection[int] = ()) -> frozenset[int]:
        """Return the calls from which nobody rides on as far as the dispatcher knows.

        Who met what went wrong knows of that, too. Buses that run instead are found by nobody before the dispatcher
        knows.
        """
        known = {its.number for its in of_service(self.world, self.part.name) if its.known_s <= now_s}
        cut = (call for call, number in self.cut.items() if number in known.union(met))
        unknown = (call for call, number in self._instead.items() if number not in known)
        return frozenset((*cut, *unknown))

    @cached_property
    def _instead(self) -> dict[int, int]:
        """Return the calls of trips that run instead of what is cut, and because of which disruption."""
        runs_for = ((call, self.runs_for[trip]) for call, (trip, *_) in enumerate(self.calls))
        return {call: number for call, number in runs_for if number != NOBODY}

    @cached_property
    def for_all(self) -> SlowSearch:
        """Return the search of the timetable."""
        return SlowSearch(self.timetable, self.number, [False] * len(self.timetable.calls))

    @cached_property
    def for_wheelchairs(self) -> SlowSearch:
        """Return the same for those who use a wheelchair."""
        its: Any = self.its
        return SlowSearch(self.timetable, self.number, its.search.closed.tolist())

    def full(self, party: Party, booked: Mapping[int, int]) -> frozenset[int]:
        """Return the calls from which on there is no room for a party."""
        small = {trip for trip, places in enumerate(self.capacity) if places < party.size}
        shut = (call for call, (trip, *_) in enumerate(self.calls) if trip in small) if small else ()
        taken = (call for call, riders in booked.items() if riders + party.size > self.room(call))
        return frozenset([*shut, *taken])

    def room(self, call: int) -> int:
        """Return how many have room from a call on."""
        return int(self.capacity[self.calls[call][0]])

    def party(self, asked: Asked, request: int) -> Party:
        """Return who travels for a request."""
        begins, ends = (names[request] for names in self._gateways)
        origin = self._place(asked.origin_node, (asked.origin_lon, asked.origin_lat, begins))
        destination = self._place(asked.destination_node, (asked.destination_lon, asked.destination_lat, ends))
        return Party(origin, destination, asked.party_size, asked.wheelchairs > 0)

    def _place(self, node: int, told: Place) -> Place:
        network = self.world.network
        return told if node == NO_NODE else (float(network.lon[node]), float(network.lat[node]), "")

    def rides_in(self, rides: Calls) -> int:
        """Return how often one gets on: not where one stays seated."""
        return len(rides) - sum(self.goes_on(off, on) for (_, off), (on, _) in pairwise(rides))

    def goes_on(self, off: int, on: int) -> bool:
        """Return whether a vehicle goes on from the last call of one trip as another one, from its first."""
        (trip, place, *_), (other, first, *_) = self.calls[off], self.calls[on]
        return (trip, place + 1) not in self.number and first == 0 and (trip, other) in self.follow

    def near(self, place: Place) -> dict[int, int]:
        """Return how long one walks to each stop in reach [s]."""
        if place not in self._near:
            times = ((stop, self.on_foot(place, stop)) for stop in range(len(self.stops)))
            self._near[place] = {stop: walk_s for stop, walk_s in times if walk_s is not None}
        return self._near[place]

    def on_foot(self, place: Place, stop: int) -> int | None:
        """Return how long one walks between a place and a stop [s]; None: it is too far."""
        if place[2]:
            return 0 if stop in self._outside[place[2]] else None
        metres = beeline_m(place, self.stops[stop]) * self.config.walk.detour_factor
        return walk_seconds(metres, self.config) if metres <= self.config.walk.limit_m + 1e-6 else None


def _stops_outside(part: ServicePart[Config], stop_ids: list[str]) -> dict[str, set[int]]:
    """Return the stops, by number, that count as each place outside of the area."""
    gateways = part.scenario.demand.gateways_named
    if not gateways:
        return {}
    columns = (load_feed(part.config.feed).tables["stops"][name] for name in ("stop_id", "stop_name", "parent_station"))
    told = {stop: (name, parent) for stop, name, parent in zip(*columns, strict=True)}
    return {
        gateway.name: {number for number, stop in enumerate(stop_ids) if belongs(stop, gateway.stops, told)}
        for gateway in gateways
    }


def walk_seconds(metres: float, config: Config) -> int:
    """Return how long one walks so far [s]."""
    return ceil(round(metres * 3.6 / config.walk.speed_kph, 3))


def beeline_m(one: Place, other: Place) -> float:
    """Return the distance along a great circle [m], to the millimetre."""
    (lon, lat, _), (to_lon, to_lat, _) = one, other
    east, north = sin(radians(to_lon - lon) / 2), sin(radians(to_lat - lat) / 2)
    part = north * north + cos(radians(lat)) * cos(radians(to_lat)) * east * east
    return round(2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, part))), 3)
