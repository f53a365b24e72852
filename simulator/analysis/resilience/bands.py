"""What many runs of the same disruptions kept over time: medians with bands, beside the key figures of each run.

Curves of runs are laid side by side at each quarter of an hour. They are for looking at: depth, length and loss are
those of each run, as a curve of medians has neither of any day (Poulin and Kane 2021, doi:10.1016/j.ress.2021.107926).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.analysis.resilience.bins import CELL_S
from simulator.analysis.resilience.milestones import MILESTONES
from simulator.tables import table_of

LOW, HIGH = 0.1, 0.9  # the band: of ten runs eight lie in it
FIGURES = ("performance", "cost_performance", "cost_per_km_min")
BAND_DTYPES = {
    "from_s": "int64", "until_s": "int64", "runs": "int64",
    **{f"{figure}_{end}": "float64" for figure in FIGURES for end in ("low", "median", "high")},
}  # fmt: skip
TIME_DTYPES = {
    "milestone": "string", "runs": "int64", "reached": "int64", "low_s": "float64", "median_s": "float64",
    "high_s": "float64",
}  # fmt: skip


class OfRun(NamedTuple):
    """What one run tells: ``CURVE_DTYPES`` and ``MILESTONE_DTYPES``."""

    curve: pd.DataFrame
    times: pd.DataFrame


def bands_of(runs: Sequence[OfRun]) -> pd.DataFrame:
    """Return a row per quarter of an hour that any run tells of, BAND_DTYPES. runs: that tell of it."""
    curves = [its.curve for its in runs if len(its.curve)]
    if not curves:
        return table_of([], BAND_DTYPES)
    first_s, last_s = min(its["from_s"].min() for its in curves), max(its["until_s"].max() for its in curves)
    cells_s = np.arange(first_s, last_s, CELL_S, dtype=np.int64)
    columns = [_quantiles(np.stack([_at(its, figure, cells_s) for its in curves])) for figure in FIGURES]
    known = np.sum([_row_at(its, cells_s) >= 0 for its in curves], axis=0)
    told = np.column_stack([cells_s, cells_s + CELL_S, known, *columns])
    return table_of(told[known > 0].tolist(), BAND_DTYPES)


def times_of(runs: Sequence[OfRun]) -> pd.DataFrame:
    """Return when the milestones were, a row for each, TIME_DTYPES. reached: runs that have it at all."""
    rows = []
    for name in MILESTONES:
        told = np.array([_time_s(its.times, name) for its in runs], dtype=np.float64)
        known = told[~np.isnan(told)]
        ends = np.quantile(known, [LOW, 0.5, HIGH]).tolist() if len(known) else [np.nan] * 3
        rows.append((name, len(runs), len(known), *ends))
    return table_of(rows, TIME_DTYPES)


def _time_s(times: pd.DataFrame, name: str) -> float:
    found = times.loc[times["milestone"] == name, "time_s"].dropna().tolist()
    return float(found[0]) if found else float("nan")


def _row_at(curve: pd.DataFrame, cells_s: Ints) -> Ints:
    """Return the row of the bin that each cell lies in, -1 where none does."""
    row = np.searchsorted(curve["from_s"].to_numpy(np.int64), cells_s, side="right") - 1
    inside = (row >= 0) & (cells_s < curve["until_s"].to_numpy(np.int64)[row])
    return np.where(inside, row, -1).astype(np.int64)


def _at(curve: pd.DataFrame, figure: str, cells_s: Ints) -> Floats:
    """Return a figure in each cell, NaN where the run has no bin."""
    row, values = _row_at(curve, cells_s), curve[figure].to_numpy(np.float64)
    return np.where(row >= 0, values[row], np.nan)


def _quantiles(values: Floats) -> Floats:
    """Return low, median and high of each cell, float64 (cells, 3), NaN where no run has any. values: (runs, cells)."""
    found = np.full((values.shape[1], 3), np.nan)
    some = ~np.isnan(values).all(axis=0)
    found[some] = np.nanquantile(values[:, some], [LOW, 0.5, HIGH], axis=0).T
    return found
