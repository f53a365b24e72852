"""One's own bike as the way to a station, where it stays."""

from __future__ import annotations

import numpy as np

from simulator.fares.tariff import trip_cents
from simulator.services.feeder.chains import Place, Weights
from simulator.services.feeder.world import NO_WAY, FeederWorld
from simulator.services.protocol import Attempt, Day, MeansService, Offer, Reach


class Bikes:
    """Knows how everybody gets to each hub by bike. day: of the feeder. weights: of all ways."""

    def __init__(self, day: Day, weights: Weights) -> None:
        tables: FeederWorld = day.tables
        self._ways, self._nodes, self._weights = tables.bikes, tables.hubs.node.tolist(), weights
        services = day.world.scenario.services
        self._config = None if self._ways is None else services[str(tables.partners.bike)]
        self._size: list[int] = day.world.demand["party_size"].tolist()

    def beside(self, reach: Reach, request: int) -> Reach:
        """Return what ways to hubs are like, by bike behind those on demand; as it is where nobody has one."""
        if self._ways is None or self._config is None:
            return reach
        takes_s = self._ways.takes_s[request].astype(np.int64)
        if (takes_s == NO_WAY).all():
            return reach
        costs, reach_s = self._config.costs, self._config.reach_s  # type: ignore[attr-defined]
        eur = [(trip_cents(costs, metres) or 0) / 100 for metres in self._ways.length_m[request].tolist()]
        weights = self._weights
        least = self._size[request] * (weights.ride * (takes_s - reach_s) + weights.walk * reach_s)
        return reach._replace(
            to_s=np.concatenate((reach.to_s, takes_s)),
            to_eur=np.concatenate((reach.to_eur, eur)),
            to_least=np.concatenate((reach.to_least, least)),
        )

    def part(self, attempt: Attempt, place: Place, service: MeansService) -> Offer:
        """Return the first part of a way by bike. service: with the bikes."""
        assert self._ways is not None
        length_m = int(self._ways.length_m[attempt.request, place.access])
        return service.to_node(attempt, self._nodes[place.access], length_m, place.begins_s)
