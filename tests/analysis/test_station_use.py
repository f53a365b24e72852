"""Who comes to, from or through which station, worked out by hand on the lines of ``tests.timetable.days``."""

from __future__ import annotations

from pathlib import Path

from simulator.analysis.station_use import station_use
from tests.timetable.days import result_of


def test_people_count_where_they_get_on_and_off_and_ride_through(tmp_path: Path) -> None:
    """Three go from A to C through B; one from B to E by train; one with two buses, on through C and D, to E."""
    rides = [
        {"from": 0, "to": 10_000, "at": "07:55", "party": 3},
        {"from": 5000, "to": 15_400, "at": "08:12"},
        {"from": 10_000, "to": 15_400, "at": "08:22"},
    ]
    result = result_of(tmp_path / "day", rides)
    table = station_use(result.events, result.services, result.timetable_inputs, result.journeys)
    assert dict(zip(table["name"], table["people"], strict=True)) == {
        "B-Dorf": 3 + 1, "C-Dorf": 3 + 1, "A-Dorf": 3, "E-Dorf": 1 + 1, "D-Dorf": 1,
    }  # fmt: skip
    assert table["name"].tolist() == ["B-Dorf", "C-Dorf", "A-Dorf", "E-Dorf", "D-Dorf"]
    told = result.journeys[result.journeys["request"] != 2]  # of whom no journey is told nobody is counted
    fewer = station_use(result.events, result.services, result.timetable_inputs, told)
    assert dict(zip(fewer["name"], fewer["people"], strict=True)) == {
        "B-Dorf": 3 + 1, "C-Dorf": 3, "A-Dorf": 3, "E-Dorf": 1, "D-Dorf": 0,
    }  # fmt: skip
