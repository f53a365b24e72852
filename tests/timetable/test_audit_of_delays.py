"""The auditor on days with late buses and trains: what cannot be is seen, a miss that was none, and a poor way on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from simulator.services.timetable.audit import given
from simulator.services.timetable.service import Timetabled
from simulator.services.timetable.under_way import UnderWay
from tests.timetable.days import Settings, write_day
from tests.timetable.late_days import set_late
from tests.worlds import NO_CACHE

RIDE: Settings = {"from": 0, "to": 15_400, "at": "07:55"}  # by bus, which is too late for the train at B
LATE_S = {"1a": 241, "1b": 30}


def day_of(folder: Path, lines: Settings | None = None) -> RunResult:
    """Run a day on which one person misses the train."""
    scenario = load_scenario(write_day(folder, [RIDE], {"delays": {"recovery": 0}} | (lines or {})))
    return run(scenario, cache=NO_CACHE)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """Run it once."""
    with pytest.MonkeyPatch.context() as patch:
        set_late(patch, LATE_S)
        result = day_of(tmp_path_factory.mktemp("late") / "day")
    assert audit_result(result) == []
    return result


@pytest.mark.parametrize(
    ("kind", "place", "column", "change", "said"),
    [
        ("runs_late", 0, "value", 1, "is told to be [242, "),
        ("runs_late", 1, "value", -241, "is told to be [241, 0, "),
        ("vehicle_taken", 0, "time_s", -1, "it runs from 29041 to 29641 s"),
        ("vehicle_taken", 1, "time_s", -30, "it runs from 33030"),
        ("vehicle_taken", 0, "value", -1, "waits 240 s for the first vehicle, which is 241 s late"),
        ("planned_dropoff", 0, "value", 60, "was to end at"),
        ("accepted", 0, "value", 241, "begins at"),
        ("connection_missed", 0, "vehicle", 1, "misses vehicle"),
        ("connection_missed", 0, "time_s", 1, "they have not just left a vehicle"),
        ("places_given_back", 0, "value", -1, "misses no ride, or one that is none"),
    ],
)
def test_what_cannot_be_is_seen(day: RunResult, kind: str, place: int, column: str, change: int, said: str) -> None:
    events = day.events.copy()
    rows = events.index[events["kind"] == Event[kind.upper()]]
    events.loc[rows[place], column] += change
    found = audit_result(RunResult(day.world, events))
    assert any(said in line for line in found), found


def test_files_that_tell_other_times_are_seen(day: RunResult) -> None:
    part, inputs = day.world.scenario.parts[0], day.timetable_inputs
    assert list(given(part, inputs, day.world)) == []
    calls = inputs.calls.assign(actual_arrival_s=inputs.calls["actual_arrival_s"].mask(inputs.calls["call"] == 4, 7))
    (found,) = given(part, replace(inputs, calls=calls), day.world)
    assert found.startswith("call 4 is told to be at (7, ")


@pytest.mark.parametrize("kind", [Event.RUNS_LATE, Event.CONNECTION_MISSED, Event.PLACES_GIVEN_BACK])
def test_a_row_that_is_missing_is_seen(day: RunResult, kind: Event) -> None:
    events = day.events.drop(day.events.index[day.events["kind"] == kind][0])
    events["seq"] = range(len(events))
    assert audit_result(RunResult(day.world, events.reset_index(drop=True)))


@pytest.mark.parametrize(
    ("spoilt", "late_s", "said"),
    [
        ((UnderWay, "_misses", lambda *_: False), 241, "changes in 59 s, which takes 60 s"),
        ((UnderWay, "_misses", lambda *_: True), 240, "which leaves at 29700 s, and is there at 29700 s"),
        ((Timetabled, "_onward", lambda *_: None), 241, "could at 34560 s"),
    ],
)
def test_what_is_done_wrong_is_seen(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoilt: tuple[type, str, Callable[..., Any]],
    late_s: int,
    said: str,
) -> None:
    set_late(monkeypatch, {"1a": late_s})
    monkeypatch.setattr(*spoilt)
    found = audit_result(day_of(tmp_path / "day"))
    assert any(said in line for line in found), found


def test_a_way_that_is_thought_to_be_sooner_than_shown_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bus at nine is known to be late: who looks at the timetable only goes by it, too late for the next."""
    set_late(monkeypatch, {"1a": 241, "1b": 5400})
    monkeypatch.setattr("simulator.services.timetable.running.Running.as_seen", lambda self, now_s: self._timetable)
    found = audit_result(day_of(tmp_path / "day", {"delays": {"recovery": 0, "seen": "2 h"}}))
    assert any("goes on at 29641 s" in line for line in found), found
