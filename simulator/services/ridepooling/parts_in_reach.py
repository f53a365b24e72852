"""What rides between the places of a request and other nodes are like, before anybody is asked for them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.network.travel_times import NO_WAY
from simulator.reasons import Reason
from simulator.services.protocol import Reach
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.world import RidepoolingWorld

Nodes = NDArray[np.int32]
Ints = NDArray[np.int64]


class _Way(NamedTuple):
    """Rides between an end of a request and nodes: how long they take with the walk [s], fares, and the least cost."""

    takes_s: Ints
    eur: NDArray[np.float64]
    least: Ints


class PartsInReach:
    """Tells it of direct rides; how long they take, and what they cost, of those from and to the nearest stop.

    weights: of the dispatcher, see ``kernels.layout``.
    """

    def __init__(self, world: RidepoolingWorld, rides: Rides, offers: Offers, weights: Ints) -> None:
        self._rides, self._offers, self._roads = rides, offers, world.roads
        self._is_met = met_at_ends(world)
        self._per_s = int(weights[f.WEIGHT_RIDE]), int(weights[f.WEIGHT_WALK])

    def of(self, request: int, nodes: Nodes, now_s: int) -> Reach:
        """Return what rides from the origin to nodes, and from nodes to the destination, are like."""
        rides, pickups = self._rides, int(self._rides.fields[request, f.REQ_PICKUPS])
        options = rides.options_of(request)
        to, back = (
            self._way(request, its, nodes, now_s, leaves=leaves)
            for its, leaves in ((options[:pickups], True), (options[pickups:], False))
        )
        dwell_s, beyond_s = rides.dwell_s[request], rides.max_ride_s[request] - max(rides.direct_s[request], 0)
        walks_s = int(options[0, f.OPTION_WALK] + options[pickups, f.OPTION_WALK])
        return Reach(
            to.takes_s,
            back.takes_s,
            back.takes_s + beyond_s,
            to.eur,
            back.eur,
            to.least,
            back.least,
            rides.direct_s[request] + dwell_s + walks_s,
            self._offers.fare_eur(request) or 0.0,
            not rides.limits[request].hard,
        )

    def _way(self, request: int, options: NDArray[np.int32], nodes: Nodes, now_s: int, *, leaves: bool) -> _Way:
        """Return the rides between options and nodes; leaves: from these options."""
        rides, count = self._rides, len(nodes)
        if not self._is_met[request][not leaves]:
            nowhere = np.full(count, NO_WAY, dtype=np.int64)
            return _Way(nowhere, np.zeros(count), nowhere)
        times, size = self._roads.for_plans(now_s), int(rides.fields[request, f.REQ_SIZE])
        own = np.array([rides.node_of(option) for option in options], dtype=np.int32)[:, None]
        drives_s = (times.direct_s(own, nodes) if leaves else times.direct_s(nodes, own)).astype(np.int64)
        walks_s = options[:, f.OPTION_WALK].astype(np.int64)[:, None]
        costs = size * (self._per_s[0] * np.maximum(drives_s, 0) + self._per_s[1] * walks_s)
        direct_s = drives_s[0]
        takes_s = np.where(direct_s == NO_WAY, NO_WAY, direct_s + rides.dwell_s[request] + walks_s[0])
        return _Way(takes_s, self._fares(request, int(own[0, 0]), nodes, now_s, leaves=leaves), costs.min(axis=0))

    def _fares(self, request: int, own: int, nodes: Nodes, now_s: int, *, leaves: bool) -> NDArray[np.float64]:
        """Return what rides between a node of the request and others cost the party [EUR]."""
        when_s = max(now_s, self._rides.wish_s[request])
        if not self._offers.prices_metres:
            return np.full(len(nodes), self._offers.fares_of_parts(request, np.zeros(1, dtype=np.int32), when_s)[0])
        here = np.full(len(nodes), own, dtype=np.int32)
        begins, ends = (here, nodes) if leaves else (nodes, here)
        direct_m = self._roads.lengths_m(begins, ends, np.full(len(nodes), when_s, dtype=np.int64))
        return self._offers.fares_of_parts(request, direct_m, when_s)


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
