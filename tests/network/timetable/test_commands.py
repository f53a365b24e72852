"""``elbe-drt timetable info`` and ``check`` on feeds, good ones and bad ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.cli import timetable
from simulator.cli.main import main
from tests.network.timetable.feeds import SMALL, lines, with_files

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    def called(*words: str, **changed: str | None) -> tuple[int, str]:
        folder = tmp_path / "feed"
        folder.mkdir(exist_ok=True)
        for name, content in with_files(**changed).items():
            (folder / name).write_bytes(content)
        monkeypatch.setattr(sys, "argv", ["elbe-drt", "timetable", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


def test_info_tells_what_there_is(call: Call) -> None:
    assert call("info", "feed") == (
        0,
        "feed: 2021-09-06 to 2021-09-19\n"
        "  agencies: Verkehrsbetrieb\n"
        "  bus: 1 lines: Landbus\n"
        "  rail: 1 lines: RE1\n"
        "  trips: 3 with 7 calls; only when booked: 0\n"
        "  stops: 4 called at, of 4\n"
        "  Monday to Friday: 2 to 3 trips a day, on 10 days\n"
        "  Saturday: 2 trips a day, on 2 days\n"
        "  Sunday: 2 trips a day, on 2 days\n"
        "  on Tuesday, 2021-09-07: 3 trips\n"
        "  first departure 08:00:00, last 23:50:00\n"
        "        2 departures  Adorf\n"
        "        2 departures  Beburg\n"
        "  nothing had to be repaired\n",
    )


def test_info_on_a_date(call: Call) -> None:
    code, said = call("info", "feed", "--date", "2021-09-14")
    assert code == 0
    assert "  on Tuesday, 2021-09-14: 2 trips\n" in said
    assert "        1 departures  Beburg\n" in said
    code, said = call("info", "feed", "--date", "2021-10-01")
    assert (code, said) == (2, "feed: has no 2021-10-01; its dates are 2021-09-06 to 2021-09-19\n")


def test_info_counts_repeated_trips_and_those_to_be_booked(call: Call) -> None:
    often = "trip_id,start_time,end_time,headway_secs\nbus,06:00:00,07:00:00,1200\n"
    routes = SMALL["routes.txt"].replace("Landbus,3", "Landbus,715")
    code, said = call("info", "feed", frequencies=often, routes=routes)
    assert code == 0
    assert "  on Tuesday, 2021-09-07: 5 trips, 3 of them only when booked\n" in said
    assert "  first departure 06:00:00, last 23:50:00\n        4 departures  Beburg\n" in said


def test_check_lists_repairs_and_balances_rows(call: Call) -> None:
    times = lines(SMALL["stop_times.txt"], "ghost,1,A,08:00:00,08:00:00", "bus,10,A,25:99:00,")
    code, said = call("check", "feed", stop_times=times)
    assert code == 0
    assert said.splitlines() == [
        'feed/stop_times.txt:9: trip_id: "ghost" is not in trips.txt (dropped)',
        'feed/stop_times.txt:10: arrival_time: "25:99:00" is no time; hours run from 0 to 167, minutes and seconds to '
        "59; taken as empty (mended)",
        "feed/stop_times.txt:10: arrival_time: is empty, and no call of its trip on that side has one (dropped)",
        "agency.txt: 1 rows read, 1 kept, 0 dropped",
        "stops.txt: 4 rows read, 4 kept, 0 dropped",
        "routes.txt: 2 rows read, 2 kept, 0 dropped",
        "calendar.txt: 2 rows read, 2 kept, 0 dropped",
        "calendar_dates.txt: 2 rows read, 2 kept, 0 dropped",
        "trips.txt: 3 rows read, 3 kept, 0 dropped",
        "stop_times.txt: 9 rows read, 7 kept, 2 dropped",
        "feed: can be used, with 3 repairs",
    ]
    code, said = call("check", "feed", "--strict", stop_times=times)
    assert (code, len(said.splitlines())) == (2, 3)
    assert call("check", "feed", "--strict")[0] == 0


def test_check_refuses_what_cannot_be_used(call: Call, tmp_path: Path) -> None:
    code, said = call("check", "nowhere.zip")
    assert (code, said) == (2, "nowhere.zip: cannot be read: No such file or directory\n")
    code, said = call("check", "feed", stop_times="trip_id,stop_sequence,stop_id\n")
    assert code == 2
    assert "feed: no trip that can be used\n" in said


def test_check_tells_stops_far_from_a_network(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    network = str(Path(__file__).parents[3] / "scenarios" / "tiny" / "network")
    code, said = call("check", "feed", "--network", network)
    assert code == 0
    assert said.splitlines()[:3] == [
        "stops.txt:3: stop_lat: Beburg is 1.1 km from the nearest road",
        "stops.txt:5: stop_lat: Dedorf is 6.8 km from the nearest road",
        "stops.txt:4: stop_lat: Cehof is 12.2 km from the nearest road",
    ]
    assert said.endswith("feed: can be used, with 0 repairs; 3 stops are far from the network\n")
    monkeypatch.setattr(timetable, "FEW", 2)
    code, said = call("check", "feed", "--network", network)
    assert said.splitlines()[1:3] == [
        "stops.txt:5: stop_lat: Dedorf is 6.8 km from the nearest road",
        "stops.txt: 1 more are farther; --all tells them",
    ]
    assert said.endswith("; 3 stops are far from the network\n")
    assert "Cehof is 12.2 km" in call("check", "feed", "--network", network, "--all")[1]
    rows = [line.split(",") for line in SMALL["stops.txt"].splitlines()]
    swapped = "".join(f"{stop},{name},{lon},{lat}\n" for stop, name, lat, lon in rows[1:])
    code, said = call("check", "feed", "--network", network, stops="stop_id,stop_name,stop_lat,stop_lon\n" + swapped)
    assert code == 2
    assert "feed/stops.txt: stop_lat: no stop is within 1,000 m of the network three places on a line; lon" in said
