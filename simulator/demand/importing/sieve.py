"""Which rows of an export are left, why the others are not, and what is odd about those that are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.imported import DROPPED_DTYPES
from simulator.demand.importing.reasons import ODD
from simulator.notes import Note
from simulator.tables import typed

Mask = NDArray[np.bool_]


class Sieve:
    """Rows that are dropped one rule after the other; each keeps the first reason."""

    def __init__(self, rows: int) -> None:
        self.reason = np.full(rows, "", dtype=object)
        self._odd: dict[str, list[Mask]] = {}

    @property
    def left(self) -> Mask:
        """Return which rows are left, bool (rows,)."""
        left: Mask = self.reason == ""
        return left

    def drop(self, reason: str, which: Mask) -> None:
        """Drop rows, as far as they are left."""
        self.reason[which & self.left] = reason

    def remark(self, rule: str, which: Mask) -> None:
        """Keep in mind what is odd about rows, of which only those count that are left in the end."""
        self._odd.setdefault(rule, []).append(which)

    def dropped(self, table: pd.DataFrame, odd: pd.DataFrame) -> pd.DataFrame:
        """Return the dropped rows with the columns of DROPPED_DTYPES, by file and line. odd: rows that are no rows."""
        gone = ~self.left
        rows = table.loc[gone, ["file", "line"]].assign(reason=self.reason[gone])
        both = pd.concat([rows, odd.assign(reason="cells")], ignore_index=True)
        return typed(both, DROPPED_DTYPES).sort_values(["file", "line"], kind="stable", ignore_index=True)

    def notes(self) -> tuple[Note, ...]:
        """Return what is odd about the rows that are left, in the order of ODD."""
        counts = {rule: sum(int((mask & self.left).sum()) for mask in masks) for rule, masks in self._odd.items()}
        return tuple(Note(rule, "", text, {"count": counts[rule]}) for rule, text in ODD.items() if counts.get(rule))
