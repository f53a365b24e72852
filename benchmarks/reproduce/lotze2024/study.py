"""The load at which a fleet drives less than the cars it replaces, after Lotze et al. (2024)."""

from __future__ import annotations

import tempfile
from functools import cache
from math import hypot
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.reproduce.lotze2024 import published
from benchmarks.reproduce.lotze2024.published import FLEETS, LOADS
from benchmarks.reproduce.lotze2024.scenario import Trial, write_scenario
from benchmarks.reproduce.lotze2024.steady import Batches, drives, rides
from benchmarks.reproduce.study import Case, Found, Study
from simulator.analysis.batch_means import controlled_mean
from simulator.analysis.statistics import Estimate
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world

REQUESTS, SMALL = 16_000, 1500
BATCHES, WARM_UP = 20, 0.1
NEAR = tuple(load for load in LOADS if 0.8 <= load <= 1.1)  # where break-even is looked for
CURVE, SATURATED, BREAK_EVEN = (
    "Fleet-km per direct km",
    "The same times load, above saturation",
    "Load at break-even",
)


class Point(NamedTuple):
    """What a fleet does under a load: its kilometres per direct kilometre, and how many are on board on average."""

    distance: Estimate
    occupancy: Estimate


@cache
def point(trial: Trial) -> Point:
    """Simulate a fleet under a load."""
    vehicles, load, *_ = trial
    with tempfile.TemporaryDirectory() as name:
        seed = 1000 * vehicles + LOADS.index(load)
        world = build_world(load_scenario(write_scenario(Path(name), trial, seed)))
        events = simulate(world)
    asked = world.requests
    submitted_s, direct_s = (asked[name].to_numpy(np.int64) for name in ("submitted_s", "direct_s"))
    batches = Batches.until(float(submitted_s.max()), vehicles, BATCHES, WARM_UP)
    loads = batches.load(submitted_s, direct_s)
    driven, on_board = (controlled_mean(batches.at_once(*spans(events)), loads, load) for spans in (drives, rides))
    return Point(_scaled(driven, 1 / load), on_board)


def break_even(trial: Trial) -> tuple[Estimate, float]:
    """Return the load at which fleet-km per direct km fall to 1, between the loads next to it, and occupancy there.

    trial: of any load. Raises RuntimeError where they do not within the loads that are looked at.
    """
    points = [point(trial._replace(load=load)) for load in NEAR]
    for low, high, before, after in zip(NEAR, NEAR[1:], points, points[1:], strict=False):
        if before.distance.value >= 1 > after.distance.value:
            fall = before.distance.value - after.distance.value
            share = (before.distance.value - 1) / fall
            load = low + share * (high - low)
            off = hypot((1 - share) * before.distance.half_width, share * after.distance.half_width)
            half = off / fall * (high - low)
            estimate = Estimate(2 * BATCHES, load, load - half, load + half, 0.95, before.distance.method)
            return estimate, (1 - share) * before.occupancy.value + share * after.occupancy.value
    raise RuntimeError(f"{trial.vehicles} vehicles do not break even at loads from {NEAR[0]} to {NEAR[-1]}")


def _scaled(estimate: Estimate, factor: float) -> Estimate:
    ends = estimate.value * factor, estimate.low * factor, estimate.high * factor
    return Estimate(estimate.n, *ends, estimate.level, estimate.method)


def find(case: Case, small: bool) -> Found:
    """Return what our runs say to a case."""
    vehicles = int(case.group.split()[0]) if case.panel != BREAK_EVEN else int(case.x)
    requests = SMALL if small else REQUESTS
    if case.panel == BREAK_EVEN:
        estimate, occupancy = break_even(Trial(vehicles, NEAR[0], requests))
        return Found(estimate, {"occupancy": occupancy, "occupancy published": published.OCCUPANCY[vehicles]})
    found = point(Trial(vehicles, case.x, requests))
    scale = case.x if case.panel == SATURATED else 1.0
    return Found(_scaled(found.distance, scale), {"occupancy": found.occupancy.value})


def _cases() -> tuple[Case, ...]:
    curve = [
        Case(
            CURVE, f"{vehicles} vehicles", load, told[place], published.CURVE_TOLERANCE, published.WIDEST,
            "" if load >= published.SATURATED_FROM else published.NOT_PROMISED,
        )
        for place, vehicles in enumerate(FLEETS)
        for load, told in published.RELATIVE_DISTANCE.items()
    ]  # fmt: skip
    saturated = [
        Case(SATURATED, f"{vehicles} vehicles", load, 1.0, published.SATURATION_TOLERANCE, published.WIDEST)
        for vehicles in FLEETS
        for load in LOADS
        if load >= published.SATURATED_FROM
    ]
    even = [
        Case(BREAK_EVEN, group, vehicles, told[vehicles], published.THRESHOLD_TOLERANCE, published.WIDEST, why)
        for group, told, why in (
            ("figure 3", published.THRESHOLD, ""),
            ("1, the claim", dict.fromkeys(FLEETS, 1.0), published.MANY_VEHICLES),
        )
        for vehicles in FLEETS
    ]
    return (*curve, *saturated, *even)


STUDY = Study(
    name="lotze2024",
    title="The threshold to sustainable ridepooling (Lotze et al. 2024)",
    source="C. Lotze, P. Marszal, F. Jung, D. Manik, M. Timme, M. Schröder, Identifying the threshold to sustainable "
    "ridepooling, [arXiv:2306.05851](https://arxiv.org/abs/2306.05851) (2024), figures 2b and 3.",
    licence="[doi:10.5281/zenodo.11549707](https://doi.org/10.5281/zenodo.11549707), without a licence: single "
    "numbers, as facts",
    retrieved="2026-11-29",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="load; in the last panel vehicles",
    y="",
    cases=_cases(),
    smoke=(f"{SATURATED}, 8 vehicles, 2", f"{CURVE}, 16 vehicles, 1", f"{BREAK_EVEN}, figure 3, 8"),
    find=find,
)
