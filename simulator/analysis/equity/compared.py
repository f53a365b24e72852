"""People in groups, compared by what is measured of each: means of groups, and how unlike these are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.equity import indices
from simulator.analysis.equity.figures import main_figures, more_figures
from simulator.analysis.equity.groups import Names
from simulator.analysis.equity.indices import NAN, Floats, Ints
from simulator.analysis.equity.measures import MEASURES
from simulator.analysis.equity.over_days import half_widths
from simulator.analysis.ratios import DIGITS
from simulator.results.equity_definitions import EQUITY_DTYPES, INEQUALITY_DTYPES

LEAST = 10  # requests: means of fewer tell more of luck than of a place; small groups are one together
TOGETHER = ""  # the name of that
Row = dict[str, Any]


class Means(NamedTuple):
    """Groups with enough requests, with arrays of (groups,). variances: of each mean. of_each: values, people, group.

    days: of these. people_left_out: with a value, but in none. people_pooled: in small ones together, the last.
    """

    names: list[str]
    requests: Ints
    people: Floats
    each_mean: Floats
    variances: Floats
    of_each: tuple[Floats, Floats, Ints]
    days: Ints
    people_left_out: float
    people_pooled: float


class Coded(NamedTuple):
    """Groups by their numbers. code: (journeys,). names: in their order; "" is none."""

    code: Ints
    names: list[str]

    @classmethod
    def of(cls, names: Names) -> Coded:
        """Return the groups of journeys, sorted by name."""
        code, found = pd.factorize(names, sort=True)
        return cls(code.astype(np.int64), [str(name) for name in found])


def means_of_groups(values: Floats, people: Floats, groups: Coded, days: Ints) -> Means:
    """Return the mean of each group, and of small ones together, in the order of their names."""
    known = ~np.isnan(values)
    values, people, code, names = values[known], people[known], groups.code[known], groups.names
    requests = np.bincount(code, minlength=len(names))
    is_named = np.array([name != "" for name in names], dtype=bool)
    enough = is_named & (requests >= LEAST)
    place = np.where(enough, np.cumsum(enough) - 1, np.where(is_named, enough.sum(), -1))
    code = place[code]
    names = [name for name, is_enough in zip(names, enough.tolist(), strict=True) if is_enough]
    pooled = code == len(names)
    if pooled.sum() >= LEAST:
        names.append(TOGETHER)
    else:
        code, pooled = np.where(pooled, -1, code), np.zeros(len(code), dtype=bool)
    inside = code >= 0
    each = values[inside], people[inside], code[inside]
    out, together = float(people[~inside].sum()), float(people[pooled].sum())
    return Means(names, *_means(*each, len(names)), each, days[known][inside], out, together)


def _means(values: Floats, people: Floats, code: Ints, groups: int) -> tuple[Ints, Floats, Floats, Floats]:
    """Return requests, people, means and variances of these by group; values vary as much in each."""

    def sums(weights: Floats | None = None) -> Floats:
        return np.bincount(code, weights, groups).astype(np.float64)

    requests, whole = sums(), sums(people)
    means = sums(people * values) / whole
    freedom = len(values) - groups
    spread = float(people @ (values - means[code]) ** 2 / people.sum()) * len(values) / freedom if freedom > 0 else 0.0
    return requests.astype(np.int64), whole, means, spread * sums(people**2) / whole**2


@dataclass(frozen=True)
class Equity:
    """People who asked, told apart. people, days: (journeys,). values, names: what gives these of each."""

    people: Floats
    days: Ints
    values: Mapping[str, Callable[[], Floats]]
    names: Mapping[str, Callable[[], Names]]
    _means: dict[tuple[str, str], Means] = field(default_factory=dict, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    def means(self, by: str, measure: str) -> Means:
        """Return the means of groups."""
        if (by, measure) not in self._means:
            if by not in self._made:
                self._made[by] = Coded.of(self.names[by]())
            if measure not in self._made:
                self._made[measure] = self.values[measure]()
            self._means[by, measure] = means_of_groups(self._made[measure], self.people, self._made[by], self.days)
        return self._means[by, measure]

    def row(self, by: str, measure: str) -> Row | None:
        """Return a row of ``INEQUALITY_DTYPES``; None where there are not two groups."""
        its = self.means(by, measure) if by in self.names and len(self.people) >= 2 * LEAST else None
        if its is None or len(its.names) < 2:
            return None
        asked = float(self.people.sum())
        counts = {
            "people": its.people.sum(),
            "people_left_out": its.people_left_out,
            "people_pooled": its.people_pooled,
            "people_without": asked - its.people.sum() - its.people_left_out,
        }
        whole = {name: round(count) for name, count in counts.items()}
        told = {"groups": len(its.names), "requests": int(its.requests.sum()), **whole}
        return {"by": by, "measure": measure, **told, **_worst(its, measure), **_indices(its, measure)}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by their names in the catalogue; none where nothing is compared."""
        pairs = [(by, measure) for by in self.names for measure in self.values]
        rows = [row for by, measure in pairs if (row := self.row(by, measure)) is not None]
        if not rows:
            return {}
        of_groups = [row for told in rows for row in self._of_groups(told["by"], told["measure"])]
        of_all = [[row[name] for name in INEQUALITY_DTYPES] for row in rows]
        return {"equity": _table(of_groups, EQUITY_DTYPES), "inequality": _table(of_all, INEQUALITY_DTYPES)}

    def _of_groups(self, by: str, measure: str) -> list[tuple[Any, ...]]:
        its = self.means(by, measure)
        columns = (its.requests, its.people.astype(np.int64), its.each_mean.round(DIGITS))
        rows = zip(its.names, *(column.tolist() for column in columns), strict=True)
        return [(by, name, measure, *row) for name, *row in rows]


def _table(rows: Sequence[Sequence[Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Return a table as ``table_of`` does, of some rows of texts and numbers, in a fifth of its time."""
    columns = zip(dtypes.items(), zip(*rows, strict=True), strict=True)
    return pd.DataFrame(
        {
            name: pd.array([*its], dtype="string") if dtype == "string" else np.array(its, dtype=dtype)
            for (name, dtype), its in columns
        }
    )


def _worst(its: Means, measure: str) -> Row:
    """Return which group is worst off, the first by name of several; the small ones together are none.

    Where all are off alike none is named, and how well off they are is told all the same: means over days would else
    be of those days alone on which somebody was left behind.
    """
    values = its.each_mean[: len(its.each_mean) - (its.names[-1] == TOGETHER)]
    worst = int(values.argmax() if MEASURES[measure].less_is_better else values.argmin())
    name = its.names[worst] if np.ptp(values) > 0 else None
    return {"worst_group": name, "worst_value": round(float(values[worst]), DIGITS)}


def _indices(its: Means, measure: str) -> Row:
    less, line = MEASURES[measure]
    groups = its.each_mean, its.people
    between, within = indices.theil_parts(*its.of_each)
    main = partial(main_figures, less_is_better=less)
    found, halves = main(*groups), half_widths(its.of_each, its.days, main)
    found |= {f"{name}_half_width": halves.get(name, NAN) for name in found}
    found |= {"gini_by_luck": indices.gini_by_luck(*groups, its.variances), "theil": between, "theil_within": within}
    found |= more_figures(*groups, line, less_is_better=less)
    return {name: round(value, DIGITS) for name, value in found.items()}
