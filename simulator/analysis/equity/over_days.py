"""How sure figures of groups are: half-widths of intervals over days, never over groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from simulator.analysis.equity.indices import Floats, Ints

LEAST_DAYS = 5  # fewer tell nothing of how days differ
Figures = Callable[[Floats, Floats], Mapping[str, float]]  # of the means of groups, and their people


def half_widths(each: tuple[Floats, Floats, Ints], days: Ints, figures: Figures) -> dict[str, float]:
    """Return half of the width of the 95 % interval of each figure; none for fewer than LEAST_DAYS days.

    each: value, people and group of each journey; days: theirs. By the jackknife, leaving out a day at a time (Tukey
    1958, Yitzhaki 1991 for the Gini index): groups stay as they are. O(days x groups).
    """
    values, people, group = each
    different, day = np.unique(days, return_inverse=True)
    if len(different) < LEAST_DAYS:
        return {}
    shape = len(different), int(group.max(initial=-1)) + 1
    cell = day * shape[1] + group
    size = shape[0] * shape[1]
    whole, sums = (np.bincount(cell, part, size).reshape(shape) for part in (people, people * values))

    def left(without: int | None) -> Mapping[str, float]:
        its, total = (part.sum(axis=0) - (0 if without is None else part[without]) for part in (whole, sums))
        there = its > 0
        return figures(total[there] / its[there], its[there])

    from simulator.analysis.statistics import mean_estimate  # which takes long to load, and few runs need

    all_days = left(None)
    others = [left(without) for without in range(len(different))]
    count = len(different)
    return {
        name: mean_estimate([count * value - (count - 1) * other[name] for other in others]).half_width
        for name, value in all_days.items()
    }
