"""A package outside of the tree adds a dispatcher, a source of requests, a key figure, a chart and an exporter.

They are there for the command line, for workers and under Dask, and in schema, dictionary and page.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.experiments.test_dask import Scheduler
from tests.packages.shuttle import install

TINY = Path(__file__).parents[2] / "scenarios" / "tiny"
RESTING = ("--vary", "dispatch.rest_s=0,600,1200", "--replications", "2", "--metric", "shuttle_rides", "--quiet")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("site-packages"))


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day whose requests and dispatcher are those of the package."""
    folder = tmp_path_factory.mktemp("scenarios") / "tiny"
    shutil.copytree(TINY, folder)
    file = folder / "line.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "  kind: file\n  requests_file: requests.csv\n", "  kind: shuttle\n  rides: 4\n"
    )
    text = text.replace("    fleet:\n", "    dispatch: {policy: late_riser, rest: 15 min}\n    fleet:\n")
    file.write_text(text, encoding="utf-8")
    return file


def elbe_drt(packages: Path | None, *words: object) -> subprocess.CompletedProcess[str]:
    path = {} if packages is None else {"PYTHONPATH": str(packages)}
    command = [sys.executable, "-m", "simulator.cli.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | path)


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_run_has_all_that_the_package_adds(packages: Path, scenario: Path, tmp_path: Path) -> None:
    folder = Path(lines(elbe_drt(packages, "run", scenario, "--quiet", "--no-figures", "--out", tmp_path))[0])
    assert json.loads((folder / "kpis.json").read_text())["shuttle_rides"] == 2  # who asks from 08:15 on
    assert json.loads((folder / "columns.json").read_text())["kpis"]["shuttle_rides"]["unit"] == "rides"
    assert json.loads((folder / "manifest.json").read_text())["versions"]["elbe-shuttle"] == "1.2"
    assert "rest_s: 900" in (folder / "scenario.yaml").read_text()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Further charts" in page
    assert "Weitere Diagramme" in page
    assert "It went 2 times." in page
    assert 'data-chart="shuttle"' in page
    done = elbe_drt(packages, "export", folder, tmp_path / "out", "--format", "shuttle")
    assert lines(done) == [f"1 shuttle file written to {tmp_path / 'out'}"]
    assert (tmp_path / "out" / "shuttle.txt").read_text() == folder.name


def test_a_rule_of_the_package_refuses_who_leaves_too_late(packages: Path, scenario: Path, tmp_path: Path) -> None:
    """Of four, every ten minutes from 08:00, the dispatcher takes who leaves from 08:15 on, the rule before 08:30."""
    rule = "services.line.rules=[{rule: early_birds, before: 510 min}]"
    done = elbe_drt(packages, "run", scenario, "--set", rule, "--quiet", "--no-figures", "--out", tmp_path)
    kpis_of_run = json.loads((Path(lines(done)[0]) / "kpis.json").read_text())
    counts = [kpis_of_run[name] for name in ("served", "rejected_not_eligible", "rejected_no_vehicle")]
    assert counts == [1, 1, 2]
    wrong = elbe_drt(
        packages, "validate", scenario, "--set", "services.line.rules=[{rule: early_birds, befor: 510 min}]"
    )
    assert wrong.returncode == 2
    assert "services.line.rules[0].befor" in wrong.stderr
    assert "before" in wrong.stderr.split("did you mean")[1]


def test_the_schema_names_what_the_package_adds(packages: Path) -> None:
    parts = json.loads(elbe_drt(packages, "schema").stdout)["$defs"]
    dispatch, demand = parts["DispatchConfig"]["properties"], parts["demand_shuttle"]["properties"]
    assert dispatch["policy"]["enum"] == ["insertion", "nearest_idle", "earliest_arrival", "batch", "late_riser"]
    assert dispatch["rest_s"]["description"] == "For late_riser: Nobody is taken so long after 08:00 [s]"
    assert dispatch["rest"]["pattern"]
    assert demand["kind"]["const"] == "shuttle"
    assert demand["rides"]["maximum"] == 1000
    assert {"$ref": "#/$defs/demand_shuttle"} in parts["DemandConfig"]["anyOf"]


def test_a_scenario_names_code_and_does_not_bring_it(scenario: Path) -> None:
    done = elbe_drt(None, "validate", scenario)
    assert done.returncode == 2
    assert 'dispatch.policy: unknown "late_riser"; known are insertion, nearest_idle' in done.stderr
    assert 'demand.kind: unknown "shuttle"; known are ' in done.stderr


@pytest.fixture(scope="module")
def compared(packages: Path, scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two workers make of an experiment."""
    out = tmp_path_factory.mktemp("two")
    return Path(lines(elbe_drt(packages, "compare", scenario, *RESTING, "--workers", 2, "--out", out))[0])


def kpis(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.glob("runs/*/kpis.json"))}


def test_two_workers_have_the_package(compared: Path) -> None:
    import pandas as pd

    runs = pd.read_parquet(compared / "kpis.parquet")
    assert runs.groupby("services.line.dispatch.rest_s")["shuttle_rides"].unique().map(list).to_dict() == {
        0: [4],
        600: [3],
        1200: [2],
    }
    assert len(kpis(compared)) == 6


@pytest.mark.slow
def test_a_dask_cluster_has_the_package(packages: Path, scenario: Path, compared: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra for clusters is not installed")
    words = ("compare", scenario, *RESTING, "--workers", 2, "--executor", "dask", "--out", tmp_path)
    assert kpis(Path(lines(elbe_drt(packages, *words))[0])) == kpis(compared)


@pytest.fixture
def without(tmp_path: Path) -> Iterator[Scheduler]:
    """A scheduler whose worker does not have the package."""
    pytest.importorskip("distributed", reason="the extra for clusters is not installed")
    started = Scheduler(tmp_path)
    yield started
    started.stop()


@pytest.mark.slow
def test_a_worker_without_the_package_says_so(
    packages: Path, scenario: Path, without: Scheduler, tmp_path: Path
) -> None:
    words = ("--executor", "dask", "--scheduler", without.address, "--out", tmp_path)
    done = elbe_drt(packages, "compare", scenario, *RESTING, *words)
    assert done.returncode == 2
    assert "the package elbe-shuttle is not installed where this run was to be done; expected 1.2" in done.stderr
    assert not list(tmp_path.rglob("kpis.*"))
