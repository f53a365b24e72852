"""GBFS 3.0 snapshots fit the official schemas, agree with the tables, and say what is so at that moment."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from simulator.analysis.dates import clock_of
from simulator.analysis.gbfs import Moment, gbfs_feeds
from simulator.cli.main import main
from simulator.experiments.publish import write_run
from tests.bundled import bundled
from tests.carsharing.test_free_floating import LINE as FLOAT_LINE
from tests.carsharing.test_free_floating import floating, trip
from tests.carsharing.test_round_trips import electric
from tests.carsharing.worlds import HOUR, booking, day

SCHEMAS = Path(__file__).parents[1] / "data" / "gbfs-3.0"
MONDAY = date(2026, 1, 5)


def check(feeds) -> None:
    """Validate every file against its official schema."""
    for name, feed in feeds.items():
        schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(feed)


def feeds_of(done, at_s: int, zones=()):
    feeds = gbfs_feeds(done.events, done.inputs, done.world.sites, Moment(at_s, MONDAY), system="test", zones=zones)
    check(feeds)
    return {name: feed["data"] for name, feed in feeds.items()}


def test_round_trips_return_to_their_station_wherever_they_go() -> None:
    there = {"destination_lon": float(FLOAT_LINE.lon[3]), "destination_lat": float(FLOAT_LINE.lat[3])}
    done = day([booking(1, 8 * HOUR, 10 * HOUR, **there)], electric(booking={"walk": "50 km"}))
    (kind,) = feeds_of(done, 0)["vehicle_types"]["vehicle_types"]
    assert kind["return_constraint"] == "roundtrip_station"


def test_zones_of_free_floating_cars_are_told_and_rides_end_nowhere_else() -> None:
    clockwise = [[12.0, 53.0], [12.0, 53.1], [12.1, 53.1], [12.1, 53.0]]
    data = feeds_of(day([], floating()), 0, [{"name": "town", "polygon": clockwise}])["geofencing_zones"]
    (feature,) = data["geofencing_zones"]["features"]
    ((ring,),) = feature["geometry"]["coordinates"]
    assert [list(corner) for corner in ring[:2]] in ([[12.0, 53.0], [12.1, 53.0]], [[12.1, 53.0], [12.1, 53.1]])
    assert [rule["ride_end_allowed"] for rule in feature["properties"]["rules"] + data["global_rules"]] == [True, False]


def test_states_of_a_car_over_the_day() -> None:
    done = day([booking(1, 8 * HOUR, 10 * HOUR, submitted_s=HOUR, length_m=20_000, drive_s=1200)], electric())

    def at(seconds: int):
        data = feeds_of(done, seconds)
        return data["vehicle_status"]["vehicles"], data["station_status"]["stations"][0]

    (car,), station = at(0)
    assert (car["is_reserved"], car["is_disabled"], car["station_id"]) == (False, False, "s0")
    assert (car["current_range_meters"], car["current_fuel_percent"]) == (40_000, 1.0)
    assert (station["num_vehicles_available"], station["num_docks_available"]) == (1, 2)
    (car,), station = at(2 * HOUR)
    assert car["available_until"] == "2026-01-05T08:00:00+01:00"
    (car,), station = at(8 * HOUR - 60)
    assert car["is_reserved"]
    assert station["num_vehicles_available"] == 0
    cars, station = at(9 * HOUR)
    assert cars == []
    assert (station["num_vehicles_available"], station["num_docks_available"]) == (0, 3)
    (car,), station = at(10 * HOUR + HOUR // 2)  # 4 kWh used, 2 charged in half an hour
    assert car["current_range_meters"] == pytest.approx(30_000, abs=10)
    assert station["num_vehicles_available"] == 1


def test_free_floating_cars_are_where_they_were_left() -> None:
    done = day([trip(1, HOUR, 3, 6)], floating())
    data = feeds_of(done, 5 * HOUR)
    assert "station_status" not in data
    assert data["vehicle_types"]["vehicle_types"][0]["return_constraint"] == "free_floating"
    (car,) = data["vehicle_status"]["vehicles"]
    assert (car["lon"], car["lat"]) == (round(float(FLOAT_LINE.lon[6]), 6), round(float(FLOAT_LINE.lat[6]), 6))


def test_export_of_the_bundled_week(tmp_path, monkeypatch, capsys) -> None:
    folder = write_run(bundled("prignitz/carsharing"), tmp_path, {}, figures=False)
    out = tmp_path / "gbfs"
    for arguments in (["--at", "08:00"], ["--at", "17:30", "--day", "5"]):
        command = ["elbe-drt", "export", str(folder), str(out), "--format", "gbfs", *arguments]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as caught:
            main()
        assert not caught.value.code
        feeds = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(out.glob("*.json"))}
        assert set(feeds) == {path.stem for path in SCHEMAS.glob("*.json")} - {"geofencing_zones"}
        check(feeds)
        stations = feeds["station_status"]["data"]["stations"]
        capacity = {s["station_id"]: s["capacity"] for s in feeds["station_information"]["data"]["stations"]}
        cars = feeds["vehicle_status"]["data"]["vehicles"]
        assert len(stations) == 26
        for told in stations:
            here = [car for car in cars if car.get("station_id") == told["station_id"]]
            assert told["num_docks_available"] == capacity[told["station_id"]] - len(here)
            assert told["num_vehicles_available"] == sum(not car["is_reserved"] for car in here)
    assert "GBFS snapshot at 17:30 of day 5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "25:99"], "--at: "),
        (["--first-day", "monday"], '--first-day: "monday" is no date'),
    ],
)
def test_bad_times_are_told(arguments, words, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["elbe-drt", "export", str(tmp_path), "out", "--format", "gbfs", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("time_h", "shown"),
    [
        (1, "2021-10-31T01:00:00+02:00"),
        (2.5, "2021-10-31T02:30:00+02:00"),  # the first of two
        (3.5, "2021-10-31T02:30:00+01:00"),
        (10.5, "2021-10-31T09:30:00+01:00"),
        (-1, "2021-10-30T23:00:00+02:00"),
    ],
)
def test_what_clocks_show_in_the_night_in_which_they_are_put_back(time_h: float, shown: str) -> None:
    first_day = date(2021, 10, 31)
    assert Moment(0, first_day, clock_of(first_day)).shown(round(time_h * HOUR)) == shown


def test_a_snapshot_is_of_what_clocks_show_on_the_day_of_the_scenario(tmp_path: Path) -> None:
    """A car comes back at 09:00, on a day with 25 hours: it is there at 09:30, and was not at 08:30."""
    back = booking(1, 2 * HOUR, 10 * HOUR)  # true time
    done = day([back], electric(), calendar={"first_day": date(2021, 10, 31)})
    row = done.tables.bookings.iloc[0]
    assert row["returned_s"] == 10 * HOUR
    cars = {}
    for clock_h in (8.5, 9.5):
        moment = Moment(clock_of(date(2021, 10, 31)).true(round(clock_h * HOUR)), date(2021, 10, 31))
        feeds = gbfs_feeds(done.events, done.inputs, done.world.sites, moment, system="test")
        cars[clock_h] = row["car_id"] in {car["vehicle_id"] for car in feeds["vehicle_status"]["data"]["vehicles"]}
    assert cars == {8.5: False, 9.5: True}
