"""The best that buses and trains could offer each request, whatever is full: bounds of all journeys there are."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.fares.tariff import line_cents
from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.pace import Pace, least_s, paces_of
from simulator.services.best_offers import BestOffers, together
from simulator.services.protocol import Day
from simulator.services.timetable.world import TimetableWorld
from simulator.tables import NO_NODE, NO_TIME

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FAR_S = 10**9


class Best:
    """Tells bounds of requests: by the fastest pace of the timetable, or by one search."""

    def __init__(self, day: Day) -> None:
        self._tables: TimetableWorld = day.tables
        self._demand, ways = day.world.demand, self._tables.ways
        self._config = self._tables.part.config
        self._walk_s = ways.starts.least_s(FAR_S) + ways.ends.least_s(FAR_S)
        cents = line_cents(
            self._config.fares, self._demand["party_size"].to_numpy(), self._demand["season_ticket"].to_numpy()
        )
        self.fares_eur: Floats = np.array([(one or 0) / 100 for one in cents])
        self.beeline_m = self._beelines()

    @cached_property
    def paces(self) -> list[Pace]:
        """Return how fast one gets on."""
        return paces_of(self._tables.timetable)

    @property
    def most_rides(self) -> int:
        """Return how many rides a journey has at most."""
        return int(self._config.most_changes) + 1

    def _beelines(self) -> Floats:
        """Return how far apart the ends of requests are [m]; 0 where one is outside, which is nowhere by timetable."""
        ways, network = self._tables.ways, self._demand
        ends = [
            network[f"{end}_{axis}"].to_numpy(np.float64)
            for end in ("origin", "destination")
            for axis in ("lon", "lat")
        ]
        metres = np.nan_to_num(beeline_m(*ends))  # of who is at nodes no place is told: then no bound is known
        return np.where((ways.origin == NO_NODE) | (ways.destination == NO_NODE), 0.0, metres)

    def offers(self, request: Ints) -> BestOffers:
        """Return the best of some requests by the pace of the timetable; no row without stops in reach."""
        asked = np.flatnonzero(self._walk_s[request] < FAR_S)
        rows, own = [], request[asked]
        for rides in range(1, self.most_rides + 1):
            on_the_way_s = least_s(self.paces, self.beeline_m[own], rides)
            rows.append(
                BestOffers(
                    asked,
                    walk_s=self._walk_s[own],
                    fare_eur=self.fares_eur[own],
                    changes=np.full(len(own), rides - 1),
                    any_s=np.maximum(0.0, on_the_way_s - self._walk_s[own]),
                )
            )
        return together(rows)

    def found(self, request: Ints, asked_s: Ints) -> BestOffers:
        """Return the best of some requests that are told offers at a time [s], by a search for each.

        Whatever is full, each journey there is has no fewer rides than that found.
        """
        wish_s, latest_s = (
            self._demand[name].to_numpy(np.int64)[request] for name in ("earliest_departure_s", "latest_arrival_s")
        )
        wheelchairs = self._demand["wheelchairs"].to_numpy()[request] > 0
        each = zip(
            *(its.tolist() for its in (request, asked_s, np.maximum(asked_s, wish_s), latest_s, wheelchairs)),
            strict=True,
        )
        rides = np.array([self._fewest_rides(*told) for told in each], dtype=np.int64)
        places = np.flatnonzero(rides)
        own = request[places]
        return BestOffers(
            places, walk_s=self._walk_s[own], fare_eur=self.fares_eur[own], changes=rides[places].astype(np.float64) - 1
        )

    def _fewest_rides(self, request: int, asked_s: int, wish_s: int, by_s: int, wheelchair: bool) -> int:
        """Return with how few rides one gets there who leaves when they may, however late that is; 0: in no way."""
        ways, config, search = self._tables.ways, self._config, self._tables.search
        ends = ways.starts[request], ways.ends[request]
        if not len(ends[0].stop) or not len(ends[1].stop):
            return 0
        from_s, until_s = wish_s, by_s
        if by_s == NO_TIME:
            from_s, until_s = min(wish_s, max(asked_s, wish_s - config.earlier_s)), wish_s + config.longest_wait_s
        router = search.for_wheelchairs if wheelchair else search.for_all
        return router.fewest_rides(*ends, from_s, until_s, self.most_rides)
