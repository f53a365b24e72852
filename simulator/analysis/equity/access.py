"""How unlike access is from place to place: of shares and times of a study of access, rejections included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.accessibility import Day, Key, Standards, guarantee_kept, people_of, quantiles
from simulator.analysis.equity.figures import main_figures, more_figures
from simulator.analysis.equity.indices import NAN, Floats, theil, theil_parts
from simulator.analysis.equity.over_days import Figures, half_widths
from simulator.analysis.ratios import DIGITS
from simulator.results.equity_definitions import ACCESS_INEQUALITY_DTYPES
from simulator.tables import table_of

TIME = "time_median_s"


class Measured(NamedTuple):
    """What is measured of each place. days: float64 (days, places); values: (places,), over all days, inf: never."""

    measure: str
    days: Floats
    values: Floats
    line: float = NAN


def access_inequality(days: Sequence[Day], cells: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return how unlike places are, by kind of centre, means and measure, ``ACCESS_INEQUALITY_DTYPES``.

    days: what is reached on each. cells: the places, with people and territories.
    """
    rows = [
        {"kind": key[0], "means": key[1], **_row(its, cells)}
        for key in days[0]
        for its in _measured(days, key, standards)
    ]
    return table_of(rows, ACCESS_INEQUALITY_DTYPES)


def _measured(days: Sequence[Day], key: Key, standards: Standards) -> Iterator[Measured]:
    times = [day[key].time_s for day in days]
    line_s = standards.threshold_s(*key)
    shares = {"offered_share": [np.isfinite(time_s).mean(axis=1) for time_s in times]}
    kept = [guarantee_kept(day[key], standards.promise) for day in days]
    if all(its.shape[1] for its in kept):
        shares["guarantee_share"] = [its.mean(axis=1) for its in kept]
    if not np.isnan(line_s):
        shares["threshold_share"] = [(time_s <= line_s).mean(axis=1) for time_s in times]
    for measure, of_days in shares.items():
        stacked = np.stack(of_days)
        yield Measured(measure, stacked, stacked.mean(axis=0))
    medians = np.stack([_medians_s(time_s) for time_s in times])
    yield Measured(TIME, medians, _medians_s(np.concatenate(times, axis=1)), line_s)


def _medians_s(time_s: Floats) -> Floats:
    """Return the median of each place [s], float64 (places,); inf: never."""
    median_s = quantiles(time_s, 0.5)
    return np.where(np.isnan(median_s), np.inf, median_s)


def _row(its: Measured, cells: pd.DataFrame) -> dict[str, Any]:
    people, less = people_of(cells), its.measure == TIME
    main = partial(main_figures, less_is_better=less)
    found, halves = main(its.values, people), _half_widths(its.days, people, main)
    found |= {f"{name}_half_width": halves.get(name, NAN) for name in found}
    found |= {"theil": theil(its.values, people), "theil_between": _between(its.values, people, cells)}
    found |= more_figures(its.values, people, its.line, less_is_better=less)
    counts = {"measure": its.measure, "cells": len(people), "people": round(float(people.sum()))}
    return {**counts, **_worst(its.values, people, cells, less=less), **{n: _told(v) for n, v in found.items()}}


def _half_widths(days: Floats, people: Floats, main: Figures) -> dict[str, float]:
    """Return how sure main figures are; none where people of a place never arrive on one of the days."""
    lived_in = np.flatnonzero(people > 0)
    values, count = days[:, lived_in], len(days)
    if not np.isfinite(values).all():
        return {}
    each = values.ravel(), np.tile(people[lived_in], count), np.tile(np.arange(len(lived_in)), count)
    return half_widths(each, np.repeat(np.arange(count), len(lived_in)), main)


def _worst(values: Floats, people: Floats, cells: pd.DataFrame, *, less: bool) -> dict[str, Any]:
    """Return the place that is worst off of those where people live; none where all are alike."""
    lived_in = np.flatnonzero(people > 0)
    its = values[lived_in]
    if its.min() == its.max():
        return {"worst_cell": None, "worst_value": NAN}
    worst = lived_in[its.argmax() if less else its.argmin()]
    return {"worst_cell": str(cells["name"].iloc[worst]), "worst_value": _told(values[worst])}


def _between(values: Floats, people: Floats, cells: pd.DataFrame) -> float:
    """Return the part of Theil's index between territories; NaN where there are not two."""
    lived_in = np.flatnonzero(people > 0)
    codes, names = pd.factorize(cells["territory"].fillna("").iloc[lived_in])
    if len(names) < 2 or not np.isfinite(values[lived_in]).all():
        return NAN
    return theil_parts(values[lived_in], people[lived_in], codes.astype(np.int64))[0]


def _told(value: float) -> float:
    return round(float(value), DIGITS) if np.isfinite(value) else NAN
