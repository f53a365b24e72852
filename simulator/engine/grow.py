"""Tables that grow during a run: columns of whole numbers that double when they are full."""

from __future__ import annotations

from struct import Struct

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


class Columns:
    """A table of int32 columns. Rows are numbered as they are added, and keep their numbers.

    names: of the columns. first: the rows to begin with, int32 (rows, columns). room: for so many rows, to begin with.
    """

    def __init__(self, names: tuple[str, ...], first: Ints | None = None, room: int = 64) -> None:
        self._position = {name: position for position, name in enumerate(names)}
        self._count = 0 if first is None else len(first)
        self._rows: Ints = np.zeros((max(room, self._count, 1), len(names)), dtype=np.int32)
        if first is not None:
            self._rows[: self._count] = first
        self._row = Struct(f"={len(names)}i")  # packs a row in a fraction of the time in which an array takes it
        self._bytes = self._rows.data.cast("B")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, name: str) -> Ints:
        """Return a column as it is now, int32 (rows,)."""
        return self._rows[: self._count, self._position[name]]

    def add(self, *values: int) -> int:
        """Add a row with a value for every column; return its number."""
        number = self._count
        if number == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._bytes = self._rows.data.cast("B")
        self._row.pack_into(self._bytes, number * self._row.size, *values)
        self._count = number + 1
        return number

    def change(self, row: int, *values: int) -> None:
        """Let a row have other values."""
        self._row.pack_into(self._bytes, row * self._row.size, *values)
