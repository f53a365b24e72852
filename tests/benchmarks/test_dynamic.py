"""Requests that become known one after another are answered with what is possible by then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.quality.dynamic import play
from simulator.dispatch.replan import Effort
from simulator.solver.build import UNIT
from simulator.solver.check import check_routes, cost_of
from simulator.solver.darp_file import read_darp
from tests.solver.instances import write_darp

EFFORT = Effort(100, polish=0)
TOWARDS = """1 2 480 4 60
0 0 0 0 0 0 480
1 10 0 0 1 100 130
2 10 1 0 1 100 130
3 20 0 0 -1 0 480
4 20 1 0 -1 0 480
5 0 0 0 0 0 480
"""


@pytest.mark.parametrize("seed", range(5))
def test_routes_keep_every_limit_whenever_requests_become_known(tmp_path, seed) -> None:
    instance = read_darp(write_darp(tmp_path, 8, 2, seed))
    ahead = np.random.default_rng(seed).integers(20, 90, 8)
    arrivals = ((instance.earliest[instance.pickup] - ahead).clip(0) * UNIT).astype(np.int64)
    routes, served = play(instance, arrivals, EFFORT, seed)
    known = replace(instance, pickup=instance.pickup[served], dropoff=instance.dropoff[served])
    assert check_routes(known, routes) == []
    assert served.sum() >= 6


@pytest.mark.parametrize(("second_known", "length"), [(0, 42.0), (99, 42.0), (104, 60.1)])
def test_who_becomes_known_too_late_to_ride_along_costs_a_way_back(tmp_path, second_known, length) -> None:
    """The vehicle leaves node 1 at 100 for node 3, 10 away, and does not turn around on the way."""
    path = tmp_path / "towards.txt"
    path.write_text(TOWARDS, encoding="utf-8")
    instance = read_darp(path)
    routes, served = play(instance, np.array([0, second_known * UNIT]), EFFORT, 1)
    assert served.all()
    assert cost_of(instance, routes) == pytest.approx(length, abs=0.3)


def test_who_becomes_known_after_the_window_is_turned_away(tmp_path) -> None:
    path = tmp_path / "towards.txt"
    path.write_text(TOWARDS, encoding="utf-8")
    _, served = play(read_darp(path), np.array([0, 129 * UNIT]), EFFORT, 1)
    assert served.tolist() == [True, False]
