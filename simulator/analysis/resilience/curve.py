"""How much of its service a day keeps over time, against the undisturbed twin, and what that comes to for groups."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.analysis.ratios import DIGITS
from simulator.analysis.resilience.bins import Bin, places_in, pooled_bins
from simulator.results.resilience_definitions import CURVE_DTYPES, RESILIENCE_GROUP_DTYPES
from simulator.tables import table_of
from simulator.units import HOUR_S, MINUTE_S


def bins_of(table: pd.DataFrame) -> list[Bin]:
    """Return the bins of requests of both days, see ``compared.compare_runs``."""
    return pooled_bins(table["desired_s"].to_numpy(np.int64), table["served_twin"].to_numpy(bool))


def resilience_curve(table: pd.DataFrame, bins: list[Bin]) -> pd.DataFrame:
    """Return a row per bin, ``CURVE_DTYPES``. table: of both days, see ``compared.compare_runs``."""
    place = places_in(bins, table["desired_s"].to_numpy(np.int64))
    sums = {name: _sums(place, table[name].to_numpy(np.float64), len(bins)) for name in _SUMMED}
    rows = np.bincount(place, minlength=len(bins)) if bins else np.zeros(0, dtype=np.int64)
    waits = [_means(place, table[name].to_numpy(np.float64), len(bins)) for name in ("wait_s", "wait_twin_s")]
    costs = [_ratios(sums[name], sums["direct_km"]) for name in ("cost_min", "cost_twin_min")]
    told = zip(
        [one.from_s for one in bins], [one.until_s for one in bins], [one.active_s for one in bins], rows.tolist(),
        sums["served"].astype(int).tolist(), sums["served_twin"].astype(int).tolist(),
        _ratios(sums["served"], sums["served_twin"]), *costs, _ratios(sums["cost_twin_min"], sums["cost_min"]), *waits,
        strict=True,
    )  # fmt: skip
    return table_of(list(told), CURVE_DTYPES)


_SUMMED = ("served", "served_twin", "cost_min", "cost_twin_min", "direct_km")


def lost_s(table: pd.DataFrame, bins: list[Bin], whose: pd.Series[bool] | None = None) -> Fraction:
    """Return how long a full service was lost [s], exactly: the sum over bins of their time x (1 - served / twin).

    whose: rows of a group; its part of what all lost. The parts of groups add up to the whole.
    """
    if not bins:
        return Fraction(0)
    place = places_in(bins, table["desired_s"].to_numpy(np.int64))
    served, twin = (table[name].to_numpy(np.int64) for name in ("served", "served_twin"))
    of_all = np.bincount(place, weights=twin, minlength=len(bins)).astype(int).tolist()
    fewer = twin - served if whose is None else (twin - served) * whose.to_numpy(np.int64)
    lost = np.bincount(place, weights=fewer, minlength=len(bins)).astype(int).tolist()
    parts = (Fraction(one.active_s * less, whole) for one, less, whole in zip(bins, lost, of_all, strict=True))
    return sum(parts, Fraction(0))


def hours(time_s: Fraction) -> float:
    """Return time in hours as tables tell it."""
    return round(float(time_s / HOUR_S), DIGITS)


def losses_by_group(table: pd.DataFrame, bins: list[Bin], names: dict[str, pd.Series[str]]) -> pd.DataFrame:
    """Return a row per group, ``RESILIENCE_GROUP_DTYPES``, of which none says where it is.

    names: the group of each request, by grouping.
    """
    rows = []
    for grouping, groups in names.items():
        for name in sorted(set(groups)):
            whose = groups == name
            its = table[whose]
            riders = its["riders"]
            extra_h = float((its["cost_min"] - its["cost_twin_min"]).sum()) * MINUTE_S / HOUR_S
            counts = int(its["served"].sum()), int(its["served_twin"].sum()), int(its["stranded"].sum())
            affected = int(riders[its["affected"]].sum())
            lost_h = hours(lost_s(table, bins, whose))
            told = int(riders.sum()), *counts, affected, lost_h, round(extra_h, DIGITS)
            rows.append((grouping, name, len(its), *told, np.nan, np.nan))
    return table_of(rows, RESILIENCE_GROUP_DTYPES)


def _sums(place: Ints, values: Floats, bins: int) -> Floats:
    found = np.bincount(place, weights=values, minlength=bins) if bins else np.zeros(0)
    return found.astype(np.float64)


def _ratios(above: Floats, below: Floats) -> list[float]:
    """Divide; NaN where there is nothing to divide by."""
    there = below > 0
    found: list[float] = np.where(there, above / np.where(there, below, 1), np.nan).round(DIGITS).tolist()
    return found


def _means(place: Ints, values: Floats, bins: int) -> list[float]:
    """Return the means of known values in each bin; NaN where there are none."""
    known = ~np.isnan(values)
    return _ratios(_sums(place[known], values[known], bins), _sums(place, known.astype(np.float64), bins))
