from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.errors import TimetableError
from simulator.network.files import write_network
from simulator.network.gtfs.feed import read_feed
from tests.network.timetable.feeds import SMALL, lines, with_files
from tests.network.worlds import network_of


def build(*words: object) -> Result:
    return CliRunner().invoke(app, ["timetable", "build", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    folder = tmp_path / "whole"
    folder.mkdir()
    broken = lines(SMALL["stop_times.txt"], "train,9,X,08:30:00,08:30:00")
    for name, content in with_files(stop_times=broken).items():
        (folder / name).write_bytes(content)
    return folder


def test_a_feed_is_cut_and_mended(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "small.zip"
    done = build(feed, "--out", out, "--box", 12.05, 53, 12.15, 53.2, "--from", "2021-09-07", "--until", "2021-09-12")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "agency.txt: 1 rows read, 1 written",
        "stops.txt: 4 rows read, 2 written",
        "routes.txt: 2 rows read, 1 written",
        "calendar.txt: 2 rows read, 1 written",
        "calendar_dates.txt: 2 rows read, 0 written",
        "trips.txt: 3 rows read, 1 written",
        "stop_times.txt: 8 rows read, 2 written",
        'whole/stop_times.txt:9: stop_id: "X" is not in stops.txt (dropped)',
        f"written to {out}",
    ]
    small = read_feed(out, strict=True)
    assert small.tables["trips"]["trip_id"].tolist() == ["bus"]
    assert small.first_date == small.last_date == date(2021, 9, 7)


def test_near_a_network(feed: Path, tmp_path: Path) -> None:
    write_network(network_of([12.1, 12.1], [53.1, 53.11], [(0, 1, 1100, 90, False)]), tmp_path / "roads")
    out = tmp_path / "small"
    assert build(feed, "--out", out, "--near", tmp_path / "roads", "--without-lines", "RE1").exit_code == 0
    assert read_feed(out).tables["trips"]["trip_id"].tolist() == ["bus"]
    near = ("--near", tmp_path / "roads", "--distance", "6.8 km", "--calls", 2, "--cut")  # B lies 6.7 km off
    assert build(feed, "--out", out, *near).exit_code == 0
    assert read_feed(out).tables["trips"]["trip_id"].tolist() == ["bus"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--near", "x", "--box", 1, 2, 3, 4), "give --near or --box, not both"),
        (("--box", 3, 2, 1, 4), "west has to lie west of east"),
        (("--near", "roads", "--distance", "2 miles"), "expected a number with a unit"),
        (("--near", "roads", "--distance=-2 km"), '"-2 km": expected at least 0 m'),
        (("--from", "2021-09-08", "--until", "2021-09-07"), "is before the first day, --from"),
    ],
)
def test_options_that_cannot_be_meant(feed: Path, tmp_path: Path, words: tuple[object, ...], message: str) -> None:
    write_network(network_of([12, 12.1], [53, 53], [(0, 1, 6700, 400, False)]), tmp_path / "roads")
    given = [tmp_path / "roads" if word == "roads" else word for word in words]
    done = build(feed, "--out", tmp_path / "out.zip", *given)
    assert done.exit_code == 2
    assert message in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "out.zip").exists()


def test_a_line_that_is_not_there(feed: Path, tmp_path: Path) -> None:
    with pytest.raises(TimetableError, match='whole: has no line "RE2"'):
        build(feed, "--out", tmp_path / "out.zip", "--without-lines", "RE2")


def test_the_feed_itself_is_not_lost(feed: Path) -> None:
    done = build(feed, "--out", feed)
    assert done.exit_code == 2
    assert "is the feed itself" in done.output
