"""The smallest fleet that meets its goals, at a stated confidence, with few runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.analysis.ranges import possible_range
from simulator.analysis.statistics import bound


@dataclass(frozen=True)
class Goal:
    """A key figure whose mean must be at least, or at most, a value.

    grows: more vehicles make it larger, as costs, which are told for a day; a run may have several.
    """

    metric: str
    value: float
    at_most: bool
    grows: bool = False

    @property
    def name(self) -> str:
        """Return what is compared with the value, in words."""
        return f"{self.metric} a day" if self.grows else self.metric

    def __str__(self) -> str:
        return f"{self.name} {'<=' if self.at_most else '>='} {self.value:g}"


@dataclass(frozen=True)
class Tested:
    """What one size gives: per goal the mean of n runs and the one-sided bound that is compared with the goal.

    serves: all goals are met that more vehicles help to meet.
    """

    size: int
    n: int
    means: tuple[float, ...]
    bounds: tuple[float, ...]
    meets: bool
    serves: bool


Runs = Callable[[int], dict[str, np.ndarray]]


def assess(size: int, goals: tuple[Goal, ...], level: float, runs: Runs) -> Tested:
    """Compare one size with all goals; the error is shared among them (Bonferroni), so that all hold at the level."""
    values = runs(size)
    each = 1 - (1 - level) / len(goals)
    means, bounds, met = [], [], []
    for goal in goals:
        sample = values[goal.metric]
        limit = float(np.clip(bound(sample, each, upper=goal.at_most), *possible_range(goal.metric)))
        means.append(float(np.nanmean(sample)) if np.isfinite(sample).any() else float("nan"))
        bounds.append(limit)
        met.append(bool(limit <= goal.value if goal.at_most else limit >= goal.value))
    serves = all(fulfilled or goal.grows for goal, fulfilled in zip(goals, met, strict=True))
    return Tested(size, len(next(iter(values.values()))), tuple(means), tuple(bounds), all(met), serves)


def smallest(low: int, high: int, goals: tuple[Goal, ...], level: float, runs: Runs) -> tuple[int | None, list[Tested]]:
    """Return the smallest size from low to high that meets all goals, and what was tested, by size.

    More vehicles are taken to serve no worse and to cost no less. So halving finds the smallest size that serves: about
    log2(high - low) sizes are run; and where it costs too much, so does any larger one. None: no size does it all.
    """
    tested = {high: assess(high, goals, level, runs)}
    while tested[high].serves and low < high:
        middle = (low + high) // 2
        tested[middle] = assess(middle, goals, level, runs)
        if tested[middle].serves:
            high = middle
        else:
            low = middle + 1
    return high if tested[high].meets else None, [tested[size] for size in sorted(tested)]
