from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from simulator.days import NO_CHANGE, local_clock
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.timetable import CALL_DTYPES, STOP_DTYPES, TRIP_DTYPES, WALK_DTYPES, Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.network.timetable.feeds import SMALL, lines, small_feed

TUESDAY = date(2021, 9, 7)
WALKING = Walking(Walk())
HEAD = "trip_id,stop_sequence,stop_id,arrival_time,departure_time\n"


def on_tuesday(**changed: str | None) -> Timetable:
    return timetable_of(small_feed(**changed), [timetable_day(0, TUESDAY, NO_CHANGE)], WALKING)


def calls_of(timetable: Timetable, trip: str) -> list[tuple[str, int, int]]:
    """Return the calls of the only run of a trip, in each of its chains: stop, arrival, departure [min]."""
    calls = timetable.calls
    ids = timetable.trips["gtfs_trip_id"].to_numpy()[calls["gtfs_trip"]]
    found = calls[ids == trip]
    stops = timetable.stops["gtfs_stop_id"].to_numpy()[found["stop"]]
    return list(zip(stops, found["arrival_s"] / 60, found["departure_s"] / 60, strict=True))


def chains_of(timetable: Timetable) -> list[list[str]]:
    ids = timetable.trips["gtfs_trip_id"].to_numpy()[timetable.calls["gtfs_trip"]]
    parts = pd.DataFrame({"chain": timetable.calls["chain"], "trip": ids}).drop_duplicates()
    return [part["trip"].tolist() for _, part in parts.groupby("chain")]


def test_tables_have_the_types_that_are_told() -> None:
    timetable = on_tuesday()
    for table, dtypes in (
        (timetable.stops, STOP_DTYPES),
        (timetable.trips, TRIP_DTYPES),
        (timetable.calls, CALL_DTYPES),
        (timetable.walks, WALK_DTYPES),
    ):
        assert {name: str(dtype) for name, dtype in table.dtypes.items()} == dtypes


def test_a_day_as_it_is_written() -> None:
    timetable = on_tuesday()
    assert timetable.trips["gtfs_trip_id"].tolist() == ["train", "night", "bus"]
    assert timetable.trips["line"].tolist() == ["RE1", "RE1", "Landbus"]
    assert calls_of(timetable, "train") == [("A", 480, 480), ("B", 490, 492), ("C", 500, 500)]
    assert calls_of(timetable, "night") == [("A", 1430, 1430), ("B", 1445, 1445)]
    assert calls_of(timetable, "bus") == [("B", 495, 495), ("D", 510, 510)]
    assert timetable.calls["position"].tolist() == [0, 1, 2, 0, 1, 0, 1]
    assert timetable.calls["may_board"].tolist() == [True, True, False, True, False, True, False]
    assert timetable.calls["may_alight"].tolist() == [False, True, True, False, True, False, True]


def test_the_day_before_runs_past_midnight() -> None:
    days = [timetable_day(number, date(2021, 9, 7 + number), NO_CHANGE) for number in (-1, 0, 1)]
    timetable = timetable_of(small_feed(), days, WALKING)
    assert timetable.trips["service_day"].tolist() == [-1, -1, 0, 0, 0, 1, 1]
    assert calls_of(timetable, "night") == [
        ("A", -10, -10), ("B", 5, 5), ("A", 1430, 1430), ("B", 1445, 1445), ("A", 2870, 2870), ("B", 2885, 2885)
    ]  # fmt: skip


def test_a_date_may_be_borrowed_and_one_outside_has_no_trip() -> None:
    days = [timetable_day(0, date(2021, 9, 14), NO_CHANGE), timetable_day(1, date(2021, 9, 15), NO_CHANGE)]
    timetable = timetable_of(small_feed(), days, WALKING)
    assert timetable.trips["gtfs_trip_id"].tolist() == ["train", "night", "train", "night", "bus"]
    outside = timetable_of(small_feed(), [timetable_day(0, date(2022, 1, 1), NO_CHANGE)], WALKING)
    assert len(outside.trips) == len(outside.calls) == 0
    assert len(outside.stops) == 4


@pytest.mark.parametrize(
    ("first", "at_8_s"),
    [
        (date(2021, 3, 28), 7 * 3600),  # clocks are put forward at 2: seven hours after midnight they show 8
        (date(2021, 10, 31), 9 * 3600),
        (date(2021, 9, 7), 8 * 3600),
    ],
)
def test_times_count_from_twelve_hours_before_noon(first: date, at_8_s: int) -> None:
    day = timetable_day(0, first, local_clock(first, 1, 3))
    assert day.starts_s + 8 * 3600 == at_8_s
    after = timetable_day(1, date(2021, 1, 1), local_clock(first, 1, 3))
    assert after.starts_s == 24 * 3600 + (at_8_s - 8 * 3600)


def test_frequencies_repeat_a_trip_until_before_their_end() -> None:
    timetable = on_tuesday(
        frequencies=(
            "trip_id,start_time,end_time,headway_secs,exact_times\n"
            "bus,12:00:00,13:00:00,1200,1\nbus,06:00:00,06:31:00,900,0\n"
        )
    )
    ids = timetable.trips["gtfs_trip_id"].tolist()
    assert ids == ["train", "night", "bus#1", "bus#2", "bus#3", "bus#4", "bus#5", "bus#6"]
    begins = [calls_of(timetable, f"bus#{number}")[0] for number in range(1, 7)]
    assert begins == [("B", at, at) for at in (360, 375, 390, 720, 740, 760)]
    assert calls_of(timetable, "bus#3") == [("B", 390, 390), ("D", 405, 405)]


BLOCKS = "route_id,service_id,trip_id,block_id\n"


def test_trips_of_a_block_follow_each_other_where_one_ends() -> None:
    trips = BLOCKS + "R1,daily,one,X\nR1,daily,two,X\nR1,daily,three,X\nR1,daily,four,Y\n"
    times = HEAD + (
        "one,1,A,08:00:00,08:00:00\none,2,B,08:10:00,08:10:00\n"
        "two,1,B,08:10:00,08:10:00\ntwo,2,C,08:20:00,08:20:00\n"
        "three,1,A,09:00:00,09:00:00\nthree,2,B,09:10:00,09:10:00\n"  # begins elsewhere
        "four,1,C,08:20:00,08:20:00\nfour,2,B,08:30:00,08:30:00\n"  # another block
    )
    assert chains_of(on_tuesday(trips=trips, stop_times=times)) == [["one", "two"], ["three"], ["four"]]
    links = "from_trip_id,to_trip_id,transfer_type\n"
    leave = links + "one,two,5\n"
    timetable = on_tuesday(trips=trips, stop_times=times, transfers=leave)
    assert chains_of(timetable) == [["one"], ["two"], ["three"], ["four"]]
    both = links + "two,four,4\nfour,one,4\n"  # the second begins before the first ends
    assert chains_of(on_tuesday(trips=trips, stop_times=times, transfers=both)) == [["one", "two", "four"], ["three"]]


def test_a_train_that_is_divided_is_part_of_two_chains() -> None:
    trips = BLOCKS + "R1,daily,whole,\nR1,daily,front,\nR1,daily,rear,\nR1,daily,later,\n"
    times = HEAD + (
        "whole,1,A,08:00:00,08:00:00\nwhole,2,B,08:10:00,08:10:00\n"
        "front,1,B,08:12:00,08:12:00\nfront,2,C,08:20:00,08:20:00\n"
        "rear,1,B,08:14:00,08:14:00\nrear,2,D,08:24:00,08:24:00\n"
        "later,1,C,08:20:00,08:20:00\nlater,2,D,08:50:00,08:50:00\n"
    )
    links = "from_trip_id,to_trip_id,transfer_type\nwhole,rear,4\nwhole,front,4\nfront,later,4\n"
    timetable = on_tuesday(trips=trips, stop_times=times, transfers=links)
    assert chains_of(timetable) == [["whole", "front", "later"], ["whole", "rear"]]
    assert timetable.calls["position"].tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]


def test_a_stop_is_called_like_its_station_where_it_has_no_name() -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S,Beburg,53.1,12.0,1,\nB,,53.1,12.0,0,S\nA,,53.0,12.0,0,\nC,Cehof,53.2,12.0,0,S\nD,Dedorf,53.1,12.1,0,\n"
    )
    table = on_tuesday(stops=stops).stops
    assert table["name"].tolist() == ["Beburg", "A", "Cehof", "Dedorf"]
    assert table["station"].tolist() == [0, 1, 0, 2]
    assert table["gtfs_stop_id"].tolist() == ["B", "A", "C", "D"]


def test_what_may_not_be_boarded() -> None:
    times = lines(
        "trip_id,stop_sequence,stop_id,arrival_time,departure_time,pickup_type,drop_off_type\n",
        "train,1,A,08:00:00,08:00:00,1,0", "train,2,B,08:10:00,08:12:00,3,1", "train,3,C,08:20:00,08:20:00,0,2",
    )  # fmt: skip
    timetable = on_tuesday(stop_times=times)
    assert timetable.calls["may_board"].tolist() == [False, True, False]
    assert timetable.calls["may_alight"].tolist() == [False, False, True]
    assert "train" in SMALL["trips.txt"]
