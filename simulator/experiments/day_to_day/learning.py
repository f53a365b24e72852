"""Expectations, how they follow what was experienced, and how far the two are apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.experiments.day_to_day.cells import COUNTS, KEY
from simulator.world.expectations import ANYWHERE, HOURS

BOTH = ["wait_min", "rejected"]


class Start(NamedTuple):
    """What people expect before they know anything."""

    wait_min: float
    rejected: float


STARTS = {"optimistic": Start(0.0, 0.0), "pessimistic": Start(30.0, 0.5)}


class Gap(NamedTuple):
    """How far expected and experienced are apart, weighted by who asks or would; NaN where nobody asked.

    expected, experienced: their means, wait [min] and share of rejections.
    """

    wait_min: float
    rejected: float
    expected: tuple[float, float]
    experienced: tuple[float, float]


def first_expectations(services: Sequence[str], start: Start) -> pd.DataFrame:
    """Return what is expected at the start: KEY and BOTH, rows for anywhere at all hours."""
    rows = [(name, ANYWHERE, hour, *start) for name in services for hour in range(HOURS)]
    return pd.DataFrame(rows, columns=[*KEY, *BOTH]).set_index(KEY)


def experienced(days: Sequence[pd.DataFrame], pooled: float) -> pd.DataFrame:
    """Return what people experienced in some days, by cell, index KEY, BOTH; NaN where nobody asked the service.

    days: of ``cells``. pooled: as so many more people of the whole hour count in each cell, and of the whole day in
    each hour: a cell of few people is told by its hour, one of many by itself. Rows of ``ANYWHERE`` tell of hours.
    """
    cells = pd.concat(days).groupby(KEY)[COUNTS].sum()
    hours = cells.groupby(["service", "hour"]).sum()
    whole = cells.groupby("service").sum()
    of_day = pd.DataFrame({
        "wait_min": _mean(whole["wait_min"], whole["asked"] - whole["rejected"]),
        "rejected": _mean(whole["rejected"], whole["asked"]),
    })  # fmt: skip
    of_hour = _shrunk(hours, of_day.reindex(hours.index.get_level_values("service")), pooled)
    keys = pd.MultiIndex.from_arrays([cells.index.get_level_values(name) for name in ("service", "hour")])
    of_cell = _shrunk(cells, of_hour.reindex(keys), pooled)
    anywhere = of_hour.reset_index().assign(zone=ANYWHERE).set_index(KEY)
    return pd.concat([of_cell, anywhere]).sort_index()


def _mean(total: pd.Series, count: pd.Series) -> pd.Series:
    return total / count.where(count > 0)


def _shrunk(sums: pd.DataFrame, wider: pd.DataFrame, pooled: float) -> pd.DataFrame:
    """Return means of cells with so many people more who experienced what holds more widely."""
    offered, asked = (sums["asked"] - sums["rejected"]).to_numpy(), sums["asked"].to_numpy()
    wait, share = (wider[name].to_numpy(np.float64) for name in BOTH)
    told = {
        "wait_min": _together(sums["wait_min"].to_numpy(), offered, wait, pooled),
        "rejected": _together(sums["rejected"].to_numpy(), asked, share, pooled),
    }
    return pd.DataFrame(told, index=sums.index)


def _together(total: np.ndarray, count: np.ndarray, wider: np.ndarray, pooled: float) -> np.ndarray:
    """Return the mean of a sum over people and of others; where nothing is known of the others, of the people."""
    others = np.where(np.isnan(wider), 0.0, pooled)
    with np.errstate(invalid="ignore"):
        return np.asarray((total + others * np.nan_to_num(wider)) / (count + others))


def learned(expected: pd.DataFrame, seen: pd.DataFrame, weight: float) -> pd.DataFrame:
    """Return the expectations after some experience: so much of the way from what was expected to what was seen.

    expected, seen: index KEY, BOTH. What nobody experienced stays as it was expected.
    """
    before = at(expected, expected.index.union(seen.index))
    target = seen.reindex(before.index)
    return before + weight * (target - before).fillna(0.0)


def at(expected: pd.DataFrame, cells: pd.Index) -> pd.DataFrame:
    """Return what is expected in cells: as their rows tell, or those of their hour anywhere."""
    keys = cells.to_frame(index=False).assign(zone=ANYWHERE)
    usual = expected.reindex(pd.MultiIndex.from_frame(keys[KEY])).set_axis(cells)
    return expected.reindex(cells).fillna(usual)


def wanted_of(days: Sequence[pd.DataFrame]) -> pd.Series:
    """Return how many asked or would have asked in some days, by cell."""
    wanted = pd.concat(days).groupby(KEY)["wanted"].sum()
    return wanted[wanted > 0]


def gap(expected: pd.DataFrame, seen: pd.DataFrame, wanted: pd.Series) -> Gap:
    """Return how far expectations are from what people experienced, by those who ask or would in each cell."""
    seen, told = seen.reindex(wanted.index), at(expected, wanted.index)
    apart, means = [], []
    for name in BOTH:
        known = seen[name].notna()
        apart.append(_weighted((seen[name] - told[name]).abs()[known], wanted[known]))
        means.append((_weighted(told[name], wanted), _weighted(seen[name][known], wanted[known])))
    (wait, seen_wait), (share, seen_share) = means
    return Gap(apart[0], apart[1], (wait, share), (seen_wait, seen_share))


def _weighted(values: pd.Series, weight: pd.Series) -> float:
    total = weight.sum()
    return float((values * weight).sum() / total) if total > 0 else float("nan")
