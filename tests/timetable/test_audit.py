"""The auditor of journeys by timetable: what cannot be is seen, and so is a journey that is not the best one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.network.timetable_routing import chosen
from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from simulator.services.timetable.places import Places
from simulator.services.timetable.service import Timetabled
from tests.timetable.days import Settings, result_of, write_day
from tests.worlds import NO_CACHE

# By bus from A, 80 s away, and by train from B on, where five minutes are waited.
RIDE: Settings = {"from": 100, "to": 15_400, "at": "07:55"}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """A day on which one person changes."""
    return result_of(tmp_path_factory.mktemp("audit") / "day", [RIDE])


@pytest.mark.parametrize(
    ("kind", "place", "column", "change", "said"),
    [
        ("accepted", 0, "vehicle", 1, "accepted was vehicle"),
        ("accepted", 0, "value", 1, "begins at"),
        ("trip_began", 0, "time_s", -1, "walks (81, 0) s to and from its stops, expected (80, 0)"),
        ("trip_began", 0, "value", 1, "costs 201 cents, expected 200"),
        ("called", 0, "value", 1, "it runs from"),
        ("called", 1, "value", 1, "it runs from"),
        ("called", 3, "value", 1000, "a ride without its calls"),
        ("vehicle_taken", 0, "vehicle", 1, "rides in vehicle"),
        ("vehicle_taken", 0, "node", 1, "rides from node 1 to 5, not 0 to 5"),
        ("vehicle_taken", 0, "value", 1, "walks (79, 0) s"),
        ("vehicle_taken", 1, "value", -1, "waits 299 s at the change, expected 300 s"),
        ("vehicle_taken", 1, "time_s", -1, "it runs from"),
        ("vehicle_left", 0, "time_s", 60, "rides from 28800 to 29460 s, it runs from 28800 to 29400 s"),
        ("vehicle_left", 0, "value", 1, "does not go on as"),
        ("vehicle_left", 1, "node", 1, "not 5 to 15"),
        ("trip_ended", 0, "time_s", 1, "walks (80, 1) s"),
        ("trip_ended", 0, "value", 2, "rides 15402 m, expected 15400 m"),
    ],
)
def test_what_cannot_be_is_seen(day: RunResult, kind: str, place: int, column: str, change: int, said: str) -> None:
    events = day.events.copy()
    rows = events.index[events["kind"] == Event[kind.upper()]]
    events.loc[rows[place], column] += change
    assert any(said in line for line in audit_result(RunResult(day.world, events)))


def spoilt(folder: Path, rides: list[Settings], lines: Settings | None = None) -> list[str]:
    """Run a day and return what the auditor finds."""
    return audit_result(run(load_scenario(write_day(folder, rides, lines)), cache=NO_CACHE))


@pytest.mark.parametrize(
    ("ride", "best", "said"),
    [
        # The bus that goes on as another is there at 08:36, the train at 08:22.
        (RIDE, lambda one: -one.arrival_s, "could at 30120 s"),
        (RIDE | {"by": "08:30"}, lambda one: one.departure_s, None),  # there is only one
        # The bus at eight instead of nine.
        (
            {"from": 0, "to": 10_000, "at": "07:30", "by": "10:00"},
            lambda one: one.departure_s,
            "leaves at 28800 s, could later",
        ),
    ],
)  # fmt: skip
def test_a_journey_that_is_not_the_best_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ride: Settings, best: Any, said: str | None
) -> None:
    def chosen(self: Timetabled, router: Any, asked: Any) -> Any:
        ways = self._world.ways
        found = router.journeys(ways.starts[0], ways.ends[0], asked.from_s, asked.from_s + 7200, 4)
        return min(found, key=best)

    monkeypatch.setattr(Timetabled, "_best", chosen)
    found = spoilt(tmp_path / "day", [ride])
    assert bool(found) == (said is not None)
    assert said is None or any(said in line for line in found)


def test_who_leaves_too_soon_or_changes_too_often_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Timetabled, "_no_later_on_foot", lambda *_: False)
    near = {"from": 9100, "to": 11_000, "at": "07:30"}
    lines = {"walk": {"limit": "5 km", "detour_factor": 1}}
    assert any("no later on foot" in line for line in spoilt(tmp_path / "near", [near], lines))


@pytest.mark.parametrize(
    ("ride", "reason", "said"),
    [
        (RIDE, Reason.NO_JOURNEY, "is refused, but could be there at 30120 s"),
        (RIDE, Reason.FULL, "is refused, but could be there at 30120 s"),
        (
            RIDE | {"party": 300},
            Reason.NO_JOURNEY,
            "is refused for no_journey, with room for all it",
        ),
        (RIDE | {"at": "20:00"}, Reason.FULL, "is refused for full, with room for all"),
        (RIDE | {"at": "20:00"}, Reason.NO_JOURNEY, None),
        (RIDE | {"party": 300}, Reason.FULL, None),
        (RIDE, Reason.WALK_AS_FAST, "is told to walk, but could be there at 30120 s"),  # 15 km are too far
        (RIDE | {"at": "20:00"}, Reason.WALK_AS_FAST, "is told to walk"),  # nothing runs
        ({"from": 4100, "to": 5900, "at": "07:30"}, Reason.WALK_AS_FAST, "is told to walk"),  # no journey either
    ],
)
def test_who_was_refused_a_journey_that_there_was_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ride: Settings, reason: Reason, said: str | None
) -> None:
    monkeypatch.setattr(Timetabled, "in_time", lambda *_: reason)
    found = spoilt(tmp_path / "day", [ride])
    assert bool(found) == (said is not None)
    assert said is None or said in found[0]


def test_more_riders_than_places_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Places, "first_full", lambda *_: -1)
    monkeypatch.setattr(Places, "have_room", lambda *_: True)
    rides: list[Settings] = [{"from": 0, "to": 10_000, "at": "07:50", "party": 2}] * 2
    found = spoilt(tmp_path / "day", rides, {"capacity": {"bus": 3}})
    assert any("4 riders on board, with places for 3" in line for line in found)
    assert any("could at" in line for line in found)  # as the bus was full for the second


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_any_number_of_a_log_may_be_wrong(day: RunResult, each: bool) -> None:
    """Nothing fails where numbers of a ride are nonsense: it is told. each: of every row, or of one of each kind."""
    told = {Event.CALLED, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_BEGAN, Event.TRIP_ENDED}
    unseen = []
    rows = day.events[day.events["kind"].isin(told)]
    for row in rows.index if each else rows.drop_duplicates("kind", keep="last").index:
        for column, nonsense in (("request", 77), ("vehicle", 9999), ("value", -5), ("ride", 3), ("time_s", 100_000)):
            events = day.events.copy()
            events.loc[row, column] = nonsense
            if not audit_result(RunResult(day.world, events)):
                unseen.append((Event(events.loc[row, "kind"]).words, column))
    assert unseen == []


EARLY: Settings = {"from": 0, "to": 10_000, "at": "08:10", "asks": "07:00"}  # leaves at eight


def test_an_earlier_departure_that_was_not_agreed_is_seen(tmp_path: Path) -> None:
    result = result_of(tmp_path / "day", [EARLY], {"earlier": "30 min"})
    events = result.events.copy()
    agreed = events.index[events["kind"] == Event.AGREED]
    events.loc[agreed, "value"] += 60
    assert any("agreed was 28860 s" in line for line in audit_result(RunResult(result.world, events)))
    assert any("leaves before 29400 s" in line for line in audit_result(RunResult(result.world, events.drop(agreed))))


def test_a_departure_that_is_farther_off_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "_off_and_on_the_way", lambda journey, wish_s: journey.arrival_s)
    found = spoilt(tmp_path / "day", [EARLY | {"at": "08:50"}], {"earlier": "60 min"})
    assert any("is 4200 s off and on the way, could be 1800 s" in line for line in found)  # at eight instead of nine
