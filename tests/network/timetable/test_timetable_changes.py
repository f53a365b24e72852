"""Changes of a timetable, on a feed small enough to say by heart what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.running import Running
from simulator.network.gtfs_changes.added_lines import AddedLine
from simulator.network.gtfs_changes.changes import Add, Change, Drop, Thin, changed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError, Which
from simulator.network.gtfs_changes.thinning import Thinning
from simulator.units import HOUR_S
from tests.network.timetable.small_feeds import TRIPS, lines_of_the_village
from tests.reference_data import reference_data

TUESDAY, SATURDAY = date(2021, 9, 7), date(2021, 9, 11)
RUNNING = Running(
    (TUESDAY, SATURDAY),
    {TUESDAY: "school_day", SATURDAY: "saturday"},
    lambda one, other: 100_000 * abs(one[1] - other[1]),
)
HOP_KM = 1.112  # a hundredth of a degree of latitude, as stops are apart


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return lines_of_the_village(tmp_path)


def on(feed: Feed, day: date) -> dict[str, str]:
    """Return the stops of each trip that runs on a day, by trip."""
    trips, calls = feed.tables["trips"], feed.tables["stop_times"].sort_values(["trip_id", "stop_sequence"])
    running = set(trips.loc[trips["service_id"].isin(feed.active(day)), "trip_id"])
    found: dict[str, str] = {}
    for trip, stop in zip(calls["trip_id"], calls["stop_id"], strict=True):
        if trip in running:
            found[trip] = found.get(trip, "") + stop
    return found


def make(feed: Feed, *changes: Change) -> Feed:
    return changed(feed, changes, RUNNING)[0]


def test_other_changes_give_other_digests(feed: Feed) -> None:
    """Timetables are kept by them; the way of an added line counts, too."""
    line = AddedLine("X", "", ("A", "C"), 0, 0, HOUR_S)
    changes: list[Change] = [
        Drop(Which(lines=("1",))),
        Drop(Which(lines=("2",))),
        Drop(Which(stops=("B",))),
        Drop(Which(stops=("C",))),
        Drop(Which(stops=("C",), days=("saturday",))),
        Drop(Which(lines=("1",), days=("saturday",))),
        Drop(Which(lines=("1",), days=("school_day",))),
        Thin(Which(lines=("1",)), Thinning(2)),
        Thin(Which(lines=("1",)), Thinning(3)),
        Add(line),
        Add(replace(line, line="Y")),
        Add(replace(line, days=("saturday",))),
    ]
    digests = {make(feed, change).digest for change in changes} | {feed.digest}
    farther = replace(RUNNING, way_m=lambda one, other: 50_000 * abs(one[1] - other[1]))
    digests.add(changed(feed, [Add(line)], farther)[0].digest)
    assert len(digests) == len(changes) + 2
    assert all(make(feed, change).digest in digests for change in changes)


def test_nothing_is_changed_by_no_change(feed: Feed) -> None:
    assert changed(feed, (), RUNNING) == (feed, [])


@pytest.mark.parametrize(
    ("which", "gone"),
    [
        (Which(lines=("1",)), {"t6", "t7", "t8", "t9", "back"}),
        (Which(lines=("Bahn",)), {"train"}),
        (Which(routes=("r2",)), {"late"}),
        (Which(trips=("t7", "t9")), {"t7", "t9"}),
        (Which(route_types=("bus",)), {"t6", "t7", "t8", "t9", "back", "late"}),
        (Which(route_types=(2,)), {"train"}),
        (Which(hours=((6 * HOUR_S, 7 * HOUR_S),)), {"t6"}),
        (Which(hours=((7 * HOUR_S, 8 * HOUR_S),)), {"t7", "back"}),
        (Which(hours=((1 * HOUR_S, 2 * HOUR_S),)), {"late"}),  # 25:30 is half past one by the clock
        (Which(hours=((23 * HOUR_S, 30 * HOUR_S),)), {"late"}),  # until six in the morning, which is left out
        (Which(hours=((6 * HOUR_S, 7 * HOUR_S), (9 * HOUR_S, 10 * HOUR_S))), {"t6", "t9"}),
        (Which(lines=("1",), hours=((8 * HOUR_S, 9 * HOUR_S),)), {"t8"}),
        (Which(lines=("1", "2"), route_types=("rail",)), set()),
    ],
)
def test_drops_the_trips_for_which_all_conditions_hold(feed: Feed, which: Which, gone: set[str]) -> None:
    left = make(feed, Drop(which))
    assert on(left, TUESDAY) == {trip: stops for trip, stops in on(feed, TUESDAY).items() if trip not in gone}
    assert on(left, SATURDAY) == {trip: stops for trip, stops in on(feed, SATURDAY).items() if trip not in gone}
    assert not set(left.tables["stop_times"]["trip_id"]) & gone
    assert on(make(left, Drop(replace(which, trips=()))), TUESDAY) == on(
        make(feed, Drop(replace(which, trips=()))), TUESDAY
    )


def test_drops_on_days_of_some_types_only(feed: Feed) -> None:
    left = make(feed, Drop(Which(lines=("1",), days=("saturday",))))
    assert on(left, TUESDAY) == on(feed, TUESDAY)
    assert set(on(left, SATURDAY)) == {"late", "train"}
    other = make(feed, Drop(Which(lines=("1",), days=("school_day",))))
    assert set(on(other, TUESDAY)) == {"late", "train"}
    assert on(other, SATURDAY) == on(feed, SATURDAY)
    assert "t8" not in set(other.tables["trips"]["trip_id"])  # ran on school days only


def test_leaves_out_calls_at_stops(feed: Feed) -> None:
    left = make(feed, Drop(Which(stops=("Bstadt",), lines=("1", "2"))))
    stops = {
        "t6": "ACD",
        "t7": "ACD",
        "t8": "ACD",
        "t9": "ACD",
        "back": "DCA",
        "train": "AD",
    }  # of late one call is left
    assert on(left, TUESDAY) == stops
    assert on(make(left, Drop(Which(stops=("B",)))), TUESDAY) == stops


def test_leaves_out_calls_on_some_days_only(feed: Feed) -> None:
    left = make(feed, Drop(Which(stops=("B",), days=("saturday",))))
    assert on(left, TUESDAY) == on(feed, TUESDAY)
    assert sorted(on(left, SATURDAY).values()) == sorted(["ACD", "ACD", "ACD", "DCA", "AD"])


def test_counts_what_each_change_drops_and_adds(feed: Feed) -> None:
    line = AddedLine("9", "", ("A", "C"), 8 * HOUR_S, 9 * HOUR_S, HOUR_S, (600,), both_ways=False, days=("saturday",))
    _, effects = changed(feed, [Drop(Which(lines=("2",))), Thin(Which(lines=("1",)), Thinning(2)), Add(line)], RUNNING)
    assert [effect.trips for effect in effects] == [1, 2, 2]
    # Tuesday 7 trips, Saturday 6; line 2 has one of two hops on both days; of the four and three trips of line 1 go
    # 7 and 9 o'clock on Tuesday, 7 o'clock on Saturday.
    assert [effect.before.trips for effect in effects] == [13, 11, 8]
    assert [effect.after.trips for effect in effects] == [11, 8, 10]
    assert effects[0].before.vehicle_km == pytest.approx((9 * 3 + 2 * 2 + 2 * 3) * HOP_KM, abs=0.05)
    assert effects[0].after.vehicle_km == pytest.approx((9 * 3 + 2 * 3) * HOP_KM, abs=0.05)
    assert effects[1].after.vehicle_km == pytest.approx((6 * 3 + 2 * 3) * HOP_KM, abs=0.05)
    assert effects[2].after.vehicle_km == pytest.approx((6 * 3 + 2 * 3 + 2 * 2) * HOP_KM, abs=0.05)


@pytest.mark.parametrize(
    ("how", "tuesday", "saturday"),
    [
        (Thinning(keep_every=2), {"t6", "t8", "back"}, {"t6", "t9", "back"}),
        (Thinning(keep_every=3), {"t6", "t9", "back"}, {"t6", "back"}),
        (Thinning(headway_s=2 * HOUR_S), {"t6", "t8", "back"}, {"t6", "t9", "back"}),
        (Thinning(headway_s=HOUR_S), {"t6", "t7", "t8", "t9", "back"}, {"t6", "t7", "t9", "back"}),
        (Thinning(headway_s=HOUR_S + 1), {"t6", "t8", "back"}, {"t6", "t9", "back"}),
    ],
)
def test_thins_day_by_day(feed: Feed, how: Thinning, tuesday: set[str], saturday: set[str]) -> None:
    left = make(feed, Thin(Which(lines=("1",)), how))
    others = {"late", "train"}
    assert set(on(left, TUESDAY)) == tuesday | others
    assert set(on(left, SATURDAY)) == saturday | others
    if how.headway_s is not None:  # thinning again changes nothing
        assert on(make(left, Thin(Which(lines=("1",)), how)), TUESDAY) == on(left, TUESDAY)


def test_thins_within_hours(feed: Feed) -> None:
    left = make(feed, Thin(Which(lines=("1",), hours=((7 * HOUR_S, 10 * HOUR_S),)), Thinning(keep_every=2)))
    assert set(on(left, TUESDAY)) == {"t6", "t7", "t9", "back", "late", "train"}


def test_an_added_line_is_as_if_somebody_had_written_it(feed: Feed, tmp_path: Path) -> None:
    line = AddedLine("X", "Dhof", ("A", "Cfeld", "Dhof"), 6 * HOUR_S, 7 * HOUR_S, HOUR_S, (300, 420), dwell_s=60)
    found = make(feed, Add(line))
    calls = found.tables["stop_times"]
    added = calls[~calls["trip_id"].isin(TRIPS)]
    told = [
        (trip, stop, int(arrival), int(departure))
        for trip, stop, arrival, departure in zip(
            *(added[name] for name in ("trip_id", "stop_id", "arrival_time", "departure_time")), strict=True
        )
    ]
    six, minute = 6 * HOUR_S, 60
    there = [("A", 0, 0), ("C", 5, 6), ("D", 13, 13)]
    back = [("D", 0, 0), ("C", 7, 8), ("A", 13, 13)]
    wanted = [
        (f"X/{way}/{begin}", stop, begin + arrival * minute, begin + departure * minute)
        for way, stops in enumerate((there, back))
        for begin in (six, six + HOUR_S)
        for stop, arrival, departure in stops
    ]
    assert told == wanted
    assert {trip: stops for trip, stops in on(found, SATURDAY).items() if trip not in TRIPS} == {
        "X/0/21600": "ACD", "X/0/25200": "ACD", "X/1/21600": "DCA", "X/1/25200": "DCA",
    }  # fmt: skip
    again = make(found, Drop(Which(lines=("X",))))
    assert on(again, TUESDAY) == on(feed, TUESDAY)


def test_an_added_line_drives_along_the_roads(feed: Feed) -> None:
    line = AddedLine("X", "", ("A", "C"), 0, 0, HOUR_S, both_ways=False, metres_per_s=10.0)
    calls = make(feed, Add(line)).tables["stop_times"]
    assert calls.loc[calls["trip_id"] == "X/0/0", "arrival_time"].tolist() == [0, 200]  # 2 km at 10 m/s


def test_of_a_name_the_platform_nearest_to_the_stop_before_is_taken(feed: Feed) -> None:
    line = AddedLine("X", "", ("D2", "Dhof"), 0, 0, HOUR_S, (60,), both_ways=False)
    assert on(make(feed, Add(line)), TUESDAY)["X/0/0"] == "D2D"


def test_trips_repeated_by_frequencies_are_written_out(feed: Feed, tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {"trip_id": ["t6"], "start_time": [6 * HOUR_S], "end_time": [8 * HOUR_S], "headway_secs": [1800]}
    )
    repeated = feed.changed({"frequencies": rows}, "")
    left = make(repeated, Thin(Which(trips=("t6#1", "t6#2", "t6#3", "t6#4")), Thinning(2)))
    assert {trip for trip in on(left, TUESDAY) if trip.startswith("t6")} == {"t6#1", "t6#3"}
    named = make(repeated, Thin(Which(trips=("t6",)), Thinning(2)))  # all that it is repeated as
    assert on(named, TUESDAY) == on(left, TUESDAY)
    one = make(repeated, Drop(Which(trips=("t6#2",))))
    assert {trip for trip in on(one, TUESDAY) if trip.startswith("t6")} == {"t6#1", "t6#3", "t6#4"}
    calls = left.tables["stop_times"]
    assert calls.loc[calls["trip_id"] == "t6#3", "departure_time"].tolist() == [25_200, 25_500, 25_800, 26_100]


@pytest.mark.parametrize(
    ("which", "message"),
    [
        (Which(lines=("11",)), 'no line "11" in the timetable; did you mean "1"?'),
        (Which(routes=("r9",)), 'no route "r9" in the timetable; did you mean "r1"?'),
        (Which(trips=("train2",)), 'no trip "train2" in the timetable; did you mean "train"?'),
        (Which(stops=("Cfled",)), 'no stop "Cfled" in the timetable; did you mean "Cfeld"?'),
        (Which(lines=("Rufbus",)), 'no line "Rufbus" in the timetable; there are 1, 2, Bahn'),
    ],
)
def test_tells_what_is_not_there(feed: Feed, which: Which, message: str) -> None:
    with pytest.raises(UnknownNameError) as told:
        make(feed, Drop(which))
    assert str(told.value) == message


def test_no_trip_is_lost_or_doubled_in_the_county() -> None:
    feed = read_feed(reference_data("prignitz", "gtfs_prignitz_2021-09.zip"))
    noon = ((9 * HOUR_S, 14 * HOUR_S),)
    which = Which(route_types=("bus",), hours=noon, days=("school_day",))
    left, (effect,) = changed(feed, [Drop(which)], RUNNING)
    before, after = ({day: on(one, day) for day in RUNNING.counted} for one in (feed, left))
    assert after[SATURDAY] == before[SATURDAY]
    kept = before[TUESDAY].keys() & after[TUESDAY].keys()
    assert after[TUESDAY] == {trip: before[TUESDAY][trip] for trip in kept}
    assert len(before[TUESDAY]) - len(after[TUESDAY]) == effect.trips == effect.before.trips - effect.after.trips > 0
    again, (nothing,) = changed(left, [Drop(which)], RUNNING)
    assert on(again, TUESDAY) == after[TUESDAY]
    assert nothing.trips == 0
