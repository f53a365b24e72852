"""A run beside its undisturbed twin, from the scenario to the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, registry, run
from simulator.cli.main import app
from simulator.experiments import twin as twins
from simulator.experiments.audit import audit_run
from simulator.experiments.executors import ThisProcess
from simulator.experiments.experiment import Quiet, carry_out, prepare
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.experiments.twin import BesideTwin, beside, run_beside_twin
from simulator.results.reader import read_named, read_table
from simulator.scenario.section import Section
from tests.experiments.test_experiment import experiment

LULL = '[{name: nothing at all, kind: lull, from: "08:00", until: "09:00"}]'


class Lull(Section):
    """Says nothing more."""


@pytest.fixture(autouse=True)
def lull() -> Iterator[None]:
    """A kind of disruption that disturbs nobody."""
    registry.register("disruption", "lull", Lull, Lull)
    yield
    del registry._script.entries["disruption"]["lull"]
    registry._clear()


def of_twin(result: RunResult) -> dict[str, object]:
    return {name: value for name, value in result.kpis.items() if name.startswith("resilience_")}


def test_what_disturbs_nobody_loses_nothing_and_is_written_with_its_twin(tmp_path: Path) -> None:
    result = run_beside_twin(load_scenario("tiny/line", [f"disruptions={LULL}"]))
    told = of_twin(result)
    # from 08:00 to 08:15 and at 09:00 somebody wants to leave; three of four are served, too few for two bins
    assert (told["resilience_compared"], told["resilience_loss_h"], told["resilience_served_share"]) == (4, 0, 1)
    assert told["resilience_riders_affected"] == told["resilience_extra_cost_h"] == 0
    folder = write_run(result, tmp_path, {}, figures=False, report=True)
    assert read_table(folder, "resilience_curve")["served_twin"].tolist() == [3]
    assert {"resilience_loss_h"} <= read_named(folder, "kpis").keys()
    assert audit_run(folder) == []


def test_forty_people_and_a_bridge_that_is_closed_for_half_an_hour(tmp_path: Path) -> None:
    """One every three minutes from 08:00, every second one across the bridge, a bus for each, waits of five minutes.

    Five ask between 08:18 and 08:42 and are refused: of the twenty of the first hour, a quarter, for an hour. From
    09:00 on all are served again, a quarter of an hour after the bridge is open.
    """
    lines = ["request_id,submitted,earliest_departure,origin_node,destination_node,party_size,traveller_class"]
    for place in range(40):
        at, way = f"{8 + place // 20:02d}:{3 * (place % 20):02d}", "0,1" if place % 2 else "1,2"
        lines.append(f"r{place},{at},{at},{way},1,adult")
    (tmp_path / "requests.csv").write_text("\n".join(lines) + "\n")
    depots = "[{name: A, lon: 12.0, lat: 53.0}, {name: B, lon: 12.0, lat: 53.045}]"
    bridge = '[{name: bridge, kind: roads, roads: ["B to C"], closed: true, from: "08:15", until: "08:45"}]'
    told = {
        "demand.requests_file": tmp_path / "requests.csv", "services.line.hours": '["07:30", "11:00"]',
        "services.line.limits.default.max_wait": "5 min", "services.line.fleet.minibus.count": 30,
        "services.line.fleet.minibus.depots": depots, "disruptions": bridge,
    }  # fmt: skip
    overrides = [f"{key}={value}" for key, value in told.items()]
    result = run_beside_twin(load_scenario("tiny/line", overrides, allow_outside_paths=True))
    figures = of_twin(result)
    expected = {
        "compared": 40, "served_share": 35 / 40, "loss_h": 0.25, "robustness": 0.75, "recovered": 1,
        "recovery_h": 0.25, "rapidity_per_h": 0.25, "riders_affected": 5, "stranded": 0,
    }  # fmt: skip
    assert {name: figures[f"resilience_{name}"] for name in expected} == expected
    assert audit_run(write_run(result, tmp_path, {}, figures=False, report=False), outside=True) == []


def test_a_ride_that_the_twin_has_and_this_day_has_not_is_lost() -> None:
    """As if anna, the first of the three whom the minibus takes on the tiny line, had been refused."""
    result = run(load_scenario("tiny/line", [f"disruptions={LULL}"]))
    twin = run_beside_twin(load_scenario("tiny/line", [f"disruptions={LULL}"]))
    assert isinstance(twin, BesideTwin)
    cut = twin.twin.copy()
    cut.loc[cut["request_id"] != "anna", "end"] = "rejected"
    told = of_twin(beside(result, cut))
    assert told["resilience_served_share"] == 3  # one on that day, three on this one
    assert told["resilience_loss_h"] < 0  # type: ignore[operator]


def test_a_scenario_without_disruptions_has_no_twin() -> None:
    result = run_beside_twin(load_scenario("tiny/line"))
    assert type(result) is RunResult
    assert of_twin(result) == {}


def test_the_twin_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--set", f"disruptions={LULL}", "--out", str(tmp_path), "--no-figures", "--no-report", "-q"]
    for more in ([], ["--no-twin"]):
        app(["run", "tiny/line", *options, *more], standalone_mode=False)
        folder = Path(capsys.readouterr().out.strip())
        assert (folder / "twin_journeys.parquet").is_file() == (not more)


def test_replications_measure_each_run_against_its_own_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two variants that differ in what goes wrong have one twin, which is simulated once for each seed."""
    calm: list[int] = []
    simulate = run

    def counting(scenario, seed, **more):  # type: ignore[no-untyped-def]
        calm.extend([seed] * (not scenario.disruptions))
        return simulate(scenario, seed, **more)

    monkeypatch.setattr(twins, "run", counting)
    twins._TWINS.clear()
    more = {"long": {"disruptions": LULL.replace("09:00", "10:00")}}
    told = experiment(overrides=[f"disruptions={LULL}"], factors={}, variants=more, replications=2, metrics=())
    work = prepare(told, Path(), tmp_path)
    folder = carry_out(work, ThisProcess(), Quiet())
    runs = pd.read_parquet(folder / "kpis.parquet")
    assert runs["resilience_loss_h"].tolist() == [0] * 4
    assert sorted(calm) == sorted(set(runs["seed"]))
    summary = pd.read_parquet(folder / "summary.parquet")
    assert {"resilience_loss_h", "resilience_recovered", "resilience_stranded"} <= set(summary["metric"])
    bands, times = (pd.read_parquet(folder / f"resilience_{name}.parquet") for name in ("bands", "times"))
    assert bands["variant"].unique().tolist() == times["variant"].unique().tolist() == runs["variant"].unique().tolist()
    assert bands[["runs", "performance_low", "performance_high"]].drop_duplicates().to_numpy().tolist() == [[2, 1, 1]]
    over = times[times["milestone"] == "over"]
    assert over["median_s"].tolist() == [9 * 3600, 10 * 3600]
