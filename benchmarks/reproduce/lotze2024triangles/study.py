"""Where fleets break even on roads that do not meet at right angles: does it hang on the grid of ``lotze2024``?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.reproduce.lotze2024 import published
from benchmarks.reproduce.lotze2024.scenario import Trial
from benchmarks.reproduce.lotze2024.study import BREAK_EVEN, NEAR, SMALL, break_even
from benchmarks.reproduce.lotze2024.study import STUDY as ON_A_GRID
from benchmarks.reproduce.study import Case, Found

REQUESTS = 10_000


def find(case: Case, small: bool) -> Found:
    """Return where a fleet breaks even."""
    trial = Trial(int(case.x), NEAR[0], SMALL if small else REQUESTS, "triangles")
    estimate, occupancy = break_even(trial)
    return Found(estimate, {"occupancy": occupancy, "occupancy published": published.OCCUPANCY[trial.vehicles]})


STUDY = replace(
    ON_A_GRID,
    name="lotze2024triangles",
    title="The threshold to sustainable ridepooling, on other roads (Lotze et al. 2024)",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="vehicles",
    y="load at break-even",
    cases=tuple(replace(case, explained="") for case in ON_A_GRID.cases if case.panel == BREAK_EVEN),
    smoke=(f"{BREAK_EVEN}, figure 3, 8",),
    find=find,
)
