"""The trips people make by their own means, many at once: when they leave, how long and how far they go, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.fares.tariff import trip_cents
from simulator.network.roads import Roads
from simulator.reasons import Reason
from simulator.services.own_means.schema import Config
from simulator.services.own_means.world import NO_WAY, OwnMeansWorld, of_each
from simulator.services.whole_numbers import whole_numbers
from simulator.tables import NO_NODE, NO_TIME
from simulator.world.tours import has_tours

Ints = NDArray[np.int64]
GOES = -1  # in place of a reason why somebody does not


class Made(NamedTuple):
    """Trips, int64 (trips,) each. reason: why there is none, GOES where there is; then the rest says nothing.

    departure_s, moves_s: when they leave, and how long they go without the ways to what they go by [s].
    """

    reason: Ints
    departure_s: Ints
    moves_s: Ints
    length_m: Ints


class Trips:
    """Finds trips. Nobody is there sooner than they want to be: who would be, leaves later.

    On tours, who has to be somewhere by a time leaves as late as that allows.
    """

    def __init__(self, tables: OwnMeansWorld, roads: Roads, demand: pd.DataFrame) -> None:
        self._config, self._roads = tables.part.config, roads
        self._reach_s = self._config.reach_s
        self._arrival_s = demand["earliest_arrival_s"].to_numpy(np.int64)
        self._by_s = demand["latest_arrival_s"].to_numpy(np.int64)
        if not has_tours(demand):
            self._by_s = np.full_like(self._by_s, NO_TIME)
        self._arrives_s, self._arrives_by_s = whole_numbers(self._arrival_s), whole_numbers(self._by_s)
        ways = tables.ways
        self._has_it, self._outside = ways["has_it"].to_numpy(), ways["outside"].to_numpy()
        self._origin, self._destination = ways["origin"].to_numpy(), ways["destination"].to_numpy()
        self._length_m = ways["length_m"].to_numpy(np.int64)
        self._measured = np.zeros(len(ways), dtype=np.bool_)
        self._moves_s, self._moves_m = (np.zeros(len(ways), dtype=np.int64) for _ in range(2))

    def made(self, request: Ints, departure_s: Ints, asked_s: Ints) -> Made:
        """Return the trips of requests that leave at a time or later [s], by what is known of the roads at another."""
        departure_s = departure_s.astype(np.int64)
        reason = np.full(len(request), GOES, dtype=np.int64)
        reason[self._outside[request] & (self._length_m[request] == NO_WAY)] = Reason.OUTSIDE_AREA
        reason[~self._has_it[request]] = Reason.NO_VEHICLE
        moves_s, length_m = (np.full(len(request), NO_WAY, dtype=np.int64) for _ in range(2))
        reach_s, arrival_s = self._reach_s, self._arrival_s[request].astype(np.int64)
        rows = np.flatnonzero(reason == GOES)
        while len(rows):
            begins_s = departure_s[rows] + reach_s // 2
            moves_s[rows], length_m[rows] = self._moves(request[rows], begins_s, asked_s[rows])
            reason[rows[moves_s[rows] == NO_WAY]] = Reason.NO_ROAD
            goes, there_s = rows[moves_s[rows] != NO_WAY], departure_s + reach_s + moves_s
            rows = goes[(arrival_s[goes] != NO_TIME) & (there_s[goes] < arrival_s[goes])]
            departure_s[rows] = arrival_s[rows] - reach_s - moves_s[rows]  # by then the way may be shorter
        return self._in_time(request, Made(reason, departure_s, moves_s, length_m), asked_s)

    @property
    def always_alike(self) -> bool:
        """Return whether a way is as long whenever it begins."""
        return not self._roads.changes

    def at_another_time(self, request: int, made: Sequence[int], departure_s: int) -> tuple[int, ...]:
        """Return the trip of one request that leaves at a time or later [s], where ways are always alike.

        made: what ``Made`` tells of the same trip at whatever time.
        """
        reason, _, moves_s, length_m = made
        if reason == GOES:
            arrival_s, takes_s = self._arrives_s[request], self._reach_s + moves_s
            if arrival_s != NO_TIME:
                departure_s = max(departure_s, arrival_s - takes_s)
            if (by_s := self._arrives_by_s[request]) != NO_TIME:
                departure_s = max(departure_s, by_s - takes_s)
        return reason, departure_s, moves_s, length_m

    def _in_time(self, request: Ints, soonest: Made, asked_s: Ints) -> Made:
        """Return trips as late as they may be. soonest: as early; whose way is no longer there later go like that."""
        reason, departure_s, moves_s, length_m = (column.copy() for column in soonest)
        by_s, reach_s = self._by_s[request], self._reach_s
        spare_s = by_s - departure_s - reach_s - moves_s
        rows = np.flatnonzero((reason == GOES) & (by_s != NO_TIME) & (spare_s > 0))
        departure_s[rows] += spare_s[rows]
        while len(rows) and self._roads.changes:  # by then the way may be longer
            begins_s = departure_s[rows] + reach_s // 2
            moves_s[rows], length_m[rows] = self._moves(request[rows], begins_s, asked_s[rows])
            late_s = departure_s[rows] + reach_s + moves_s[rows] - by_s[rows]
            gone = rows[(moves_s[rows] == NO_WAY) | (departure_s[rows] - late_s < soonest.departure_s[rows])]
            for mine, its in zip((departure_s, moves_s, length_m), soonest[1:], strict=True):
                mine[gone] = its[gone]
            is_late = (late_s > 0) & ~np.isin(rows, gone)
            rows, late_s = rows[is_late], late_s[is_late]
            departure_s[rows] -= late_s
        return Made(reason, departure_s, moves_s, length_m)

    def _moves(self, request: Ints, begins_s: Ints, asked_s: Ints) -> tuple[Ints, Ints]:
        """Return how long ways take as far as is known [s], NO_WAY where there is none, and how far they are [m].

        Where a way is as long whenever it begins, it is measured once.
        """
        if not self.always_alike:
            return self._measures(request, begins_s, asked_s)
        new = ~self._measured[request]
        if new.any():
            rows = request[new]
            self._moves_s[rows], self._moves_m[rows] = self._measures(rows, begins_s[new], asked_s[new])
            self._measured[rows] = True
        return self._moves_s[request], self._moves_m[request]

    def _measures(self, request: Ints, begins_s: Ints, asked_s: Ints) -> tuple[Ints, Ints]:
        """Measure ways, see ``_moves``."""
        origin, destination, length_m = (its[request] for its in (self._origin, self._destination, self._length_m))
        if self._config.by != "car":
            return of_each(length_m, self._config.moves_s), length_m
        outside = (origin == NO_NODE) | (destination == NO_NODE)
        moves_s = np.full(len(request), NO_WAY, dtype=np.int64)
        if (its := self._config.outside) is not None:
            moves_s[outside] = of_each(length_m[outside], its.moves_s)
        rows = np.flatnonzero(~outside)
        drives = origin[rows], destination[rows], begins_s[rows]
        if self._roads.changes:  # a drive may begin in one state of the roads and end in another
            each = zip(*(column.tolist() for column in (*drives, asked_s[rows])), strict=True)
            found = np.array([self._roads.foreseen(*drive) for drive in each], dtype=np.int64).reshape(-1, 2)
            moves_s[rows], length_m[rows] = found.T
            return moves_s, length_m
        moves_s[rows] = self._roads.direct_s(*drives)
        length_m[rows] = np.maximum(self._roads.lengths_m(*drives), 0)
        return moves_s, length_m


def cents_of(config: Config, length_m: Ints) -> Ints:
    """Return what trips cost [cent], int64."""
    return of_each(length_m, lambda metres: trip_cents(config.costs, metres))
