"""The power that charging sites draw over time, and the most each of them draws: what a grid operator asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints

MOST_STEPS = 600
MOST_SITES = 7


@dataclass(frozen=True)
class Drawn:
    """Power drawn. name: of the site; kw: at each time of the series, float64 (times,); peak_at_s: when first."""

    name: str
    kw: Floats
    peak_kw: float
    peak_at_s: int


@dataclass(frozen=True)
class Power:
    """Power as step functions: time_s, since when, int64 (times,); where steps were joined, the highest of each counts.

    sites: those that draw the most, in order; others: the rest together, if there are any; total: of all sites.
    """

    time_s: Ints
    sites: list[Drawn]
    others: Drawn | None
    total: Drawn
    all_sites: int


def power(steps: pd.DataFrame, names: Mapping[int, str], most_steps: int = MOST_STEPS) -> Power | None:
    """Bring the power of all sites onto one grid of time; None when nothing was drawn.

    steps: columns site, time_s and kw, since when. names: of sites by number.
    """
    if steps.empty:
        return None
    moments = np.unique(steps["time_s"].to_numpy(np.int64))
    grid = moments
    if len(moments) > most_steps:
        step = -(-int(moments[-1] - moments[0]) // most_steps)
        grid = np.arange(moments[0], moments[-1] + step, step, dtype=np.int64)
    sites = np.unique(steps["site"].to_numpy(np.int64)).tolist()
    by_site = {site: _at(steps[steps["site"] == site], moments) for site in sites}
    order = sorted(by_site, key=lambda site: (-float(by_site[site].max()), site))

    def drawn(name: str, kw: Floats) -> Drawn:
        top = int(np.argmax(kw))
        return Drawn(name, _highest(kw, moments, grid), float(kw[top]), int(moments[top]))

    def together(sites: list[int]) -> Floats:
        total: Floats = np.sum([by_site[site] for site in sites], axis=0)
        return total

    shown, rest = order[:MOST_SITES], order[MOST_SITES:]
    return Power(
        grid,
        [drawn(names.get(site, str(site)), by_site[site]) for site in shown],
        drawn("", together(rest)) if rest else None,
        drawn("", together(order)),
        len(order),
    )


def _at(rows: pd.DataFrame, moments: Ints) -> Floats:
    """Return the power of one site at some moments [kW], float64 (moments,); none before its first row."""
    rows = rows.sort_values("time_s", kind="stable")
    before = np.searchsorted(rows["time_s"].to_numpy(np.int64), moments, side="right")
    kw: Floats = np.r_[0.0, rows["kw"].to_numpy(np.float64)][before]
    return kw


def _highest(kw: Floats, moments: Ints, grid: Ints) -> Floats:
    """Return the highest power from each time of the grid until the next [kW], float64 (times,)."""
    highest = kw[np.searchsorted(moments, grid, side="right") - 1]
    np.maximum.at(highest, np.searchsorted(grid, moments, side="right") - 1, kw)
    return highest
