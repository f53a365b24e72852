"""The search for the best insertion alone, on what it was asked in the course of a generated day."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import Case, make_world
from simulator.dispatch import insertion
from simulator.dispatch.policy import FleetView
from simulator.kernels.gaps import Insertion
from simulator.kernels.question import share
from simulator.kernels.search import best_insertion
from simulator.kernels.slot_index import SlotIndex
from simulator.network.travel_times import build_travel_times
from simulator.simulation.simulate import simulate
from simulator.world.build import World

NODES = 2_000
REQUESTS_PER_VEHICLE = 40
SAMPLES = 20
FLEETS = (12, 100, 1000)
REPEATS = {12: 100, 100: 60, 1000: 25}

Question = tuple[Any, ...]


def kernel_day(vehicles: int, cache: Path) -> World:
    """Return the day in whose course the search is asked."""
    network = rural_graph(NODES)
    case = Case("kernel", vehicles, REQUESTS_PER_VEHICLE * vehicles, NODES)
    return make_world(case, network, build_travel_times(network, cache))


def questions(world: World) -> list[Question]:
    """Simulate a day and return what the search was asked at times spread over it."""
    requests = len(world.requests)
    wanted = set(np.linspace(requests // 10, 9 * requests // 10, SAMPLES).astype(int).tolist())
    asked, kept = 0, []
    search = insertion.search

    def listen(view: FleetView, request: int, now_s: int) -> Insertion:
        nonlocal asked
        asked += 1
        if asked in wanted:
            kept.append(_question(view, request, now_s))
        return search(view, request, now_s)

    with patch.object(insertion, "search", listen):
        simulate(world)
    return kept


def _question(view: FleetView, request: int, now_s: int) -> Question:
    """Return what is asked as it is at the moment."""
    fleet = [array.copy(order="K") for array in (view.plan, view.vehicles, view.legs)]
    index = SlotIndex(*(array.copy() for array in view.index))
    shared = share((*fleet, index), view.times, view.scratch, view.weights)
    return shared, view.reach.copy(), view.requests[request].copy(), view.options_of(request).copy(), now_s


def answer(asked: list[Question], repeats: int = 1) -> None:
    """Search again for each question."""
    for shared, *question in asked:
        for _ in range(repeats):
            best_insertion(shared.address, *question)
