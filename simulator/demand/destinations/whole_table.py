"""Rounding a table to whole numbers so that rows and columns keep their sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

NEAR = 1e-7  # a cell so near to a whole number is one


def whole(table: Floats) -> Counts:
    """Return a table of whole numbers, int64 (rows, columns), each the one below or above, with the same sums.

    The sums of rows and columns are whole up to rounding. Cells that are not whole form cycles through rows and columns
    in turn; along each, what is added to one is taken from the next until one of them is whole, which keeps all sums.
    """
    rest = table - np.floor(table)
    base = np.floor(table).astype(np.int64)
    base += (rest > 1 - NEAR).astype(np.int64)
    rest = np.where((rest < NEAR) | (rest > 1 - NEAR), 0.0, rest)
    at = 0
    while at < len(rest):
        if not rest[at].any():
            at += 1
            continue
        _shift(rest, base, _cycle(rest, at))
    return base


def _cycle(rest: Floats, row: int) -> list[tuple[int, int]]:
    """Return the cells of a cycle through rows and columns; a single one where rounding has left it alone in one."""
    cells, seen, of_row, line = list[tuple[int, int]](), {(True, row): 0}, True, row
    while True:
        others = np.flatnonzero(rest[line] if of_row else rest[:, line])[:2].tolist()  # where from, and where to
        ahead = [cell for other in others if (cell := (line, other) if of_row else (other, line)) not in cells[-1:]]
        if not ahead:
            return cells[-1:]
        cells.append(ahead[0])
        of_row, line = not of_row, ahead[0][1 if of_row else 0]
        if (of_row, line) in seen:
            return cells[seen[of_row, line] :]
        seen[of_row, line] = len(cells)


def _shift(rest: Floats, base: Counts, cells: list[tuple[int, int]]) -> None:
    """Make one cell of a cycle whole, in place, by the smallest move that does."""
    rows, columns = np.array(cells).T
    found = rest[rows, columns]
    if len(cells) == 1:
        found, moved = np.round(found), np.zeros(1)
    else:
        sign = np.where(np.arange(len(cells)) % 2 == 0, 1.0, -1.0)
        up, down = np.where(sign > 0, 1 - found, found).min(), np.where(sign > 0, found, 1 - found).min()
        moved = sign * (up if up <= down else -down)
    found = found + moved
    full = found > 1 - NEAR
    base[rows[full], columns[full]] += 1
    rest[rows, columns] = np.where(full | (found < NEAR), 0.0, found)


def whole_rows(table: Floats, sums: Counts) -> Counts:
    """Return whole numbers, int64 (rows, columns), with the given sums of rows, by the largest remainders.

    sums: int64 (rows,), those of the table up to rounding.
    """
    base = np.floor(table + NEAR).astype(np.int64)
    rank = np.argsort(np.argsort(base - table, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(base + (rank < (sums - base.sum(axis=1))[:, None]))
