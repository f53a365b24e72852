"""What rides between the places of a request and other nodes are like, before anybody is asked for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.kernels import rides_between as between
from simulator.reasons import Reason
from simulator.services.protocol import Reach
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.pricing import OWN
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.units import HOUR_S

Nodes = NDArray[np.int32]


class PartsInReach:
    """Tells it of direct rides; how long they take, and what they cost, of those from and to the nearest stop.

    weights: of the dispatcher, see ``kernels.layout``.
    """

    def __init__(self, world: RidepoolingWorld, rides: Rides, offers: Offers, weights: NDArray[np.int64]) -> None:
        self._rides, self._offers, self._roads = rides, offers, world.roads
        self._is_met = met_at_ends(world)
        self._known: dict[tuple[int, bool, int], float] = {}
        self._ride, self._walk = int(weights[f.WEIGHT_RIDE]), int(weights[f.WEIGHT_WALK])

    def of(self, request: int, nodes: Nodes, now_s: int) -> Reach:
        """Return what rides from the origin to nodes, and from nodes to the destination, are like."""
        rides, pickups = self._rides, int(self._rides.fields[request, f.REQ_PICKUPS])
        options, size = rides.options_of(request), int(rides.fields[request, f.REQ_SIZE])
        dwell_s = rides.dwell_s[request]
        found: NDArray[np.int64] = np.empty((between.FIELDS, len(nodes)), dtype=np.int64)
        times, terms = self._roads.for_plans(now_s), (dwell_s, size * self._ride, size * self._walk)
        between.rides_between(times.table.address, (options, pickups), self._roads.location[nodes], terms, found)
        for side, (is_met, place) in enumerate(zip(self._is_met[request], (0, pickups), strict=True)):
            is_there = self._roads.location[nodes] == options[place, f.OPTION_NODE]  # who is there needs no ride
            found[side, is_there | (not is_met)] = between.NO_WAY
        beyond_s = rides.max_ride_s[request] - max(rides.direct_s[request], 0)
        first, last = options[[0, pickups]]
        walks_s = int(first[f.OPTION_WALK]), int(last[f.OPTION_WALK])
        drive_s = times.drive_s(int(first[f.OPTION_NODE]), int(last[f.OPTION_NODE]))
        return Reach(
            found[between.TO],
            found[between.FROM],
            found[between.FROM] + beyond_s,
            *self._fares(request, rides.node_of(options[0]), rides.node_of(options[pickups]), nodes, now_s),
            found[between.TO_LEAST],
            found[between.FROM_LEAST],
            rides.direct_s[request] + dwell_s + sum(walks_s),
            self._offers.fare_eur(request) or 0.0,
            not rides.limits[request].hard,
            drive_s if rides.direct_s[request] >= 0 else between.NO_WAY,
            (dwell_s + walks_s[0], dwell_s + walks_s[1]),
            dwell_s,
        )

    def _fares(
        self, request: int, origin: int, destination: int, nodes: Nodes, now_s: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what rides to nodes and from them cost the party [EUR]."""
        when_s, count = max(now_s, self._rides.wish_s[request]), len(nodes)
        if not self._offers.prices_metres:
            same = np.full(count, self._fare(request, when_s))
            return same, same
        moments_s = np.full(count, when_s, dtype=np.int64)
        to_m = self._roads.lengths_m(np.full(count, origin, dtype=np.int32), nodes, moments_s)
        from_m = self._roads.lengths_m(nodes, np.full(count, destination, dtype=np.int32), moments_s)
        own, there = np.full(count, OWN), nodes.astype(np.int64)
        to_eur = self._offers.fares_of_parts(request, to_m, when_s, (own, there))
        return to_eur, self._offers.fares_of_parts(request, from_m, when_s, (there, own))

    def _fare(self, request: int, when_s: int) -> float:
        """Return what a ride of any length costs the party [EUR]; within an hour it is the same."""
        key = int(self._rides.fields[request, f.REQ_SIZE]), self._offers.holds(request), when_s // HOUR_S
        if key not in self._known:
            self._known[key] = float(self._offers.fares_of_parts(request, np.zeros(1, dtype=np.int32), when_s)[0])
        return self._known[key]


def met_at_ends(world: RidepoolingWorld) -> list[tuple[bool, bool]]:
    """Return of each request whether it can be met at its origin, and at its destination."""
    requests, config = world.requests, world.config
    walks_m = [requests[f"{way}_walk_m"].to_numpy() for way in ("access", "egress")]
    near = [walk_m <= config.walk.limit_m if config.mode == "stop_based" else walk_m >= 0 for walk_m in walks_m]
    off_road = [
        request
        for request, reason in world.rejected_at_once.items()
        if reason == Reason.NO_STOP_IN_WALKING_RANGE and near[0][request] and near[1][request]
    ]
    for ends in near:
        ends[off_road] = False
    return list(zip(*(ends.tolist() for ends in near), strict=True))
