"""What is kept is what would be made, and nothing else is ever taken for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulator.days import NO_CHANGE
from simulator.errors import TimetableError
from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.timetable import stored
from simulator.network.timetable.days import TimetableDay, timetable_day, timetable_of
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.network.timetable.feeds import SMALL, lines, with_files

WALKING = Walking(Walk())
DAYS = [timetable_day(0, date(2021, 9, 7), NO_CHANGE)]


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, content in with_files(stop_times=lines(SMALL["stop_times.txt"], "ghost,1,A,08:00:00,")).items():
        (folder / name).write_bytes(content)
    stored.forget()
    return folder


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("made anew")


def assert_same(one: Feed | Timetable, other: Feed | Timetable) -> None:
    for name, value in vars(one).items():
        there = getattr(other, name)
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, there)
        elif name == "tables":
            assert list(value) == list(there)
            for table in value:
                pd.testing.assert_frame_equal(value[table], there[table])
        else:
            assert value == there


def test_what_was_kept_is_what_was_made(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = read_feed(feed)
    timetable = timetable_of(made, DAYS, WALKING)
    for again in range(2):
        kept = stored.load_feed(feed)
        assert_same(made, kept)
        assert_same(timetable, stored.load_timetable(kept, DAYS, WALKING))
        if not again:
            stored.forget()
            monkeypatch.setattr(stored, "feed_of", forbidden)
            monkeypatch.setattr(stored, "timetable_of", forbidden)


def test_strict_refuses_what_is_kept_as_well(feed: Path) -> None:
    stored.load_feed(feed)
    with pytest.raises(TimetableError, match=r"feed/stop_times.txt:9: trip_id: .ghost. is not in trips.txt"):
        stored.load_feed(feed, strict=True)


def test_everything_it_depends_on_counts(feed: Path) -> None:
    one = stored.load_feed(feed)
    base = stored.load_timetable(one, DAYS, WALKING)
    assert stored.load_timetable(one, DAYS, Walking(Walk(limit_m=1))) is base  # changes do not depend on it
    for days, walking in (
        ([timetable_day(0, date(2021, 9, 8), NO_CHANGE)], WALKING),
        ([timetable_day(1, date(2021, 9, 7), NO_CHANGE)], WALKING),
        ([TimetableDay(0, date(2021, 9, 7), -3600)], WALKING),
        (DAYS, Walking(Walk(speed_kph=4))),
        (DAYS, Walking(Walk(detour_factor=1.4))),
        (DAYS, Walking(Walk(), transfer_m=5)),
        (DAYS, Walking(Walk(), change_s=5)),
    ):
        stored.forget()
        assert_same(timetable_of(one, days, walking), stored.load_timetable(one, days, walking))
    (feed / "stops.txt").write_text(SMALL["stops.txt"].replace("Adorf", "Altdorf"))
    other = stored.load_feed(feed)
    assert other.tables["stops"]["stop_name"][0] == "Altdorf"
    assert stored.load_timetable(other, DAYS, WALKING).stops["name"][0] == "Altdorf"


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty"])
def test_a_damaged_file_is_made_anew(feed: Path, damage: str) -> None:
    made = stored.load_feed(feed)
    (path,) = (feed.parent / "cache" / "timetables").glob("*.tables")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes({"flipped": bytes(content), "cut": bytes(content[:-1]), "empty": b""}[damage])
    stored.forget()
    assert_same(made, stored.load_feed(feed))
    stored.forget()
    assert path.read_bytes() != bytes(content)


def test_nothing_is_kept_where_nothing_can_be_written(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (feed.parent / "cache").write_text("a file")
    assert_same(read_feed(feed), stored.load_feed(feed))


def test_the_oldest_go_first(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_BYTES", 1)
    made = stored.load_feed(feed)
    stored.load_timetable(made, DAYS, WALKING)
    assert len(list((feed.parent / "cache" / "timetables").glob("*.tables"))) == 1
