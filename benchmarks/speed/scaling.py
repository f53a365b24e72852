"""How the cost of a day grows with its requests, its vehicles and the nodes of its network: measured, fitted, drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from benchmarks.speed.whole_run import Job, in_own_process
from benchmarks.speed.workload import Case
from simulator.report import style

Row = dict[str, Any]
MIDDLE = Case("", vehicles=200, requests=8_000, nodes=5_000)
LEVEL = 0.95


class Line(NamedTuple):
    """One size that grows while the others stay those of a day in the middle."""

    size: str  # field of Case
    values: tuple[int, ...]
    middle: Case = MIDDLE

    def cases(self) -> Iterator[Case]:
        """Yield the days of the line."""
        for value in self.values:
            yield replace(self.middle, name=f"{value:,} {self.size}", **{self.size: value})


LINES = (
    Line("requests", (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)),
    Line("vehicles", (25, 50, 100, 200, 400, 800)),
    Line("nodes", (625, 1_250, 2_500, 5_000, 10_000, 20_000)),
)


class Power(NamedTuple):
    """A power law, factor * size ** exponent, and the interval of the exponent."""

    factor: float
    exponent: float
    low: float
    high: float


def fitted(sizes: ArrayLike, costs: ArrayLike, level: float = LEVEL) -> Power:
    """Return the power law of costs [s] at three sizes or more: least squares of logarithms, Student's t interval.

    The interval covers what the measured points scatter around a straight line, whether by chance or because it bends.
    """
    x, y = np.log(np.asarray(sizes, dtype=float)), np.log(np.asarray(costs, dtype=float))
    spread = float(((x - x.mean()) ** 2).sum())
    exponent = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    left = y - y.mean() - exponent * (x - x.mean())
    error = np.sqrt(float((left**2).sum()) / (len(x) - 2) / spread)
    half = float(stdtrit(len(x) - 2, (1 + level) / 2)) * float(error)
    factor = float(np.exp(y.mean() - exponent * x.mean()))
    return Power(factor, exponent, exponent - half, exponent + half)


def rows(picture: Path | None, lines: Sequence[Line] = LINES, repeats: int = 3) -> Iterator[Row]:
    """Yield a row for each day, of some repeats that which took the least, then one for each line; draw the picture."""
    measured: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory() as cache:
        for line in lines:
            for case in line.cases():
                row = _least(Job("run", cache, case), repeats)
                yield row | {"what": "scaling"}
                measured.setdefault(line.size, []).append(row)
    whole = {size: points for size, points in measured.items() if not any("error" in row for row in points)}
    laws = {size: _law(size, points) for size, points in whole.items()}
    for size, law in laws.items():
        exponent = {"exponent": round(law.exponent, 3), "low": round(law.low, 3), "high": round(law.high, 3)}
        yield {"what": "exponent", "case": f"CPU s by {size}", **exponent}
    if picture is not None and laws:
        draw(whole, laws, picture)


def _least(job: Job, repeats: int) -> Row:
    """Return the row of the fastest of some runs; the first of all reads travel times that a run before has kept."""
    found = [row for _ in range(repeats) for row in in_own_process(job)]
    return next((row for row in found if "error" in row), min(found, key=lambda row: row.get("cpu_s", 0.0)))


def _law(size: str, points: Sequence[Row]) -> Power:
    return fitted([row[size] for row in points], [row["cpu_s"] for row in points])


def draw(measured: dict[str, list[Row]], laws: dict[str, Power], path: Path) -> None:
    """Draw the cost against each size, both in logarithms, with the fitted lines; costs on one scale for all sizes."""
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    with style.figure(path, width=4 * len(laws), height=3.8) as figure:
        panels = figure.subplots(1, len(laws), squeeze=False, sharey=True)[0]
        for axes, (size, law) in zip(panels, laws.items(), strict=True):
            x = np.array([row[size] for row in measured[size]], dtype=float)
            axes.loglog(x, [row["cpu_s"] for row in measured[size]], "o", color=style.BLUE)
            axes.loglog(x, law.factor * x**law.exponent, color=style.VERMILION)
            axes.set_title(f"~ {size}^{law.exponent:.2f} ({law.low:.2f} to {law.high:.2f})")
            axes.set_xlabel(size)
            axes.set_xticks(x, [f"{value:,.0f}" for value in x])
            axes.xaxis.set_minor_locator(NullLocator())
            axes.grid(color=style.PALE)
        panels[0].set_ylabel("CPU s of the simulation")
        panels[0].yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        panels[0].yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        panels[0].yaxis.set_minor_locator(NullLocator())
