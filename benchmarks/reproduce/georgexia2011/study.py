"""Availability of cars at the stations of a rental system, beside the closed network of George and Xia (2011)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.reproduce.georgexia2011.cases import CUSTOMERS, FLEETS, RUNS, TOLERANCE, WIDEST, exact
from benchmarks.reproduce.georgexia2011.observed import expected, simulated
from benchmarks.reproduce.georgexia2011.scenario import drawn
from benchmarks.reproduce.study import Case, Found, Study
from simulator.analysis.batch_means import batch_means
from simulator.analysis.statistics import mean_estimate

PANEL = "Share of customers who find a car"
BATCHES, WARM_UP = 10, 0.05  # of each run
SMALL = 3000  # customers
CASES = {
    Case(PANEL, station, cars, share, TOLERANCE, WIDEST): station
    for cars in FLEETS
    for station, share in exact(cars).items()
}
STATIONS = list(exact(FLEETS[0]))


@cache
def runs_of(cars: int, small: bool) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Return the station of each customer and who found a car, of each run.

    Raises RuntimeError where somebody gets a car who should not, or the other way round.
    """
    runs = []
    for seed in range(1, RUNS + 1):
        sample = drawn(SMALL if small else CUSTOMERS, seed)
        found = simulated(cars, sample)
        differ = (found != expected(cars, sample)).nonzero()[0]
        if len(differ):
            raise RuntimeError(f"{cars} cars: {len(differ)} decisions differ, the first about customer {differ[0]}")
        runs.append((sample.station, found))
    return runs


def find(case: Case, small: bool) -> Found:
    """Return the share of customers who find a car at the station of a case, or at all."""
    runs, number = runs_of(int(case.x), small), STATIONS.index(CASES[case])
    at_all = number == len(STATIONS) - 1
    means = [batch_means(found if at_all else found[station == number], BATCHES, WARM_UP) for station, found in runs]
    return Found(mean_estimate(np.concatenate(means)), {"decisions": sum(len(found) for _, found in runs)})


STUDY = Study(
    name="georgexia2011",
    title="Cars at rental stations (George and Xia 2011)",
    source="D. K. George and C. H. Xia, Fleet-sizing and service availability for a vehicle rental system via closed "
    "queueing networks, European Journal of Operational Research 211 (2011) 198-207, "
    "[doi:10.1016/j.ejor.2010.12.015](https://doi.org/10.1016/j.ejor.2010.12.015).",
    licence="computed by the paper's formula in `benchmarks/reproduce/georgexia2011/closed_form.py`",
    retrieved="2026-11-29",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="cars",
    y="share",
    cases=tuple(CASES),
    smoke=tuple(case.name for case in CASES if case.x == 20 and case.group in ("station 5", "all")),
    find=find,
    smoke_tolerance=0.1,
)
