"""KEXI's published rules in Wittenberge: what the service in Kelheim is known for, and means of days here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.reproduce.kexi.expected import Moment, read_expected
from benchmarks.reproduce.study import Case, Found, Study
from simulator import load_scenario, run
from simulator.analysis.statistics import mean_estimate

EXPECTED = read_expected()
BOOK_AHEAD, AT_ONCE = 0.6, 0.0  # shares: as the scenario assumes; nobody
HALF_WIDTH = 0.1
SMALL = 4  # days of a smoke test
_WAIT = (
    "Who books ahead hardly waits, and most do here; how many do in Kelheim is not published, in its model none. "
    "Where nobody does here (0), it is half as far off; limits are hard here, soft there, and the model has 68 rides."
)
_WHY = {"wait_mean_s": _WAIT}


def _case(moment: Moment, share: float) -> Case:
    why = _WHY.get(moment.figure, "")
    return Case(moment.source, moment.figure, share, moment.published, moment.tolerance, HALF_WIDTH, why)


def find(case: Case, small: bool) -> Found:
    """Take the mean of a figure over the days."""
    days = _days(case.x, SMALL if small else EXPECTED.seeds)
    return Found(mean_estimate([kpis[case.group] for kpis in days]))


@cache
def _days(share: float, seeds: int) -> list[dict[str, float]]:
    """Return the key figures of each day of the scenario; share: of those who book ahead."""
    changes = () if share == BOOK_AHEAD else (f"demand.prebooked_share={share}",)
    scenario = load_scenario(EXPECTED.scenario, changes)
    return [run(scenario, seed).kpis for seed in range(1, seeds + 1)]


CASES = tuple(_case(moment, share) for moment in EXPECTED.moments for share in (BOOK_AHEAD, AT_ONCE))

STUDY = Study(
    name="kexi",
    title="KEXI's published rules on the roads of the Prignitz",
    source="rides of KEXI, and a day of its MATSim model, by matsim-scenarios/matsim-kelheim; see `expected.toml`.",
    licence="single facts, and output data under CC BY 4.0",
    retrieved="2026-11-29",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="share who book ahead",
    y="figure (s, 1/h, shares, ratio)",
    cases=CASES,
    smoke=tuple(case.name for case in CASES if case.group in ("ride_mean_s", "service_rate")),
    find=find,
    log_y=True,
    smoke_tolerance=0.25,
)
