"""Times of whole days in generated regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import Case, make_world
from benchmarks.workloads.cases import COUNTRY, COUNTRY_DAYS
from simulator.experiments.run import run
from simulator.network.travel_times import build_travel_times
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate


@pytest.mark.parametrize("name", COUNTRY_DAYS)
def test_country_day(benchmark, name: str, tmp_path: Path) -> None:
    world = run(load_scenario(str(COUNTRY / f"{name}.yaml")), cache=tmp_path).world
    events = benchmark(simulate, world)
    assert len(events) > len(world.requests)


@pytest.mark.parametrize("vehicles", [10, 100])
def test_generated_day(benchmark, vehicles: int, tmp_path: Path) -> None:
    case = Case("rural", vehicles=vehicles, requests=20 * vehicles, nodes=1000)
    network = rural_graph(case.nodes)
    world = make_world(case, network, build_travel_times(network, tmp_path))
    simulate(world)
    events = benchmark(simulate, world)
    assert len(events) > len(world.requests)
