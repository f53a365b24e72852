"""What rides between the places of a request and other nodes are like, before anybody is asked for them."""

from __future__ import annotations

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


class PartsInReach:
    """Tells it of direct rides, from and to the nearest stops where there are several."""

    def __init__(self, world: RidepoolingWorld, rides: Rides, offers: Offers) -> None:
        self._rides, self._offers, self._roads = rides, offers, world.roads
        self._is_met = met_at_ends(world)

    def of(self, request: int, nodes: Nodes, now_s: int) -> Reach:
        """Return what rides from the origin to nodes, and from nodes to the destination, are like."""
        rides = self._rides
        here, there = (rides.options_of(request)[row] for row in (0, int(rides.fields[request, f.REQ_PICKUPS])))
        when_s = max(now_s, rides.wish_s[request])
        dwell_s, beyond_s = rides.dwell_s[request], rides.max_ride_s[request] - rides.direct_s[request]
        drives, fares = [], []
        ways = (rides.node_of(here), nodes), (nodes, rides.node_of(there))
        for met, (one, other) in zip(self._is_met[request], ways, strict=True):
            begins, ends = (np.full(len(nodes), node, dtype=np.int32) for node in (one, other))
            moments_s = np.full(len(nodes), when_s, dtype=np.int64)
            drive_s = self._roads.direct_s(begins, ends, moments_s).astype(np.int64)
            drives.append(drive_s if met else np.full(len(nodes), NO_WAY, dtype=np.int64))
            direct_m = np.zeros(len(nodes), dtype=np.int32)
            if self._offers.prices_metres:
                direct_m = self._roads.lengths_m(begins, ends, moments_s)
            fares.append(self._offers.fares_of_parts(request, direct_m, when_s))
        (to_s, from_s), walks_s = drives, [int(option[f.OPTION_WALK]) for option in (here, there)]
        return Reach(
            np.where(to_s == NO_WAY, NO_WAY, to_s + dwell_s + walks_s[0]),
            np.where(from_s == NO_WAY, NO_WAY, from_s + dwell_s + walks_s[1]),
            np.where(from_s == NO_WAY, NO_WAY, from_s + beyond_s + dwell_s + walks_s[1]),
            fares[0],
            fares[1],
            rides.direct_s[request] + dwell_s + sum(walks_s),
            self._offers.fare_eur(request) or 0.0,
        )


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
