"""Journeys by timetable, worked out by hand on a road with five stops and six trips."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import run
from simulator.scenario.loader import load_scenario
from simulator.world.build import build_world
from tests.timetable.days import CALENDAR, Settings, result_of, write_day
from tests.worlds import NO_CACHE

TIMES = ["departure_s", "taken_s", "left_s", "arrival_s", "walk_s", "wait_s", "ride_s", "rides", "length_m"]


def at(clock: str, seconds: int = 0) -> int:
    hours, minutes, *rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest) + seconds


@pytest.mark.parametrize(
    ("ride", "times", "rest"),
    [
        # 100 m to the stop take 80 s at 4.5 km/h.
        ({"from": 100, "to": 10_000, "at": "07:50"}, "07:58:40 08:00 08:20 08:20", [80, 0, 1200, 1, 10_000]),
        # By train, after 5 minutes at B; E is 900 m off, D 500 m, but the bus is there only at 08:35.
        ({"from": 0, "to": 14_500, "at": "07:55"}, "08:00 08:00 08:22 08:34", [720, 300, 1020, 2, 15_400]),
        ({"from": 10_000, "to": 15_000, "at": "08:21"}, "08:25 08:25 08:35 08:35", [0, 0, 600, 1, 5000]),
        # Who has to be there by a time leaves as late as they can.
        ({"from": 0, "to": 10_000, "at": "07:00", "by": "10:00"}, "09:00 09:00 09:20 09:20", [0, 0, 1200, 1, 10_000]),
        ({"from": 0, "to": 10_000, "at": "07:00", "by": "09:19"}, "08:00 08:00 08:20 08:20", [0, 0, 1200, 1, 10_000]),
        ({"from": 0, "to": 10_000, "not_before": "09:00"}, "09:00 09:00 09:20 09:20", [0, 0, 1200, 1, 10_000]),
    ],
)
def test_the_best_journey(tmp_path: Path, ride: Settings, times: str, rest: list[int]) -> None:
    trips = result_of(tmp_path / "day", [ride]).tables.trips
    assert trips.loc[0, TIMES].tolist() == [*(at(clock) for clock in times.split()), *rest]


@pytest.mark.parametrize(
    ("ride", "leaves"),
    [
        # 10 minutes earlier and 20 on the way, or 50 later and 20.
        ({"from": 0, "to": 10_000, "at": "08:10", "asks": "07:00"}, "08:00"),
        ({"from": 0, "to": 10_000, "at": "08:30", "asks": "07:00"}, "09:00"),  # as far off either way
        ({"from": 0, "to": 10_000, "at": "08:29", "asks": "07:00"}, "08:00"),
        ({"from": 0, "to": 10_000, "at": "09:29", "asks": "07:00"}, "09:00"),  # nothing leaves later
        ({"from": 0, "to": 10_000, "at": "09:31", "asks": "07:00"}, None),  # 31 minutes are too many
        ({"from": 0, "to": 10_000, "at": "08:10"}, "09:00"),  # who asks when they want to leave has missed it
        ({"from": 0, "to": 10_000, "at": "08:10", "asks": "08:01"}, "09:00"),
        ({"from": 0, "to": 10_000, "at": "08:10", "asks": "07:00", "by": "09:30"}, "09:00"),  # by a time: not earlier
    ],
)
def test_who_leaves_earlier(tmp_path: Path, ride: Settings, leaves: str | None) -> None:
    result = result_of(tmp_path / "day", [ride], {"earlier": "30 min"})
    trips = result.tables.trips
    assert trips["reason"].fillna("").tolist() == ["" if leaves else "no_journey"]
    agreed = result.events[result.events["kind"] == Event.AGREED]
    if leaves is not None:
        assert trips["departure_s"].tolist() == [at(leaves)]
        assert agreed["value"].tolist() == ([at(leaves)] if at(leaves) < at(ride["at"]) else [])


@pytest.mark.parametrize(
    ("ride", "lines", "reason"),
    [
        ({"from": 0, "to": 8000}, {}, "no_stop_in_walking_range"),
        ({"from": 0, "to": 10_000, "at": "09:01"}, {}, "no_journey"),
        ({"from": 0, "to": 10_000, "at": "06:30"}, {"longest_wait": "89 min"}, "no_journey"),
        ({"from": 0, "to": 10_000, "at": "06:30", "by": "08:19"}, {}, "no_journey"),
        ({"from": 0, "to": 15_400, "at": "07:55"}, {"most_changes": 0, "without": {"lines": ["2"]}}, "no_journey"),
        ({"from": 0, "to": 10_000, "at": "07:30", "party": 51}, {}, "full"),
        # 1,900 m on foot take 1,520 s: the bus at 08:10 is at C sooner only if they leave after 07:54:40.
        ({"from": 9100, "to": 11_000, "at": "07:30"}, {"walk": {"limit": "5 km", "detour_factor": 1}}, "walk_as_fast"),
    ],
)
def test_why_there_is_none(tmp_path: Path, ride: Settings, lines: Settings, reason: str) -> None:
    trips = result_of(tmp_path / "day", [ride], lines).tables.trips
    assert trips["reason"].tolist() == [reason]


def test_nothing_runs_on_a_day_without_trips(tmp_path: Path) -> None:
    """Nor on the days beside it: it is Thursday, and the feed is for Saturdays."""
    day = write_day(tmp_path / "day", [{"from": 0, "to": 10_000}], calendar={"first_day": "2021-09-09"})
    saturdays = CALENDAR.replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,0")
    (tmp_path / "day" / "feed" / "calendar.txt").write_text(saturdays, encoding="utf-8")
    result = run(load_scenario(day), cache=NO_CACHE)
    assert result.tables.trips["reason"].tolist() == ["no_journey"]
    assert audit_result(result) == []


def test_on_the_days_of_the_warm_up_people_travel_too(tmp_path: Path) -> None:
    """Their times are negative."""
    calendar = {"first_day": "2021-09-07", "warm_up": 1}
    ride = {"from": 0, "to": 10_000, "at": "2021-09-06 07:50"}
    result = result_of(tmp_path / "day", [ride], calendar=calendar)
    taken = result.events.loc[result.events["kind"] == Event.VEHICLE_TAKEN, "time_s"]
    assert taken.tolist() == [at("8:00") - 86_400]


def test_staying_seated_is_no_change(tmp_path: Path) -> None:
    result = result_of(
        tmp_path / "day", [{"from": 0, "to": 15_400, "at": "07:55"}], {"without": {"route_types": ["rail"]}}
    )
    trip = result.tables.trips.loc[0]
    assert trip[["rides", "ride_s", "wait_s", "walk_s", "arrival_s"]].tolist() == [1, 36 * 60, 0, 0, at("8:36")]
    left = result.events[result.events["kind"] == Event.VEHICLE_LEFT]
    assert left["value"].tolist() == [1, 0]


def test_places_go_to_who_asks_first(tmp_path: Path) -> None:
    """Three want the bus at eight, which has room for two of them: from A on, or from B on only."""
    rides: list[Settings] = [
        {"from": 5000, "to": 10_000, "at": "07:30", "asks": "07:00"},
        {"from": 0, "to": 5000, "at": "07:30", "asks": "07:01", "party": 2},
        {"from": 0, "to": 10_000, "at": "07:30", "asks": "07:02"},
        {"from": 5000, "to": 10_000, "at": "07:30", "asks": "07:03"},
    ]
    result = result_of(tmp_path / "day", rides, {"capacity": {"bus": 2}})
    assert result.tables.trips["taken_s"].tolist() == [at("8:10"), at("8:00"), at("9:00"), at("8:10")]
    rows = result.events[result.events["kind"] == Event.TURNED_AWAY]
    first = int(result.world.services["lines"].first_vehicle)
    told = result.world.services["lines"].timetable.trips  # type: ignore[attr-defined]
    assert rows["request"].tolist() == [2]
    full = told["gtfs_trip_id"].tolist()[int(rows["vehicle"].iloc[0]) - first]
    assert (full, result.world.services["lines"].calls["departure_s"][rows["value"].iloc[0]]) == ("1a", at("8:00"))  # type: ignore[attr-defined]


def test_wheelchairs_go_where_the_feed_does_not_say_no(tmp_path: Path) -> None:
    """Nobody in a wheelchair gets into train 3a, or on or off at D; people on foot do."""
    rides: list[Settings] = [
        {"from": 0, "to": 15_400, "at": "07:55"},
        {"from": 0, "to": 15_400, "at": "07:55", "wheelchairs": 1},
        {"from": 10_000, "to": 15_000, "at": "08:00", "wheelchairs": 1},
    ]
    trips = result_of(tmp_path / "day", rides, {"walk": {"limit": "500 m", "detour_factor": 1}}).tables.trips
    assert trips["arrival_s"].tolist() == [at("8:22"), at("8:36"), at("8:36", 320)]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            {"dates": {"school_day": "2021-10-01"}},
            "dates.school_day: 2021-10-01 is not in the feed; the dates of feed are 2021-09-01 to 2021-09-30",
        ),
        # Nor may days that are not simulated run by a date that is not there.
        ({"dates": {"sunday": "2021-08-29"}}, "dates.sunday: 2021-08-29 is not in the feed; the dates of feed"),
        ({"without": {"lines": ["11"]}}, 'without.lines: no line "11" in the timetable'),
        ({"capacity": {"lines": {"4": 20}}}, 'capacity.lines: no line "4" in the timetable; there are 1, 2, 3'),
        (
            {"delays": {"punctual": {"lines": {"RE2": 0.8, "RE9": 0.9}}}},
            'delays.punctual.lines: no line "RE9" in the timetable; there are 1, 2, 3',
        ),
        ({"without": {"agencies": ["h"]}}, 'without.agencies: no agency "h" in the timetable'),
    ],
)
def test_what_is_not_in_the_feed_is_told(tmp_path: Path, lines: Settings, told: str) -> None:
    scenario = load_scenario(write_day(tmp_path / "day", [{"from": 0, "to": 10_000}], lines))
    with pytest.raises(ScenarioError, match="services\\.lines") as error:
        build_world(scenario, cache=NO_CACHE)
    assert told in str(error.value)


def test_a_day_outside_of_the_feed_needs_a_date(tmp_path: Path) -> None:
    ride = {"from": 0, "to": 10_000, "at": "07:50"}
    other_day = {"calendar": {"first_day": "2021-12-07"}}
    scenario = load_scenario(write_day(tmp_path / "day", [ride], **other_day))
    with pytest.raises(ScenarioError, match="2021-12-07 is not in the feed; the dates of feed are 2021-09-01"):
        build_world(scenario, cache=NO_CACHE)
    borrowed = result_of(tmp_path / "other", [ride], {"dates": {"school_day": "2021-09-07"}}, **other_day)
    assert borrowed.tables.trips["taken_s"].tolist() == [at("8:00")]


def test_a_feed_that_had_to_be_repaired_is_noted(tmp_path: Path) -> None:
    day = write_day(tmp_path / "day", [{"from": 0, "to": 10_000}])
    assert build_world(load_scenario(day), cache=NO_CACHE).notes == ()
    with (tmp_path / "day" / "feed" / "trips.txt").open("a", encoding="utf-8") as trips:
        trips.write("1,week,ghost,,1,,0\n9,week,other,,1,,0\n")  # without calls, without a line
    with (tmp_path / "day" / "feed" / "routes.txt").open("a", encoding="utf-8") as routes:
        routes.write("4,g,4,,bus\n")
    (note,) = build_world(load_scenario(day), cache=NO_CACHE).notes
    assert (note.rule, note.key, note.values) == ("repaired-feed", "services.lines.feed", {"dropped": 2, "mended": 1})


def test_trips_on_demand_run_only_if_they_are_kept(tmp_path: Path) -> None:
    ride = {"from": 0, "to": 10_000, "at": "06:50"}
    assert result_of(tmp_path / "day", [ride]).tables.trips["taken_s"].tolist() == [at("8:00")]
    kept = result_of(tmp_path / "kept", [ride], {"on_demand": "keep"})
    assert kept.tables.trips["taken_s"].tolist() == [at("7:00")]


def test_walkers_who_run_are_told(tmp_path: Path) -> None:
    ride = {"from": 0, "to": 10_000, "at": "07:50"}
    usual = result_of(tmp_path / "usual", [ride])
    fast = result_of(tmp_path / "fast", [ride], {"walk": {"limit": "1 km", "speed": "12 km/h", "detour_factor": 1}})
    keys = [[note.key for note in day.world.notes if note.key.startswith("services.lines")] for day in (usual, fast)]
    assert keys == [[], ["services.lines.walk.speed"]]
