"""Columns of requests in which single numbers are looked up."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import ArrayLike


def whole_numbers(column: ArrayLike) -> array[int]:
    """Return a column to look numbers up in as fast as in a list, which takes five times the memory."""
    return array("q", np.asarray(column, dtype=np.int64).tobytes())
