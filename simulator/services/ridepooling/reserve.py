"""Drivers' limits as plans keep them: sooner by as much as all work until then may take longer than planned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ONE = 1000
EARLIEST, LATEST, LENGTH = 1, 2, 3  # columns of pauses
_COLUMNS = ("kind", "earliest_s", "latest_s", "length_s", "earliest_end_s")


class Shift(Protocol):
    """A shift of a vehicle [s]."""

    @property
    def vehicle(self) -> int:
        """Return the number of the vehicle."""

    @property
    def start_s(self) -> int:
        """Return when it begins."""

    @property
    def latest_end_s(self) -> int:
        """Return when it ends at the latest."""


class Reserve:
    """The breaks, changeovers and ends of shifts that plans keep.

    A limit comes sooner by the share of the work since the shift began, without pauses, that is kept back: then all of
    it may take by the reserve longer than planned. pauses, duties: see ``tables``.
    """

    def __init__(self, pauses: pd.DataFrame, duties: pd.DataFrame, share: float) -> None:
        self._share = round(ONE * share)
        vehicle, rows = pauses["vehicle"].to_numpy(np.int64), pauses[list(_COLUMNS)].to_numpy(np.int64)
        order = np.argsort(vehicle, kind="stable")
        vehicles, first = np.unique(vehicle[order], return_index=True)
        self._pauses: dict[int, NDArray[np.int64]] = dict(
            zip(vehicles.tolist(), np.split(rows[order], first[1:]), strict=len(vehicles) > 0)
        )
        self._with_duties = frozenset(duties["vehicle"].tolist())

    def pauses(self, shift: Shift) -> NDArray[np.int64]:
        """Return the pauses of a shift, int64 (n, 5): kind, earliest and latest beginning, length, earliest end [s]."""
        found = self._of(shift).copy()
        paused_s = np.cumsum(found[:, LENGTH]) - found[:, LENGTH]
        found[:, LATEST] -= self._kept_back_s(found[:, LATEST] - shift.start_s - paused_s)
        return found

    def latest_end_s(self, shift: Shift) -> int:
        """Return when a shift ends in plans at the latest [s]."""
        if shift.vehicle not in self._with_duties:
            return shift.latest_end_s
        work_s = np.int64(shift.latest_end_s - shift.start_s) - self._of(shift)[:, LENGTH].sum()
        return shift.latest_end_s - int(self._kept_back_s(work_s))

    def _of(self, shift: Shift) -> NDArray[np.int64]:
        mine = self._pauses.get(shift.vehicle, np.zeros((0, len(_COLUMNS)), dtype=np.int64))
        earliest_s = mine[:, EARLIEST]
        return mine[(earliest_s >= shift.start_s) & (earliest_s <= shift.latest_end_s)]

    def _kept_back_s(self, work_s: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how much of some time until a limit is no work in plans [s], rounded up."""
        return -(-np.maximum(work_s, 0) * self._share // (ONE + self._share))


def has_room(reserve: Reserve, shifts: pd.DataFrame) -> bool:
    """Return whether every break and changeover may still begin when it has to in plans; see ``SHIFT_DTYPES``."""
    rows: Iterable[Any] = shifts.itertuples()
    planned = [reserve.pauses(shift) for shift in rows]
    return all(bool((pauses[:, LATEST] >= pauses[:, EARLIEST]).all()) for pauses in planned)
