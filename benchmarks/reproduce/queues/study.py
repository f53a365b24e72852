"""The simulator as a queue, beside closed forms: vehicles and plugs as servers, one loss system, machine repair."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.reproduce.queues.cases import QUEUES, TOLERANCE, WIDEST, Figure, Kind, Queue
from benchmarks.reproduce.queues.figures import estimate
from benchmarks.reproduce.queues.observed import NOBODY, expected, simulated
from benchmarks.reproduce.queues.scenarios import drawn
from benchmarks.reproduce.study import Case, Found, Study

PANELS: dict[tuple[Kind, Figure], str] = {
    ("vehicles", "mean wait"): "Mean wait for a vehicle [s]",
    ("vehicles", "share who wait"): "Share who wait for a vehicle",
    ("loss", "share refused"): "Share refused",
    ("plugs", "mean wait"): "Mean wait for a plug [s]",
    ("plugs", "share who wait"): "Share who wait for a plug",
    ("repair", "share who wait"): "Share who wait for a plug, of few vehicles",
}


def _case(queue: Queue) -> Case:
    group = "constant services" if queue.constant else "exponential services"
    x = queue.machines or queue.servers
    return Case(PANELS[queue.kind, queue.figure], group, x, queue.exact, TOLERANCE, WIDEST)


CASES = {_case(queue): queue for queue in QUEUES}


def find(case: Case, small: bool) -> Found:
    """Simulate a queue; raise RuntimeError where a decision differs from that of the recursion."""
    queue = CASES[case].smaller if small else CASES[case]
    runs = [(sample := drawn(queue, seed), simulated(queue, sample)) for seed in range(1, queue.runs + 1)]
    for sample, wait_s in runs:
        differ = (wait_s != expected(queue, sample)).nonzero()[0]
        if len(differ):
            raise RuntimeError(f"{case.name}: {len(differ)} decisions differ, the first about request {differ[0]}")
    notes: dict[str, float] = {"decisions": queue.runs * queue.requests}
    if queue.figure == "share who wait":
        waits_s = np.concatenate([wait_s[wait_s != NOBODY] for _, wait_s in runs])
        notes |= {"mean wait [s]": float(waits_s.mean()), "by formula": queue.exact_wait_s}
    return Found(estimate(queue, runs), notes)


STUDY = Study(
    name="queues",
    title="Queues, exactly",
    source="Formulas of Erlang (1917), Crommelin (1932) and Palm (1947).",
    licence="formulas, computed in `benchmarks/reproduce/queues/closed_forms.py`",
    retrieved="2026-11-29",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="servers; of few vehicles: vehicles",
    y="",
    cases=tuple(CASES),
    smoke=tuple(case.name for case, queue in CASES.items() if queue.servers == 2 and queue.machines in (0, 6)),
    find=find,
    smoke_tolerance=0.3,
)
