"""What the key figures of riders are made of: columns of requests as arrays, made once and cut for every group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Bools, Floats, Ints, known_ints
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event

Read = Callable[["pd.Series[Any]"], tuple[NDArray[Any], NDArray[Any]]]


class Words(NamedTuple):
    """A column of words: the number of each, int64 (requests,), -1 where there is none; and what they mean."""

    number: Ints
    numbers: Mapping[str, int]

    def are(self, word: str) -> Bools:
        """Tell which are this word."""
        return np.asarray(self.number == self.numbers.get(word, len(self.numbers)))

    def count(self, word: str) -> int:
        """Return how many are this word."""
        return int(np.count_nonzero(self.are(word)))


class RidersAsked:
    """Requests, and whose promises were broken. A run has many groups: to cut a table for each took a third of the day.

    requests: of ``ResultTables``. broken: of the rides whose promise was broken, request and ride, int64 (2, rides).
    """

    def __init__(self, requests: pd.DataFrame, broken: NDArray[np.int64]) -> None:
        self._requests, self._broken, self._count = requests, broken, len(requests)
        self._whole: RidersAsked | None = None
        self._rows: NDArray[Any] = np.zeros(0, dtype=np.int64)
        self._kept: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._words: dict[str, dict[str, int]] = {}

    @classmethod
    def of(cls, tables: ResultTables) -> RidersAsked:
        """Return those of all requests in the tables."""
        kind = tables.events["kind"].to_numpy(np.int64) == Event.PROMISE_BROKEN
        broken = [tables.events[name].to_numpy(np.int64)[kind] for name in ("request", "ride")]
        return cls(tables.requests, np.array(broken))

    def only(self, rows: NDArray[Any]) -> RidersAsked:
        """Return some of the requests. rows: their places, int64."""
        part = RidersAsked(self._requests, self._broken)
        part._whole, part._rows, part._count = self, rows, len(rows)
        part._words = self._words
        return part

    def __len__(self) -> int:
        """Return how many requests there are."""
        return self._count

    def ints(self, name: str) -> tuple[Ints, Bools]:
        """Return whole numbers, 0 where there is none, and which are known."""
        return self._column(name, known_ints)

    def floats(self, name: str) -> tuple[Floats, Bools]:
        """Return numbers, NaN where there is none, and which are known."""
        return self._column(name, _known_floats)

    def flags(self, name: str) -> tuple[Bools, Bools]:
        """Return whether something is so, false where that is not known, and where it is."""
        return self._column(name, _known_flags)

    def words(self, name: str) -> Words:
        """Return a column of words."""
        number, _ = self._column(name, lambda column: self._numbered(name, column))
        return Words(number, self._words[name])

    @cached_property
    def served(self) -> Bools:
        """Tell which requests were served."""
        return self.words("status").are(SERVED)

    def of_served(self, name: str) -> Ints:
        """Return the known values of a whole-number column, of served requests only."""
        values, known = self.ints(name)
        return values[known & self.served]

    @property
    def promises_broken(self) -> int:
        """Return of how many rides the promise was broken."""
        request, ride = self._broken
        return len(np.unique(ride[np.isin(request, self.ints("request")[0])]))

    def _column(self, name: str, read: Read) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return a column and which values are known, read once by those who have all requests."""
        if name not in self._kept:
            if self._whole is None:
                self._kept[name] = read(self._requests[name])
            else:
                values, known = self._whole._column(name, read)
                self._kept[name] = values[self._rows], known[self._rows]
        return self._kept[name]

    def _numbered(self, name: str, column: pd.Series[Any]) -> tuple[Ints, Bools]:
        number, words = pd.factorize(column)
        self._words[name] = {str(word): place for place, word in enumerate(words)}
        return number.astype(np.int64), number >= 0


def _known_floats(column: pd.Series[Any]) -> tuple[Floats, Bools]:
    values = column.to_numpy(np.float64)
    return values, ~np.isnan(values)


def _known_flags(column: pd.Series[Any]) -> tuple[Bools, Bools]:
    known = column.notna().to_numpy(np.bool_)
    return column.fillna(value=False).to_numpy(np.bool_), known
