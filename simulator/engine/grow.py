"""Tables that grow during a run: columns of whole numbers."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


class Columns:
    """A table of int32 columns. Rows are numbered as they are added, and keep their numbers.

    names: of the columns. first: the rows to begin with, int32 (rows, columns).
    """

    def __init__(self, names: tuple[str, ...], first: Ints | None = None) -> None:
        self._position, self._width = {name: position for position, name in enumerate(names)}, len(names)
        self._values = array("i", b"" if first is None else np.ascontiguousarray(first, dtype=np.int32).tobytes())

    def __len__(self) -> int:
        return len(self._values) // self._width

    def __getitem__(self, name: str) -> Ints:
        """Return a column as it is now, int32 (rows,)."""
        rows = np.array(self._values, dtype=np.int32).reshape(-1, self._width)
        return rows[:, self._position[name]]

    def add(self, *values: int) -> int:
        """Add a row with a value for every column; return its number."""
        number = len(self._values) // self._width
        self._values.extend(values)
        return number

    def change(self, row: int, *values: int) -> None:
        """Let a row have other values."""
        self._values[row * self._width : (row + 1) * self._width] = array("i", values)
