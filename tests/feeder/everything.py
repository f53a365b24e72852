"""The slow and obvious twin of the search of a feeder: all ways there are, each with all places for its rides."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from simulator.network.timetable.reach import StopWalks
from simulator.services.feeder.search import Search
from simulator.services.protocol import Attempt, Ends
from simulator.tables import NO_TIME
from tests import oracles
from tests.kernels.test_search import as_oracle, oracle_options

ON_FOOT = -1
EVER = 10**7


def without(walks: StopWalks, station: StopWalks) -> StopWalks:
    """Return the walks that are not to or from stops of a station."""
    kept = np.array([stop not in station.stop.tolist() for stop in walks.stop.tolist()], dtype=bool)
    return StopWalks(walks.stop[kept], walks.walk_s[kept], walks.walk_m[kept])


def all_ways(search: Search, attempt: Attempt, now: int) -> Iterator[tuple[list[Ends], int, int, int]]:
    """Yield every way: its rides on demand, its other costs, when it ends (-1: with the last ride), and its changes."""
    day = search._day
    scenario, request = day.world.scenario, attempt.request
    config, hubs, lines = day.tables.part.config, day.tables.hubs, day.world.services["lines"]
    wish = day.world.demand.iloc[request]
    leaves, by, size = max(now, int(wish.earliest_departure_s)), int(wish.latest_arrival_s), int(wish.party_size)
    weights = scenario.services["rufbus"].dispatch.weights
    wait, ride, walk = (round(1000 * weight) for weight in (weights.wait, weights.ride, weights.walk))
    reach = search.on_demand.reach(request, hubs.node, now)
    row = day.world.services["rufbus"].requests.iloc[request]
    roads, places = day.world.services["rufbus"].roads, (int(row.origin_node), int(row.destination_node))
    rufbus, direct = scenario.services["rufbus"], roads.between(*places)
    dwell = rufbus.dwell_s + rufbus.dwell_per_rider_s * size + rufbus.dwell_per_wheelchair_s * int(wish.wheelchairs)
    router = lines.search.for_wheelchairs if wish.wheelchairs else lines.search.for_all
    fare = 2.0 * size
    for a, told in ways_to_hubs(search, request, now):
        alone = told is not None
        for b in [*range(len(hubs.node)), ON_FOOT]:
            start = lines.ways.starts[request] if a == ON_FOOT else hubs.away[a]
            end = lines.ways.ends[request] if b == ON_FOOT else hubs.back[b]
            drives = 0 if a == ON_FOOT or alone else roads.between(places[0], int(hubs.node[a]))
            drives += 0 if b == ON_FOOT else roads.between(int(hubs.node[b]), places[1])
            if config.drive_share is not None and drives >= config.drive_share * direct:
                continue
            if ON_FOOT in {a, b} and a != b:  # not back to the station where one gets on
                start, end = (
                    (without(start, hubs.back[b]), end) if a == ON_FOOT else (start, without(end, hubs.away[a]))
                )
            if a == b or not len(start.stop) or not len(end.stop):
                continue
            if (a != ON_FOOT and not alone and hubs.node[a] == places[0]) or (
                b != ON_FOOT and hubs.node[b] == places[1]
            ):
                continue  # no ride from where one is to there
            for journey in router.journeys(start, end, -EVER, EVER, config.most_changes + 1):
                parts, began, waits, cycled = [], journey.departure_s, 0, 0
                if told is not None:
                    began -= told.takes_s
                    waits += journey.access_s
                    cycled = ride * (told.takes_s - told.walk_s) + walk * told.walk_s
                    if not told.is_there(began):
                        continue
                elif a != ON_FOOT:
                    due = journey.departure_s - config.buffer_s - dwell
                    began = max(leaves, due - config.window_s - int(reach.to_s[a]))
                    if due < leaves + int(reach.to_s[a]):
                        continue
                    parts.append(Ends(-1, int(hubs.node[a]), began, due))
                    waits += journey.legs[0].boarding_s - began - int(reach.to_s[a])
                ends = journey.arrival_s
                if b != ON_FOOT:
                    ends += int(reach.from_s[b])
                if began < leaves or (by == NO_TIME and began > leaves + config.longest_wait_s):
                    continue
                if ends - began > config.longest_s or (by != NO_TIME and ends > by):
                    continue
                if b != ON_FOOT:
                    waits += journey.egress_s
                    latest = NO_TIME
                    if journey.arrival_s + config.max_transfer_wait_s + int(reach.most_s[b]) > began + config.longest_s:
                        latest = began + config.longest_s if by == NO_TIME else min(by, began + config.longest_s)
                    place = int(hubs.node[b])
                    parts.append(Ends(place, -1, journey.arrival_s, latest, config.max_transfer_wait_s))
                waits += began - leaves if by == NO_TIME else by - ends
                changes = len(parts) + journey.changes + alone
                walks = (journey.access_s if a == ON_FOOT else 0) + (journey.egress_s if b == ON_FOOT else 0)
                rides = sum(leg.alighting_s - leg.boarding_s for leg in journey.legs)
                between = list(zip(journey.legs, journey.legs[1:], strict=False))
                rides += sum(n.boarding_s - leg.alighting_s for leg, n in between if n.stays_seated)
                changed = [pair for pair in between if not pair[1].stays_seated]
                walks += sum(
                    walk_s
                    for (leg, n), walk_s in zip(changed, journey.walks_s, strict=True)
                    if leg.alight_stop != n.board_stop
                )
                on_the_way = journey.legs[-1].alighting_s - journey.legs[0].boarding_s
                at_ends = (journey.access_s if a == ON_FOOT else 0) + (journey.egress_s if b == ON_FOOT else 0)
                waits += on_the_way - rides - (walks - at_ends)
                eur = fare + 3.0 * size * len(parts) + (0 if told is None else told.eur)
                euros = round(wait * 3600 / config.cost.value_of_time_eur * eur)
                seconds = wait * (waits + changes * config.cost.change_s) + ride * rides + walk * walks + cycled
                yield parts, size * seconds + euros, -1 if b != ON_FOOT else journey.arrival_s, changes
    if config.direct:
        early = 0 if by == NO_TIME else max(0, by - leaves - reach.direct_s)
        euros = round(wait * 3600 / config.cost.value_of_time_eur * 3.0 * size)
        yield [Ends()], size * wait * early + euros, -1, 0


def ways_to_hubs(search: Search, request: int, now: int) -> list[tuple[int, Own | None]]:
    """Return all ways to leave the origin: on demand to a hub, by bike, by car, and on foot, in that order."""
    day = search._day
    nodes, access = day.tables.hubs.node.tolist(), day.tables.part.config.access
    found: list[tuple[int, Own | None]] = [(hub, None) for hub in range(len(nodes))]
    if access is not None and access.bike is not None:
        whole = by_own_bike(day, request, int(day.world.services["bikes"].ways.iloc[request].destination))
        for hub, node in enumerate(nodes):
            told = by_own_bike(day, request, node)
            if told is not None and told[0] <= access.longest_s and 0 < told[2] < whole[2]:
                found.append((hub, Own(told[0], 60, told[1], lambda began: True)))
    if access is not None and access.car is not None and not day.world.demand.iloc[request].wheelchairs:
        of_hubs = [
            [own for own in by_shared_car(search, request, node, now) if own.takes_s <= access.longest_s]
            for node in nodes
        ]
        for number in range(max(len(ways) for ways in of_hubs)):
            found += [(hub, ways[number]) for hub, ways in enumerate(of_hubs) if number < len(ways)]
    return [*found, (ON_FOOT, None)]


class Own(NamedTuple):
    """A way by oneself: how long it takes, on foot of it [s], what it costs, and whether it can be begun at a time."""

    takes_s: int
    walk_s: int
    eur: float
    is_there: Callable[[int], bool]


def by_shared_car(search: Search, request: int, node: int, now: int) -> list[Own]:
    """Return the ways from a station near the origin to one near a node, nearest first at both ends."""
    day = search._day
    shared, xy = day.world.services["cars"], day.world.network.xy_m()
    rules, fares, stations = shared.config.booking, shared.config.fares, shared.places.stations.node.tolist()
    demand = day.world.demand.iloc[request]
    (origin,) = day.world.network.project(np.array([demand.origin_lon]), np.array([demand.origin_lat]))

    def nearest(place: Any) -> list[tuple[float, int]]:
        metres = [(float(np.hypot(*(xy[at] - place))), station) for station, at in enumerate(stations)]
        return [one for one in sorted(metres) if one[0] <= rules.walk_m]

    found = []
    for before_m, one in nearest(origin):
        for after_m, other in nearest(xy[node]):
            if before_m + after_m > float(np.hypot(*(xy[node] - origin))) - 1 or stations[one] == stations[other]:
                continue
            drive = day.world.roads.between(stations[one], stations[other])
            metres = day.world.roads.length_m(stations[one], stations[other])
            before, after = (round(its * 3.6 / rules.walk_kph) for its in (before_m, after_m))
            eur = round((drive + 300) / 3600 * fares.per_hour_eur + metres / 1000 * fares.per_km_eur, 2)
            there = partial(car_is_there, search, int(demand.party_size), (one, other), (before, drive + 300), now)
            found.append(Own(before + drive + 300 + after, before + after, eur, there))
    return found


def car_is_there(
    search: Search, size: int, ends: tuple[int, int], takes_s: tuple[int, int], now: int, began: int
) -> bool:
    """Try every car: nobody has it then, it is there before and can be where it is needed next, and has a place."""
    cars = search._day.others["cars"].cars
    shared = search._day.world.services["cars"]
    start, buffer = began + takes_s[0], shared.config.booking.buffer_s
    end, (one, other) = start + takes_s[1], ends
    if start < now:
        return False
    plans = [[*([car.current] if car.current else []), *car.ahead] for car in cars.cars]
    for number, (car, plan) in enumerate(zip(cars.cars, plans, strict=True)):
        told = sorted(
            [*((its.start_s, its.end_s, its.origin, its.destination) for its in plan), (start, end, one, other)]
        )
        told = [(begins, max(ends, now) if begins < start else ends, *places) for begins, ends, *places in told]
        follow = all(a[3] == b[2] and a[1] + buffer <= b[0] for a, b in pairwise(told))
        stands = told[0][2] == car.place
        claimed = sum(
            other in {its.destination for its in theirs} | ({rival.place} if not rival.away else set())
            for at, (rival, theirs) in enumerate(zip(cars.cars, plans, strict=True))
            if at != number
        )
        seats = int(shared.places.cars.seats.iloc[number])
        if follow and stands and claimed < cars.capacity[other] and size <= seats:
            return True
    return False


def by_own_bike(day: Any, request: int, node: int) -> tuple[int, float, int] | None:
    """Return how long a way by bike takes [s], a minute to and from the bike, its price [EUR], and how far it is."""
    own = day.world.services["bikes"]
    told, network = own.ways.iloc[request], day.world.network
    streets = nx.Graph()
    streets.add_weighted_edges_from(
        zip(network.tail.tolist(), network.head.tolist(), network.length_m.tolist(), strict=True)
    )
    metres = nx.shortest_path_length(streets, int(told.origin), node, weight="weight")
    config = own.part.config
    eur = round(100 * (config.costs.per_trip_eur + config.costs.per_km_eur * metres / 1000)) / 100
    return (60 + math.ceil(metres * 3.6 / config.speed_kph - 1e-6), eur, metres) if told.all_have_it else None


def best_of_all(search: Search, attempt: Attempt, now: int) -> tuple[Any, ...] | None:
    """Return cost, arrival, changes, and the places of the rides of the best way, having tried everything."""
    service: Any = search.on_demand
    plans, rides = service._plans, service._front.rides
    weights = oracles.Weights(*service._front._ways._views.fleet().weights.tolist())
    seconds = (plans.times.seconds.astype(int) * plans.times.unit_s).tolist()
    vehicles = [as_oracle(plans, vehicle, now, []) for vehicle in range(plans.array.shape[2])]
    found = []
    for number, (ends, extra, arrives, changes) in enumerate(all_ways(search, attempt, now)):
        asked = []
        for place, part in enumerate(ends):
            one = attempt._replace(ends=None if part == Ends() else part)
            row = rides.row_of(one)
            if service._front._eligibility.refusal(one, row, now) is not None:
                break
            told = service._front._ways._part(row)
            both = oracle_options(told.fields, told.options)
            own = ([(oracles.replace(stop, request=1000 + place), walk) for stop, walk in its] for its in both)
            asked.append((*own, told.terms))
        if not ends:
            found.append((extra, arrives, changes, number, None, None))
        elif len(asked) == len(ends):
            pair = 0, 1 if len(ends) > 1 else -1, extra, arrives
            way = oracles.best_pair(vehicles, asked, pair, seconds, weights, now)
            if way is not None:
                found.append((way[0], way[3], changes, number, way[1], way[2]))
    if not found:
        return None
    cost, arrives, changes, _, one, other = min(found, key=lambda way: way[:4])
    return cost, arrives, changes, [place[1:] for place in (one, other) if place is not None]
