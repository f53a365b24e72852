"""The best that journeys of several services could be like: at the pace of timetable and roads, with one change."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.chains import NO_WAY
from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.pace import least_s
from simulator.services.best_offers import BestOffers, together
from simulator.services.feeder.fares import ThroughFares
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import Day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
ROUNDED_M = 100  # more than all streets of a drive together may be rounded


class Best:
    """Tells bounds of requests. on_demand, lines: what knows the best that the services of rides offer."""

    def __init__(self, day: Day, on_demand: Any, lines: Any) -> None:
        self._tables: FeederWorld = day.tables
        self._on_demand, config = on_demand, self._tables.part.config
        self._direct, self._chains = config.direct, config.chains
        self._fares = None if config.fares is None else ThroughFares(config.fares, day.world.demand)
        self._line_eur: Floats = lines.fares_eur if self._fares is None else np.array(self._fares.line_eur)
        self._most_rides = config.most_changes + 1
        self._paces = [pace for pace in lines.paces if pace.metres_per_s >= _fastest(day)]
        off_m = 2 * (_off_hubs(day) + day.world.scenario.network.max_snap_m) + ROUNDED_M
        self._beeline_m = np.maximum(0.0, lines.beeline_m - off_m)
        bikes = self._tables.bikes
        self._alone = np.zeros(len(self._beeline_m), dtype=np.bool_)
        if bikes is not None:
            self._alone = (bikes.takes_s != NO_WAY).any(axis=1)
        if config.access is not None and config.access.car is not None:
            self._alone[:] = True

    def offers(self, request: Ints) -> BestOffers:
        """Return the best of some requests."""
        parts = []
        if self._direct:
            whole: BestOffers = self._on_demand.offers(request)
            if self._fares is not None:
                own = request[whole.row]
                whole = whole._replace(fare_eur=self._line_eur[own] + self._fares.ride_eur(own))
            parts.append(whole)
        if self._chains:
            parts += self._by_timetable(request)
        return together(parts)

    def _by_timetable(self, request: Ints) -> list[BestOffers]:
        """Return the best journeys with a ride on demand, and of those who come to a station by themselves."""
        everybody = np.arange(len(request))
        own_eur = self._on_demand.parts_eur(request) if self._fares is None else self._fares.ride_eur(request)
        rides = self._chained(everybody, request, self._line_eur[request] + own_eur)
        alone = np.flatnonzero(self._alone[request])
        return [*rides, *self._chained(alone, request[alone], self._line_eur[request[alone]])]

    def _chained(self, rows: Ints, request: Ints, fare_eur: Floats) -> list[BestOffers]:
        return [
            BestOffers(
                rows,
                fare_eur=fare_eur,
                changes=np.full(len(rows), rides),
                any_s=least_s(self._paces, self._beeline_m[request], rides),
            )
            for rides in range(1, self._most_rides + 1)
        ]


def _fastest(day: Day) -> float:
    """Return how fast anything on the roads is at most [m/s]; streets take whole milliseconds."""
    states = [network for network in (day.world.network, day.world.everyday) if network is not None]
    return max(float((1000 * its.length_m / (its.time_ms + 1)).max(initial=0.0)) for its in states)


def _off_hubs(day: Day) -> float:
    """Return how far a stop of a hub is from the node where vehicles meet people, at most [m]."""
    tables: FeederWorld = day.tables
    lines: Any = day.world.services[str(tables.partners.timetable)]
    network, stops = day.world.network, lines.timetable.stops
    off_m = 0.0
    for node, *walks in zip(tables.hubs.node.tolist(), tables.hubs.away, tables.hubs.back, strict=True):
        for its in walks:
            at = (np.full(len(its.stop), axis[node]) for axis in (network.lon, network.lat))
            there = (stops[axis].to_numpy()[its.stop] for axis in ("lon", "lat"))
            off_m = max(off_m, float(beeline_m(*at, *there).max(initial=0.0)))
    return off_m
