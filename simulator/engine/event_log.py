"""The event log: everything that happens, in order; all results are computed from it."""

from __future__ import annotations

from array import array

import numpy as np
import pandas as pd

from simulator.tables import EVENT_DTYPES, Event

_COLUMNS = ("time_s", "kind", "vehicle", "request", "node", "value")


class EventLog:
    """Append-only rows (time, kind, vehicle, request, node, value); -1 stands for none."""

    def __init__(self) -> None:
        self._cells = array("q")

    def __len__(self) -> int:
        return len(self._cells) // len(_COLUMNS)

    def add(
        self, time_s: int, kind: Event, vehicle: int = -1, request: int = -1, node: int = -1, value: int = 0
    ) -> None:
        """Append a row; rows arrive in order of time."""
        self._cells.extend((time_s, kind, vehicle, request, node, value))

    def to_frame(self) -> pd.DataFrame:
        """Return the log as a table with the columns and types of ``tables.EVENT_DTYPES``."""
        cells = np.frombuffer(self._cells, dtype=np.int64).reshape(-1, len(_COLUMNS))
        columns = {name: cells[:, position] for position, name in enumerate(_COLUMNS)}
        columns["seq"] = np.arange(len(cells))
        return pd.DataFrame({name: columns[name].astype(dtype) for name, dtype in EVENT_DTYPES.items()})
