"""Searching a timetable for everybody, or for those who use a wheelchair, as far as the feed says where they can go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.gtfs.feed import Feed
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.routing import Router

IMPOSSIBLE = "2"  # wheelchair_accessible of a trip, wheelchair_boarding of a stop
NOWHERE = np.zeros(0, dtype=np.int64)
Bools = NDArray[np.bool_]


class Search:
    """Finds journeys; its routers are made when they are first needed.

    closed: bool (calls,), where nobody gets on or off in a wheelchair. usual: of the same timetable at other times.
    """

    def __init__(self, timetable: Timetable, closed: Bools, usual: Search | None = None) -> None:
        self.timetable, self.closed, self._usual = timetable, closed, usual
        self._crowded: tuple[bytes, bool, Router] | None = None
        self._cut: NDArray[np.int64] = NOWHERE if usual is None else usual._cut
        self._left: dict[bool, Router] = {}

    def know(self, cut: NDArray[np.int64]) -> None:
        """Let nobody ride on from some calls from now on: rows of the timetable's calls, int64."""
        self._cut, self._crowded = cut, None
        self._left.clear()

    @property
    def for_all(self) -> Router:
        """Return the router for everybody."""
        return self._but_cut(wheelchair=False)

    @property
    def for_wheelchairs(self) -> Router:
        """Return the router for people in wheelchairs."""
        return self._but_cut(wheelchair=True)

    def _but_cut(self, *, wheelchair: bool) -> Router:
        whole = self._whole_for_wheelchairs if wheelchair else self._whole
        if not len(self._cut):
            return whole
        if wheelchair not in self._left:
            self._left[wheelchair] = whole.without(self._cut)
        return self._left[wheelchair]

    @cached_property
    def _whole(self) -> Router:
        """Return the router for everybody, wherever it is known that nothing runs."""
        return Router(self.timetable) if self._usual is None else self._usual._whole.at_times_of(self.timetable)

    @cached_property
    def _whole_for_wheelchairs(self) -> Router:
        """Return the same for people in wheelchairs."""
        if not self.closed.any():
            return self._whole
        open_calls = accessible(self.timetable, self.closed)
        if self._usual is None:
            return Router(open_calls)
        return self._usual._whole_for_wheelchairs.at_times_of(open_calls)

    def among(self, full: NDArray[np.int64], *, wheelchair: bool) -> Router:
        """Return a router for those who find some calls full: rows of the timetable's calls; the last one is kept."""
        key = full.tobytes()
        if self._crowded is None or self._crowded[:2] != (key, wheelchair):
            usual = self.for_wheelchairs if wheelchair else self.for_all
            self._crowded = key, wheelchair, usual.without(full) if len(full) else usual
        return self._crowded[2]


def accessible(timetable: Timetable, closed: Bools) -> Timetable:
    """Return the timetable for people in wheelchairs."""
    calls = timetable.calls
    may = {name: calls[name].to_numpy() & ~closed for name in ("may_board", "may_alight")}
    return replace(timetable, calls=calls.assign(**may))


def closed_calls(timetable: Timetable, feed: Feed) -> Bools:
    """Tell which calls are closed to wheelchairs: of trips, or at stops, of which the feed says so; bool (calls,).

    A stop of which it says nothing is like its station. Where it says nothing at all they are open.
    """
    calls, stops = timetable.calls, feed.tables["stops"]
    trips = _told(feed.tables["trips"], "trip_id", "wheelchair_accessible")
    ids = timetable.trips["gtfs_trip_id"].str.replace(r"#[^#]*$", "", regex=True)  # without the number of a repetition
    shut = set(trips[trips == IMPOSSIBLE].index)
    trip_shut = (ids.isin(shut) | timetable.trips["gtfs_trip_id"].isin(shut)).to_numpy(bool)
    told = _told(stops, "stop_id", "wheelchair_boarding")
    station = told.reindex(stops["parent_station"]).fillna("0").to_numpy()
    own = np.where(told.isin(["", "0"]), station, told)
    closed: Collection[str] = set(stops["stop_id"].to_numpy()[own == IMPOSSIBLE])
    stop_shut = timetable.stops["gtfs_stop_id"].isin(closed).to_numpy(bool)
    found: Bools = trip_shut[calls["gtfs_trip"]] | stop_shut[calls["stop"]]
    return found


def _told(table: pd.DataFrame, by: str, column: str) -> pd.Series[str]:
    """Return what a column says, by id; "0" where there is no such column."""
    said = table[column].astype(str) if column in table else pd.Series("0", table.index, dtype=object)
    told: pd.Series[str] = pd.Series(said.to_numpy(), table[by].to_numpy(), dtype=object)
    return told
