"""Comparisons of the days of one scenario, told as rows of a table: means and intervals, differences paired by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from simulator.experiments.compare import Comparison, compare
from simulator.experiments.plan import Value

RESULTS = Path("results")
Words = Mapping[str, str]  # key figure -> what it is called here


class Mean(NamedTuple):
    """A mean over days with its 95 % interval; NaN where there is none."""

    mean: float
    low: float
    high: float

    def text(self, digits: int, *, factor: float = 1.0, sign: bool = False) -> str:
        """Return it with half the width of its interval."""
        half = factor * (self.high - self.low) / 2
        return f"{factor * self.mean:{'+' if sign else ''},.{digits}f} ± {half:,.{digits}f}"


def compared(
    scenario: str, vary: Mapping[str, Sequence[Value]], words: Words, overrides: Sequence[str], days: int
) -> Comparison:
    """Return what variants of a scenario come to on the same days; what has been run is not run again."""
    return compare(scenario, vary, overrides=overrides, replications=days, metrics=list(words), out=RESULTS)


def means(found: Comparison) -> dict[str, dict[str, Mean]]:
    """Return the means by variant, in the order of the variants, and key figure."""
    rows = found.summary[found.summary["statistic"] == "mean"]
    table: dict[str, dict[str, Mean]] = {}
    for variant, metric, *numbers in rows[["variant", "metric", "mean", "low", "high"]].itertuples(index=False):
        table.setdefault(variant, {})[metric] = Mean(*numbers)
    return table


def differences(found: Comparison) -> dict[str, dict[str, Mean]]:
    """Return by how much variants differ from the first one, day by day, by variant and key figure."""
    table: dict[str, dict[str, Mean]] = {}
    if found.differences is not None:
        rows = found.differences[["variant", "metric", "mean", "low", "high"]]
        for variant, metric, *numbers in rows.itertuples(index=False):
            table.setdefault(variant, {})[metric] = Mean(*numbers)
    return table


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
