"""Runs from Python: same seed same bytes, nothing half-written, figures a planner expects."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.errors import ResultError
from simulator.experiments.booking_rules import booking_rules
from simulator.experiments.publish import write_run
from simulator.tables import DEMAND_DTYPES

DIGEST_SCRIPT = """
import hashlib, sys
from simulator import load_scenario, run
events = run(load_scenario("prignitz/rufbus"), seed=3).events
print(hashlib.sha256(b"".join(events[c].to_numpy().tobytes() for c in events)).hexdigest())
"""


def digest(events: pd.DataFrame) -> str:
    return hashlib.sha256(b"".join(events[column].to_numpy().tobytes() for column in events)).hexdigest()


@pytest.fixture(scope="module")
def rufbus():
    return run(load_scenario("prignitz/rufbus"), debug=True)


def test_the_bundled_day_passes_the_audit(rufbus) -> None:
    world = rufbus.world
    found = audit(
        rufbus.events,
        world.requests,
        world.vehicles,
        Drives.on(world.roads),
        vehicle_km=rufbus.kpis["vehicle_km"],
        rules=booking_rules(world.scenario),
    )
    assert found == []


def test_the_bundled_day_is_plausible(rufbus) -> None:
    kpis = rufbus.kpis
    assert kpis["requests"] == kpis["served"] + kpis["rejected"] == 168  # of this day; 170 on average
    assert 0.85 < kpis["service_rate"] < 0.97
    assert kpis["wait_max_s"] <= 1200
    assert 1 < kpis["detour_factor_mean"] < 2
    assert 0.3 < kpis["empty_share"] < 0.5
    assert kpis["on_time_share"] == 1


@pytest.fixture(scope="module")
def digest_here() -> str:
    """What DIGEST_SCRIPT tells, made in this process."""
    return digest(run(load_scenario("prignitz/rufbus"), seed=3).events)


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_other_processes_give_the_same_bytes(digest_here, hash_seed) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": str(1 + int(hash_seed))}
    done = subprocess.run(
        [sys.executable, "-c", DIGEST_SCRIPT], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == digest_here


def test_golden_line() -> None:
    """The log of tiny/line never changes by accident; after a wanted change, check it by hand and update this."""
    events = run(load_scenario("tiny/line")).events
    rows = [",".join(str(value) for value in row) for row in events.drop(columns="seq").itertuples(index=False)]
    assert rows == (Path(__file__).parent / "golden_line.csv").read_text(encoding="utf-8").splitlines()


def test_results_are_the_same_files_twice(rufbus, tmp_path) -> None:
    first = write_run(rufbus, tmp_path / "a", {})
    second = write_run(run(load_scenario("prignitz/rufbus")), tmp_path / "b", {"simulate_s": 1.0})
    assert first.name == second.name
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    differing = [str(file) for file in files if (first / file).read_bytes() != (second / file).read_bytes()]
    assert differing == ["manifest.json"]


def test_the_manifest_names_versions_sources_and_hashes(rufbus, tmp_path) -> None:
    folder = write_run(rufbus, tmp_path, {"simulate_s": 1.23456}, figures=False)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"elbe-drt", "python", "numba"} <= set(manifest["versions"])
    assert any("synthetic" in note["en"] for note in manifest["network_notes"])
    assert all(source["licence"] for source in manifest["network_sources"])
    assert manifest["timings_s"] == {"simulate_s": 1.235}
    events = hashlib.sha256((folder / "events.parquet").read_bytes()).hexdigest()
    assert manifest["files_sha256"]["events.parquet"] == events


def test_the_resolved_scenario_names_the_seed_that_was_used(tmp_path) -> None:
    folder = write_run(run(load_scenario("tiny/line"), seed=7), tmp_path, {}, figures=False)
    assert folder.name.startswith("seed-7-")
    assert "\nseed: 7\n" in (folder / "scenario.yaml").read_text(encoding="utf-8")


def test_a_run_replaces_its_older_self_and_leaves_nothing_else(tmp_path) -> None:
    result = run(load_scenario("tiny/line"))
    folder = write_run(result, tmp_path, {}, figures=False)
    (folder / "old.txt").write_text("old")
    assert write_run(result, tmp_path, {}, figures=False) == folder
    assert not (folder / "old.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_failure_while_writing_leaves_nothing(tmp_path, monkeypatch) -> None:
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.experiments.publish.write_json", full)
    with pytest.raises(ResultError, match="No space left"):
        write_run(run(load_scenario("tiny/line")), tmp_path, {}, figures=False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_results_where_a_file_stands(tmp_path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ResultError, match="cannot write results"):
        write_run(run(load_scenario("tiny/line")), tmp_path / "taken", {}, figures=False)


def test_every_table_can_be_recomputed_from_the_files(rufbus, tmp_path) -> None:
    from simulator.analysis.kpis.all import compute_kpis
    from simulator.analysis.run_inputs import read_run
    from simulator.analysis.tables import build_tables

    folder = write_run(rufbus, tmp_path, {}, figures=False)
    kpis = compute_kpis(build_tables(*read_run(folder)))
    assert kpis["vehicle_km"] == rufbus.kpis["vehicle_km"]
    assert kpis["wait_mean_s"] == rufbus.kpis["wait_mean_s"]


def test_a_policy_changes_nothing_about_the_demand() -> None:
    def demand(*overrides):
        world = run(load_scenario("prignitz/rufbus", overrides)).world
        return world.requests[list(DEMAND_DTYPES)]

    pd.testing.assert_frame_equal(demand(), demand("fleet.minibus.count=4", "dispatch.policy=nearest_idle"))


@pytest.mark.slow(0.6)
def test_more_vehicles_serve_more_and_pooling_saves_kilometres() -> None:
    seeds = range(1, 6)

    def mean(kpi, name, *overrides):
        return sum(run(load_scenario(name, overrides), seed).kpis[kpi] for seed in seeds) / len(seeds)

    served = [mean("served", "prignitz/rufbus", f"fleet.minibus.count={count}") for count in (4, 8, 12, 16, 24)]
    assert served == sorted(served)
    shared = mean("vehicle_km_per_served_request", "prignitz/rufbus")
    alone = mean("vehicle_km_per_served_request", "prignitz/taxi")
    assert shared < 0.95 * alone
