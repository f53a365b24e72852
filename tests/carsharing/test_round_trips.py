"""Days of station-based round trips small enough to check by hand."""

from __future__ import annotations

import pytest

from simulator.event_kinds import Event
from tests.carsharing.worlds import HOUR, booking, day, station
from tests.worlds import line_network

LINE = line_network(10)
ONE_CAR = {"stations": [station(LINE, 0, cars=1)], "booking": {"buffer": "15 min"}}


def test_a_car_is_taken_and_comes_back() -> None:
    done = day([booking(1, 8 * HOUR, 10 * HOUR)], ONE_CAR)
    row = done.row("b1")
    assert (row.status, row.car_id, row.taken_s, row.returned_s) == ("used", "s0-1", 8 * HOUR, 10 * HOUR)
    assert (row.delay_s, row.late_s, row.length_m, row.origin_node, row.destination_node) == (0, 0, 10_000, 0, 0)
    assert done.tables.stations["cars"].tolist() == [1, 0, 1]


def test_the_buffer_is_kept_between_bookings() -> None:
    first = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0)
    soon = booking(2, 10 * HOUR + 899, 11 * HOUR, submitted_s=60)
    later = booking(3, 10 * HOUR + 900, 11 * HOUR, submitted_s=120)
    before = booking(4, 7 * HOUR, 8 * HOUR - 899, submitted_s=180)
    just = booking(5, 7 * HOUR, 8 * HOUR - 900, submitted_s=240)
    assert day([first, soon, later, before, just], ONE_CAR).status == ["used", "no_car", "used", "next_booking", "used"]


def test_a_walk_up_gets_no_car_that_is_out_or_needed_soon() -> None:
    ahead = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0)
    walk_ups = [booking(2, 9 * HOUR, 11 * HOUR), booking(3, 7 * HOUR, 9 * HOUR), booking(4, 11 * HOUR, 12 * HOUR)]
    assert day([ahead, *walk_ups], ONE_CAR).status == ["used", "no_car", "next_booking", "used"]


def test_who_comes_late_makes_the_next_customer_wait() -> None:
    late = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0, late_s=1200)
    next_ = booking(2, 10 * HOUR + 900, 12 * HOUR, submitted_s=0)
    row = day([late, next_], ONE_CAR).row("b2")
    assert (row.status, row.delay_s, row.returned_s) == ("used", 300, 12 * HOUR)


def test_who_waits_too_long_goes_without() -> None:
    late = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0, late_s=2 * HOUR)
    next_ = booking(2, 10 * HOUR + 900, 12 * HOUR, submitted_s=0)
    done = day([late, next_], ONE_CAR)
    assert done.status == ["used", "lost"]
    assert done.row("b2").lost_after_s == 1800


def test_another_car_stands_in_for_one_that_is_late() -> None:
    late = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0, late_s=2 * HOUR)
    other = booking(2, 8 * HOUR, 9 * HOUR, submitted_s=60)
    next_ = booking(3, 10 * HOUR + 900, 12 * HOUR, submitted_s=120)
    sharing = {**ONE_CAR, "stations": [station(LINE, 0, cars=2)]}
    done = day([late, other, next_], sharing)
    assert done.status == ["used", "used", "used"]
    assert (done.row("b3").moves, done.row("b3").delay_s, done.row("b3").car_id) == (1, 0, "s0-2")


def test_nobody_comes_and_the_car_is_free_again() -> None:
    sharing = {**ONE_CAR, "booking": {"no_show": 1.0, "buffer": "0 s"}}
    absent = booking(1, 8 * HOUR, 12 * HOUR, submitted_s=0)
    walk_ups = [booking(2, 8 * HOUR + 900, 9 * HOUR + 900), booking(3, 8 * HOUR + 2400, 10 * HOUR)]
    done = day([absent, *walk_ups], sharing)
    assert done.status == ["no_show", "no_car", "used"]


def test_a_cancelled_booking_frees_the_car() -> None:
    sharing = {**ONE_CAR, "booking": {"cancellation": 1.0}}
    done = day([booking(1, 8 * HOUR, 12 * HOUR, submitted_s=0), booking(2, 8 * HOUR, 9 * HOUR)], sharing)
    assert done.status == ["cancelled", "used"]


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({"horizon": "1 h"}, "too_early"),
        ({"min_duration": "3 h"}, "too_short"),
        ({"max_duration": "1 h"}, "too_long"),
    ],
)
def test_booking_rules(rules, reason) -> None:
    asked = booking(1, 8 * HOUR, 10 * HOUR, submitted_s=0)
    assert day([asked], {**ONE_CAR, "booking": rules}).status == [reason]


def test_the_nearest_station_with_a_car_is_used() -> None:
    stations = [station(LINE, 0), station(LINE, 1, cars=1), station(LINE, 5, cars=1)]
    place = {"station_id": "", "origin_lon": float(LINE.lon[0]), "origin_lat": float(LINE.lat[0])}
    far = {**place, "origin_lat": float(LINE.lat[8])}
    asked = [booking(1, HOUR, 2 * HOUR, **place), booking(2, HOUR, 2 * HOUR, **far)]
    done = day(asked, {"stations": stations, "booking": {"walk": "1500 m"}})
    assert done.status == ["used", "no_station"]
    assert done.row("b1").origin_node == 1


E_CAR = {"seats": 4, "drivetrain": "battery", "energy": "0.2 kWh/km", "store": "10 kWh", "reserve": "2 kWh"}


def electric(chargers: int = 1, **more) -> dict:
    stations = [station(LINE, 0, cars=1, chargers=chargers, charger="4 kW")]
    types = {"car": {**E_CAR, "charge_ac": "4 kW"}}
    return {"stations": stations, "car_types": types, "booking": {"buffer": "0 s"}, **more}


def test_a_trip_beyond_charge_and_reserve_is_refused() -> None:
    enough = booking(1, HOUR, 3 * HOUR, length_m=40_000, drive_s=2400)
    too_far = booking(2, 10 * HOUR, 12 * HOUR, length_m=40_100, drive_s=2400)
    done = day([enough, too_far], electric())
    assert done.status == ["used", "energy"]
    car = done.tables.cars.iloc[0]
    assert (car["least_kwh"], car["last_kwh"], car["energy_kwh"]) == (2.0, 10.0, 8.0)


def test_predicted_charging_counts_and_later_bookings_are_kept() -> None:
    """After 40 km an hour of charging gives 4 kWh: 20 km; a trip between must leave enough for the later one."""
    first = booking(1, HOUR, 2 * HOUR, submitted_s=0, length_m=40_000, drive_s=2400)
    later = booking(2, 3 * HOUR, 4 * HOUR, submitted_s=60, length_m=20_000, drive_s=1200)
    too_much = booking(3, 3 * HOUR, 4 * HOUR, submitted_s=30, length_m=20_100, drive_s=1200)
    between = booking(4, 2 * HOUR + 600, 2 * HOUR + 1200, submitted_s=120, length_m=1_000, drive_s=60)
    done = day([first, later, too_much, between], electric())
    assert done.status == ["used", "used", "energy", "energy"]


@pytest.mark.parametrize(("stay", "end_s"), [("20 min", 5400), ("21 min", 7200)])
def test_a_booking_without_an_end_lasts_for_drive_and_stay_rounded_up(stay: str, end_s: int) -> None:
    rule = {"stay": stay, "rounded_to": "30 min"}
    done = day([booking(1, HOUR, -1)], {**ONE_CAR, "from_requests": rule})  # ten minutes' drive
    assert done.row("b1").planned_end_s == end_s


def test_of_cars_that_stand_equally_long_the_one_with_most_energy_goes() -> None:
    two = electric() | {"stations": [station(LINE, 0, cars=2)]}
    done = day([booking(n, n * 2 * HOUR, n * 2 * HOUR + HOUR) for n in (1, 2)], two)
    assert done.status == ["used", "used"]
    assert done.events.loc[done.events["kind"] == Event.CAR_TAKEN, "vehicle"].tolist() == [0, 1]


def test_without_a_charger_the_battery_runs_down() -> None:
    trips = [booking(n, n * 3 * HOUR, n * 3 * HOUR + HOUR, length_m=15_000, drive_s=900) for n in range(1, 5)]
    assert day(trips, electric(chargers=0)).status == ["used", "used", "energy", "energy"]


def test_two_cars_share_one_charger() -> None:
    sharing = electric()
    sharing["stations"] = [station(LINE, 0, cars=2, chargers=1, charger="4 kW")]
    trips = [booking(n, HOUR, 2 * HOUR, length_m=20_000, drive_s=1200) for n in (1, 2)]
    done = day(trips, sharing)
    assert done.status == ["used", "used"]
    assert done.count(Event.QUEUED) == 1
    assert done.tables.cars["last_kwh"].tolist() == [10.0, 10.0]


def test_a_community_car_serves_its_institution_first() -> None:
    sharing = {
        **ONE_CAR,
        "community": [{"institution": "Rathaus", "car": "s0-1", "hours": ["08:00", "16:00"], "length": "30 km"}],
    }
    friday, saturday = booking(1, 9 * HOUR, 10 * HOUR), booking(2, 33 * HOUR, 34 * HOUR)
    evening = booking(3, 17 * HOUR, 18 * HOUR)
    done = day([friday, saturday, evening], sharing, calendar={"days": 7, "first_weekday": "fr"})
    public = done.tables.bookings[done.tables.bookings["institution"] == ""].sort_values("booking_id")
    assert public["status"].tolist() == ["refused", "used", "used"]
    assert public["reason"].iloc[0] == "institution"
    fixed = done.tables.bookings[done.tables.bookings["institution"] == "Rathaus"]
    assert (fixed["status"] == "used").all()
    assert fixed["start_s"].tolist() == [day_ * 24 * HOUR + 8 * HOUR for day_ in (0, 3, 4, 5, 6)]
