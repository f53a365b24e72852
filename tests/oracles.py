"""Slow and obvious versions of the fast functions; they share no code with them."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class OracleStop:
    node: int
    request: int
    is_pickup: bool
    earliest: int
    latest: int
    dwell: int
    riders: int
    max_ride: int
    load_change: tuple[int, ...]
    pause: tuple[int, int, int, int] | None = None  # earliest and latest beginning, shortest length, earliest end


@dataclass(frozen=True)
class OracleVehicle:
    node: int  # where it stands, or set off from
    began: int  # since when service goes on there
    departure: int  # when it may leave
    stops: tuple[OracleStop, ...]
    boarded: dict[int, int]  # riders on board: request -> end of boarding
    load: tuple[int, ...]
    capacity: tuple[int, ...]
    depot: int
    shift_end: int
    junction: tuple[int, int] | None = None  # under way: next junction and time
    arrival: int | None = None  # under way: arrival at the first stop
    may_divert: bool = True


@dataclass(frozen=True)
class Weights:
    vehicle: int
    wait: int
    ride: int
    walk: int = 0


def timetable(vehicle, stops, seconds, first_leg_fixed):
    """Return (starts, rides, drive) of a stop sequence, or None when it breaks a limit; pauses have begin and end."""
    node, began, departure = vehicle.node, vehicle.began, vehicle.departure
    if vehicle.junction is not None and not first_leg_fixed:
        node, departure = vehicle.junction
        began = departure
    load = list(vehicle.load)
    boarded = dict(vehicle.boarded)
    starts, rides, drive_sum = [], {}, 0
    for position, stop in enumerate(stops):
        drive = seconds[node][stop.node]
        if position == 0 and first_leg_fixed and vehicle.arrival is not None:
            arrival, shared = vehicle.arrival, 0
            drive = vehicle.arrival - vehicle.junction[1]
        elif stop.node == node:
            arrival, shared = began, departure
        else:
            arrival, shared = departure + drive, 0
        drive_sum += drive
        if stop.pause is not None:
            earliest, latest, length, end = stop.pause
            begins = max(arrival, shared, earliest)
            if begins > latest or any(load):
                return None
            node, began = stop.node, max(begins + length, end)
            departure = began
            starts.append((begins, began))
            continue
        start = max(arrival, stop.earliest)
        if not stop.is_pickup:
            start = max(start, boarded[stop.request])
            rides[stop.request] = start - boarded[stop.request]
            if rides[stop.request] > stop.max_ride:
                return None
        if start > stop.latest:
            return None
        if stop.is_pickup:
            boarded[stop.request] = start + stop.dwell
        load = [a + b for a, b in zip(load, stop.load_change, strict=True)]
        if any(a > b for a, b in zip(load, vehicle.capacity, strict=True)):
            return None
        starts.append(start)
        node, began, departure = stop.node, start, max(shared, start + stop.dwell)
    if stops and departure + seconds[node][vehicle.depot] > vehicle.shift_end:
        return None
    return starts, rides, drive_sum


def plan_cost(vehicle, stops, seconds, weights, first_leg_fixed):
    """Return the cost of a stop sequence: driving, waits from each window's start, rides; None when infeasible."""
    result = timetable(vehicle, stops, seconds, first_leg_fixed)
    if result is None:
        return None
    starts, rides, drive = result
    cost = weights.vehicle * drive
    for stop, start in zip(stops, starts, strict=True):
        if stop.pause is not None:
            continue
        if stop.is_pickup:
            cost += weights.wait * stop.riders * (start - stop.earliest)
        else:
            cost += weights.ride * stop.riders * rides[stop.request]
    return cost


def best_insertion(vehicles, pickups, dropoffs, seconds, weights, now):
    """Return (cost, vehicle, i, j, pickup, dropoff) by trying every sequence; vehicle -1 if none.

    Equal costs: the lowest vehicle, the last pickup position, the last dropoff position, the first of the options.
    pickups, dropoffs: pairs (stop, walk) to choose from.
    """
    found = []
    for index, vehicle in enumerate(vehicles):
        moving = vehicle.junction is not None
        old = plan_cost(vehicle, vehicle.stops, seconds, weights, moving)
        for i in range(1 if moving and not vehicle.may_divert else 0, len(vehicle.stops) + 1):
            for j in range(i, len(vehicle.stops) + 1):
                for a, (pickup, access) in enumerate(pickups):
                    for b, (dropoff, egress) in enumerate(dropoffs):
                        if len(pickups) + len(dropoffs) > 2 and pickup.node == dropoff.node:
                            continue  # no ride
                        stops = [*vehicle.stops[:i], pickup, *vehicle.stops[i:j], dropoff, *vehicle.stops[j:]]
                        state = vehicle
                        if i == 0 and not moving:
                            state = replace(vehicle, departure=max(vehicle.departure, now))
                        new = plan_cost(state, stops, seconds, weights, moving and i > 0)
                        if new is None:
                            continue
                        cost = new - old + weights.walk * pickup.riders * (access + egress)
                        found.append((cost, index, -i, -j, a, b))
    if not found:
        return None, -1, -1, -1, -1, -1
    cost, index, i, j, a, b = min(found)
    return cost, index, -i, -j, a, b


def earliest_arrival(vehicles, pickups, dropoffs, seconds, weights, now):
    """Return (cost, vehicle, i, j, 0, 0) by trying every sequence that puts off nobody; vehicle -1 if none.

    The earliest arrival; then the latest boarding, most requests on board, and as in ``best_insertion``.
    """
    (pickup, _), (dropoff, _), found = pickups[0], dropoffs[0], []
    for index, vehicle in enumerate(vehicles):
        moving = vehicle.junction is not None
        old, _, _ = timetable(vehicle, vehicle.stops, seconds, moving)
        for i in range(1 if moving and not vehicle.may_divert else 0, len(vehicle.stops) + 1):
            for j in range(i, len(vehicle.stops) + 1):
                stops = [*vehicle.stops[:i], pickup, *vehicle.stops[i:j], dropoff, *vehicle.stops[j:]]
                state = vehicle
                if i == 0 and not moving:
                    state = replace(vehicle, departure=max(vehicle.departure, now))
                new = timetable(state, stops, seconds, moving and i > 0)
                if new is None:
                    continue
                starts = new[0]
                board, alight = starts.pop(i), starts.pop(j)
                if any(_served(a) > _served(b) for a, b in zip(starts, old, strict=True)):
                    continue
                found.append((alight, -board, -vehicle.load[-1], index, -i, -j))
    if not found:
        return None, -1, -1, -1, -1, -1
    alight, _, _, index, i, j = min(found)
    return 1000 * (alight - pickup.earliest), index, -i, -j, 0, 0


def _served(start):
    """Return when a stop is served; a pause when it ends."""
    return start[1] if isinstance(start, tuple) else start


def plan_left_by(vehicle, i, j, pickup, dropoff, terms, seconds, now):
    """Return a vehicle with a request in its plan after slots i and j, and with what its rider is promised.

    terms: longest wait, how much sooner and later than planned boarding may begin, longest ride, and how much later
    than planned alighting may begin.
    """
    max_wait, before, after, max_ride, dropoff_after = terms
    if i == 0 and vehicle.junction is not None:
        node, at = vehicle.junction
        vehicle = replace(vehicle, node=node, began=at, departure=at, junction=None, arrival=None)
    elif i == 0:
        vehicle = replace(vehicle, departure=max(vehicle.departure, now))
    stops = [*vehicle.stops[:i], pickup, *vehicle.stops[i:j], dropoff, *vehicle.stops[j:]]
    starts, rides, _ = timetable(vehicle, stops, seconds, vehicle.junction is not None)
    boarding, alighting = starts[i], starts[j + 1]
    stops[i] = replace(
        pickup,
        earliest=max(pickup.earliest, boarding - before),
        latest=min(max(boarding, pickup.earliest + max_wait), boarding + after),
    )
    stops[j + 1] = replace(
        dropoff, max_ride=max(max_ride, rides[dropoff.request]), latest=min(dropoff.latest, alighting + dropoff_after)
    )
    return replace(vehicle, stops=tuple(stops))


def every_insertion(vehicles, pickups, dropoffs, seconds, weights, now):
    """Yield (cost, vehicle, i, j, pickup, dropoff) of all that is feasible."""
    for index, vehicle in enumerate(vehicles):
        for i in range(len(vehicle.stops) + 1):
            for j in range(i, len(vehicle.stops) + 1):
                for a, pickup in enumerate(pickups):
                    for b, dropoff in enumerate(dropoffs):
                        if len(pickups) + len(dropoffs) > 2 and pickup[0].node == dropoff[0].node:
                            continue
                        cost = insertion_cost(vehicle, (i, j), pickup, dropoff, seconds, weights, now)
                        if cost is not None:
                            yield cost, index, i, j, a, b


def insertion_cost(vehicle, after, pickup, dropoff, seconds, weights, now):
    """Return what it costs to put a request into one plan after these slots, None where a limit breaks."""
    (i, j), moving = after, vehicle.junction is not None
    if i == 0 and moving and not vehicle.may_divert:
        return None
    stops = [*vehicle.stops[:i], pickup[0], *vehicle.stops[i:j], dropoff[0], *vehicle.stops[j:]]
    state = vehicle if i or moving else replace(vehicle, departure=max(vehicle.departure, now))
    new = plan_cost(state, stops, seconds, weights, moving and i > 0)
    if new is None:
        return None
    old = plan_cost(vehicle, vehicle.stops, seconds, weights, moving)
    return new - old + weights.walk * pickup[0].riders * (pickup[1] + dropoff[1])


def best_pair(vehicles, parts, pair, seconds, weights, now):
    """Return (cost, first insertion, second insertion, arrival) of the cheapest way to serve two parts, None if none.

    Everything is tried: each insertion of the first part, and each of the second into the plans that it leaves. parts:
    (pickups, dropoffs, terms) each. pair: (first, second or -1, extra cost, when it ends or -1: with the last ride).
    """
    first, second, extra, ends = pair
    found = []

    def ranked(place):
        _, index, i, j, a, b = place
        return index, -i, -j, a, b

    for one in every_insertion(vehicles, *parts[first][:2], seconds, weights, now):
        left = list(vehicles)
        pickups, dropoffs, terms = parts[first]
        _, index, i, j, a, b = one
        left[index] = plan_left_by(vehicles[index], i, j, pickups[a][0], dropoffs[b][0], terms, seconds, now)
        if second < 0:
            found.append((extra + one[0], ranked(one), (), one, None, left))
            continue
        pickups, dropoffs, terms = parts[second]
        found += [
            (extra + one[0] + other[0], ranked(one), ranked(other), one, other, left)
            for other in every_insertion(left, pickups, dropoffs, seconds, weights, now)
        ]
    if not found:
        return None
    cost, _, _, one, other, left = min(found, key=lambda way: way[:3])
    if ends >= 0:
        return cost, one, other, ends
    _, index, i, j, a, b = one if other is None else other
    pickups, dropoffs, terms = parts[first if other is None else second]
    if other is not None:
        left[index] = plan_left_by(left[index], i, j, pickups[a][0], dropoffs[b][0], terms, seconds, now)
    state = left[index]
    starts, _, _ = timetable(state, state.stops, seconds, state.junction is not None)
    return cost, one, other, starts[j + 1] + dropoffs[b][1]
