"""How far key figures move when one assumption moves: paired differences to the base, a row for each end of a range."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.comparison import without_chance

MOVE_COLUMNS = ("assumption", "end", "value", "moved_to", "range")
COLUMNS = (
    *MOVE_COLUMNS, "metric", "n", "base", "difference", "low", "high", "level", "p", "p_holm", "method",
)  # fmt: skip


def movements(moves: pd.DataFrame, summary: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """Return the movements of all metrics, in the order of the metrics and of the moves; COLUMNS.

    moves: MOVE_COLUMNS and ``variant``, the name each has in the others. summary, differences: of the experiment, whose
    first variant is the base. base: mean of the metric there; difference: mean difference of an end to it, with its
    interval from low to high; that and p are NaN where every run of a variant gave the same figures.
    """
    means = summary[summary["statistic"] == "mean"]
    bases = means.drop_duplicates("metric").set_index("metric")["mean"]
    found = differences.rename(columns={"mean": "difference"}).drop(columns="base")
    table = found.merge(moves, on="variant", how="inner", validate="many_to_one")
    if set(without_chance(means)) == set(means["variant"].astype(str)):
        table = table.assign(**dict.fromkeys(("low", "high", "p", "p_holm"), np.nan))
    return table.assign(base=table["metric"].map(bases))[list(COLUMNS)].reset_index(drop=True)


def no_chance_in(table: pd.DataFrame) -> bool:
    """Return whether every run of a variant gave the same figures, as ``movements`` tells by having no interval."""
    known = table[table["difference"].notna()]
    return bool(len(known) and (known["n"] > 1).all() and known["low"].isna().all())


def farthest_first(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the assumptions of every metric that was measured, the one that moves it farthest first."""
    known = table.assign(reach=table["difference"].abs()).dropna(subset=["reach"])
    most = known.groupby(["metric", "assumption"], sort=False)["reach"].max()
    order: dict[str, list[str]] = {}
    for metric in dict.fromkeys(known["metric"]):
        order[str(metric)] = most.loc[metric].sort_values(ascending=False, kind="stable").index.tolist()
    return order


def unmeasured(table: pd.DataFrame) -> list[str]:
    """Return the metrics that were not measured in any run."""
    return [metric for metric in dict.fromkeys(table["metric"]) if metric not in farthest_first(table)]


def unmoved(table: pd.DataFrame) -> list[str]:
    """Return the assumptions that move no metric at all, in any run."""
    spread = (table["high"] - table["low"]).fillna(0.0)
    moved = set(table.loc[table["difference"].notna() & ((table["difference"] != 0) | (spread > 0)), "assumption"])
    return [name for name in dict.fromkeys(table["assumption"]) if name not in moved]
