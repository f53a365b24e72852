"""Notes on a scenario reach the terminal, the results folder and the page, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from simulator import load_scenario, run
from simulator.analysis.run import read_run_data
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.notes import Note
from simulator.report.page.language import Language
from simulator.report.summary import print_summary
from tests.bundled import bundled

ODD = ("walk={speed: 20 km/h}", "network.speed_factor=2.5")


def test_notes_are_shown_wherever_a_run_is(tmp_path: Path) -> None:
    result = run(load_scenario("tiny/line", ODD))
    folder = write_run(result, tmp_path, {}, figures=False, report=True)
    kept = json.loads((folder / "notes.json").read_text(encoding="utf-8"))
    assert [note["rule"] for note in kept] == ["speed-factor", "walking-speed", "road-speeds"]
    assert read_run_data(folder).plausibility == result.world.notes
    assert "notes.json" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files_sha256"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count('<ul class="plausibility">') == 2
    assert "Die Menschen gehen mit 20 km/h zu Fuß; üblich sind 4 bis 5 km/h." in page
    assert "People walk at 20 km/h; most walk at 4 to 5 km/h." in page
    assert "services.line.walk.speed" in page
    console = Console(width=200, record=True, quiet=False, file=(tmp_path / "said").open("w"))
    print_summary(result.kpis, notes=result.world.notes, console=console)
    said = console.export_text()
    assert "Look at this once more" in said
    assert "network.speed_factor: All road speeds are multiplied by 2.5." in said


def test_an_ordinary_run_says_nothing_of_the_kind(tmp_path: Path) -> None:
    result = bundled("tiny/line")
    folder = write_run(result, tmp_path, {}, figures=False, report=True)
    assert json.loads((folder / "notes.json").read_text(encoding="utf-8")) == []
    assert "plausibility" not in (folder / "report.html").read_text(encoding="utf-8")
    (folder / "notes.json").unlink()  # folders of older versions have none
    assert read_run_data(folder).plausibility == ()
    (folder / "notes.json").write_text('[{"rule": "x"}]')
    with pytest.raises(ResultError, match=r"notes.json: is no list of notes"):
        read_run_data(folder)


def test_numbers_are_written_as_the_reader_does() -> None:
    note = Note("x", "key", "It is %(celsius)s °C outside.", {"celsius": 1234.5})
    assert note.english == "It is 1,234.5 °C outside."
    assert Language("de").filled(note.text, note.values) == "Draußen sind 1.234,5 °C."
    assert Note("x", "key", note.text, {"celsius": -40.0}).english == "It is -40 °C outside."
