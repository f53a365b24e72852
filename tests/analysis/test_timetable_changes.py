"""Key figures and villages of a changed timetable, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.analysis.kpis.timetable_changes import TIMETABLE_CHANGE_KPIS, timetable_change_kpis
from simulator.analysis.series.villages import ended_by_effect, villages_of
from simulator.analysis.timetable_changes import (
    ChangedTimetable,
    changed_timetables_by_name,
    read_changed_timetables,
)
from simulator.results.catalogue import CATALOGUE
from simulator.results.writer import write_tables
from tests.analysis.changed_timetable import LINES, changed_timetable, journeys

EXPECTED = {
    "changed_trips_dropped": 8,
    "changed_trips_added": 3,
    "changed_vehicle_km": 860.25 - 900,
    "changed_with_before": 5,
    "changed_with_after": 3,
    "changed_lose": 3,
    "changed_gain": 1,
    "changed_keep": 2,
    "changed_keep_by_timetable": 1,
    "changed_keep_served": 1,
    "changed_keep_unserved": 0,
    "changed_longer_mean_s": (300 - 50) / 2,
    "changed_lose_served": 1,  # the one who found a later bus of the timetable went with no other service
    "changed_lose_served_share": 1 / 3,
    "changed_lose_unserved": 1,
    "changed_places_cut_off": 1,
}


def test_key_figures() -> None:
    found = timetable_change_kpis({LINES: changed_timetable()}, journeys())
    assert found == {f"{LINES}.{name}": pytest.approx(value, abs=1e-6) for name, value in EXPECTED.items()}
    assert set(EXPECTED) == set(TIMETABLE_CHANGE_KPIS)


def test_key_figures_without_requests() -> None:
    found = timetable_change_kpis({LINES: changed_timetable()}, journeys().iloc[:0])
    assert found[f"{LINES}.changed_lose"] == 0
    assert found[f"{LINES}.changed_lose_served_share"] is None
    assert found[f"{LINES}.changed_longer_mean_s"] is None


def test_villages() -> None:
    villages = villages_of(changed_timetable(), LINES, journeys())
    columns = ["place", "keeps", "loses", "gains", "none", "losing_served"]
    assert villages.requests[columns].to_numpy().tolist() == [["Adorf", 2, 1, 0, 0, 1], ["Bstadt", 0, 2, 1, 1, 0]]
    assert villages.towns == ("Bstadt",)
    assert villages.degrees_by_height == pytest.approx(1.66, abs=0.01)  # 1 / cos 53.03 degrees
    assert villages.map.to_numpy().tolist() == [["Adorf", 12.0, 53.0, 9, 9, 0], ["Bstadt", 12.1, 53.1, 2, 0, -2]]


def test_what_became_of_requests_adds_up() -> None:
    refused = {1: LINES, 2: LINES, 4: LINES, 6: "feet", 7: LINES}  # 7 belongs to the warm-up
    trips = pd.DataFrame({"request": [0, *refused], "service": [LINES, *refused.values()]})
    trips["status"] = ["served", *["rejected"] * len(refused)]
    ended = ended_by_effect(changed_timetable(), LINES, journeys(), trips)
    assert list(ended) == ["requests", "offered_none", "by_timetable", "by_others", "unserved"]
    assert {effect: row.tolist() for effect, row in zip(ended.index, ended.to_numpy(), strict=True)} == {
        "keeps": [2, 1, 1, 1, 0],
        "loses": [3, 2, 1, 1, 1],
        "gains": [1, 0, 1, 0, 0],
        "none": [1, 0, 0, 1, 0],
        "all": [7, 3, 3, 3, 1],
    }


def test_tables_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert changed_timetables_by_name({}) == {}
    assert read_changed_timetables(tmp_path) == {}
    more = changed_timetable()
    fewer = ChangedTimetable(more.changes.iloc[:1], more.requests.iloc[:2], more.places.iloc[:3])
    tables = changed_timetables_by_name({"a": more, "b": fewer})
    for name, table in tables.items():
        assert list(table) == list(CATALOGUE[name].dtypes) == list(CATALOGUE[name].definitions)
        assert not table.duplicated([*CATALOGUE[name].key]).any()
    write_tables(tmp_path, tables)
    found = read_changed_timetables(tmp_path)
    assert list(found) == ["a", "b"]
    pd.testing.assert_frame_equal(found["a"].requests, more.requests)
    pd.testing.assert_frame_equal(found["b"].places, fewer.places)
    pd.testing.assert_frame_equal(found["b"].changes, fewer.changes)
