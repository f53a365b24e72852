"""Requests to places outside of the area, and from there: who lives here leaves in the morning and comes back later.

A share of a day's requests is drawn for it, and gets another purpose, hour and end; all others stay as they are. Both
ways of somebody's day are drawn by themselves, as within the area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.demand.draws import by_weight, hour_weights, moments, scattered
from simulator.demand.places import Places
from simulator.demand.purposes import HOMEBOUND, OUTBOUND
from simulator.demand.streams import stream

# Where requests begin or end outside of the area, beside ``tables.DEMAND_DTYPES``; only with such places.
OUTSIDE_DTYPES = {
    "origin_gateway": "string",  # name of the place outside; "": in the area
    "destination_gateway": "string",
}
BACK_SHARE = 0.5  # who leaves comes back; assumption
NOWHERE = -1


class GatewayConfig(Protocol):
    """How many go outside, and when; see ``scenario.gateway_models.GatewayDemand``."""

    @property
    def share(self) -> float:
        """Return the share of all requests that begin or end outside."""

    @property
    def homes_outside(self) -> float:
        """Return the share of these made by people who live there."""

    @property
    def out(self) -> tuple[float, ...]:
        """Return the weights of 24 hours of leaving home."""

    @property
    def back(self) -> tuple[float, ...]:
        """Return the weights of 24 hours of going back."""


class Ways(NamedTuple):
    """Where people go: purpose: object (n,). departure: int64 (n,) [s]. origin, destination: float64 (n, 2), lon, lat.

    origin_gateway, destination_gateway: int64 (n,), rows of the places outside; NOWHERE: in the area.
    """

    purpose: NDArray[np.object_]
    departure: NDArray[np.int64]
    origin: NDArray[np.float64]
    destination: NDArray[np.float64]
    origin_gateway: NDArray[np.int64]
    destination_gateway: NDArray[np.int64]

    @property
    def are_outside(self) -> NDArray[np.bool_]:
        """Return which of them begin or end outside, bool (n,)."""
        outside: NDArray[np.bool_] = (self.origin_gateway != NOWHERE) | (self.destination_gateway != NOWHERE)
        return outside


@dataclass(frozen=True)
class Sites:
    """Where people live, one place each, float64 (n, 2); where they go; and the places outside."""

    at_home: NDArray[np.float64]
    attractors: Places
    outside: Places
    scatter_m: float


def with_ends_outside(ways: Ways, sites: Sites, config: GatewayConfig, hours: tuple[int, int], seed: int) -> Ways:
    """Return the ways of a day, a share of them to a place outside or from there. hours [s]: when they may leave."""
    count = len(ways.departure)
    goes = stream(seed, "outside").random(count) < config.share
    gateway = by_weight(stream(seed, "gateway"), sites.outside.weight, count)
    visits = stream(seed, "gateway home").random(count) < config.homes_outside
    homebound = stream(seed, "gateway way").random(count) < BACK_SHARE
    visited = by_weight(stream(seed, "gateway visit"), sites.attractors.weight, count)
    visited_at = scattered(sites.attractors, visited, sites.scatter_m, stream(seed, "gateway visit place"))
    inside = np.where(visits[:, None], visited_at, sites.at_home)
    outside = np.column_stack([sites.outside.lon, sites.outside.lat])[gateway]
    enters = visits != homebound  # visitors as they come, and who lives here on the way home
    return Ways(
        np.where(goes, np.where(homebound, HOMEBOUND, OUTBOUND), ways.purpose),
        np.where(goes, _departures(config, homebound, hours, seed), ways.departure),
        np.where(goes[:, None], np.where(enters[:, None], outside, inside), ways.origin),
        np.where(goes[:, None], np.where(enters[:, None], inside, outside), ways.destination),
        np.where(goes & enters, gateway, NOWHERE),
        np.where(goes & ~enters, gateway, NOWHERE),
    )


def _departures(
    config: GatewayConfig, homebound: NDArray[np.bool_], hours: tuple[int, int], seed: int
) -> NDArray[np.int64]:
    """Return when each would leave [s], int64 (n,)."""
    share, hour = stream(seed, "gateway second").random(len(homebound)), np.zeros(len(homebound), dtype=np.int64)
    for name, weight, which in (("out", config.out, ~homebound), ("back", config.back, homebound)):
        weights = hour_weights(np.array([weight], dtype=np.float64), hours).ravel()
        drawn = by_weight(stream(seed, f"gateway {name}"), weights, len(homebound))
        hour = np.where(which, drawn, hour)
    return moments(hour, hours, share)
