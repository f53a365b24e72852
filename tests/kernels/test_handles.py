"""Arrays handed over by their addresses: the same values, written through, and nothing but what is expected."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from simulator.kernels.handles import Handle, Kind, Packed, array_at
from simulator.kernels.jit import jit_in_place

KINDS = (Kind("grid", np.int32, 3), Kind("row", np.uint16, 1), Kind("share", np.float64, 2), Kind("unit", np.int64, 0))


@jit_in_place
def read_and_write(at: Handle) -> tuple[int, int, float, int]:
    grid = array_at(at[0, 0], (at[0, 1], at[0, 2], at[0, 3]), np.int32)
    row = array_at(at[1, 0], (at[1, 1],), np.uint16)
    share = array_at(at[2, 0], (at[2, 1], at[2, 2]), np.float64)
    grid[1, 0, 2] = 99
    return int(grid[0, 1, 2]), int(row[len(row) - 1]), share[1, 0], int(at[3, 0])


def parts() -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    grid = np.arange(12, dtype=np.int32).reshape(2, 2, 3)
    return grid, np.array([3, 65535], dtype=np.uint16), np.array([[0.5, 1.5], [2.5, 3.5]]), 30


def test_compiled_code_reads_and_writes_what_was_packed() -> None:
    grid, row, share, unit = parts()
    assert read_and_write(Packed(KINDS, (grid, row, share, unit)).at) == (5, 65535, 2.5, 30)
    assert grid[1, 0, 2] == 99
    assert grid.sum() == 66 - 8 + 99


def test_what_is_packed_is_kept() -> None:
    packed = Packed(KINDS, parts())
    gc.collect()
    assert read_and_write(packed.at) == (5, 65535, 2.5, 30)


def test_one_part_can_be_another() -> None:
    packed = Packed(KINDS, parts())
    other = packed.with_other("row", np.array([7, 8, 9], dtype=np.uint16))
    assert read_and_write(other.at) == (5, 9, 2.5, 30)
    assert read_and_write(packed.at) == (5, 65535, 2.5, 30)
    with pytest.raises(TypeError, match="row is int64"):
        packed.with_other("row", np.array([7]))


@pytest.mark.parametrize(
    ("place", "part", "told"),
    [
        (0, np.zeros((2, 2, 3)), "grid is float64, 3 dimensions; expected int32, 3 dimensions, C-contiguous"),
        (1, np.zeros((2, 2), dtype=np.uint16), "row is uint16, 2 dimensions; expected uint16, 1 dimensions"),
        (2, np.zeros((4, 2)).T, "share is float64, 2 dimensions; expected float64, 2 dimensions, C-contiguous"),
    ],
)
def test_other_arrays_are_refused(place: int, part: np.ndarray, told: str) -> None:
    wrong = list(parts())
    wrong[place] = part
    with pytest.raises(TypeError, match=told):
        Packed(KINDS, tuple(wrong))
