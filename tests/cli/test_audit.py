"""The auditor as a command: silent about a sound run, exit code 3 and a list about one that was tampered with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from simulator.event_kinds import Event
from simulator.experiments.publish import write_run
from simulator.scenario.catalogue import bundled_folder
from tests.bundled import bundled
from tests.cli.test_main import call


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    return write_run(bundled("tiny/line"), tmp_path_factory.mktemp("runs"), {}, figures=False)


@pytest.fixture
def folder(sound, tmp_path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "run"))


def test_a_sound_run(monkeypatch, capsys, folder) -> None:
    assert call(monkeypatch, "audit", str(folder)) == 0
    assert capsys.readouterr().out == "The auditor finds nothing.\n"


def test_a_run_with_files_from_outside(monkeypatch, capsys, tmp_path) -> None:
    requests = tmp_path / "requests.csv"
    requests.write_bytes((bundled_folder() / "tiny" / "requests.csv").read_bytes())
    told = ("--set", f"demand.requests_file={requests}", "--allow-outside-paths", "--no-figures", "--no-report", "-q")
    assert call(monkeypatch, "run", "tiny/line", *told, "--out", str(tmp_path / "runs")) == 0
    folder = capsys.readouterr().out.strip()
    assert call(monkeypatch, "audit", folder) == 2
    assert "leads out of the scenario's folder; allow it with --allow-outside-paths" in capsys.readouterr().err
    assert call(monkeypatch, "audit", folder, "--allow-outside-paths") == 0


def test_a_boarding_a_minute_too_early_is_found(monkeypatch, capsys, folder) -> None:
    events = pd.read_parquet(folder / "events.parquet")
    events.loc[(events["kind"] == Event.BOARDED).idxmax(), "time_s"] -= 3600
    events.to_parquet(folder / "events.parquet", index=False)
    assert call(monkeypatch, "audit", str(folder)) == 3
    shown = capsys.readouterr()
    assert "events.parquet: the file is not as the run wrote it" in shown.out
    assert "time runs back" in shown.out
    assert "findings" in shown.err


def test_a_file_that_is_gone_is_found(monkeypatch, capsys, folder) -> None:
    (folder / "stops.parquet").unlink()
    assert call(monkeypatch, "audit", str(folder)) == 3
    assert capsys.readouterr().out == "stops.parquet: the file is gone\n"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"network_sha256": "x"}'])
def test_what_is_no_run_is_refused(monkeypatch, capsys, folder, content: str) -> None:
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    assert call(monkeypatch, "audit", str(folder)) == 2
    assert "manifest.json is" in capsys.readouterr().err


def test_other_roads_are_refused(monkeypatch, capsys, folder) -> None:
    path = folder / "manifest.json"
    text = path.read_text(encoding="utf-8")
    digest = text.split('"network_sha256": "')[1][:64]
    path.write_text(text.replace(digest, "0" * 64), encoding="utf-8")
    assert call(monkeypatch, "audit", str(folder)) == 2
    assert "are not those of the run" in capsys.readouterr().err
