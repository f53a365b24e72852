from __future__ import annotations

import zipfile
from pathlib import Path

import gtfs_guru
import pandas as pd
import pytest

from simulator.errors import TimetableError
from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.writing import write_feed
from tests.network.timetable.feeds import SMALL, lines, small_feed


def assert_same(one: Feed, other: Feed) -> None:
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(
            table.drop(columns="line"), other.tables[name].drop(columns="line"), check_like=True, check_dtype=False
        )


def rich_feed() -> Feed:
    """Return a feed with something in every file, and cells that need quotes or may be empty."""
    return small_feed(
        strict=True,
        stops=lines(SMALL["stops.txt"], '"E,1","Edorf ""Süd"", Ö",52.9,11.123456').replace(
            "stop_lat,stop_lon\n", "stop_lat,stop_lon,platform\n"
        ).replace("12.00\n", "12.00,\n").replace("12.10\n", "12.10,7\n").replace("11.123456\n", "11.123456,2\n"),
        trips=SMALL["trips.txt"].replace("trip_headsign\n", "trip_headsign,on_demand\n").replace("Cehof\n", "Cehof,0\n")
        .replace("Dedorf\n", "Dedorf,1\n"),
        frequencies="trip_id,start_time,end_time,headway_secs\nnight,23:50:00,26:00:00,1800\n",
        transfers="from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,B,2,300\nA,C,3,\n",
        feed_info="feed_publisher_name,feed_publisher_url,feed_lang\nWir,https://example.org,de\n",
        attributions="organization_name,is_producer\nWir,1\n",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["feed.zip", "feed"])
def test_what_is_written_is_read_again_as_the_same(name: str, tmp_path: Path) -> None:
    feed = rich_feed()
    write_feed(feed.tables, tmp_path / name)
    again = read_feed(tmp_path / name, strict=True)
    assert_same(feed, again)
    write_feed(again.tables, tmp_path / "twice" / name)
    assert_same(feed, read_feed(tmp_path / "twice" / name, strict=True))


def test_files_as_they_are_written(tmp_path: Path) -> None:
    write_feed(rich_feed().tables, tmp_path / "feed")
    assert sorted(path.name for path in (tmp_path / "feed").iterdir()) == [
        "agency.txt", "attributions.txt", "calendar.txt", "calendar_dates.txt", "feed_info.txt", "frequencies.txt",
        "routes.txt", "stop_times.txt", "stops.txt", "transfers.txt", "trips.txt",
    ]  # fmt: skip
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "feed").iterdir()}
    assert texts["stop_times"].splitlines()[:2] == [
        "trip_id,stop_sequence,stop_id,arrival_time,departure_time",
        "train,1,A,08:00:00,08:00:00",
    ]
    assert "night,2,B,24:05:00,24:05:00\n" in texts["stop_times"]
    assert '"E,1","Edorf ""Süd"", Ö",52.9,11.123456,2\n' in texts["stops"]
    assert texts["trips"].splitlines()[0::3] == [
        "route_id,service_id,trip_id,trip_headsign,on_demand",
        "R2,tuesdays,bus,Dedorf,1",
    ]
    assert texts["transfers"] == ("from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,B,2,300\nA,C,3,\n")
    assert texts["frequencies"] == "trip_id,start_time,end_time,headway_secs\nnight,23:50:00,26:00:00,1800\n"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    feed = rich_feed()
    for name in ("a.zip", "b.zip"):
        write_feed(feed.tables, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    for name in ("feed", "feed.zip"):
        write_feed(rich_feed().tables, tmp_path / name)
        write_feed(small_feed().tables, tmp_path / name)
        assert_same(small_feed(), read_feed(tmp_path / name))


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TimetableError, match="cannot be written"):
        write_feed(small_feed().tables, tmp_path / "file" / "feed.zip")


def test_a_validator_finds_no_error_in_what_is_written_of_feeds_it_has_none_in(tmp_path: Path) -> None:
    """Columns that GTFS requires are there, also where they say no more than what this project takes without them."""
    buses = small_feed(
        agency="agency_id,agency_name,agency_url,agency_timezone\nV,V,https://example.org,Europe/Berlin\n",
        routes="route_id,route_short_name,route_type\nR1,1,3\nR2,2,3\n",
        transfers="from_stop_id,to_stop_id,transfer_type\nB,B,0\n",
    )
    write_feed(buses.tables, tmp_path / "feed.zip")
    found = gtfs_guru.validate(str(tmp_path / "feed.zip"))
    assert found.error_count == 0, [notice.context() for notice in found.notices if notice.severity == "ERROR"]


@pytest.mark.parametrize("name", ["letters", "file", "folder.zip"])
def test_nothing_but_a_feed_is_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "stops.txt").write_text("dear")
    (tmp_path / "letters" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("dear")
    (tmp_path / "folder.zip").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(TimetableError, match="nothing was written"):
        write_feed(small_feed().tables, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before
