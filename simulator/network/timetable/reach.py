"""The stops one can walk to from a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.near import distinct
from simulator.network.timetable.beeline import NearStops, walk_seconds
from simulator.network.timetable.walks import OnFoot

Rows = NDArray[np.int64]


class StopWalks(NamedTuple):
    """Walks between a place and stops, by stop.

    stop: int32 (n,), rows of the stops. walk_s: int32 (n,). walk_m: float64 (n,), along paths.
    """

    stop: NDArray[np.int32]
    walk_s: NDArray[np.int32]
    walk_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WalksOfPlaces(Sequence[StopWalks]):
    """Walks of many places, in one table: those of a place are made when they are asked for.

    place: int64 (places,), whose walks a place has; several may have the same. first: int64 (different + 1,): those of
    i are rows first[i] to first[i + 1] of all, which are StopWalks one after the other.
    """

    place: Rows
    first: Rows
    all: StopWalks

    def __len__(self) -> int:
        return len(self.place)

    @overload
    def __getitem__(self, row: int) -> StopWalks: ...
    @overload
    def __getitem__(self, row: slice) -> Self: ...
    def __getitem__(self, row: int | slice) -> StopWalks | Self:
        """Return the walks of a place, or of some places."""
        if isinstance(row, slice):
            return replace(self, place=self.place[row])
        its = self.place[row]
        own = slice(self.first[its], self.first[its + 1])
        stop, walk_s, walk_m = self.all
        return StopWalks(stop[own], walk_s[own], walk_m[own])

    def of(self, rows: Rows) -> Self:
        """Return the walks of some of the places, in that order."""
        return replace(self, place=self.place[rows])

    def least_s(self, none_s: int) -> Rows:
        """Return the shortest walk of each place [s], int64 (places,). none_s: where no stop is in reach."""
        least = np.full(len(self.first) - 1, none_s, dtype=np.int64)
        some = np.flatnonzero(np.diff(self.first))
        if len(some):
            least[some] = np.minimum.reduceat(self.all.walk_s, self.first[some])
        return least[self.place]

    def side_by_side(self) -> tuple[Rows, NDArray[np.int32], NDArray[np.int32]]:
        """Return the walks of all places one behind the other: offsets (places + 1,), stops, walks [s]."""
        sizes = np.diff(self.first)[self.place]
        offsets = np.append(0, np.cumsum(sizes))
        rows = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - self.first[self.place], sizes)
        return offsets, self.all.stop[rows], self.all.walk_s[rows]

    def with_others(self, others: Sequence[StopWalks], place: Rows) -> Self:
        """Return the same with walks of other places put in. place: int64 (places,), row of others; -1: as it is."""
        first = np.cumsum([self.first[-1], *(len(its.stop) for its in others)])
        names = ("stop", "walk_s", "walk_m")
        all_of = (np.concatenate([getattr(its, name) for its in (self.all, *others)]) for name in names)
        own = np.where(place < 0, self.place, len(self.first) - 1 + place)
        return replace(self, place=own, first=np.append(self.first[:-1], first), all=StopWalks(*all_of))


class StopsInReach:
    """The stops of a timetable (``STOP_DTYPES``), found from places. A walk is the beeline times the detour factor."""

    def __init__(self, stops: pd.DataFrame) -> None:
        self._near = NearStops(stops["lon"].to_numpy(), stops["lat"].to_numpy())

    def within(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], walk: OnFoot, limit_m: float | None = None
    ) -> WalksOfPlaces:
        """Return the walks from each place to all stops in reach, none where there are none.

        limit_m: longest walk along paths [m]; that of ``walk`` if not given.
        """
        limit_m = walk.limit_m if limit_m is None else limit_m
        each, which = distinct(np.column_stack([lon, lat]))
        place, stop, beeline_m = self._near.within(each[:, 0], each[:, 1], limit_m / walk.detour_factor)
        walk_m = beeline_m * walk.detour_factor
        first = np.searchsorted(place, np.arange(len(each) + 1))
        return WalksOfPlaces(
            which, first, StopWalks(stop.astype(np.int32), walk_seconds(walk_m, walk.speed_kph), walk_m)
        )
