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

        Whatever is full, each journey there is leaves no later than one of those found, arrives no sooner, and has no
        fewer rides.
        """
        wish_s, latest_s = (
            self._demand[name].to_numpy(np.int64)[request] for name in ("earliest_departure_s", "latest_arrival_s")
        )
        rows: list[tuple[float, ...]] = []
        wheelchairs = self._demand["wheelchairs"].to_numpy()[request] > 0
        each = zip(
            *(its.tolist() for its in (request, asked_s, np.maximum(asked_s, wish_s), latest_s, wheelchairs)),
            strict=True,
        )
        for row, told in enumerate(each):
            rows += [(row, *its) for its in self._journeys(*told)]
        columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T
        places = columns[0].astype(np.int64)
        own = request[places]
        return BestOffers(
            places,
            walk_s=self._walk_s[own],
            fare_eur=self.fares_eur[own],
            changes=columns[3],
            shift_s=columns[2],
            any_s=np.maximum(0.0, columns[1] - self._walk_s[own]),
        )

    def _journeys(
        self, request: int, asked_s: int, wish_s: int, by_s: int, wheelchair: bool
    ) -> list[tuple[float, float, int]]:
        """Return bounds of journeys: time on the way, how far off the wish they leave [s], and changes.

        Who leaves later than they wish may be offered a journey that is nearer to the wish and takes longer, but not
        both together: that arrives no sooner.
        """
        ways, config, search = self._tables.ways, self._config, self._tables.search
        ends = ways.starts[request], ways.ends[request]
        if not len(ends[0].stop) or not len(ends[1].stop):
            return []
        from_s, until_s = wish_s, by_s
        if by_s == NO_TIME:
            from_s, until_s = min(wish_s, max(asked_s, wish_s - config.earlier_s)), wish_s + config.longest_wait_s
        router = search.for_wheelchairs if wheelchair else search.for_all
        found = []
        for leaves_s, arrives_s, rides in router.times(*ends, from_s, until_s, self.most_rides).tolist():
            takes_s, off_s = arrives_s - leaves_s, abs(leaves_s - wish_s) if by_s == NO_TIME else 0
            if takes_s <= config.longest_s and (by_s == NO_TIME or arrives_s <= by_s):
                found.append((takes_s, off_s, rides - 1))
                if off_s and leaves_s > wish_s:
                    found.append((takes_s + off_s, 0, rides - 1))
        return found
