"""What searches read of a timetable, made when it is first needed: of all of it, or but for calls that are full."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from simulator.kernels.timetable.arrays import Connections, Lines, Walks
from simulator.kernels.timetable.least import Least
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.connections import (
    Calls,
    Rows,
    calls_of,
    connections_of,
    hops_of,
    mirrored,
    walks_of,
)
from simulator.network.timetable_routing.lines import (
    Grouped,
    Patterns,
    grouped,
    least_of,
    lines_of,
    patterns_of,
    regrouped,
)

MOST_STOPS = 2500  # of a timetable with bounds, which take eight bytes for each two of them


class Whole:
    """A timetable of which nothing is full, and what those with full calls have in common with it.

    usual: the same timetable at other times, if any.
    """

    def __init__(self, timetable: Timetable, usual: Whole | None = None) -> None:
        self.timetable, self._usual = timetable, usual
        self._least: dict[int, Least] = {}

    @cached_property
    def calls(self) -> Calls:
        """Return all calls."""
        return calls_of(self.timetable, np.empty(0, dtype=np.int64))

    @cached_property
    def hops(self) -> Rows:
        """Return all hops in order of time."""
        return hops_of(self.calls)

    @cached_property
    def grouped(self) -> Grouped:
        """Return all chains by line."""
        return grouped(self.calls, self.patterns)

    @cached_property
    def patterns(self) -> Patterns:
        """Return all chains by where they stop."""
        return patterns_of(self.calls) if self._usual is None else self._usual.patterns

    @cached_property
    def walks(self) -> Walks:
        """Return the walks between rides."""
        return walks_of(self.timetable) if self._usual is None else self._usual.walks

    @cached_property
    def walks_backwards(self) -> Walks:
        """Return the same by where they end."""
        return walks_of(self.timetable, backwards=True)

    def least(self, most_rides: int) -> Least:
        """Return bounds of how long it takes with so many rides; none where stops are too many, or times are others.

        They hold whatever is full, too: then there are no rides that there are not otherwise.
        """
        if self._usual is not None or len(self.timetable.stops) > MOST_STOPS:
            return self.no_bounds
        if most_rides not in self._least:
            self._least[most_rides] = least_of(self.lines, len(self.timetable.stops), most_rides)
        return self._least[most_rides]

    @cached_property
    def no_bounds(self) -> Least:
        """Return no bounds."""
        return least_of(self.lines, 0, 0)

    @cached_property
    def lines(self) -> Lines:
        """Return the lines."""
        return lines_of(self.calls, self.grouped, len(self.timetable.stops))

    @cached_property
    def _names(self) -> Rows:
        """Return a number for each call, the same for the same call in other chains."""
        if self._usual is not None:
            return self._usual._names
        trip, position = (self.timetable.calls[name].to_numpy(np.int64) for name in ("gtfs_trip", "position"))
        names: Rows = trip * (position.max(initial=0) + 1) + position
        return names

    def with_twins(self, rows: Rows) -> Rows:
        """Return rows of calls and those of the same calls in other chains, in order."""
        return np.flatnonzero(np.isin(self._names, self._names[rows]))


class Searchable:
    """A timetable but for calls that nobody may ride on from to the next; full: their rows, twins included."""

    def __init__(self, whole: Whole, full: Rows) -> None:
        self.whole, self.full = whole, full

    @cached_property
    def calls(self) -> Calls:
        """Return the calls; chains end with those that are full."""
        return calls_of(self.whole.timetable, self.full) if len(self.full) else self.whole.calls

    @cached_property
    def connections(self) -> Connections:
        """Return the hops from call to call."""
        hops = self.whole.hops
        return connections_of(self.calls, hops[~np.isin(hops, self.full)])

    @cached_property
    def lines(self) -> Lines:
        """Return the lines."""
        if not len(self.full):
            return self.whole.lines
        by_line = regrouped(self.whole.grouped, self.whole.calls, self.calls, self.full)
        return lines_of(self.calls, by_line, len(self.whole.timetable.stops))

    @cached_property
    def lines_backwards(self) -> Lines:
        """Return the lines against time."""
        calls = mirrored(self.calls)
        return lines_of(calls, grouped(calls), len(self.whole.timetable.stops))
