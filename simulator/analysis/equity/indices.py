"""Indices of inequality and poverty, of values that stand for people each; what nobody knows (NaN) is left out.

values, people: float64 (n,), not negative; people need not be whole. Where all have the same, indices of inequality are
0, also where that is nothing. They are NaN where nobody is, or a value has no end; `fgt` alone takes such values. An
index falls when all get worse by the same share: read it beside the mean (Karner, Pereira and Farber 2024,
doi:10.1007/s11116-023-10460-7).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NAN = float("nan")
TOP_SHARE, BOTTOM_SHARE = 0.1, 0.4  # of the Palma ratio
DECILE = 0.1
_NEGATIVE = "indices are of values and people that are not negative"
_LUCK_SPREAD = 2 / np.pi  # square of how far two draws of a normal distribution are apart on average, by their variance


def level(values: Floats, people: Floats) -> float:
    """Return the mean; NaN where nobody is."""
    return _mean(*_known(values, people))


def gini(values: Floats, people: Floats) -> float:
    """Return half the mean difference of two people by the mean (Gini 1912); 1 - 1/n where one of n has all.

    O(n log n), by the sorted values: each is counted with how many have less, minus how many have more.
    """
    values, people = _known(values, people)
    mean = _mean(values, people)
    if not mean > 0 or not np.isfinite(mean):
        return _of_nothing(mean)
    order = np.argsort(values, kind="stable")
    values, people = values[order], people[order]
    up_to, whole = np.cumsum(people), people.sum()
    return max(float((people * values) @ (2 * up_to - people - whole) / (mean * whole**2)), 0.0)


def gini_by_luck(values: Floats, people: Floats, variances: Floats) -> float:
    """Return the Gini index to expect if all had the same chance: of normal values with these variances. O(n^2).

    variances: of each value as the mean of a few. The mean difference of two such values is sqrt(2 (v + w) / pi).
    """
    mean, known = level(values, people), (people > 0) & ~np.isnan(values)
    if not mean > 0 or not np.isfinite(mean):
        return _of_nothing(mean)
    people, variances = people[known], variances[known]
    apart = np.sqrt(_LUCK_SPREAD * (variances[:, None] + variances[None]))
    np.fill_diagonal(apart, 0)
    return float(people @ apart @ people / (2 * mean * people.sum() ** 2))


def theil(values: Floats, people: Floats) -> float:
    """Return the mean of v/mean ln(v/mean) (Theil 1967, index T); who has nothing adds nothing, by the limit."""
    values, people = _known(values, people)
    mean = _mean(values, people)
    if not mean > 0 or not np.isfinite(mean):
        return _of_nothing(mean)
    share = values / mean
    terms = share * np.log(np.where(share > 0, share, 1))
    return max(float(people @ terms) / float(people.sum()), 0.0)


def theil_parts(values: Floats, people: Floats, groups: Ints) -> tuple[float, float]:
    """Return which parts of Theil's index lie between and within groups; they sum to the whole.

    groups: the number of each value's, from 0.
    """
    known = (people > 0) & ~np.isnan(values)
    of_group = np.bincount(groups[known], weights=people[known]).astype(np.float64)
    sums = np.bincount(groups[known], weights=(values * people)[known])
    there = of_group > 0
    between = theil(sums[there] / of_group[there], of_group[there])
    return between, theil(values, people) - between


def palma(values: Floats, people: Floats) -> float:
    """Return the mean of the tenth with most by that of the four tenths with least; NaN where these have nothing.

    As Cobham and Sumner (2013) do with incomes, but sorted by the values themselves.
    """
    least = _mean_of_share(values, people, 0, BOTTOM_SHARE)
    return _mean_of_share(values, people, 1 - TOP_SHARE, 1) / least if least > 0 else NAN


def atkinson(values: Floats, people: Floats, aversion: float) -> float:
    """Return by which share of the mean less would do as well, evenly spread.

    Atkinson (1970), doi:10.1016/0022-0531(70)90039-6. aversion: to inequality, above 0; from 1 on a single one with
    nothing makes it 1. Below 0, for what is better if less: by which share of the mean more would be as bad.
    """
    values, people = _known(values, people)
    mean = _mean(values, people)
    if not mean > 0 or not np.isfinite(mean):
        return _of_nothing(mean)
    shares, weights = values / mean, people / people.sum()
    if aversion >= 1 and (shares == 0).any():
        return 1.0
    power = 1 - aversion
    even = np.exp(weights @ np.log(shares)) if power == 0 else (weights @ shares**power) ** (1 / power)
    return max(float(1 - even if aversion > 0 else even - 1), 0.0)


def fgt(values: Floats, people: Floats, line: float, power: int) -> float:
    """Return the poverty of people below a line (Foster, Greer and Thorbecke 1984, doi:10.2307/1913475).

    power: 0, their share; 1, how far below they are on average, as a share of the line; 2, the square of that, which
    counts the poorest most. Those of groups, weighted by people, sum to that of all.
    """
    values, people = _known(values, people)
    whole = float(people.sum())
    poor = values < line
    return float(people[poor] @ ((line - values[poor]) / line) ** power) / whole if whole else NAN


def nearness(values: Floats) -> Floats:
    """Return 1/v, of which more is better where less of v is: never becomes 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(1 / values)


def worst_decile(values: Floats, people: Floats, *, less_is_better: bool = False) -> float:
    """Return the mean of the worst tenth by the mean of all; NaN where all have nothing."""
    ends = (1 - DECILE, 1.0) if less_is_better else (0.0, DECILE)
    mean = level(values, people)
    return _mean_of_share(values, people, *ends) / mean if mean > 0 and np.isfinite(mean) else NAN


def _known(values: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Return the values of somebody that are known, and how many people they stand for. Raises ValueError."""
    known = (people > 0) & ~np.isnan(values)
    if not known.all():
        if (people < 0).any():
            raise ValueError(_NEGATIVE)
        values, people = values[known], people[known]
    if (values < 0).any():
        raise ValueError(_NEGATIVE)
    return values, people


def _mean(values: Floats, people: Floats) -> float:
    """Return the mean of values that are known; NaN where nobody is."""
    whole = float(people.sum())
    return float(people @ values) / whole if whole else NAN


def _of_nothing(mean: float) -> float:
    """Return the index where nobody has anything: all have the same."""
    return 0.0 if mean == 0 else NAN


def _mean_of_share(values: Floats, people: Floats, begin: float, end: float) -> float:
    """Return the mean of those from one share of the people to another, least first; who is on an end counts partly."""
    values, people = _known(values, people)
    if not len(values):
        return NAN
    order = np.argsort(values, kind="stable")
    values, people = values[order], people[order]
    up_to = np.cumsum(people)
    first, last = begin * up_to[-1], end * up_to[-1]
    inside = np.clip(np.minimum(up_to, last) - np.maximum(up_to - people, first), 0, None)
    some = inside > 0  # the others may have values without end
    return float(inside[some] @ values[some]) / float(inside.sum())
