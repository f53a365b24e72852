"""Functions that others call are part of them: same values, compiled once for all widths of numbers, kept in files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba import types
from numpy.typing import NDArray

from simulator.kernels.jit import jit, jit_in_place

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")  # type: ignore[attr-defined]


@jit_in_place
def less(first: int, second: int) -> int:
    """A part: not the same the other way round."""
    return first - 2 * second


@jit_in_place
def through_all_widths(small: NDArray[np.int32], tiny: NDArray[np.uint8], wide: int) -> tuple[int, int, int, int]:
    return less(small[0], 3), less(3, small[0]), less(tiny[0], wide), less(np.int64(small[0]), tiny[0])


@jit
def positive(value: int) -> int:
    if value < 0:
        raise ValueError("negative")
    return value


@jit
def doubled(value: int) -> int:
    return 2 * positive(value)


def test_parts_give_the_values_of_plain_python() -> None:
    small, tiny = np.array([-7], np.int32), np.array([200], np.uint8)
    assert through_all_widths(small, tiny, 11) == (-13, 17, 178, -407)
    assert less(5, 9) == -13


def test_a_part_is_compiled_once_for_all_widths_of_numbers() -> None:
    for kinds in ((types.int32, types.uint8), (types.literal(3), types.int64)):
        less.get_call_template(kinds, {})  # type: ignore[attr-defined]
    assert [signature.args for signature in less.part.nopython_signatures] == [(types.int64, types.int64)]  # type: ignore[attr-defined]


def test_a_part_can_fail_with_its_message_called_by_either() -> None:
    assert (doubled(4), positive(4)) == (8, 4)
    for function in (doubled, positive):
        with pytest.raises(ValueError, match="negative"):
            function(-1)


MODULE = """
from simulator.kernels.jit import jit
@jit
def part(value):
    return value + 1
@jit
def first(value):
    return 10 * part(value)
@jit
def second(value):
    return 100 * part(value)
"""


def test_parts_come_from_files_into_functions_compiled_later(tmp_path: Path) -> None:
    (tmp_path / "later.py").write_text(MODULE, encoding="utf-8")

    def told(call: str) -> str:
        code = f"import later; print({call}, sum(later.part.part.stats.cache_hits.values()))"
        places = {
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())]),
            "NUMBA_CACHE_DIR": str(tmp_path / "kept"),
        }
        done = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | places, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert [told("later.first(3)"), told("later.second(3)"), told("later.first(4), later.part(3)")] == [
        "40 0", "400 1", "50 4 0",
    ]  # fmt: skip
