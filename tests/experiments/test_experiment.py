"""Experiments: the same bytes whoever did the runs, in whatever order, and whoever died meanwhile."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pytest

from simulator.errors import ResultError, ScenarioError
from simulator.experiments.database import query
from simulator.experiments.executors import DaskCluster, Done, Executor, LocalPool
from simulator.experiments.experiment import Quiet, carry_out, prepare
from simulator.experiments.fleet_size import Goal, assess, smallest
from simulator.experiments.metrics import beside_served, check_metric
from simulator.experiments.plan import Experiment, design_points, make_experiment, variants_of
from simulator.experiments.run import run
from simulator.experiments.sensitivity import sobol_indices
from simulator.experiments.task import Task, do
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_file import Document
from simulator.whole import PREFIX
from tests.cli.test_main import call

COUNTS = (1, 2, 3)
DAYS = 3
RUNS = len(COUNTS) * DAYS
MANY = ["compare", "tiny/line", "--vary", "fleet.minibus.count=1,2,3", "--replications", str(DAYS), "--quiet"]


def experiment(**values: Any) -> Experiment:
    data = {
        "name": "counts", "base": "tiny/line", "factors": {"fleet.minibus.count": COUNTS}, "replications": DAYS,
        "metrics": ("served", "vehicle_km"), **values,
    }  # fmt: skip
    return make_experiment(Document(data))


class Here:
    """Does the runs in this process, in the order of a shuffle."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for number in np.random.default_rng(self.seed).permutation(len(tasks)):
            do(tasks[number])
            yield Done(tasks[number])

    def close(self) -> None:
        """Nothing to let go of."""


class Watching:
    """Counts, and does something once at certain numbers of runs."""

    def __init__(self, at: dict[int, Callable[[], None]] | None = None) -> None:
        self.at = dict(at or {})
        self.done = 0

    def step(self, text: str) -> None:
        """Not of interest."""

    def runs(self, done: int, failed: int, total: int) -> None:
        self.done, self.failed, self.total = done, failed, total
        for number in [n for n in self.at if done >= n]:
            self.at.pop(number)()


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def run_files(folder: Path) -> dict[str, bytes]:
    # A worker of a pool that broke may still write the draft of a run that another has done: that is no result.
    files = sorted(path for path in (folder / "runs").rglob("*") if path.is_file() and PREFIX not in str(path))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = prepare(experiment(), Path(), tmp_path_factory.mktemp("undisturbed"))
    return carry_out(work, Here(1), Watching())


def test_the_order_of_completion_changes_no_byte(undisturbed: Path, tmp_path: Path) -> None:
    other = carry_out(prepare(experiment(), Path(), tmp_path), Here(2), Watching())
    assert tables(other) == tables(undisturbed)
    runs = pd.read_parquet(undisturbed / "kpis.parquet")
    path = "services.line.fleet.minibus.count"
    assert runs["variant"].tolist() == [f"{path}={count}" for count in COUNTS for _ in range(DAYS)]
    assert runs[path].tolist() == [count for count in COUNTS for _ in range(DAYS)]
    assert runs["run"].nunique() == RUNS
    assert runs.groupby("replication")["seed"].nunique().eq(1).all()  # common random numbers


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_pool_whose_workers_are_killed_loses_nothing(undisturbed: Path, tmp_path: Path, workers: int) -> None:
    pool = LocalPool(workers)

    def kill() -> None:
        assert pool._pool is not None
        os.kill(next(iter(pool._pool._processes)), signal.SIGKILL)

    watch = Watching({RUNS // 3: kill, 2 * RUNS // 3: kill})
    with closing(pool):
        folder = carry_out(prepare(experiment(), Path(), tmp_path), pool, watch)
    assert not watch.at
    assert (watch.done, watch.failed, watch.total) == (RUNS, 0, RUNS)
    assert tables(folder) == tables(undisturbed)
    assert run_files(folder) == run_files(undisturbed)


@pytest.mark.slow
def test_a_dask_cluster_whose_workers_are_killed_loses_nothing(undisturbed: Path, tmp_path: Path) -> None:
    cluster = DaskCluster(2)

    def kill() -> None:
        os.kill(min(cluster.client.run(os.getpid).values()), signal.SIGKILL)

    watch = Watching({RUNS // 3: kill, 2 * RUNS // 3: kill})
    with closing(cluster):
        folder = carry_out(prepare(experiment(), Path(), tmp_path), cluster, watch)
    assert not watch.at
    assert tables(folder) == tables(undisturbed)
    assert run_files(folder) == run_files(undisturbed)


def elbe_drt(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "simulator.cli.main", *arguments]
    # A test run in the background of a shell ignores Ctrl-C, and what it starts would too.
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_ctrl_c, **options
    )


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def once_more(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Give the command again, in this process and without figures."""
    monkeypatch.setattr("simulator.experiments.executors.LocalPool", Here)
    monkeypatch.setattr("simulator.report.comparison_figures.draw_experiment", lambda *_tables: [])
    return call(monkeypatch, *MANY, *words)


@pytest.mark.slow
def test_the_same_command_goes_on_after_the_main_process_was_killed(
    undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tiny-line-by-fleet-minibus-count"
    process = elbe_drt(*MANY, "--workers", "2", "--out", str(tmp_path))
    while len(list(folder.glob("runs/[0-9a-f]*"))) < RUNS // 4:
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(workers) >= 2
    assert psutil.wait_procs(workers, timeout=20)[1] == []  # nobody goes on without it
    before = {path: path.stat().st_mtime_ns for path in folder.glob("runs/[0-9a-f]*/kpis.json")}
    assert once_more(monkeypatch, "--workers", "2", "--out", str(tmp_path)) == 0
    assert capsys.readouterr().out.strip() == str(folder)
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())  # not done again
    assert run_files(folder) == run_files(undisturbed)
    assert not list(folder.glob("**/.unfinished-*"))


def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    process = elbe_drt(*MANY[:-3], "--replications", "3000", "--quiet", "--out", str(tmp_path))
    while not list(tmp_path.glob("*/runs/[0-9a-f]*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    try:
        _, error = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert error.strip().splitlines()[-1] == "stopped; the same command goes on from here"
    assert "Traceback" not in error


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
from simulator.cli.main import main
sys.argv = ["elbe-drt", *{arguments!r}]
main()
"""


def test_a_full_disk_leaves_nothing_half_written_and_a_rerun_completes(
    undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*MANY, "--workers", "1", "--out", str(tmp_path)]
    command = [sys.executable, "-c", FULL.format(arguments=arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    )
    assert done.returncode == 2, done.stderr
    assert f"{RUNS} of {RUNS} runs failed" in done.stderr
    assert "cannot write results: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("kpis.*"))
    assert once_more(monkeypatch, "--out", str(tmp_path)) == 0
    assert run_files(tmp_path / "tiny-line-by-fleet-minibus-count") == run_files(undisturbed)


def test_a_folder_nobody_can_write_to_is_told_before_any_run(tmp_path: Path) -> None:
    place = tmp_path / "results"
    place.write_text("a file, no folder")
    with pytest.raises(ResultError, match="cannot write results"):
        carry_out(prepare(experiment(), Path(), place), Here(1), Watching())


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"factors": {"fleet.minibus.cuont": (1, 2)}}, 'did you mean "services.line.fleet.minibus.count"?'),
        ({"factors": {"fleet.minibus.count": ("many",)}}, "expected a valid integer"),
        (
            {"factors": {"fares.per_rider.satrday": ("2 EUR",)}},
            'did you mean "services.line.fares.per_rider.saturday"?',
        ),
        (
            {"factors": {"hours": ([5, 6], "x")}},
            "factors.hours[0]: [5, 6]: expected one number or text, true or false, as each of the values to vary",
        ),
        ({"factors": {"fleet.minibus.count": (1, None)}}, "factors.fleet.minibus.count[1]: null: expected one number"),
        ({"factors": {"fleet.minibus.count": 3}}, "count: 3: expected a list of values, or a mapping of low and high"),
        ({"factors": {"fleet.minibus.count": {"low": 3, "high": 1}}}, "high must be larger than low"),
        ({"replications": 0}, "greater than or equal to 1"),
        ({"metrics": ("servde",)}, 'unknown key figure "servde"; did you mean "served"?'),
        ({"factors": {"fleet.minibus.count": {"low": 1, "high": 3}}}, "a grid needs values"),
        ({"design": "sobol"}, "sobol needs low and high"),
        ({"nonsense": 1}, "unknown key"),
    ],
)
def test_mistakes_are_told_before_any_run(tmp_path: Path, values: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScenarioError) as error:
        prepare(experiment(**values), Path(), tmp_path)
    assert reason in str(error.value)
    assert not list(tmp_path.iterdir())


def test_a_scheduler_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("simulator.experiments.executors.ANSWER_S", 1)
    words = ("--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path))
    assert call(monkeypatch, *MANY, *words) == 2
    assert capsys.readouterr().err.startswith("no Dask scheduler answers at tcp://127.0.0.1:9 within 1 s")
    assert not list(tmp_path.rglob("kpis.*"))


def test_an_experiment_file_beside_its_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counts.yaml"
    file.write_text(
        "name: counts\nbase: tiny/line\nfactors:\n  fleet.minibus.count: [1, 2]\n  dwell: [30 s, 60 s]\n"
        "replications: 2\nmetrics: [served]\n"
    )
    monkeypatch.setattr("simulator.experiments.executors.LocalPool", Here)
    assert call(monkeypatch, "compare", str(file), "--out", str(tmp_path), "--workers", "1") == 0
    out = capsys.readouterr().out
    assert "served: mean of 2 runs, 95% interval (Student t)" in out
    assert "p after Holm over 3" in out
    runs = pd.read_csv(tmp_path / "counts" / "kpis.csv")
    assert runs["variant"].nunique() == 4
    assert runs["days"].unique().tolist() == [1]
    figures = tmp_path / "counts" / "figures"
    assert (figures / "means.svg").read_bytes().startswith(b"<?xml")
    assert (figures / "means.png").read_bytes().startswith(b"\x89PNG")
    answer = query(tmp_path, "select experiment, count(*) as n from kpis group by experiment")
    assert answer.to_dict("records") == [{"experiment": "counts", "n": 8}]


def test_designs() -> None:
    spans = {
        "fleet.minibus.count": {"low": 1, "high": 4, "whole": True},
        "dwell_s": {"low": 0, "high": 100, "whole": True},
    }
    cube = variants_of(experiment(factors=spans, design="latin_hypercube", samples=8))
    assert sorted(int(v.factors["dwell_s"]) // 13 for v in cube) == list(range(8))  # one in each stratum
    together = experiment(factors={"fleet.minibus.count": (1, 2), "dwell_s": (10, 20)}, design="list")
    assert [v.label for v in variants_of(together)] == [
        "fleet.minibus.count=1 dwell_s=10",
        "fleet.minibus.count=2 dwell_s=20",
    ]
    assert len(design_points(experiment(factors=spans, design="sobol", samples=4))) == 4 * 4


def test_sobol_indices_find_the_factor_that_matters() -> None:
    spans = {"dwell_s": {"low": 0, "high": 100}, "fleet.minibus.count": {"low": 1, "high": 4}}
    plan = experiment(factors=spans, design="sobol", samples=256, metrics=("served",))
    runs = pd.DataFrame([{"variant": v.label, "served": 3 * float(v.factors["dwell_s"])} for v in variants_of(plan)])
    found = sobol_indices(plan, runs).set_index("factor")
    assert found.loc["dwell_s", "first"] == pytest.approx(1, abs=0.05)
    assert found.loc["fleet.minibus.count", "total"] == pytest.approx(0, abs=0.01)


def test_the_stop_rule_replicates_until_the_interval_is_narrow(tmp_path: Path) -> None:
    plan = experiment(
        factors={"fleet.minibus.count": (1,)},
        replications=2,
        stop={"metric": "served", "half_width": 0.5, "at_most": 9},
    )
    runs = pd.read_parquet(carry_out(prepare(plan, Path(), tmp_path), Here(1), Watching()) / "kpis.parquet")
    assert len(runs) == 2  # the same four requests every day: nothing to be unsure about


def test_the_smallest_fleet_with_a_cost_is_the_one_that_trying_all_finds() -> None:
    random = np.random.default_rng(3)
    found = []
    for _ in range(200):
        rates, costs = np.sort(random.uniform(0, 1, 9)), np.sort(random.uniform(0, 100, 9))
        rate, cost = random.uniform(0, 1), random.uniform(0, 100)

        def days(size: int, rates: Any = rates, costs: Any = costs) -> dict[str, np.ndarray]:
            return {"service_rate": np.full(3, rates[size]), "cost_eur": np.full(3, costs[size])}

        goals = (Goal("service_rate", rate, at_most=False), Goal("cost_eur", cost, at_most=True, grows=True))
        for wanted, good in ((goals, (rates >= rate) & (costs <= cost)), (goals[1:], costs <= cost)):
            answer, tested = smallest(0, 8, wanted, 0.95, days)
            assert answer == next(iter(np.flatnonzero(good)), None)
            assert len(tested) <= 5
            found.append(answer)
    assert 100 < found.count(None) < 300


def test_the_smallest_fleet_is_found_with_few_sizes() -> None:
    random = np.random.default_rng(1)
    asked: list[int] = []

    def days(size: int) -> dict[str, np.ndarray]:
        asked.append(size)
        return {
            "service_rate": random.normal(1 - 1 / size, 0.005, 20),
            "wait_p95_s": random.normal(2000 - 40 * size, 5, 20),
        }

    goals = (Goal("service_rate", 0.9, at_most=False), Goal("wait_p95_s", 1200, at_most=True))
    answer, tested = smallest(1, 64, goals, 0.95, days)
    assert answer == 21  # 2000 - 40 * 20 is 1200 on the average: not surely enough
    assert len(asked) == len(tested) <= 8
    assert smallest(1, 8, goals, 0.95, days)[0] is None


@pytest.mark.parametrize(
    ("goals", "bounds", "meets"),
    [
        # Mean 3 of five days, standard error 1 / sqrt 2: Student's 2.132 for one error of 5 %, 2.776 for a half of it.
        ((Goal("wait_p95_s", 4.6, at_most=True),), (4.507,), True),
        ((Goal("wait_p95_s", 4.6, at_most=True), Goal("vehicle_km", 0, at_most=False)), (4.963, 1.037), False),
        ((Goal("wait_p95_s", 5.0, at_most=True), Goal("vehicle_km", 1, at_most=False)), (4.963, 1.037), True),
        ((Goal("wait_p95_s", 5.0, at_most=True), Goal("vehicle_km", 1.1, at_most=False)), (4.963, 1.037), False),
    ],
)
def test_several_goals_share_the_error(goals: tuple[Goal, ...], bounds: tuple[float, ...], meets: bool) -> None:
    five = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found = assess(7, goals, 0.95, lambda size: {"wait_p95_s": five, "vehicle_km": five})
    assert found.bounds == pytest.approx(bounds, abs=5e-4)
    assert (found.meets, found.n, found.means) == (meets, 5, (3.0,) * len(goals))


def test_a_goal_met_exactly_is_met() -> None:
    same = np.full(5, 900.0)
    assert assess(7, (Goal("wait_p95_s", 900, at_most=True),), 0.95, lambda size: {"wait_p95_s": same}).meets
    assert assess(7, (Goal("vehicle_km", 900, at_most=False),), 0.95, lambda size: {"vehicle_km": same}).meets


def test_a_run_is_done_once_whoever_asks(tmp_path: Path) -> None:
    work = prepare(experiment(), Path(), tmp_path)
    (work.folder / "runs").mkdir(parents=True)
    task = work.task(0, 0)
    assert do(task) == do(task) == task.name
    assert [path.name for path in (work.folder / "runs").iterdir()] == [task.name]


def test_figures_of_groups_are_added_to_runs_that_are_there(tmp_path: Path) -> None:
    """Runs that were done for other key figures keep theirs; the same experiment goes on with those of before."""
    plain, late = "service_rate", "wait_max_s@hour=08"
    for metrics in (("wait_max_s",), (late, plain), (plain,)):
        asked = experiment(factors={"fleet.minibus.count": [1]}, replications=1, metrics=metrics)
        folder = carry_out(prepare(asked, Path(), tmp_path), Here(1), Quiet())
        runs = pd.read_parquet(folder / "kpis.parquet")
        stored = json.loads((folder / runs["run"][0] / "kpis.json").read_text(encoding="utf-8"))
        assert (late in stored) == (metrics[0] != "wait_max_s")
    result = run(load_scenario("tiny/line"), int(runs["seed"][0]))
    assert stored[late] == result.figure(late)
    assert stored["service_rate@hour=08"] == result.figure("service_rate@hour=08")


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("wait_max_s@time=08", "expected one of booked, lead_time"),
        ("wait_max_s@hour", "expected = and a group after hour"),
        ("wait_max_s@hour=8", "no such group of hour; expected one of 00, 01"),
        ("vehicle_km@hour=08", "vehicle_km is of vehicles or money"),
        ("line.wait_maxs@hour=08", 'unknown key figure "line.wait_maxs@hour=08"; did you mean "wait_max_s"?'),
    ],
)
def test_metrics_of_no_group_are_refused(metric: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(words)):
        check_metric(metric)


def test_waits_stand_beside_the_served_share() -> None:
    asked = ("vehicle_km", "line.wait_p95_s@hour=08", "service_rate", "wait_median_s", "wait_p95_s")
    assert beside_served(asked) == (
        "vehicle_km", "line.service_rate@hour=08", "line.wait_p95_s@hour=08", "service_rate", "wait_median_s",
        "wait_p95_s",
    )  # fmt: skip


def test_executors_share_one_interface() -> None:
    executors: list[type[Executor]] = [LocalPool, DaskCluster, Here]
    assert all(hasattr(executor, "run") and hasattr(executor, "close") for executor in executors)
