"""Run the scenario with KEXI's rules over its seeds, and lay the mean of each moment beside what is published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.reproduce.kexi.expected import Expected, Moment
from simulator import load_scenario, run
from simulator.analysis.statistics import mean_estimate

RESULTS = Path(__file__).with_name("results.csv")
VARIANTS = {"as published": (), "nobody books ahead": ("demand.prebooked_share=0",)}
COLUMNS = ("variant", "figure", "published", "tolerance", "runs", "mean", "half_width", "deviation", "inside")


def study(expected: Expected, seeds: Sequence[int]) -> pd.DataFrame:
    """Return the moments of each variant beside what is published, see ``COLUMNS``."""
    tables = [
        compared(expected, measured(expected, seeds, changes)).assign(variant=variant)
        for variant, changes in VARIANTS.items()
    ]
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]


def measured(expected: Expected, seeds: Sequence[int], changes: Sequence[str] = ()) -> pd.DataFrame:
    """Return the moments of each run of the scenario with some changes, one row per seed."""
    scenario = load_scenario(expected.scenario, changes)
    runs = [run(scenario, seed).kpis for seed in seeds]
    figures = [moment.figure for moment in expected.moments]
    return pd.DataFrame([{figure: kpis[figure] for figure in figures} for kpis in runs], dtype="float64")


def compared(expected: Expected, runs: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each moment: its mean over runs, half of its 95 % interval's width, and whether it holds."""
    return pd.DataFrame([_row(moment, runs[moment.figure]) for moment in expected.moments])


def _row(moment: Moment, values: pd.Series) -> dict[str, object]:
    told = mean_estimate(values.to_numpy())
    return {
        "figure": moment.figure,
        "published": moment.published,
        "tolerance": moment.tolerance,
        "runs": told.n,
        "mean": round(told.value, 4),
        "half_width": round(told.half_width, 4),
        "deviation": round(moment.deviation(told.value), 4),
        "inside": moment.holds(told.value),
    }
