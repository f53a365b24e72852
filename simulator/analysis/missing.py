"""Columns that may have no value: null in the tables, never -1 or 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def nullable_int(values: NDArray[Any], known: Bools) -> pd.Series[Any]:
    """Make an Int64 column that is null where ``known`` is false."""
    whole = np.where(known, values, 0).astype(np.int64)
    return pd.Series(pd.arrays.IntegerArray(whole, ~known))


def nullable_bool(values: Bools, known: Bools) -> pd.Series[Any]:
    """Make a boolean column that is null where ``known`` is false."""
    return pd.Series(pd.arrays.BooleanArray(np.where(known, values, False).astype(np.bool_), ~known))


def nullable_float(values: NDArray[Any], known: Bools) -> Floats:
    """Make a float column that is NaN (null in Parquet) where ``known`` is false."""
    return np.where(known, values, np.nan).astype(np.float64)


def nullable_name(codes: NDArray[Any], names: dict[int, str], known: Bools) -> pd.Series[Any]:
    """Spell codes out as words; null where ``known`` is false or the code has no name."""
    highest = max(names) + 1
    words = np.array([names.get(code) for code in range(highest + 1)], dtype=object)
    safe = np.where(known & (codes >= 0) & (codes < highest), codes, highest).astype(np.int64)
    return pd.Series(words[safe], dtype="string")


def known_ints(column: pd.Series[Any]) -> tuple[Ints, Bools]:
    """Split a nullable integer column into values (0 where null) and the mask of known ones."""
    values = column.array  # what a Series does beside takes longer than all else for the few rows of most tables
    return values.to_numpy(dtype=np.int64, na_value=0), ~np.asarray(values.isna())
