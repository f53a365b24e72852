"""The commands on the page make the run again: followed as printed, in a checkout."""

from __future__ import annotations

import html
import re
import shlex
from importlib.metadata import version
from pathlib import Path

import pytest

from simulator import load_scenario, run
from simulator.errors import ScenarioError
from simulator.experiments.publish import write_run
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.dump import scenario_to_yaml
from tests.cli.test_least_scenarios import Here
from tests.cli.test_main import call

INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q uv"
IN_THE_ENVIRONMENT = ".venv/bin/uv run --frozen --no-dev "


def commands_on(page: str) -> list[str]:
    """Return what a reader copies from the last frame of the page's first language."""
    frame = re.search(r"<h3>Do it again</h3>.*?<pre[^>]*>(.*?)</pre>", page, flags=re.DOTALL)
    return html.unescape(frame.group(1)).strip().splitlines()


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """Return a folder with what the commands need of a checkout: its scenarios."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "scenarios").symlink_to(bundled_folder())
    monkeypatch.chdir(folder)
    return folder


def test_following_the_page_gives_the_same_run(checkout, monkeypatch, capsys) -> None:
    first = write_run(run(load_scenario("tiny/line"), 7), Path("results"), {}, figures=False, report=True)
    page = (first / "report.html").read_text(encoding="utf-8")
    assert f"In a checkout of Elbe DRT, version {version('elbe-drt')}" in page
    install, again = commands_on(page)
    assert install == INSTALL
    assert again.startswith(f"{IN_THE_ENVIRONMENT}elbe-drt run ")
    words = shlex.split(again.removeprefix(IN_THE_ENVIRONMENT))[1:]
    assert call(monkeypatch, *words, "--quiet", "--out", "again") == 0
    second = Path(capsys.readouterr().out.strip())
    assert second.relative_to("again") == first.relative_to("results")
    for name in ("events.parquet", "scenario.yaml", "kpis.json", "requests.parquet"):
        assert (second / name).read_bytes() == (first / name).read_bytes(), name


def test_following_the_page_of_an_experiment_gives_the_same_tables(checkout, monkeypatch, capsys) -> None:
    monkeypatch.setattr("simulator.experiments.executors.LocalPool", Here)
    monkeypatch.setattr("simulator.report.comparison_figures.draw_experiment", lambda *_tables: [])
    asked = ("compare", "tiny/line", "--vary", "fleet.minibus.count=1,2", "--replications", "2", "--quiet")
    assert call(monkeypatch, *asked) == 0
    first = Path(capsys.readouterr().out.strip())
    page = (first / "compare.html").read_text(encoding="utf-8")
    assert f"In a checkout of Elbe DRT, version {version('elbe-drt')}" in page
    install, again = commands_on(page)
    assert install == INSTALL
    words = shlex.split(again.removeprefix(IN_THE_ENVIRONMENT))
    assert words[:2] == ["elbe-drt", "compare"]
    assert call(monkeypatch, *words[1:], "--quiet", "--out", "again") == 0
    second = Path(capsys.readouterr().out.strip())
    assert second.relative_to("again") == first.relative_to("results")
    for name in ("kpis.csv", "summary.csv", "differences.csv"):
        assert (second / name).read_bytes() == (first / name).read_bytes(), name


def test_the_way_to_the_environment_is_that_of_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"{INSTALL} && {IN_THE_ENVIRONMENT}elbe-drt run " in readme


def test_lists_of_hours_read_as_they_were_written(tmp_path) -> None:
    hours = "services.rufbus.parallel_service.except.hours=[[20:00, 05:00], [08:05, 09:00]]"
    scenario = load_scenario("prignitz/no-parallel", [hours])
    text = scenario_to_yaml(scenario)
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    again = load_scenario(tmp_path / "scenario.yaml", base=bundled_folder())
    assert scenario_to_yaml(again) == text
    told = [each.services["rufbus"].parallel_service.except_.hours for each in (scenario, again)]  # type: ignore[attr-defined]
    assert told == [((72_000, 104_400), (29_100, 32_400))] * 2


def test_file_names_stay_in_the_folder_that_is_named(tmp_path) -> None:
    text = scenario_to_yaml(load_scenario("tiny/line"))
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="does not exist"):
        load_scenario(tmp_path / "scenario.yaml", base=bundled_folder() / "prignitz")


def test_a_folder_that_is_none_is_refused(monkeypatch, capsys) -> None:
    assert call(monkeypatch, "run", "tiny/line", "--scenarios", "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err
