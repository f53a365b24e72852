"""Car-sharing that cannot be: one clear message with file, line, key and reason, exit code 2, no results."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from simulator.cli.main import main
from simulator.scenario.catalogue import bundled_folder

GOOD = """\
name: broken
network: {file: network}
calendar: {days: 7}
services:
  cars:
    kind: carsharing
    stations_file: stations.csv
    car_types:
      small: {seats: 4, drivetrain: battery, energy: 0.2 kWh/km, store: 30 kWh, charge_ac: 7 kW}
    community:
      - {institution: school, car: a-1, hours: ["08:00", "12:00"]}
    demand:
      bookings_file: bookings.csv
"""
STATIONS = "id,name,lon,lat,capacity,cars,car_type,chargers\na,A,12.0,53.0,2,1,small,1\nb,B,12.0,53.045,2,1,,0\n"
BOOKINGS = "booking_id,start,end,station,length_km\nx,13:00,15:00,a,20\n"


def swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def scenario(old: str, new: str) -> dict[str, str]:
    return {"broken.yaml": swap(GOOD, old, new)}


def stations(old: str, new: str) -> dict[str, str]:
    return {"stations.csv": swap(STATIONS, old, new)}


def bookings(old: str, new: str) -> dict[str, str]:
    return {"bookings.csv": swap(BOOKINGS, old, new)}


TWICE = '12:00"]}\n      - {institution: club, car: a-1, days: [we, sa], hours: ["11:00", "13:00"]}'
CASES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "no road access": (
        stations("12.0,53.045", "12.9,53.01"),
        ("stations.csv:3: lon", '"b"', "no road access", "km from the nearest road"),
    ),
    "unknown type": (stations("small", "smal"), ("stations.csv:2: car_type", '"smal"', 'did you mean "small"?')),
    "station twice": (stations("b,B", "a,B"), ("stations.csv:3: id", '"a" stands here a second time')),
    "too many cars": (stations("53.0,2,1", "53.0,2,3"), ("stations.csv:2", "3 cars do not fit into 2 places")),
    "no such column": (stations("chargers", "chragers"), ("stations.csv:1: chragers", 'did you mean "chargers"?')),
    "charger of 0 kW": (
        {"stations.csv": "id,lon,lat,capacity,cars,chargers,charger_kw\na,12.0,53.0,2,1,1,0\n"},
        ("stations.csv:2: charger", "greater than 0"),
    ),
    "overlapping fixed bookings": (
        scenario('12:00"]}', TWICE),
        ("broken.yaml:12:", "services.cars.community[1].hours", "overlaps", '"school"', "a-1 is needed twice on we"),
    ),
    "less than the buffer between fixed bookings": (
        scenario(
            '12:00"]}', '12:00"]}\n      - {institution: club, car: a-1, days: [sa, mo], hours: ["12:10", "13:00"]}'
        ),
        ("broken.yaml:12:", "services.cars.community[1].hours", "the buffer of 15 min", "a-1 is needed twice on mo\n"),
    ),
    "fixed bookings on both sides of midnight": (
        scenario(
            'hours: ["08:00", "12:00"]}',
            'days: [su], hours: ["20:00", "24:00"]}\n'
            '      - {institution: club, car: a-1, days: [mo, tu], hours: ["00:00", "02:00"]}',
        ),
        ("broken.yaml:12:", "services.cars.community[1].hours", "a-1 is needed twice on mo\n"),
    ),
    "a station at a site for hydrogen": (
        {
            **scenario(
                "services:",
                "energy: {sites: [{name: H2, lon: 12, lat: 53, energy: hydrogen, plugs: 1, power: 2 kg H2/min}]}\n"
                "services:",
            ),
            "stations.csv": "id,lon,lat,capacity,cars,site\na,12.0,53.0,2,1,H2\n",
        },
        ("stations.csv:2: site", '"H2" gives hydrogen', "energy: electricity"),
    ),
    "a zone that crosses itself": (
        {
            "broken.yaml": "name: broken\nnetwork: {file: network}\nservices:\n  cars:\n    kind: carsharing\n"
            "    mode: free_floating\n    zones:\n"
            "      - {name: bow, polygon: [[11.9, 52.9], [12.1, 53.1], [12.1, 52.9], [11.9, 53.1]]}\n"
            "    car_types:\n      small: {seats: 4, count: 1}\n"
        },
        ("broken.yaml:8:", "services.cars.zones[0].polygon", "no outline of an area", "Self-intersection"),
    ),
    "unknown car": (scenario("car: a-1", "car: a-2"), (":11:", "community[0].car", '"a-2"', 'did you mean "a-1"?')),
    "battery below the reserve": (
        scenario("store: 30 kWh", "store: 30 kWh, reserve: 31 kWh"),
        (":9:", "services.cars.car_types.small", "reserve"),
    ),
    "too far for the battery": (
        scenario('12:00"]', '12:00"], length: 190 km'),
        (":11:", "community[0].length", "190 km a day", "more energy than a-1 stores"),
    ),
    "end before start": (scenario('["08:00", "12:00"]', '["30:00", "25:00"]'), ("community[0].hours", "later than")),
    "nights that meet mornings": (
        scenario(
            '12:00"]}', '12:00"]}\n      - {institution: club, car: a-1, days: [th, fr], hours: ["22:00", "09:00"]}'
        ),
        ("services.cars.community[1].hours", "a-1 is needed twice on th"),
    ),
    "no weekday": (
        scenario('hours: ["08:00"', 'days: [mn], hours: ["08:00"'),
        ("community[0].days[0]", "'mn'"),
    ),
    "stations twice": (
        scenario(
            "stations_file: stations.csv",
            "stations_file: stations.csv\n    stations: [{id: c, lon: 12, lat: 53, capacity: 1}]",
        ),
        ("services.cars", "either stations or a stations_file"),
    ),
    "no zone": (
        scenario("    kind: carsharing", "    kind: carsharing\n    mode: free_floating"),
        ("services.cars", "free_floating needs zones"),
    ),
    "unknown mode": (
        scenario("    kind: carsharing", "    kind: carsharing\n    mode: roundtrip"),
        ("services.cars.mode", 'did you mean "round_trip"?'),
    ),
    "relocated round trips": (
        scenario("    kind: carsharing", "    kind: carsharing\n    relocation: {policy: balance}"),
        ("relocation", "another mode"),
    ),
    "unknown station": (bookings("15:00,a", "15:00,c"), ("bookings.csv:2: station", "c is no station")),
    "booking of no length": (
        bookings("15:00", "13:00"),
        ("bookings.csv:2: end", "13:00:00 is not later than the start"),
    ),
    "booking of seconds": (bookings("15:00", "13:00:30"), ("bookings.csv:2: end", "less than a minute later")),
    "after the last day": (
        {"bookings.csv": "booking_id,day,start,end,station,length_km\nx,7,23:00,06:00,a,20\ny,8,00:00,02:00,a,20\n"},
        ("bookings.csv:3: start", "00:00:00 is more than a day after the last day; a run has bookings of days 0 to 6"),
    ),
    "booking twice": (bookings("a,20\n", "a,20\nx,16:00,17:00,b,3\n"), ("bookings.csv:3: booking_id", "second time")),
    "from nowhere": (bookings(",a,20", ",,20"), ("bookings.csv:2: station", "neither station nor origin_lon")),
    "how far": (
        bookings("a,20", "a,"),
        ("bookings.csv:2: length_km", "neither length_km nor end_station nor destination_lon"),
    ),
    "no service": (
        {"broken.yaml": GOOD[: GOOD.index("services:")]},
        ("services: is missing",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told(name: str, tmp_path: Path, monkeypatch, capsys) -> None:
    changes, words = CASES[name]
    shutil.copytree(bundled_folder() / "tiny" / "network", tmp_path / "network")
    files = {"broken.yaml": GOOD, "stations.csv": STATIONS, "bookings.csv": BOOKINGS, **changes}
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["elbe-drt", "run", "broken.yaml"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert all(word in said for word in words), said
    assert "Traceback" not in said
    assert not (tmp_path / "results").exists()


def test_the_good_files_run(tmp_path: Path, monkeypatch, capsys) -> None:
    shutil.copytree(bundled_folder() / "tiny" / "network", tmp_path / "network")
    for file, text in (("broken.yaml", GOOD), ("stations.csv", STATIONS), ("bookings.csv", BOOKINGS)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["elbe-drt", "run", "broken.yaml"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert not caught.value.code
    assert "1 of 1 bookings of a shared car were granted (100 %)." in capsys.readouterr().out
