"""The ways to a station that people go by themselves: by their own bike, or in a shared car; both stay there."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from simulator.demand.luck import luck
from simulator.fares.tariff import trip_cents
from simulator.kernels.chains import NO_WAY
from simulator.scenario.shares import share_of
from simulator.services.feeder.chains import Weights, Wish
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import Attempt, Day, DrivingService, Ends, MeansService, Offer, OwnWay, Reach
from simulator.tables import NO_TIME

Block = tuple[OwnWay | None, ...]  # of each hub one way, None where there is no more


class Ours(NamedTuple):
    """What ways to hubs are like, those by oneself behind those on demand, a block of hubs after the other."""

    reach: Reach
    blocks: tuple[Block, ...]


class Alone:
    """Knows how everybody gets to each hub by themselves. day: of the feeder. weights: of all ways."""

    def __init__(self, day: Day, weights: Weights) -> None:
        tables: FeederWorld = day.tables
        self._day, self._partners, self._bikes, self._weights = day, tables.partners, tables.bikes, weights
        self._nodes = tables.hubs.node.tolist()
        demand, access = day.world.demand, tables.part.config.access
        self._size: list[int] = demand["party_size"].tolist()
        self._longest_s = 0 if access is None else access.longest_s
        self._drives = [False] * len(demand)
        if access is not None and access.car is not None:
            drawn = luck(day.world.scenario.seed, f"driver {tables.part.name}", demand["request_id"].tolist())[:, 0]
            shares = [share_of(access.drivers, name) for name in demand["traveller_class"].tolist()]
            self._drives = ((drawn < np.array(shares)) & (demand["wheelchairs"] == 0).to_numpy()).tolist()

    def beside(self, reach: Reach, request: int, wish: Wish, now_s: int) -> Ours:
        """Return what all ways to hubs are like. Of cars it is known where they could go, not yet whether one is free.

        Roads and prices of these are those at the wished time.
        """
        blocks = (*self._by_bike(request), *self._by_car(request, wish, now_s))
        if not blocks:
            return Ours(reach, ())
        ways = [way for block in blocks for way in block]
        size, weights = self._size[request], self._weights
        takes_s = [NO_WAY if way is None else way.takes_s for way in ways]
        eur = [0.0 if way is None else way.fare_eur or 0.0 for way in ways]
        least = [0 if way is None else size * weights.alone(way) for way in ways]
        reach = reach._replace(
            to_s=np.concatenate((reach.to_s, np.array(takes_s, dtype=np.int64))),
            to_eur=np.concatenate((reach.to_eur, eur)),
            to_least=np.concatenate((reach.to_least, np.array(least, dtype=np.int64))),
        )
        return Ours(reach, blocks)

    def part(self, service: MeansService, attempt: Attempt, way: OwnWay, hub: int, begins_s: int) -> Offer | None:
        """Return the first part of a way, that leaves at a time [s]; None where no car is free for it.

        service: that of the way.
        """
        return service.by_way(attempt._replace(ends=Ends(destination_node=self._nodes[hub])), way, begins_s)

    def _by_bike(self, request: int) -> list[Block]:
        if self._bikes is None:
            return []
        takes_s, length_m = (told[request].tolist() for told in (self._bikes.takes_s, self._bikes.length_m))
        if max(takes_s, default=NO_WAY) == NO_WAY:
            return []
        bikes = self._day.others[str(self._partners.bike)]
        config = self._day.world.scenario.services[str(self._partners.bike)]
        ways = (
            None
            if takes == NO_WAY
            else OwnWay(bikes.number, takes, config.reach_s, (trip_cents(config.costs, metres) or 0) / 100, metres)  # type: ignore[attr-defined]
            for takes, metres in zip(takes_s, length_m, strict=True)
        )
        return [tuple(ways)]

    def _by_car(self, request: int, wish: Wish, now_s: int) -> list[Block]:
        if not self._drives[request]:
            return []
        cars: DrivingService = self._day.others[str(self._partners.car)]  # type: ignore[assignment]
        at_s = wish.leaves_s if wish.by_s == NO_TIME else wish.by_s
        of_hubs = (cars.ways_to(request, node, at_s, now_s) for node in self._nodes)
        near = ([way for way in ways if way.takes_s <= self._longest_s] for ways in of_hubs)
        return [*zip_longest(*near)]
