"""Days made for measurements are serveable, the same for the same seed, and run without a finding of the audit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.speed.__main__ import _of_plain, main
from benchmarks.speed.features import FEATURES, named
from benchmarks.speed.figures import key_figures, log_digest
from benchmarks.speed.machine import describe
from benchmarks.speed.peer_ridepy import INTERPRETER, LIKE_RIDEPY, find_python
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.table import markdown
from benchmarks.speed.workload import AS_USUAL, LONGEST_TRIP_S, SHORTEST_TRIP_S, Case, Rules, make_world
from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.simulation.simulate import simulate
from simulator.tables import REQUEST_INPUT_DTYPES
from simulator.world.build import World

CASE = Case("test", vehicles=4, requests=40, nodes=300)


@pytest.fixture(scope="module")
def times(tmp_path_factory: pytest.TempPathFactory) -> TravelTimes:
    return build_travel_times(rural_graph(CASE.nodes), tmp_path_factory.mktemp("cache"))


def world_of(times: TravelTimes, rules: Rules = AS_USUAL, case: Case = CASE) -> World:
    return make_world(case, rural_graph(case.nodes), times, rules)


@pytest.mark.parametrize("rules", [AS_USUAL, LIKE_RIDEPY])
def test_figures_are_those_of_the_result_tables(times: TravelTimes, rules: Rules) -> None:
    world = world_of(times, rules)
    events = simulate(world)
    found = audit(events, world.requests, world.vehicles, Drives.steady(times.between, times.length_m))
    assert found == []
    kpis, figures = RunResult(world, events).kpis, key_figures(world, events)
    assert figures["served_share"] == pytest.approx(kpis["service_rate"], abs=1e-4)
    assert figures["mean_wait_s"] == pytest.approx(kpis["wait_mean_s"], abs=0.1)
    assert figures["vehicle_km"] == pytest.approx(kpis["vehicle_km"] - kpis["to_depot_km"], abs=0.1)
    assert 0.3 < figures["served_share"] <= 1


def test_requests_are_rural_trips_in_order_of_time(times: TravelTimes) -> None:
    requests = world_of(times, case=Case("many", vehicles=1, requests=5000, nodes=300)).requests
    assert {name: str(kind) for name, kind in requests.dtypes.items()} == REQUEST_INPUT_DTYPES
    assert requests["direct_s"].between(SHORTEST_TRIP_S, LONGEST_TRIP_S).mean() > 0.9
    assert (requests["origin_node"] != requests["destination_node"]).all()
    assert requests["submitted_s"].is_monotonic_increasing
    hours = np.bincount(requests["submitted_s"] // 3600, minlength=24)
    assert hours[:5].sum() == 0
    assert hours[7] > 2 * hours[11]


@pytest.mark.parametrize("features", [*FEATURES, "+".join(FEATURES)])
def test_days_with_features_are_fine_to_the_auditor(times: TravelTimes, features: str) -> None:
    world = world_of(times, case=replace(CASE, features=features))
    events = simulate(world)
    assert audit_result(RunResult(world, events)) == []
    assert key_figures(world, events)["served_share"] > 0.3
    kinds = {"energy": Event.ENERGY_USED, "drivers": Event.BREAK_STARTED, "offers": Event.OFFERED}
    assert {kinds[name] for name in features.split("+") if name in kinds} <= set(events["kind"])
    assert (world.services["benchmark"].stop_options is not None) == ("best_stop" in features)


def test_unknown_features_are_told() -> None:
    with pytest.raises(ValueError, match=r"unknown feature 'wings'; known are energy, drivers"):
        named("energy+wings")


def test_days_with_features_are_told_by_the_plain_one() -> None:
    plain: dict[tuple[int, int, int], float] = {}
    with_offers = replace(CASE, features="offers")
    assert _of_plain(with_offers, {"cpu_s": 3.0}, plain) == {}
    assert _of_plain(CASE, {"cpu_s": 2.0}, plain) == {}
    assert _of_plain(with_offers, {"cpu_s": 3.0}, plain) == {"of_plain": 1.5}
    assert _of_plain(replace(with_offers, vehicles=5), {"cpu_s": 3.0}, plain) == {}


def test_same_seed_same_day(times: TravelTimes) -> None:
    assert log_digest(simulate(world_of(times))) == log_digest(simulate(world_of(times)))
    other = Case("test", vehicles=4, requests=40, nodes=300, seed=2)
    assert not world_of(times, case=other).requests.equals(world_of(times).requests)


def test_lengths_of_direct_drives_can_be_left_out(times: TravelTimes) -> None:
    world = make_world(CASE, rural_graph(CASE.nodes), times, exact_lengths=False)
    assert (world.requests["direct_m"] == -1).all()
    assert log_digest(simulate(world)) == log_digest(simulate(world_of(times)))


def test_peer_is_skipped_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv(INTERPRETER, str(tmp_path / "no-python"))
    assert find_python() == ("", f"{tmp_path / 'no-python'} is no program")
    assert main(["--peer", "ridepy"]) == 0
    assert capsys.readouterr().out.startswith("skipped: ")


def test_table() -> None:
    rows = [
        {"what": "run", "case": "a", "requests": 1_000_000, "cpu_s": 0.5},
        {"what": "run", "case": "b", "error": "no|memory"},
        {"what": "start", "case": "c", "wall_s": 2.5},
    ]
    text = markdown(rows, describe())
    assert "| a | 1,000,000 | 0.5 |  |" in text
    assert "| b |  |  | no/memory |" in text
    assert "### From the shell" in text
