"""People under way with late buses and trains, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.reasons import Missed
from tests.timetable.days import Settings
from tests.timetable.late_days import late_day
from tests.timetable.test_service import at

# By bus 1a from A at 08:00 to B at 08:10, by train 3a from there at 08:15 to E at 08:22.
CHANGES: Settings = {"from": 0, "to": 15_400, "at": "07:55"}
NO_BLOCK = {"without": {"lines": ["2"]}}
TIMES = ["departure_s", "taken_s", "left_s", "arrival_s", "walk_s", "wait_s", "change_wait_s", "ride_s", "rides"]


def told(result: Any, *kinds: Event) -> list[tuple[str, int, int]]:
    rows = result.events[result.events["kind"].isin(kinds)]
    names = [Event(kind).name for kind in rows["kind"]]
    return list(zip(names, rows["time_s"].tolist(), rows["value"].tolist(), strict=True))


def test_who_waits_for_a_late_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They leave home as planned, wait seven minutes, and are there as late; the train would not have waited."""
    ride = {"from": 100, "to": 10_000, "at": "07:50"}
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 420}, [ride])
    times = [at("7:58") + 40, at("8:07"), at("8:27"), at("8:27"), 80, 420, 0, 1200, 1]
    assert result.tables.trips.loc[0, TIMES].tolist() == times
    assert told(result, Event.RUNS_LATE, Event.PLANNED_DROPOFF) == [
        ("PLANNED_DROPOFF", at("7:50"), at("8:20")),
        ("RUNS_LATE", at("8:07"), 420),
        ("RUNS_LATE", at("8:27"), 420),
    ]


@pytest.mark.parametrize(("late_s", "wait_s"), [(239, 61), (240, 60)])
def test_a_change_that_is_just_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late_s: int, wait_s: int
) -> None:
    """A change takes 60 s, five minutes are planned for it."""
    result = late_day(tmp_path / "day", monkeypatch, {"1a": late_s}, [CHANGES])
    trip = result.tables.trips.loc[0]
    assert trip[["left_s", "wait_s", "change_wait_s", "rides"]].tolist() == [at("8:22"), late_s + wait_s, wait_s, 2]
    assert told(result, Event.CONNECTION_MISSED) == []


def test_a_missed_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second too late for the train: by the next bus an hour later, and by the one behind it."""
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241}, [CHANGES])
    its: Any = result.world.services["lines"]
    call = {name: number for number, name in enumerate(names_of_calls(its))}
    assert told(result, Event.CONNECTION_MISSED, Event.PLACES_GIVEN_BACK) == [
        ("CONNECTION_MISSED", at("8:14") + 1, Missed.CHANGE_MISSED),
        ("PLACES_GIVEN_BACK", at("8:14") + 1, call["3a", 1]),
    ]
    trip = result.tables.trips.loc[0]
    waits_s = at("9:10") - at("8:14") - 1 + 300
    assert trip[["left_s", "rides", "change_wait_s", "wait_s"]].tolist() == [at("9:36"), 3, waits_s, waits_s + 241]
    assert trip["length_m"] == 15_400


def names_of_calls(its: Any) -> list[tuple[str, int]]:
    """Return trip and position of all calls of the first day; those of other days are called "" ."""
    trips = its.timetable.trips
    names = trips["gtfs_trip_id"].where(trips["service_day"] == 0, "")
    return list(zip(names[its.calls["gtfs_trip"]], its.calls["position"], strict=True))


def test_a_train_that_is_as_late_is_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 600, "3a": 600}, [CHANGES])
    assert result.tables.trips.loc[0, ["left_s", "rides", "change_wait_s"]].tolist() == [at("8:32"), 2, 300]


@pytest.mark.parametrize(("seen", "misses"), [("10 min", 2), ("60 min", 1)])
def test_what_is_known_of_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str, misses: int) -> None:
    """The next bus is 90 minutes late, more than anybody waits: who does not know goes by it, and is too late at C."""
    lines = {"delays": {"recovery": 0, "seen": seen}, "longest_wait": "70 min"}
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241, "1b": 5400}, [CHANGES], lines)
    names = [name for name, *_ in told(result, Event.CONNECTION_MISSED, Event.LEFT_BEHIND)]
    assert names == [*["CONNECTION_MISSED"] * misses, "LEFT_BEHIND"]


def test_who_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes any more: they are stranded."""
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241}, [CHANGES], {"longest_wait": "50 min"})
    assert told(result, Event.LEFT_BEHIND, Event.TRIP_ENDED) == [("LEFT_BEHIND", at("8:14") + 1, 0)]
    trip = result.tables.trips.loc[0]
    assert trip["status"] == "stranded"
    assert trip[["arrival_s", "rides", "length_m"]].isna().all()
    assert result.journeys["end"].tolist() == ["stranded"]


def test_who_walks_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The 10.4 km from B take them 8,320 s: that is better than to stay there."""
    lines = {"longest_wait": "50 min", "walk": {"limit": "11 km", "detour_factor": 1}}
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241}, [CHANGES], lines)
    trip = result.tables.trips.loc[0]
    times = [at("8:14") + 1, at("8:14") + 1 + 8320, 8320, 1, 5000]
    assert trip[["left_s", "arrival_s", "walk_s", "rides", "length_m"]].tolist() == times


def test_places_are_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are too late for a train that has room for two: who asked before finds it full, who asks then does not."""
    rides: list[Settings] = [
        CHANGES | {"party": 2, "asks": "07:00"},
        {"from": 5000, "to": 15_400, "at": "08:00", "asks": "07:30"},
        {"from": 5000, "to": 15_400, "at": "08:15", "asks": "08:14:30"},
    ]
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241}, rides, {"capacity": {"rail": 2}})
    assert result.tables.trips["left_s"].tolist() == [at("9:36"), at("8:36"), at("8:22")]


def test_who_misses_finds_others_in_the_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next bus has a place from B on, and they are two, who asked later than those in it."""
    rides: list[Settings] = [
        CHANGES | {"party": 2},
        {"from": 0, "to": 10_000, "at": "09:00", "asks": "07:30", "party": 2},
    ]
    result = late_day(tmp_path / "day", monkeypatch, {"1a": 241}, rides, {"capacity": {"bus": 3}})
    assert result.tables.trips["status"].tolist() == ["served", "stranded"]
