"""What the rides of a service cost by its tariffs: who rides, from where to where, and where they board and alight."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.fares.ride_tariff import ANYWHERE, Paid, Rides, paid_across, paid_by
from simulator.network.further_zones import further_zones
from simulator.network.territories import Territories
from simulator.services.ridepooling.rates import tariff_of
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import NO_NODE
from simulator.world.places import territories_of, zones_of

Ints = NDArray[np.int64]
OWN = np.int64(NO_NODE)  # instead of a node: the request's own origin or destination


class Asked(NamedTuple):
    """Rides that somebody wants to know the price of, each array (rides,).

    kinds: types of the days. nodes: of their beginnings and ends, OWN for those of the request.
    """

    request: Ints
    riders: Ints
    direct_m: Ints
    kinds: Ints
    nodes: tuple[Ints, Ints]


class Pricing:
    """Knows the tariffs of a service, and in which zones and territories requests and nodes lie."""

    def __init__(self, world: RidepoolingWorld) -> None:
        self._world, fares = world, world.config.fares
        self._tariffs = [tariff_of(keys) for keys in (fares, *fares.by_territory.values())]
        self._names, self._at_border = [*fares.by_territory], fares.at_border or "origin"
        self._holds = world.requests["season_ticket"].to_numpy(np.bool_)
        self._classes: list[str] = world.requests["traveller_class"].tolist()

    def paid(self, asked: Asked, on_request: bool = False) -> Paid:
        """Return what parties pay. on_request: whether all of them board or alight where no regular stop is."""
        origin, destination = (self._zones_at(end, asked) for end in (0, 1))
        rides = Rides(
            asked.riders,
            asked.direct_m,
            self._holds[asked.request],
            asked.kinds,
            [self._classes[request] for request in asked.request.tolist()],
            self._steps[origin, destination],
            np.full(len(asked.request), on_request),
        )
        if not self._names:
            return paid_by(self._tariffs[0], rides)
        return paid_across(
            self._tariffs, self._at_border, rides, (self._tariffs_at(0, asked), self._tariffs_at(1, asked))
        )

    def least_cents(self, request: Ints, riders: Ints) -> Ints:
        """Return what parties pay at least for a ride, however short it is, whenever and wherever [cent]."""
        none = np.zeros_like(riders)
        classes = [self._classes[its] for its in request.tolist()]
        found = [
            paid_by(tariff, Rides(riders, none, self._holds[request], none + kind, classes, none, none > 0)).cents
            for tariff in self._tariffs
            for kind in range(len(DayType))
        ]
        least: Ints = np.min(found, axis=0)
        return least

    def is_on_request(self, nodes: tuple[int, int]) -> bool:
        """Return whether a ride begins or ends where no regular stop is."""
        return not self._on_request.isdisjoint(nodes)

    @cached_property
    def _on_request(self) -> frozenset[int]:
        """Return the nodes that have virtual stops only."""
        if self._world.stops is None:
            return frozenset()
        table = self._world.stops.table
        is_virtual = (table["kind"] == "virtual").to_numpy(np.bool_)
        nodes = table["node"].to_numpy(np.int64)
        return frozenset(nodes[is_virtual].tolist()) - frozenset(nodes[~is_virtual].tolist())

    @cached_property
    def _zones(self) -> Territories | None:
        return zones_of(self._world.scenario) if any(tariff.per_zone_eur for tariff in self._tariffs) else None

    @cached_property
    def _steps(self) -> Ints:
        return np.zeros((1, 1), dtype=np.int64) if self._zones is None else further_zones(self._zones)

    def _zones_at(self, end: int, asked: Asked) -> Ints:
        if self._zones is None:
            return np.zeros(len(asked.request), dtype=np.int64)
        return self._numbers(self._zone_numbers, end, asked)

    def _tariffs_at(self, end: int, asked: Asked) -> Ints:
        return self._numbers(self._tariff_numbers, end, asked)

    def _numbers(self, of: tuple[Ints, Ints, Ints], end: int, asked: Asked) -> Ints:
        """Return the numbers of areas at one end of rides. of: of requests' origins, destinations, and of nodes."""
        nodes = asked.nodes[end]
        numbers: Ints = np.where(nodes == OWN, of[end][asked.request], of[2][np.maximum(nodes, 0)])
        return numbers

    @cached_property
    def _zone_numbers(self) -> tuple[Ints, Ints, Ints]:
        assert self._zones is not None
        return self._areas_at(self._zones)

    @cached_property
    def _tariff_numbers(self) -> tuple[Ints, Ints, Ints]:
        """Return the numbers of tariffs instead of those of territories."""
        territories = territories_of(self._world.scenario)
        assert territories is not None
        known = {name: number for number, name in enumerate(self._names)}
        number = np.array([*(known.get(name, ANYWHERE) for name in territories.names), ANYWHERE], dtype=np.int64)
        origin, destination, nodes = self._areas_at(territories)
        return number[origin], number[destination], number[nodes]

    def _areas_at(self, areas: Territories) -> tuple[Ints, Ints, Ints]:
        """Return in which areas origins and destinations of requests lie, and nodes; -1: in none."""
        network, requests = self._world.network, self._world.requests
        of_nodes = areas.at(network.lon, network.lat).astype(np.int64)
        found = []
        for end in ("origin", "destination"):
            lon, lat = (requests[f"{end}_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
            node, known = requests[f"{end}_node"].to_numpy(np.int64), ~np.isnan(lon)
            its = of_nodes[np.maximum(node, 0)]
            its[known] = areas.at(lon[known], lat[known])
            found.append(its)
        return found[0], found[1], of_nodes
