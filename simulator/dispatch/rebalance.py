"""Idle vehicles sent where requests are expected.

The k-th vehicle of a zone is worth the probability that at least k requests come up there (Poisson), times what a
request is worth; driving costs its time. Which vehicles go where is a minimum-cost flow, as in Pavone, Smith, Frazzoli
and Rus (2012), doi:10.1177/0278364912444766, with gains that fall from vehicle to vehicle instead of fixed targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

LEAST_CHANCE = 0.01  # a vehicle less likely to be needed is not sent


@dataclass(frozen=True, eq=False)
class Supply:
    """Vehicles by zone. idle: zone of each, int64 (vehicles,). there: int64 (zones,), others that are, or will be."""

    idle: NDArray[np.int64]
    there: NDArray[np.int64]


def choose_zones(
    supply: Supply, expected: NDArray[np.float64], drive_s: NDArray[np.int64], worth_s: int
) -> NDArray[np.int64]:
    """Return the zone each idle vehicle should wait in, its own or -1 (where it is) when it had better stay.

    expected: float64 (zones,), requests coming up. drive_s: int64 (idle vehicles, zones), to where a zone's vehicles
    wait. worth_s: drive that one more request with a vehicle near is worth.
    """
    vehicles, zones = drive_s.shape
    chosen = supply.idle.copy()
    flow = nx.DiGraph()
    flow.add_node("vehicles", demand=-vehicles)
    flow.add_node("zones", demand=vehicles)
    for vehicle in range(vehicles):
        flow.add_edge("vehicles", ("vehicle", vehicle), capacity=1, weight=0)
        flow.add_edge(("vehicle", vehicle), "zones", capacity=1, weight=0)
        for zone in range(zones):
            cost_s = 0 if zone == supply.idle[vehicle] else int(drive_s[vehicle, zone])
            if cost_s < worth_s:
                flow.add_edge(("vehicle", vehicle), ("zone", zone), capacity=1, weight=1000 * cost_s)
    for zone in range(zones):
        for rank in range(vehicles):
            chance = float(pdtrc(supply.there[zone] + rank, expected[zone]))
            if chance < LEAST_CHANCE:
                break
            place = ("place", zone, rank)
            flow.add_edge(("zone", zone), place, capacity=1, weight=-round(1000 * worth_s * chance))
            flow.add_edge(place, "zones", capacity=1, weight=0)
    _, flows = nx.network_simplex(flow)
    for vehicle in range(vehicles):
        for place, taken in flows["vehicle", vehicle].items():
            if taken and place != "zones":
                chosen[vehicle] = place[1]
    return chosen
