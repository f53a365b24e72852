from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from simulator.errors import TimetableError
from simulator.network.gtfs.feed import feed_of, read_feed
from tests.network.timetable.feeds import SMALL, lines, small_feed, told, with_files
from tests.reference_data import reference_data

HEAD = "trip_id,stop_sequence,stop_id,arrival_time,departure_time"


def test_a_good_feed_needs_no_repair() -> None:
    feed = small_feed(strict=True)
    assert told(feed) == []
    assert {name: len(table) for name, table in feed.tables.items()} == {
        "agency": 1, "stops": 4, "routes": 2, "calendar": 2, "calendar_dates": 2, "trips": 3, "stop_times": 7,
        "frequencies": 0, "transfers": 0, "attributions": 0, "feed_info": 0,
    }  # fmt: skip
    assert (feed.first_date, feed.last_date) == (date(2021, 9, 6), date(2021, 9, 19))


def test_calendars_and_exceptions() -> None:
    feed = small_feed()
    runs = [number for number in range(1, 31) if "tuesdays" in feed.active(date(2021, 9, number))]
    assert runs == [7, 15]
    assert [number for number in range(1, 31) if "daily" in feed.active(date(2021, 9, number))] == list(range(6, 20))


def test_a_date_outside_names_the_range() -> None:
    with pytest.raises(TimetableError, match="small: has no 2022-01-01; its dates are 2021-09-06 to 2021-09-19"):
        small_feed().check_date(date(2022, 1, 1))


BAD_ROWS = {
    "unknown trip": ("stop_times", "ghost,1,A,08:00:00,08:00:00", ("stop_times.txt", 9, "trip_id", "ghost", "dropped")),
    "unknown stop": ("stop_times", "train,4,X,08:30:00,08:30:00", ("stop_times.txt", 9, "stop_id", "X", "dropped")),
    "no sequence": (
        "stop_times",
        "train,x,A,08:30:00,08:30:00",
        ("stop_times.txt", 9, "stop_sequence", "x", "dropped"),
    ),
    "twice": ("stop_times", "train,2,A,08:30:00,08:30:00", ("stop_times.txt", 9, "stop_sequence", "2", "dropped")),
    "one time": ("stop_times", "train,4,A,,08:30:00", ("stop_times.txt", 9, "arrival_time", "", "mended")),
    "too many cells": ("stop_times", "train,4,A,08:30:00,08:30:00,7", ("stop_times.txt", 9, "", "", "dropped")),
    "no coordinates": ("stops", "E,Ehof,,", ("stops.txt", 6, "stop_lat", "", "dropped")),
    "north of the pole": ("stops", "E,Ehof,99,12", ("stops.txt", 6, "stop_lat", "99", "mended")),
    "nowhere": ("stops", "E,Ehof,0,0", ("stops.txt", 6, "stop_lat", "0.0", "dropped")),
    "stop twice": ("stops", "A,Adorf,53,12", ("stops.txt", 6, "stop_id", "A", "dropped")),
    "route type": ("routes", "R3,3,,bus", ("routes.txt", 4, "route_type", "bus", "mended")),
    "no route": ("trips", "R9,daily,ghost,", ("trips.txt", 5, "route_id", "R9", "dropped")),
    "no service": ("trips", "R1,never,ghost,", ("trips.txt", 5, "service_id", "never", "dropped")),
    "no calls": ("trips", "R1,daily,ghost,", ("trips.txt", 5, "trip_id", "ghost", "dropped")),
    "no day": ("calendar_dates", "daily,20210931,2", ("calendar_dates.txt", 4, "date", "20210931", "dropped")),
    "no exception": ("calendar_dates", "daily,20210930,3", ("calendar_dates.txt", 4, "exception_type", "3", "dropped")),
    "timezone": ("agency", "W,Anderswo,Europe/Prague", ("agency.txt", 3, "agency_timezone", "Europe/Prague", "kept")),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_told_and_stops_nothing(name: str) -> None:
    table, row, expected = BAD_ROWS[name]
    text = lines(SMALL[f"{table}.txt"], row)
    feed = small_feed(**{table: text})
    assert expected in told(feed)
    with pytest.raises(TimetableError, match=f"small/{table}.txt:{expected[1]}: "):
        small_feed(strict=True, **{table: text})


def test_repetitions_that_end_before_they_begin_are_told_by_the_clock() -> None:
    rows = "trip_id,start_time,end_time,headway_secs\ntrain,07:00:00,08:00:00,600\ntrain,09:00:00,08:30:00,600\n"
    feed = small_feed(frequencies=rows)
    assert told(feed) == [("frequencies.txt", 3, "end_time", "08:30:00", "dropped")]
    assert feed.tables["frequencies"]["end_time"].tolist() == [8 * 3600]


def test_times_that_are_none() -> None:
    times = SMALL["stop_times.txt"].replace("08:10:00,08:12:00", "25:99:00,8.12")
    feed = small_feed(stop_times=times)
    assert told(feed) == [
        ("stop_times.txt", 3, "arrival_time", "25:99:00", "mended"),
        ("stop_times.txt", 3, "departure_time", "8.12", "mended"),
        ("stop_times.txt", 3, "arrival_time", "", "mended"),
    ]
    assert feed.tables["stop_times"]["arrival_time"].tolist()[:3] == [8 * 3600, 8 * 3600 + 600, 8 * 3600 + 1200]
    assert "hours run from 0 to 167, minutes and seconds to 59; taken as empty" in feed.repairs["problem"][0]


def test_times_between_evenly_or_by_distance() -> None:
    rows = ["train,1,A,08:00:00,08:00:00,0", "train,2,B,,,1", "train,3,D,,,5", "train,4,C,08:10:01,08:10:01,10"]
    feed = small_feed(stop_times=lines(f"{HEAD},shape_dist_traveled\n", *rows))
    assert (feed.tables["stop_times"]["arrival_time"] - 8 * 3600).tolist() == [0, 60, 300, 601]
    assert "08:05:00 taken, by distance" in feed.repairs["problem"][1]
    for other in ("", "0.5", "11"):  # unknown, and back
        rows[2] = f"train,3,D,,,{other}"
        feed = small_feed(stop_times=lines(f"{HEAD},shape_dist_traveled\n", *rows))
        assert (feed.tables["stop_times"]["departure_time"] - 8 * 3600).tolist() == [0, 200, 400, 601]


def test_a_trip_with_times_out_of_order_is_dropped() -> None:
    times = SMALL["stop_times.txt"].replace("train,3,C,08:20:00,08:20:00", "train,3,C,08:11:00,08:20:00")
    feed = small_feed(stop_times=times)
    assert told(feed) == [
        ("stop_times.txt", 2, "trip_id", "train", "dropped"),
        ("stop_times.txt", 3, "trip_id", "train", "dropped"),
        ("stop_times.txt", 4, "arrival_time", "08:11:00", "dropped"),
        ("trips.txt", 2, "trip_id", "train", "dropped"),
    ]
    assert feed.tables["trips"]["trip_id"].tolist() == ["night", "bus"]


@pytest.mark.parametrize("call", ["train,3,C,08:20:00,08:19:59", "train,2,B,08:10:00,08:09:59"])
def test_a_trip_that_leaves_before_it_arrives_is_dropped(call: str) -> None:
    place = call[:8]
    rows = [call if row.startswith(place) else row for row in SMALL["stop_times.txt"].splitlines()]
    feed = small_feed(stop_times="\n".join([*rows, ""]))
    assert feed.tables["trips"]["trip_id"].tolist() == ["night", "bus"]
    of_call = feed.repairs[feed.repairs["field"] == "departure_time"]
    assert of_call[["line", "value"]].to_numpy().tolist() == [[rows.index(call) + 1, call[-8:]]]
    assert of_call["problem"].tolist() == [f"is earlier than the arrival, {call[10:18]}"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8:05:07", 29_107), ("00:00:00", 0), ("25:30:00", 91_800), ("167:59:59", 604_799), ("168:00:00", None),
        ("08:60:00", None), ("08:59:60", None), ("08:05", None), ("-1:00:00", None), ("08:05:07.5", None),
    ],
)  # fmt: skip
def test_times(text: str, seconds: int | None) -> None:
    rows = f"{HEAD}\ntrain,1,A,00:00:00,00:00:00\ntrain,2,B,{text},{text}\ntrain,3,C,167:59:59,\n"
    found = small_feed(stop_times=rows)
    assert (found.repairs["field"].tolist().count("arrival_time") == 0) == (seconds is not None)
    if seconds is not None:
        assert found.tables["stop_times"]["arrival_time"][1] == seconds


def test_calls_without_times_at_an_end_are_dropped() -> None:
    times = SMALL["stop_times.txt"].replace("train,3,C,08:20:00,08:20:00", "train,3,C,,")
    feed = small_feed(stop_times=times)
    assert told(feed) == [("stop_times.txt", 4, "arrival_time", "", "dropped")]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"stops": None}, "small: stops.txt: is missing; the feed has agency.txt, routes.txt"),
        ({"calendar": None, "calendar_dates": None}, "calendar.txt or calendar_dates.txt: is missing"),
        ({"trips": "route_id,trip_id\nR1,train\n"}, "small/trips.txt:1: service_id: column is missing; there are"),
        ({"trips": "route_id,service_id,trip_id\n"}, "no trip that can be used\nsmall/stop_times.txt:2: trip_id"),
    ],
)  # fmt: skip
def test_an_unusable_feed(changed: dict[str, str | None], message: str) -> None:
    with pytest.raises(TimetableError) as caught:
        small_feed(**changed)
    assert message in str(caught.value)


def test_a_feed_of_services_to_be_booked_only_is_told_to_be_one() -> None:
    head = "trip_id,stop_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window\n"
    with pytest.raises(TimetableError, match="small: no trip that can be used; its trips have time windows in place"):
        small_feed(stop_times=head + "train,A,1,08:00:00,12:00:00\ntrain,B,2,08:00:00,12:00:00\n")


def test_a_feed_in_which_nothing_ever_runs() -> None:
    never = "service_id,date,exception_type\ndaily,20210907,2\n"
    with pytest.raises(TimetableError, match="small: no date on which any service runs that can be used"):
        small_feed(calendar=None, calendar_dates=never)
    weekly = SMALL["calendar.txt"].replace("20210906,20210919\nt", "20210920,20210919\nt")
    assert ("calendar.txt", 2, "end_date", "20210919", "dropped") in told(small_feed(calendar=weekly))


def test_one_calendar_is_enough() -> None:
    assert small_feed(calendar_dates=None).active(date(2021, 9, 14)) == {"daily", "tuesdays"}
    only = small_feed(calendar=None, calendar_dates="service_id,date,exception_type\ndaily,20210907,1\n")
    assert only.first_date == only.last_date == date(2021, 9, 7)


def test_trips_that_have_to_be_booked() -> None:
    routes = SMALL["routes.txt"].replace("Landbus,3", "Landbus,715")
    assert small_feed(routes=routes).tables["trips"]["on_demand"].tolist() == [False, False, True]
    trips = "route_id,service_id,trip_id,on_demand\nR1,daily,train,1\nR1,daily,night,0\nR2,tuesdays,bus,\n"
    assert small_feed(trips=trips).tables["trips"]["on_demand"].tolist() == [True, False, False]
    routes = "route_id,route_type,on_demand\nR1,2,1\nR2,3,0\n"
    assert small_feed(routes=routes).tables["trips"]["on_demand"].tolist() == [True, True, False]
    rows = ["night,1,A,23:50:00,23:50:00,2", "night,2,B,24:05:00,24:05:00,2", "bus,1,B,08:00:00,08:00:00,2",
            "bus,2,D,08:05:00,08:05:00,0"]  # fmt: skip
    feed = small_feed(stop_times=lines(f"{HEAD},pickup_type\n", *rows))
    assert feed.tables["trips"]["on_demand"].tolist() == [True, False]


def test_the_digest_follows_the_content() -> None:
    feed = small_feed()
    assert feed.digest == feed_of("other name", with_files()).digest
    assert feed.digest != small_feed(stops=SMALL["stops.txt"] + "E,E,53,12\n").digest
    other = feed.changed({"frequencies": feed.tables["frequencies"]}, "nothing much")
    assert other.digest not in (feed.digest, feed.changed({}, "else").digest)


DEMANDED = {
    "prignitz/gtfs_prignitz_2021-09.zip": ({"trips": 1338, "stop_times": 19_267, "stops": 1229}, "2021-09-06", 14),
    "region/pt/gtfs_db_longdistance_2019_elbe.zip": (
        {"trips": 379, "stop_times": 5175, "stops": 132}, "2018-12-09", 371,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEMANDED)
def test_real_feeds_are_read_without_any_repair(name: str) -> None:
    feed = read_feed(Path(reference_data(*name.split("/"))), strict=True)
    sizes, first, days = DEMANDED[name]
    assert {table: len(feed.tables[table]) for table in sizes} == sizes
    assert feed.first_date == date.fromisoformat(first)
    assert feed.last_date - feed.first_date == timedelta(days=days - 1)
