"""The event log: everything that happens, in order; all results are computed from it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.kernels.event_rows import write_row
from simulator.kernels.layout import ROW_FIELDS, ROW_VALUE
from simulator.tables import EVENT_DTYPES

_COLUMNS = ("time_s", "kind", "vehicle", "request", "node", "value")


class EventLog:
    """Append-only rows (time, kind, vehicle, request, node, value); -1 stands for none.

    rows: int32 (n, fields), which kernels append to; the last row's first field is the number of rows written.
    """

    def __init__(self, room: int = 4096) -> None:
        self.rows: NDArray[np.int32] = np.zeros((room + 1, ROW_FIELDS), dtype=np.int32)

    def __len__(self) -> int:
        return int(self.rows[-1, 0])

    def add(
        self, time_s: int, kind: Event, vehicle: int = -1, request: int = -1, node: int = -1, value: int = 0
    ) -> None:
        """Append a row; rows arrive in order of time."""
        # Plain numbers: numba takes 40 times as long to look at a member of an enumeration.
        row = (time_s, int(kind), vehicle, request, node, int(value))
        while not write_row(self.rows, *row):
            self.grow()

    def reserve(self, rows: int) -> None:
        """Make sure that so many more rows fit."""
        while len(self.rows) - 1 - self.rows[-1, 0] < rows:
            self.grow()

    def last_values(self, count: int) -> NDArray[np.int32]:
        """Return the values of the last rows, int32 (count,)."""
        end = len(self)
        return self.rows[end - count : end, ROW_VALUE]

    def grow(self) -> None:
        """Make room for twice as many rows."""
        grown = np.zeros((2 * len(self.rows), ROW_FIELDS), dtype=np.int32)
        grown[: len(self)] = self.rows[: len(self)]
        grown[-1, 0] = len(self)
        self.rows = grown

    def to_frame(self) -> pd.DataFrame:
        """Return the log as a table with the columns and types of ``tables.EVENT_DTYPES``."""
        rows = self.rows[: len(self)]
        columns = {name: rows[:, position] for position, name in enumerate(_COLUMNS)}
        columns["seq"] = np.arange(len(rows), dtype=np.int32)
        return pd.DataFrame({name: columns[name].astype(dtype) for name, dtype in EVENT_DTYPES.items()})
