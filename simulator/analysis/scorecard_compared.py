"""The scorecard of an experiment: what is better or worse than in its first variant, for whom, how sure, at what cost.

All variants met the same days: changes are paired. A row is improved or worse only where Holm's correction over all
rows leaves no more than 1 - level; that holds for rows that hang on each other, too, as cost and subsidy do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.comparison import SAME as SAME_VALUE
from simulator.analysis.scorecard import COST, LESS, OF_ALL, OF_SEVERAL, SUBSIDY, TOPICS, Topic
from simulator.analysis.statistics import Estimate, holm, mean_estimate, paired_estimate, ratio_estimate

IMPROVED, WORSE, UNSURE, SAME = "improved", "worse", "unsure", "same"
EFFECTS = (("riders",), ("co2_saved", "co2"))  # what money is told for: of each the first row that there is
ROWS = (
    "pillar", "row", "for_whom", "better", "variant", "base", "figure", "n", "base_value", "value", "half_width",
    "change", "change_half_width", "level", "p", "p_holm", "verdict",
)  # fmt: skip
PRICES = (
    "effect", "variant", "base", "paid_by", "n", "gain", "gain_half_width", "cost_change", "cost_half_width",
    "eur_each", "eur_each_low", "eur_each_high", "level", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """A topic of every run. values: NaN where it is not told, float64 (runs,); figures: which tells it."""

    topic: Topic
    values: NDArray[np.float64]
    figures: NDArray[np.object_]


@dataclass(frozen=True)
class _Runs:
    """The runs of all variants: rows of each, ordered by replication, so that pairs have the same place."""

    rows: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, runs: pd.DataFrame) -> _Runs:
        names = runs["variant"].astype(str).to_numpy(object)
        days = runs["replication"].to_numpy()
        variants = list(dict.fromkeys(names.tolist()))
        shared = np.unique(days)
        rows = {}
        for name in variants:
            places = np.flatnonzero(names == name)
            found = pd.Series(places, days[places]).reindex(shared, fill_value=-1)
            rows[name] = found.to_numpy(np.int64)
        return cls(rows)

    def of_variant(self, values: NDArray[np.float64], variant: str) -> NDArray[np.float64]:
        """Return a column of one variant by replication; NaN for one that it was not run with."""
        rows = self.rows[variant]
        return np.where(rows < 0, np.nan, values[rows])

    def changes(self, column: _Column, variant: str, base: str) -> NDArray[np.float64]:
        """Return paired differences of a variant to another, by replication."""
        now, before = (self.of_variant(column.values, name) for name in (variant, base))
        return now - before


def compared_scorecard(runs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return a row for each topic and variant that tell something, the first variant's own first: see ``ROWS``.

    runs: one row per run with variant, replication and key figures. The first variant is the base of the others.
    """
    by_variant = _Runs.of(runs)
    base, *others = by_variant.rows
    found = []
    for column in (_column(runs, topic) for topic in TOPICS):
        before = by_variant.of_variant(column.values, base)
        for variant in (base, *others):
            now = by_variant.of_variant(column.values, variant)
            if np.isfinite(now).any():
                its = variant, now, _figure(column, by_variant.rows[variant])
                found.append(_row(column.topic, its, base, before, level))
    table = pd.DataFrame(found, columns=[*ROWS])
    table["p_holm"] = holm(table["p"])
    table["verdict"] = [_verdict(row) for row in table.to_dict("records")]
    return table


def scorecard_prices(runs: pd.DataFrame, scorecard: pd.DataFrame) -> pd.DataFrame:
    """Return what each variant costs more for each further rider, or kilogram of CO2 saved, than the first: ``PRICES``.

    scorecard: of the same runs. Ratios of mean changes with Fieller's interval; no value where the scorecard is not
    sure that there is a gain or loss at all.
    """
    by_variant, paid = _Runs.of(runs), [_column(runs, topic) for topic in (SUBSIDY, COST)]
    columns = {topic.name: _column(runs, topic) for topic in TOPICS if any(topic.name in names for names in EFFECTS)}
    judged = {(row["row"], row["variant"]): row for row in scorecard.to_dict("records") if row["verdict"]}
    found = []
    for effect in EFFECTS:
        for variant in by_variant.rows:
            row = next((judged[name, variant] for name in effect if (name, variant) in judged), None)
            if row is None:
                continue
            gained = by_variant.changes(columns[row["row"]], variant, row["base"])
            gained = -gained if row["better"] == LESS else gained
            for money in paid:
                spent = by_variant.changes(money, variant, row["base"])
                if np.isfinite(spent + gained).any():
                    found.append(_price(row, money.topic.name, spent, gained))
                    break
    return pd.DataFrame(found, columns=[*PRICES])


def _column(runs: pd.DataFrame, topic: Topic) -> _Column:
    values, figures = np.full(len(runs), np.nan), np.full(len(runs), None, object)
    several = np.isfinite(_numbers(runs, OF_SEVERAL))
    for name in topic.figures:
        told = _numbers(runs, name)
        is_there = np.isfinite(told) | (several & name.startswith(OF_ALL))
        first = is_there & (figures == None)  # noqa: E711  element by element
        values[first], figures[first] = told[first], name
    return _Column(topic, values, figures)


def _numbers(runs: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in runs:
        return np.full(len(runs), np.nan)
    return pd.to_numeric(runs[name]).to_numpy(np.float64, na_value=np.nan)


def _figure(column: _Column, rows: NDArray[np.int64]) -> str:
    """Return the key figure that tells a variant."""
    return next(str(column.figures[row]) for row in rows if row >= 0 and column.figures[row] is not None)


def _row(
    topic: Topic, of_variant: tuple[str, NDArray[np.float64], str], base: str, before: NDArray[np.float64], level: float
) -> tuple[object, ...]:
    variant, now, figure = of_variant
    mean = mean_estimate(now, level)
    named = (topic.pillar, topic.name, topic.whom, topic.better, variant, base, figure)
    if variant == base:
        return (*named, mean.n, mean.value, mean.value, _half(mean), *[np.nan] * 2, level, np.nan, np.nan, "")
    differences = now - before
    differences[np.abs(differences) <= SAME_VALUE * np.abs(before)] = 0.0  # what rounding leaves
    change, p = paired_estimate(differences, np.zeros(len(differences)), level)
    own = (mean_estimate(before, level).value, mean.value, _half(mean))
    return (*named, change.n, *own, change.value, _half(change), level, p, np.nan, "")


def _price(
    row: Mapping[Hashable, Any], paid_by: str, spent: NDArray[np.float64], gained: NDArray[np.float64]
) -> tuple[object, ...]:
    level, both = row["level"], np.isfinite(spent + gained)
    gain, cost = (mean_estimate(its[both], level) for its in (gained, spent))
    each = ratio_estimate(spent[both], gained[both], level)
    sure = row["verdict"] in (IMPROVED, WORSE)
    ends = (each.value, each.low, each.high) if sure else [np.nan] * 3
    told = (gain.n, gain.value, _half(gain), cost.value, _half(cost), *ends, level, row["verdict"])
    return (row["row"], row["variant"], row["base"], paid_by, *told)


def _half(found: Estimate) -> float:
    """Return half of an interval's width; what rounding leaves is none."""
    return 0.0 if found.half_width <= SAME_VALUE * abs(found.value) else found.half_width


def _verdict(row: Mapping[Hashable, Any]) -> str:
    """Say what a change comes to; nothing of the first variant's own row."""
    if row["variant"] == row["base"]:
        return ""
    if row["change"] == row["change_half_width"] == 0:
        return SAME
    if isnan(row["p_holm"]) or row["p_holm"] >= 1 - row["level"]:
        return UNSURE
    return IMPROVED if (row["change"] < 0) == (row["better"] == LESS) else WORSE
