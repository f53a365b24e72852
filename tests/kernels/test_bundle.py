"""Arrays handed over by their addresses: the same values, written through, and nothing but what is expected."""

from __future__ import annotations

import copy
import gc

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.jit import jit_in_place


class Inner(Bundle):
    share: NDArray[np.float64] = dimensions(2)
    unit: int


class Outer(Bundle):
    grid: NDArray[np.int32] = dimensions(3)
    columns: NDArray[np.int32] = dimensions(2, "F")
    row: NDArray[np.uint16]
    inner: Inner
    marks: NDArray[np.bool_] = np.ones(2, np.bool_)


outer_at = opener(Outer)


@jit_in_place
def read_and_write(outer: Outer) -> tuple[int, int, int, float, int, bool]:
    outer.grid[1, 0, 2] = 99
    grid, row = outer.grid, outer.row
    return (
        int(grid[0, 1, 2]), int(outer.columns[1, 0]), int(row[len(row) - 1]), outer.inner.share[1, 0],
        outer.inner.unit, outer.marks[1],
    )  # fmt: skip


@jit_in_place
def read_and_write_at(at: Address) -> tuple[int, int, int, float, int, bool]:
    return read_and_write(outer_at(at))


def parts() -> dict[str, object]:
    return {
        "grid": np.arange(12, dtype=np.int32).reshape(2, 2, 3),
        "columns": np.asfortranarray(np.arange(6, dtype=np.int32).reshape(3, 2)),
        "row": np.array([3, 65535], dtype=np.uint16),
        "inner": Inner(np.array([[0.5, 1.5], [2.5, 3.5]]), 30),
    }


EXPECTED = (5, 2, 65535, 2.5, 30, True)


def test_compiled_code_reads_and_writes_what_is_in_a_bundle() -> None:
    outer = Outer(**parts())
    assert read_and_write(outer) == EXPECTED
    assert outer.grid[1, 0, 2] == 99
    assert outer.grid.sum() == 66 - 8 + 99
    outer.grid[0, 1, 2] = 7
    assert read_and_write_at(outer.address) == (7, *EXPECTED[1:])


def test_what_is_in_a_bundle_is_kept() -> None:
    outer = Outer(*parts().values(), np.array([True, False]))
    gc.collect()
    assert read_and_write_at(outer.address) == (*EXPECTED[:5], False)


def test_one_part_can_be_another() -> None:
    outer = Outer(**parts())
    other = outer.with_other(row=np.array([7, 8, 9], dtype=np.uint16))
    assert read_and_write(other) == (5, 2, 9, 2.5, 30, True)
    assert read_and_write(outer) == EXPECTED
    outer.put("inner", Inner(np.zeros((2, 1)), 60))
    assert read_and_write_at(outer.address) == (5, 2, 65535, 0, 60, True)
    with pytest.raises(TypeError, match="row is int64"):
        outer.with_other(row=np.array([7]))


def test_a_copy_has_arrays_of_its_own() -> None:
    outer = Outer(**parts())
    other = copy.deepcopy(outer)
    other.grid[0, 1, 2] = 8
    assert read_and_write(other)[0] == 8
    assert read_and_write(outer) == EXPECTED


@pytest.mark.parametrize(
    ("name", "part", "told"),
    [
        ("grid", np.zeros((2, 2, 3)), "grid is float64, 3 dimensions; expected int32, 3 dimensions, C-contiguous"),
        ("row", np.zeros((2, 2), np.uint16), "row is uint16, 2 dimensions; expected uint16, 1 dimensions"),
        ("columns", np.zeros((3, 2), np.int32), "columns is int32, 2 dimensions; expected int32, 2 dimensions, F-cont"),
    ],
)
def test_other_arrays_are_refused(name: str, part: np.ndarray, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Outer(**parts() | {name: part})


SHARE = np.zeros((2, 1))


@pytest.mark.parametrize(
    ("given", "named", "told"),
    [
        ((SHARE, 30, 31), {}, "Inner got 3 parts without names; expected share, unit, each once"),
        ((SHARE, 30), {"unit": 31}, "Inner got 2 parts without names; expected share, unit, each once"),
        ((SHARE,), {}, "Inner got no unit; expected share, unit, each once"),
        ((SHARE, 30), {"units": 31}, "Inner got units, which it does not have; expected share, unit, each once"),
        ((SHARE,), {"units": 31}, "Inner got no unit and units, which it does not have; expected share, unit, each"),
    ],
)
def test_other_parts_than_it_has_are_refused(given: tuple[object, ...], named: dict[str, object], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Inner(*given, **named)


def test_a_part_it_does_not_have_cannot_be_another() -> None:
    inner = Inner(SHARE, 30)
    with pytest.raises(TypeError, match="Inner has no units"):
        inner.put("units", 31)
    with pytest.raises(TypeError, match="Inner got units, which it does not have"):
        inner.with_other(units=31)
