"""Results of the first edition, with the keys and the event log of before, are still read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.experiments.world_of_run import world_of_run
from simulator.scenario.catalogue import bundled_folder

FIRST = Path(__file__).parents[1] / "data" / "first-edition" / "both.zip"
BESIDE = ("--scenarios", str(bundled_folder() / "tiny"))


@pytest.fixture
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    zipfile.ZipFile(FIRST).extractall(tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    (folder,) = (tmp_path / "results" / "both").iterdir()
    return folder


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "RUN"), "report.html"),
        (("plot", "RUN"), "map.png"),
        (("audit", "RUN", *BESIDE), "The auditor finds nothing."),
        (("gap", "RUN", *BESIDE), "the price of not knowing"),
        (("export", "RUN", "out", "--format", "gbfs"), "out"),
        (("query", "select count(*) as asked from requests"), "4"),
    ],
)
def test_a_command_reads_them(run_folder: Path, words: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, [str(run_folder) if word == "RUN" else word for word in words])
    assert result.exit_code == 0, result.output
    assert told in result.output


def test_their_world_is_built_again(run_folder: Path) -> None:
    scenario = world_of_run(run_folder, scenarios=bundled_folder() / "tiny").scenario
    assert list(scenario.services) == ["line", "cars"]
    assert scenario.asks("adult") == (("line",), ("cars",))
    assert scenario.services["cars"].start_level == 0.5
