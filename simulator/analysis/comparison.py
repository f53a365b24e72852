"""From one row of key figures per run to what variants differ in, each with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.ranges import possible_range
from simulator.analysis.statistics import holm, mean_estimate, paired_estimate, quantile_estimate

MEDIAN = 0.5
SAME = 1e-12  # of a value: less is what rounding leaves


def values_of(kpis: pd.DataFrame, variant: str, metric: str) -> NDArray[np.float64]:
    """Return a metric of every run of a variant, float64 (runs,); without those where nothing was measured.

    kpis: one row per run.
    """
    if metric not in kpis:
        return np.zeros(0)
    chosen: NDArray[np.float64] = kpis.loc[kpis["variant"].astype(str) == variant, metric].to_numpy(
        np.float64, na_value=np.nan
    )
    measured: NDArray[np.float64] = chosen[np.isfinite(chosen)]
    return measured


def clearest_p(kpis: pd.DataFrame, metric: str, best: str, others: Sequence[str]) -> float:
    """Return the largest p-value of paired differences of a variant to others, by Holm; NaN where one is not known.

    kpis: one row per run.
    """
    table = kpis.assign(variant=kpis["variant"].astype(str)).pivot_table(
        index="replication", columns="variant", values=metric, dropna=False, observed=False
    )
    columns = {variant: table[variant].to_numpy(np.float64, na_value=np.nan) for variant in (best, *others)}
    p = holm([paired_estimate(columns[best], columns[other])[1] for other in others])
    return float(np.max(p)) if len(p) else float("nan")


def without_chance(summary: pd.DataFrame) -> list[str]:
    """Return the variants of which every run gave the same values: intervals and p-values say nothing there.

    summary: rows of means, as of ``summarise``; a variant that was run once is none of them.
    """
    known = summary[summary["mean"].notna()]
    same = known["high"] - known["low"] <= SAME * known["mean"].abs()  # False where there is no interval
    all_same = (same & (known["n"] > 1)).groupby(known["variant"].astype(str), sort=False).all()
    return [str(variant) for variant, found in all_same.items() if found]


def mean_of_runs(values: NDArray[np.float64]) -> float:
    """Return the mean of a metric over the runs of a variant; 0 when it was not measured in any."""
    return float(values.mean()) if values.size else 0.0


def fewest_runs(runs: pd.DataFrame) -> int:
    """Return how many runs the variant with the fewest has."""
    return int(runs.groupby("variant").size().min())


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of metrics that were measured in some variant: without prices there is no cost to draw."""
    return rows[rows.groupby("metric")["mean"].transform("count") > 0]


def means_by_variant(means: pd.DataFrame) -> pd.DataFrame:
    """Return the means of rows of ``summarise``: one row per variant, one column per metric."""
    return means.pivot_table(index="variant", columns="metric", values="mean", sort=False)


def efficient(table: pd.DataFrame, cost: str, gain: str) -> pd.DataFrame:
    """Return the rows that no other row beats in both columns, the cheapest first."""
    ordered = table.sort_values([cost, gain], ascending=[True, False])
    return ordered[ordered[gain] > ordered[gain].cummax().shift(fill_value=-1)]


def summarise(runs: pd.DataFrame, metrics: list[str], level: float) -> pd.DataFrame:
    """Return mean and median of each metric per variant: variant, metric, statistic, n, mean, low, high, level, method.

    runs: one row per run with the columns variant, replication and the metrics; variants keep their order. Intervals
    hold no values that cannot be, such as a negative wait or more than all requests.
    """
    rows = []
    columns = {metric: pd.to_numeric(runs[metric]).to_numpy(float) for metric in metrics}
    for variant, of_variant in runs.groupby("variant", sort=False).indices.items():
        for metric, column in columns.items():
            values = column[of_variant]
            for statistic, found in (
                ("mean", mean_estimate(values, level).within(*possible_range(metric))),
                ("median", quantile_estimate(values, MEDIAN, level)),
            ):
                rows.append(
                    (variant, metric, statistic, found.n, found.value, found.low, found.high, level, found.method)
                )
    return pd.DataFrame(rows, columns=["variant", "metric", "statistic", "n", "mean", "low", "high", "level", "method"])


def paired_differences(runs: pd.DataFrame, metrics: list[str], level: float) -> pd.DataFrame:
    """Return the differences to the first variant, run by run of the same seed.

    Columns: metric, variant, base, n, mean, low, high, level, p, p_holm, method. Holm's correction spans all rows.
    """
    variants = list(runs["variant"].unique())
    rows = []
    for metric in metrics:
        table = runs.pivot_table(index="replication", columns="variant", values=metric, dropna=False, observed=False)
        columns = {variant: table[variant].to_numpy(float) for variant in table}
        for variant in variants[1:]:
            if variant not in columns or variants[0] not in columns:
                continue
            found, p = paired_estimate(columns[variant], columns[variants[0]], level)
            rows.append(
                (metric, variant, variants[0], found.n, found.value, found.low, found.high, level, p, found.method)
            )
    names = ["metric", "variant", "base", "n", "mean", "low", "high", "level", "p", "method"]
    differences = pd.DataFrame(rows, columns=names)
    differences.insert(9, "p_holm", holm(differences["p"]))
    return differences
