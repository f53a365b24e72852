"""The command as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli.main import main


def call(monkeypatch, *words: str) -> int:
    """Run the command in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["elbe-drt", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_without_a_command_it_lists_the_scenarios(monkeypatch, capsys) -> None:
    assert call(monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "prignitz/rufbus" in shown
    assert "tiny/line" in shown


def test_run_writes_a_results_folder_and_sums_it_up(monkeypatch, capsys, tmp_path) -> None:
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path)) == 0
    shown = capsys.readouterr()
    assert "3 of 4 requests were served" in shown.out
    (folder,) = (tmp_path / "tiny-line").iterdir()
    kpis = json.loads((folder / "kpis.json").read_text())
    assert kpis["served"] == 3
    assert {path.name for path in (folder / "figures").iterdir()} == {
        "demand_and_service.png",
        "map.png",
        "vehicle_states.png",
        "waits.png",
    }


def test_gap_says_what_is_proved(monkeypatch, capsys, tmp_path) -> None:
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path), "--no-figures") == 0
    (folder,) = (tmp_path / "tiny-line").iterdir()
    capsys.readouterr()
    assert call(monkeypatch, "gap", str(folder), "--out", str(tmp_path / "gap.json")) == 0
    assert "Proved: the plan found is the best there is." in capsys.readouterr().out
    assert json.loads((tmp_path / "gap.json").read_text())["run_served"] == 3


def test_gap_wants_a_run_and_its_own_roads(monkeypatch, capsys, tmp_path) -> None:
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path), "--no-figures") == 0
    (folder,) = (tmp_path / "tiny-line").iterdir()
    assert call(monkeypatch, "gap", str(tmp_path)) == 2
    assert "not the results of a run" in capsys.readouterr().err
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"network_sha256": "0"}))
    assert call(monkeypatch, "gap", str(folder)) == 2
    assert "not those of the run" in capsys.readouterr().err
    monkeypatch.setattr("simulator.experiments.gap.MOST_REQUESTS", 2)
    assert call(monkeypatch, "gap", str(folder)) == 2
    assert "3 requests are too many" in capsys.readouterr().err


def test_quiet_prints_the_folder_only(monkeypatch, capsys, tmp_path) -> None:
    assert call(monkeypatch, "run", "tiny/line", "--out", str(tmp_path), "--quiet", "--no-figures") == 0
    shown = capsys.readouterr()
    assert Path(shown.out.strip()).is_dir()
    assert shown.err == ""


def test_an_override_and_a_seed_change_the_run(monkeypatch, capsys, tmp_path) -> None:
    words = ["--set", "fleet.minibus.seats=9", "--seed", "7", "--out", str(tmp_path), "--no-figures"]
    assert call(monkeypatch, "run", "tiny/line", *words) == 0
    assert "4 of 4 requests were served" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "tiny/lin"], 'did you mean "tiny/line"?'),
        (["run", "tiny/line", "--set", "fleet.minibus.cuont=3"], 'did you mean "count"?'),
        (["run", "tiny/line", "--set", "dispatch.policy=insertoin"], 'did you mean "insertion"?'),
        (["validate", "tiny/line", "--set", "dispatch.policy=insertoin"], 'did you mean "insertion"?'),
        (["run", "tiny/line", "--set", "nonsense"], "expected path=value"),
        (["export", "nowhere", "out"], "nowhere"),
    ],
)
def test_bad_input_is_told_in_a_message(monkeypatch, capsys, tmp_path, words, message) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, *words) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_the_installed_command_works() -> None:
    done = subprocess.run([sys.executable, "-m", "simulator.cli.main"], capture_output=True, text=True, check=True)
    assert "prignitz/rufbus" in done.stdout


def test_the_process_is_prepared_before_numpy_is_there() -> None:
    code = "import sys; import simulator.cli.main; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
