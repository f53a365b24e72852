"""The chapter about a changed timetable: what it says of two villages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.kpis.timetable_changes import timetable_change_kpis
from simulator.analysis.run import RunData
from simulator.analysis.tables import build_tables
from simulator.report.changes_summary import changes_sections
from simulator.report.page.html import render_main
from simulator.report.page.language import Language
from simulator.report.page.timetable_changes import ChangesBlock, changes_blocks
from tests.analysis.busy_day import events, requests_input, vehicles_input
from tests.analysis.changed_timetable import LINES, changed_timetable, journeys


@pytest.fixture(scope="module")
def run() -> RunData:
    changed = {LINES: changed_timetable()}
    tables = build_tables(events(), requests_input(), vehicles_input())
    figures = timetable_change_kpis(changed, journeys())
    return RunData("day", {}, "", figures, tables, "1", changed_timetables=changed, journeys=journeys())


@pytest.fixture
def block(run: RunData) -> ChangesBlock:
    (found,) = changes_blocks(run, Language("en"))
    return found


def test_says_who_loses_and_gains(block: ChangesBlock) -> None:
    assert block.sentences == [
        "Trips of the timetable left out: 8, added: 3. Kilometres driven change by -40, counted by beeline from "
        "stop to stop.",
        "Requests with a useful journey by timetable: 5 before, 3 after the changes; lost by 3, gained by 1.",
        "Of the 2 requests that keep theirs, 1 went by timetable in this run, 1 with another service, 0 with none: a "
        "useful journey need not be one that is offered.",
        "Of the requests that lose theirs, served by another service in this run: 1; served by none: 1.",
    ]


def test_the_terminal_says_who_loses_and_gains(run: RunData) -> None:
    assert changes_sections(run.kpis) == [
        (
            f"Changed timetable: {LINES}",
            [
                ("Trips left out", "8", "added 3; -40 km by beeline"),
                ("With a useful journey by timetable", "3", "requests; before 5"),
                ("Requests that lose theirs", "3", "served by others 1, by nobody 1"),
                ("Requests that gain one", "1", ""),
                ("Places cut off", "1", "from the nearest station; the page tells village by village"),
            ],
        )
    ]
    assert changes_sections({}) == []


def test_tables_begin_where_most_is_lost(block: ChangesBlock) -> None:
    changes, ended, requests, stations, town = block.tables
    assert changes.rows == [["1. left out", "100", "92", "900", "830"], ["2. added", "92", "95", "830", "860"]]
    assert ended.rows[0] == ["keep their journey", "2", "0", "1", "1", "0"]
    assert ended.rows[-1] == ["all", "7", "0", "3", "3", "1"]
    assert requests.rows == [["Bstadt", "0", "2", "0", "1", "1"], ["Adorf", "2", "1", "1", "0", "0"]]
    assert requests.open
    assert stations.rows == [
        ["Adorf", "Bahnhof", "5", "3", "15 min", "20 min", "08:00", "08:00", "09:00", "09:00"],
        ["Bstadt", "Bahnhof", "2", "0", "30 min", "–", "08:00", "–", "09:00", "–"],
    ]
    assert (town.title, town.rows) == (
        "To Bstadt",
        [["Adorf", "4", "6", "10 min", "10 min", *(["08:00"] * 2), *(["09:00"] * 2)]],
    )
    for table in block.tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_map_shows_fewer_and_more_apart(block: ChangesBlock) -> None:
    assert [(trace["name"], trace["x"], trace["text"]) for trace in block.chart.traces] == [
        ("fewer departures", [12.1], ["Bstadt: 2 → 0"]),
        ("as many", [12.0], ["Adorf: 9 → 9"]),
    ]
    told = "Places with fewer than before: 1; with as many: 1; with more: 0; with none before and after: 0."
    assert told in block.chart.description


def test_map_shows_apart_who_has_no_departure_at_all(run: RunData) -> None:
    changed = changed_timetable()
    nothing = dict.fromkeys(("departures_before", "departures_after"), 0)
    here = changed.places["place"] == "Adorf"
    places = changed.places.where(~here, changed.places.assign(**nothing))
    its = replace(changed, places=places)
    (found,) = changes_blocks(replace(run, changed_timetables={LINES: its}), Language("en"))
    assert [(trace["name"], trace["text"]) for trace in found.chart.traces] == [
        ("fewer departures", ["Bstadt: 2 → 0"]),
        ("none before and after", ["Adorf: 0 → 0"]),
    ]
    assert "with as many: 0; with more: 0; with none before and after: 1." in found.chart.description


@pytest.mark.parametrize("code", ["en", "de"])
def test_chapter_is_written_in_both_languages(run: RunData, code: str) -> None:
    words = Language(code)
    text = render_main("timetable_changes.html", words=words, timetable_changes=changes_blocks(run, words))
    assert "Bstadt" in text


def test_no_chapter_without_changes(run: RunData) -> None:
    assert changes_blocks(replace(run, changed_timetables={}), Language("en")) == []
    assert changes_blocks(replace(run, journeys=None), Language("en")) == []
