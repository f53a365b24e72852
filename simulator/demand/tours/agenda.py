"""When people are away: nothing is put where they are not free, and what can be put off goes where they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.demand.tours.published import FIRST_HOUR
from simulator.units import DAY_S, HOUR_S

# Every tour of a day is between: nobody is out when the next one begins.
DAY_BEGINS_S, DAY_ENDS_S = FIRST_HOUR * HOUR_S, FIRST_HOUR * HOUR_S + DAY_S
# Nobody leaves earlier, or comes home later, if there is a choice.
EARLIEST_S, LATEST_S = DAY_BEGINS_S, 24 * HOUR_S
LAST_DEPARTURE_S = LATEST_S - HOUR_S
NEVER = -1
Times = NDArray[np.int64]


class Profiles:
    """Departures by the hour as distributions: one row each."""

    def __init__(self, weights: Sequence[Sequence[float]]) -> None:
        """weights: of the hours from the first on, one row of 20 each."""
        table = np.array(weights, dtype=np.float64)
        share = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
        self._below = np.hstack([np.zeros((len(table), 1)), share])
        self._below[:, -1] = 1.0

    def share_before(self, row: Times, time_s: Times) -> NDArray[np.float64]:
        """Return which share of departures lies before moments, both of the same shape."""
        hour = np.clip(time_s / HOUR_S - FIRST_HOUR, 0, self._below.shape[1] - 1)
        whole = np.minimum(hour.astype(np.int64), self._below.shape[1] - 2)
        low, high = self._below[row, whole], self._below[row, whole + 1]
        return np.asarray(low + (hour - whole) * (high - low))

    def moment(self, row: Times, share: NDArray[np.float64]) -> Times:
        """Return the moments [s] before which shares of departures lie."""
        below = self._below[row]
        hour = np.clip((below[:, 1:] <= share[:, None]).sum(axis=1), 0, below.shape[1] - 2)
        low, high = self._below[row, hour], self._below[row, hour + 1]
        part = np.clip((share - low) / np.maximum(high - low, 1e-12), 0, 1)
        return np.asarray(((FIRST_HOUR + hour + part) * HOUR_S).astype(np.int64))


class Agenda:
    """When each person is away on a day; spans of one person never meet."""

    def __init__(self, persons: int, profiles: Profiles) -> None:
        """profiles: by which what can be put off is placed."""
        self._persons, self._profiles = persons, profiles
        self._begins: list[Times] = []
        self._ends: list[Times] = []

    def take(self, rows: Times, begins_s: Times, ends_s: Times) -> None:
        """Note that some persons are away."""
        for column, times in ((self._begins, begins_s), (self._ends, ends_s)):
            column.append(np.full(self._persons, LATEST_S, dtype=np.int64))
            column[-1][rows] = times

    def place(
        self,
        rows: Times,
        profile: Times,
        need_s: Times,
        share: NDArray[np.float64],
        lag_s: Times | int = 0,
    ) -> Times:
        """Return when persons leave for so long, and note that they are away; NEVER: there is no room.

        profile: row of the profiles. share: where in the profile, of what of it they have room for. Where that is
        nothing they leave as soon as all else is done. lag_s: how much later than from home they leave for what the
        profile is of.
        """
        free_from, free_until = self._gaps(rows)
        last = np.minimum(free_until - need_s[:, None], LAST_DEPARTURE_S)
        row = np.broadcast_to(profile[:, None], last.shape)
        lag = np.broadcast_to(lag_s, profile.shape)
        before = self._profiles.share_before(row, free_from + lag[:, None])
        upto_last = self._profiles.share_before(row, last + lag[:, None])
        room = np.where(last >= free_from, upto_last - before, 0.0)
        upto = np.cumsum(np.maximum(room, 0.0), axis=1)
        wanted = share * upto[:, -1]
        gap = np.clip((upto <= wanted[:, None]).sum(axis=1), 0, upto.shape[1] - 1)
        each = np.arange(len(rows))
        leaves = self._profiles.moment(profile, before[each, gap] + wanted - (upto - room)[each, gap]) - lag
        leaves = np.clip(leaves, free_from[each, gap], np.maximum(last[each, gap], free_from[each, gap]))
        none, at_last = upto[:, -1] <= 0, self._done(rows)
        leaves = np.where(none, np.where(at_last <= LAST_DEPARTURE_S, at_last, NEVER), leaves)
        went = leaves != NEVER
        self.take(rows[went], leaves[went], (leaves + need_s)[went])
        return np.asarray(leaves)

    def free(self, begins_s: Times, ends_s: Times) -> NDArray[np.bool_]:
        """Return whether each person has nothing to do from one moment to another, all arrays (persons,)."""
        found = np.ones(self._persons, dtype=bool)
        for begins, ends in zip(self._begins, self._ends, strict=True):
            found &= (ends <= begins_s) | (begins >= ends_s)
        return found

    def _gaps(self, rows: Times) -> tuple[Times, Times]:
        """Return when persons are free, from and until, int64 (rows, gaps); some are empty."""
        begins, ends = self._columns(rows)
        order = np.argsort(begins, axis=1, kind="stable")
        begins, ends = np.take_along_axis(begins, order, axis=1), np.take_along_axis(ends, order, axis=1)
        ends = np.maximum.accumulate(ends, axis=1)
        edge = np.ones((len(begins), 1), dtype=np.int64)
        return np.hstack([edge * EARLIEST_S, ends]), np.hstack([begins, edge * LATEST_S])

    def _done(self, rows: Times) -> Times:
        """Return when persons have done all they are away for."""
        begins, ends = self._columns(rows)
        return np.asarray(np.where(begins < LATEST_S, ends, EARLIEST_S).max(axis=1, initial=EARLIEST_S))

    def _columns(self, rows: Times) -> tuple[Times, Times]:
        """Return when persons are away so far, int64 (rows, spans)."""
        shape = len(self._begins), len(rows)
        columns = [
            np.array([column[rows] for column in table], dtype=np.int64).reshape(shape).T
            for table in (self._begins, self._ends)
        ]
        return columns[0], columns[1]
