"""The model of the study once more, on a complete graph, slow and obvious: time is continuous, nothing is shared.

All links have length 1, so a vehicle is at a node or on its way to its next stop, and never passes another node.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from itertools import pairwise

NEAR = 1e-9  # times that differ by less are equal


@dataclass
class Vehicle:
    node: int  # where it is, or arrives next
    at: float = 0.0  # when it arrives there
    stops: list[tuple[int, int]] = field(default_factory=list)  # node, and +1 or -1 riders
    riders: int = 0
    idle: bool = True


def way(*nodes: int) -> int:
    """The length of the way over nodes."""
    return sum(one != other for one, other in pairwise(nodes))


def places(vehicle: Vehicle, seats: float, now: float, origin: int, destination: int):
    """All places for a request that delay nobody: arrival, minus pickup, minus riders, minus both positions."""
    node, at, riders, soonest = vehicle.node, max(vehicle.at, now), vehicle.riders, float("inf")
    for i in range(len(vehicle.stops) + 1):
        pickup = at + way(node, origin)
        here, then, load = node, at, riders + 1
        for j in range(i, len(vehicle.stops) + 1):
            onward = [stop for stop, _ in vehicle.stops[j : j + 1]]
            before = [here] if j > i else [here, origin]
            arrival = (then if j > i else pickup) + way(before[-1], destination)
            direct = way(here, *onward)
            if riders < seats and load <= seats and (not onward or way(*before, destination, *onward) == direct):
                soonest = min(soonest, arrival)
                yield round(arrival / NEAR), -round(pickup / NEAR), -vehicle.riders, -i, -j
            if not onward or riders >= seats or (j == i and way(here, origin, *onward) > direct):
                break
            here, then, load = onward[0], then + way(here, *onward), load + vehicle.stops[j][1]
            if load > seats or then + way(here, destination) > soonest + NEAR:
                break
        if i < len(vehicle.stops):
            stop, change = vehicle.stops[i]
            node, at, riders = stop, at + way(node, stop), riders + change
        if at + way(node, origin, destination) > soonest + NEAR:
            break


def mean_stay(nodes: int, vehicles: int, seats: float, load: float, requests: int, seed: int) -> float:
    """The mean time from request to arrival, the first fifth left out."""
    chance, now, stays = random.Random(seed), 0.0, []
    fleet = [Vehicle(chance.randrange(nodes)) for _ in range(vehicles)]
    arrivals: list[tuple[float, int]] = []
    for _ in range(requests):
        now += chance.expovariate(load * vehicles)
        while arrivals and arrivals[0][0] < now:
            at, number = heapq.heappop(arrivals)
            vehicle = fleet[number]
            while vehicle.stops and vehicle.stops[0][0] == vehicle.node:
                vehicle.riders += vehicle.stops.pop(0)[1]
            vehicle.idle = not vehicle.stops
            if vehicle.stops:
                set_off(vehicle, at, number, arrivals)
        origin, destination = chance.sample(range(nodes), 2)
        offers = [(*place, n) for n, it in enumerate(fleet) for place in places(it, seats, now, origin, destination)]
        arrival, _, _, i, j, number = min(offers)
        vehicle = fleet[number]
        vehicle.stops.insert(-j, (destination, -1))
        vehicle.stops.insert(-i, (origin, 1))
        stays.append(arrival * NEAR - now)
        if vehicle.idle:
            vehicle.idle = False
            set_off(vehicle, now, number, arrivals)
    counted = stays[requests // 5 :]
    return sum(counted) / len(counted)


def set_off(vehicle: Vehicle, now: float, number: int, arrivals: list[tuple[float, int]]) -> None:
    """Let a vehicle leave for its first stop."""
    target = vehicle.stops[0][0]
    vehicle.at, vehicle.node = now + way(vehicle.node, target), target
    heapq.heappush(arrivals, (vehicle.at, number))
