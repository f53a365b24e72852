"""Buses and trains on the replay: where they are, who is on board, who waits; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.run import RunData, read_run_data
from simulator.experiments.publish import write_run
from simulator.report.replay import lines as lines_module
from simulator.report.replay.lines import Lines, calls_of, follow_lines
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.report.replay.people import describe_people
from simulator.units import HOUR_S
from tests.bundled import bundled
from tests.timetable.days import Settings, result_of

EIGHT = 8 * HOUR_S
ALL_DAY = (0, 24 * HOUR_S)
# A party of two from A to B with the bus at eight; one who changes at C at twenty past nine, for which they leave A at
# nine; three who take the train from B at quarter past eight. All are at the stop where they want to get on.
RIDES: list[Settings] = [
    {"from": 0, "to": 5000, "at": "07:55", "party": 2},
    {"from": 0, "to": 15_400, "at": "08:55"},
    {"from": 5000, "to": 15_400, "at": "08:00", "by": "08:30", "party": 3},
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunData:
    folder = tmp_path_factory.mktemp("day")
    return read_run_data(write_run(result_of(folder, RIDES), folder / "out", {}, figures=False))


@pytest.fixture(scope="module")
def replay(run: RunData) -> dict[str, Any]:
    return build_replay(run, run.network)


def test_trips_call_where_and_when_the_timetable_says(replay: dict[str, Any]) -> None:
    """The trip on demand, which nobody booked, is not there; of trips alike the calls are told once."""
    arrays, lines = unpack(replay["arrays"]), replay["lines"]
    assert [lines["lines"][row] for row in arrays["run_line"]] == ["1", "3", "2", "1", "2"]
    assert [lines["goals"][row] for row in arrays["run_goal"]] == [f"{goal}-Dorf" for goal in "CEECE"]
    assert arrays["run_rail"].tolist() == [0, 1, 0, 0, 0]
    assert (arrays["run_start"] - EIGHT).tolist() == [0, 900, 1500, 3600, 5100]
    assert arrays["run_course"].tolist() == [0, 1, 2, 0, 2]
    assert arrays["course_calls"].tolist() == [3, 2, 3]
    assert [lines["halts"][row][0] for row in arrays["call_halt"]] == [*"ABC", *"BE", *"CDE"]
    assert arrays["call_arrival"].tolist() == [0, 600, 1200, 0, 420, 0, 600, 660]
    assert arrays["call_departure"].tolist() == [0, 600, 1200, 0, 420, 0, 600, 660]
    assert not arrays["run_late"].any()
    assert (lines["shown"], lines["total"]) == (5, 5)
    assert [name for name, _, _ in lines["stations"]] == ["B-Dorf", "E-Dorf"]
    halts = dict(zip(lines["halts"], arrays["halt_y"].tolist(), strict=True))
    assert halts["B-Dorf"] - halts["A-Dorf"] == pytest.approx(5000, abs=2)


def test_people_wait_ride_and_change(replay: dict[str, Any]) -> None:
    arrays, lines = unpack(replay["arrays"]), replay["lines"]
    assert lines["people"] == ["r0", "r2", "r1"]  # in the order in which they ask
    assert arrays["person_rides"].tolist() == [1, 1, 2]
    assert arrays["person_party"].tolist() == [2, 3, 1]
    assert arrays["ride_run"].tolist() == [1, 2, 4, 5]  # 0: none
    assert not arrays["ride_vehicle"].any()
    assert (arrays["ride_taken"] - EIGHT).tolist() == [0, 900, 3600, 5100]
    assert (arrays["ride_left"] - EIGHT).tolist() == [600, 1320, 4800, 5760]
    assert (arrays["ride_taken"] - arrays["ride_ready"]).tolist() == [0, 0, 0, 300]
    names = np.array(lines["spots"])
    assert names[arrays["ride_from"]].tolist() == [f"{at}-Dorf" for at in "ABAC"]
    assert names[arrays["ride_to"]].tolist() == [f"{at}-Dorf" for at in "BECE"]


def seen(run: RunData, roads_end_m: int, ridden: tuple[int, ...] = (), hours: tuple[int, int] = ALL_DAY) -> Lines:
    """What is seen where roads run from A so far to the north. ridden: calls at which somebody gets on or off."""
    calls = calls_of(run.timetable, run.network)
    south = calls.xy[:, 1].min()
    roads = np.array([[0.0, south], [0.0, south + roads_end_m]])
    return follow_lines(calls, np.array(ridden, dtype=np.int64), roads, hours)


def called_at(lines: Lines) -> list[str]:
    """Where each course calls, as the first letters of stops."""
    halts = [lines.content["halts"][row][0] for row in lines.arrays["call_halt"]]
    ends = np.cumsum(lines.arrays["course_calls"])[:-1]
    return ["".join(part) for part in np.split(np.array(halts), ends)]


def starts(lines: Lines) -> list[int]:
    return (lines.arrays["run_start"].astype(int) - EIGHT).tolist()


def test_beyond_the_county_only_the_next_call_is_shown(run: RunData) -> None:
    """Two kilometres around the roads are the county, too: 3,010 m of roads reach to B, 2,990 m of them do not."""
    assert called_at(seen(run, 3010)) == ["ABC", "BE"]
    assert called_at(seen(run, 2990)) == ["AB"]
    assert [name for name, _, _ in seen(run, 3010).content["stations"]] == ["B-Dorf"]
    assert seen(run, 2990).content["stations"] == []


def test_who_rides_is_followed_beyond_the_county(run: RunData) -> None:
    last = run.passengers.iloc[-1]  # with line 2 from C
    lines = seen(run, 2990, (last["from_call"], last["to_call"]))
    assert called_at(lines) == ["AB", "CDE"]
    assert (starts(lines), lines.total) == ([0, 3600, 5100], 3)


def test_only_what_runs_in_the_hours_shown(run: RunData) -> None:
    assert starts(seen(run, 20_000, hours=(EIGHT + 1200, EIGHT + 1500))) == [900]
    assert starts(seen(run, 20_000, hours=(EIGHT + 1199, EIGHT + 1501))) == [0, 900, 1500]


def test_of_large_feeds_trips_without_riders_are_left_out_evenly(run: RunData, monkeypatch: pytest.MonkeyPatch) -> None:
    """All five have 14 calls, the four that somebody rides 11."""
    ridden = (*run.passengers["from_call"], *run.passengers["to_call"])
    for most, shown in ((14, [0, 900, 1500, 3600, 5100]), (13, [0, 900, 3600, 5100]), (3, [0, 900, 3600, 5100])):
        monkeypatch.setattr(lines_module, "MOST_CALLS", most)
        lines = seen(run, 20_000, ridden)
        assert (starts(lines), lines.total) == (shown, 5)
    monkeypatch.setattr(lines_module, "MOST_CALLS", 9)  # of 1a, 1b, 2a, 2b and 3a the first, second and fourth
    assert starts(seen(run, 20_000)) == [0, 3600, 5100]


def test_how_late_trips_are_is_told_where_they_are(run: RunData) -> None:
    given, calls = run.timetable, run.timetable.calls
    trips = given.trips
    (vehicle,) = trips.loc[(trips["gtfs_trip_id"] == "1a") & (trips["service_day"] == 0), "vehicle"]
    late = {"arrival_s": np.zeros(len(calls), int), "departure_s": np.zeros(len(calls), int)}
    of_trip = (calls["vehicle"] == vehicle).to_numpy()
    late["arrival_s"][of_trip], late["departure_s"][of_trip] = [0, 50, 40], [60, 50, 40]
    actual = calls.assign(**{f"actual_{name}": calls[name] + seconds for name, seconds in late.items()})
    calls_then = calls_of(replace(given, calls=actual), run.network)
    arrays = follow_lines(calls_then, np.zeros(0, np.int64), run.network.xy_m(), ALL_DAY).arrays
    assert arrays["run_late"].tolist() == [3, 0, 0, 0, 0]
    assert (arrays["late_arrival"].tolist(), arrays["late_departure"].tolist()) == ([0, 50, 40], [60, 50, 40])


def test_people_in_trips_that_are_not_shown_are_not_shown_either(run: RunData) -> None:
    none = np.full(4, -1)
    named, arrays = describe_people(run.passengers, np.array([0, -1, 1, 2]), none, run.network)
    assert named["people"] == ["r0", "r1"]
    assert arrays["ride_run"].tolist() == [1, 2, 3]


def test_a_run_without_timetable_has_no_lines(tmp_path: Path) -> None:
    data = read_run_data(write_run(bundled("tiny/line"), tmp_path, {}, figures=False))
    assert build_replay(data, data.network)["lines"] is None
    assert data.passengers.empty
