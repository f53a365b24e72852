"""Iterative proportional fitting: a table that keeps the pattern of its seed and has the sums that are asked for.

After Deming and Stephan (1940), doi:10.1214/aoms/1177731829.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ElbeDrtError

TOLERANCE = 1e-6  # of each sum
MOST_ROUNDS = 2000
SAME_TOTAL = 1e-9  # share by which totals of margins may differ: what is left of adding up


class ContradictionError(ElbeDrtError):
    """Margins that no table has at once."""


class Margin(NamedTuple):
    """Sums over a table.

    axes: of the table, those that stay. target: float64, one axis for each of them: the sums asked for. groups: for
    each of them int64 (its length,), the index in ``target`` of each of its places, -1 for places without a sum asked
    for; empty: each place is its own.
    """

    name: str
    axes: tuple[int, ...]
    target: NDArray[np.float64]
    groups: tuple[NDArray[np.int64], ...] = ()


def fitted(seed: NDArray[np.float64], margins: Sequence[Margin], tolerance: float = TOLERANCE) -> NDArray[np.float64]:
    """Return the table of the shape of ``seed`` whose sums are those of ``margins``, within ``tolerance`` each.

    seed: float64 of any number of axes, at least 0; where it is 0, so is the result. Raises ContradictionError for a
    sum of zeros that should be more, for totals that differ, and when no table has all sums.
    """
    labels = [_labels(seed.shape, margin) for margin in margins]
    targets = [np.append(margin.target.ravel(), 0.0) for margin in margins]  # the last one for what has no sum
    _check_totals(margins, labels)
    table = seed.astype(np.float64).ravel()
    off = np.inf
    for _ in range(MOST_ROUNDS):
        for margin, label, target in zip(margins, labels, targets, strict=True):
            table = table * _factors(table, margin, label, target)[label]
        errors = [_error(table, label, target) for label, target in zip(labels, targets, strict=True)]
        off = max(errors, default=0.0)
        if off <= tolerance:
            return table.reshape(seed.shape)
    worst = margins[int(np.argmax(errors))].name
    others = ", ".join(margin.name for margin in margins if margin.name != worst)
    raise ContradictionError(f"{worst} contradicts {others}: no table has these sums at once ({off:.3g} off)")


def _labels(shape: tuple[int, ...], margin: Margin) -> NDArray[np.int64]:
    """Return for each cell of the table which sum it is part of, -1 for none; int64 (cells,)."""
    groups = margin.groups or tuple(np.arange(shape[axis]) for axis in margin.axes)
    label, outside = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    for axis, group, width in zip(margin.axes, groups, margin.target.shape, strict=True):
        along = group.reshape([-1 if other == axis else 1 for other in range(len(shape))])
        label, outside = label * width + along, outside | (along < 0)
    return np.where(outside, -1, label).ravel()


def _check_totals(margins: Sequence[Margin], labels: Sequence[NDArray[np.int64]]) -> None:
    whole = [margin for margin, label in zip(margins, labels, strict=True) if (label >= 0).all()]
    for margin in whole[1:]:
        first, other = whole[0].target.sum(), margin.target.sum()
        if abs(first - other) > max(SAME_TOTAL * abs(first), TOLERANCE):
            message = f"{whole[0].name} has {first:,.2f} in all, {margin.name} {other:,.2f}; they have to be the same"
            raise ContradictionError(message)


def _sums(table: NDArray[np.float64], label: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    return np.bincount(label % count, weights=table, minlength=count).astype(np.float64)


def _factors(
    table: NDArray[np.float64], margin: Margin, label: NDArray[np.int64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    sums = _sums(table, label, len(target))
    missing = np.flatnonzero((sums[:-1] <= 0) & (target[:-1] > 0))
    if len(missing):
        place = tuple(int(index) for index in np.unravel_index(missing[0], margin.target.shape))
        asked = target[missing[0]]
        raise ContradictionError(f"{margin.name}{list(place)}: {asked:,.2f} asked for where there can be none")
    factors = np.divide(target, sums, out=np.zeros_like(sums), where=sums > 0)
    factors[-1] = 1.0
    return factors


def _error(table: NDArray[np.float64], label: NDArray[np.int64], target: NDArray[np.float64]) -> float:
    return float(np.abs(_sums(table, label, len(target)) - target)[:-1].max(initial=0.0))
