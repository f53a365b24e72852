"""Departure boards of a small day, as a page's script reads them, and what is said about unknown stations."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.run import RunData, read_run_data
from simulator.cli.main import main
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.experiments.run import run as simulate
from simulator.report.page import boards as boards_module
from simulator.report.page.boards import board_data
from simulator.scenario.loader import load_scenario
from simulator.units import HOUR_S
from tests.network.timetable.small_feeds import HEAD
from tests.report.test_replay_of_lines import EIGHT, RIDES
from tests.timetable.days import result_of, write_day, write_feed
from tests.worlds import NO_CACHE

NINE = EIGHT + HOUR_S


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("boards")
    return write_run(result_of(at, RIDES), at / "out", {}, figures=False)


@pytest.fixture(scope="module")
def run(folder: Path) -> RunData:
    return read_run_data(folder)


def test_every_departure_is_told_once_by_time(run: RunData) -> None:
    """Who changes at C comes with line 1. Of a trip that ends is told only where somebody gets off."""
    data = board_data(run)
    boards, lines, goals = data["boards"], data["lines"], data["goals"]
    assert list(boards) == ["C-Dorf", "B-Dorf", "E-Dorf", "A-Dorf", "D-Dorf"]
    one, two, three = (lines.index(name) for name in "123")
    c, e = (goals.index(name) for name in ("C-Dorf", "E-Dorf"))
    assert boards["A-Dorf"] == [
        [EIGHT, 0, 0, 0, one, c, 2, 0],
        [NINE, 0, 0, 0, one, c, 1, 0],
    ]
    assert boards["C-Dorf"] == [
        [EIGHT + 1500, 0, 0, 0, two, e, 0, 0],
        [NINE + 1200, 0, 1, 0, one, c, 0, 1],
        [NINE + 1500, 0, 0, 0, two, e, 1, 0, [[1, NINE + 1200, "1", 1]], []],
    ]
    assert boards["B-Dorf"][1] == [EIGHT + 900, 0, 0, 1, three, e, 3, 0]
    assert boards["E-Dorf"] == [
        [EIGHT + 1320, 0, 1, 1, three, e, 0, 3],
        [NINE + 2160, 0, 1, 0, two, e, 0, 1],
    ]
    assert (data["first"], data["calendar"]["days"]) == ("C-Dorf", 1)


def test_the_first_night_has_the_last_buses_of_the_evening_before(tmp_path: Path) -> None:
    """Two get on at B at ten past midnight; the same bus of this evening calls there when the day is over."""
    path = write_day(tmp_path, [{"from": 5000, "to": 10_000, "at": "00:05", "party": 2}])
    calls = ("23:50", "A"), ("24:10", "B"), ("24:20", "C")
    rows = (f"1b,{at}:00,{at}:00,{stop},{place}\n" for place, (at, stop) in enumerate(calls))
    write_feed(tmp_path / "feed", stop_times=HEAD + "".join(rows))
    result = simulate(load_scenario(path), cache=NO_CACHE)
    boards = board_data(read_run_data(write_run(result, tmp_path / "out", {}, figures=False)))["boards"]
    assert boards == {
        "B-Dorf": [[600, 0, 0, 0, 0, 0, 2, 0]],
        "C-Dorf": [[1200, 0, 1, 0, 0, 0, 0, 2]],
        "A-Dorf": [[85_800, 0, 0, 0, 0, 0, 0, 0]],
    }


def test_large_runs_have_boards_of_the_most_used_stations(run: RunData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards_module, "MOST_PLACES", 3)
    assert list(board_data(run)["boards"]) == ["C-Dorf", "B-Dorf", "E-Dorf"]
    monkeypatch.setattr(boards_module, "MOST_ROWS", 7)  # three and four
    assert list(board_data(run)["boards"]) == ["C-Dorf", "B-Dorf"]
    monkeypatch.setattr(boards_module, "MOST_ROWS", 1)
    assert list(board_data(run)["boards"]) == ["C-Dorf"]


def test_a_station_is_found_however_it_is_written(run: RunData) -> None:
    assert list(board_data(run, ["a-dorf", "E-Dorf"])["boards"]) == ["A-Dorf", "E-Dorf"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dorf", 'there are "A-Dorf", "B-Dorf", "C-Dorf", "D-Dorf", "E-Dorf"'),
        ("A-Dof", 'did you mean "A-Dorf"?'),
        ("Paris", "there are 5 stations"),
        ("", "there are 5 stations"),
    ],
)
def test_an_unknown_station_is_told_with_those_that_are_near(run: RunData, name: str, said: str) -> None:
    with pytest.raises(ResultError) as error:
        board_data(run, [name])
    assert str(error.value) == f'--at: no bus or train calls at "{name}"; {said}'


def test_without_a_timetable_there_is_no_board(run: RunData) -> None:
    given = run.timetable
    assert board_data(replace(run, timetable=replace(given, calls=given.calls.head(0)))) is None


def test_the_command_writes_a_page_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["elbe-drt", "report", str(folder), *words])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0), capsys.readouterr().err
        return 0, ""

    assert call("--page", "board", "--at", "B-Dorf") == (0, "")
    page = (folder / "board.html").read_text("utf-8")
    assert "Abfahrtstafeln" in page and "Departure boards" in page and '"first":"B-Dorf"' in page
    for wrong, said in (
        (("--at", "B-Dorf"), "--at: goes with --page board"),
        (("--page", "board", "--at", "Paris"), '--at: no bus or train calls at "Paris"; there are 5 stations'),
        (("--page", "board", "--sensitivity", "x"), "--sensitivity: does not go with --page board"),
    ):
        assert call(*wrong) == (2, said + "\n")
