"""Where cars are, what they have stored and what a snapshot says of them: two cars, two stations, a log by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.car_services import car_inputs_of_each
from simulator.analysis.car_states import CarState, cars_at
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.gbfs import RESERVED_AHEAD_S, UNLIMITED_RANGE_M, Moment, _range_m, _station_status, _vehicle
from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.tables import CARS, EVENT_DTYPES, NO_TIME, ServiceName

HOUR = 3600
NAN = float("nan")
CAR, VAN = 7, 8


def inputs_of(stations: int = 2) -> CarsharingInputs:
    """A car with 40 kWh at the first station, a van that is refuelled at the second; one booking goes to 12° E."""
    cars = {
        "vehicle": [CAR, VAN], "car_id": ["c", "v"], "car_type": ["small", "large"], "lon": [11.0, 11.1],
        "lat": [53.0, 53.1], "station": [0, 1], "store_kwh": [40.0, NAN], "reserve_kwh": [4.0, NAN],
        "energy_kwh_per_km": [0.2, 0.5], "charging_efficiency": [0.5, 1.0],
    }  # fmt: skip
    places = {
        "station": [0, 1], "station_id": ["a", "b"], "name": ["A", "B"], "lon": [11.0, 11.1], "lat": [53.0, 53.1],
        "capacity": [2, 3], "site": [-1, 0],
    }  # fmt: skip
    bookings = {"booking": [0], "destination_lon": [12.0], "destination_lat": [54.0]}
    return CarsharingInputs(pd.DataFrame(places).iloc[:stations], pd.DataFrame(cars), pd.DataFrame(bookings))


def at(at_s: int, *rows: tuple[int, Event, int, int, int]) -> list[CarState]:
    """Return the cars at a time; rows: time, kind, vehicle, node, value, all of the first booking."""
    full = [
        (time_s, seq, 0, kind, vehicle, 0, -1, node, value)
        for seq, (time_s, kind, vehicle, node, value) in enumerate(rows)
    ]
    sites = pd.DataFrame({"node": [3], "lon": [11.3], "lat": [53.3]})
    return cars_at(pd.DataFrame(full, columns=list(EVENT_DTYPES)), inputs_of(), sites, at_s)


def place(car: CarState) -> tuple[float, float, int]:
    return car.lon, car.lat, car.station


def test_a_car_is_with_its_customer_and_then_where_they_left_it() -> None:
    taken, returned = (100, Event.CAR_TAKEN, CAR, -1, 0), (200, Event.CAR_RETURNED, CAR, 4, 5000)
    parked = (200, Event.CAR_PARKED, CAR, 4, 1)
    assert [place(car) for car in at(99, taken)] == [(11.0, 53.0, 0), (11.1, 53.1, 1)]
    car, van = at(100, taken)
    assert (car.in_use, car.station, van.in_use, van.station) == (True, -1, False, 1)
    car, _ = at(200, taken, returned)
    assert (car.in_use, place(car)) == (False, (12.0, 54.0, -1))
    assert place(at(200, taken, returned, parked)[0]) == (11.1, 53.1, 1)


def test_a_car_that_staff_brings() -> None:
    rows = [(100, Event.RELOCATION_ASSIGNED, CAR, 0, 0), (150, Event.RELOCATION_STARTED, CAR, 0, 0)]
    told = [at(at_s, *rows)[0] for at_s in (99, 100, 150)]
    assert [(car.with_staff, car.moving, car.station) for car in told] == [
        (False, False, 0), (True, False, 0), (True, True, -1),
    ]  # fmt: skip
    for node, where in ((3, (11.3, 53.3, -1)), (4, (11.0, 53.0, -1))):  # only places that have a name are known
        car = at(200, *rows, (200, Event.RELOCATION_ENDED, CAR, node, 0))[0]
        assert (car.with_staff, car.moving, place(car)) == (False, False, where)


@pytest.mark.parametrize("ends", [Event.BOOKING_CANCELLED, Event.BOOKING_NO_SHOW, Event.BOOKING_LOST, Event.CAR_TAKEN])
def test_a_booking_is_kept_until_it_ends_or_moves(ends: Event) -> None:
    granted, moved = (10, Event.BOOKING_GRANTED, CAR, -1, 900), (20, Event.BOOKING_MOVED, VAN, -1, 950)
    assert [car.next_start_s for car in at(10, granted)] == [900, NO_TIME]
    assert [car.next_start_s for car in at(20, granted, moved)] == [NO_TIME, 950]
    assert [car.next_start_s for car in at(30, granted, (30, ends, CAR, -1, 0))] == [NO_TIME, NO_TIME]


def test_what_is_stored_grows_while_it_is_plugged_in() -> None:
    """20 kWh at first, 5 used; then 8 kW for an hour and 4 kW for another, half of which arrives."""
    level, used = (0, Event.ENERGY_LEVEL, CAR, -1, 20_000_000), (50, Event.ENERGY_USED, CAR, -1, 5_000_000)
    more, less = (HOUR, Event.POWER, CAR, -1, 8000), (2 * HOUR, Event.POWER, CAR, -1, 4000)
    charged = (3 * HOUR, Event.CHARGED, CAR, -1, 6_000_000)
    rows = level, used, more, less, charged, (4 * HOUR, Event.ENERGY_USED, VAN, -1, 1)
    stored = {at_s: at(at_s, *rows)[0].level_kwh for at_s in (49, 50, HOUR, 2 * HOUR - 1800, 3 * HOUR - 1, 5 * HOUR)}
    assert list(stored.values()) == pytest.approx([20, 15, 15, 17, 21, 21], abs=0.001)
    assert at(9, level)[1].level_kwh is None
    assert at(99 * HOUR, level, more)[0].level_kwh == 40  # it is full
    again = (5 * HOUR, Event.POWER, CAR, -1, 8000)
    assert at(6 * HOUR, *rows, again)[0].level_kwh == pytest.approx(25)


def told(state: CarState, at_s: int = 0) -> dict[str, Any] | None:
    return _vehicle(inputs_of(), state, Moment(at_s, date(2026, 1, 5)))


def test_what_a_snapshot_tells_of_a_car() -> None:
    car = CarState(0, 11.00000049, 53.0000005, 0, level_kwh=14.0)
    assert told(car) == {
        "vehicle_id": "c", "lat": 53.0, "lon": 11.0, "is_reserved": False, "is_disabled": False,
        "vehicle_type_id": "small", "last_reported": "2026-01-05T00:00:00+01:00", "current_range_meters": 50_000,
        "current_fuel_percent": 0.35, "station_id": "a",
    }  # fmt: skip
    van = CarState(1, 11.1, 53.1, -1, with_staff=True)
    found = told(van)
    assert found is not None and (found["is_disabled"], found["current_range_meters"]) == (True, UNLIMITED_RANGE_M)
    assert not {"station_id", "current_fuel_percent", "available_until"} & set(found)
    assert told(CarState(0, 0, 0, 0, in_use=True)) is None
    assert told(CarState(0, 0, 0, 0, with_staff=True, moving=True)) is None
    full = told(CarState(0, 0, 0, 1, level_kwh=40.4))
    assert full is not None and (full["current_fuel_percent"], full["station_id"]) == (1.0, "b")
    third = told(CarState(0, 0, 0, 0, level_kwh=40 / 3))
    assert third is not None and third["current_fuel_percent"] == 0.3333
    empty = told(CarState(0, 0, 0, 0, level_kwh=3.9))
    assert empty is not None and empty["current_range_meters"] == 0


@pytest.mark.parametrize(
    ("ahead_s", "reserved", "until"),
    [
        (RESERVED_AHEAD_S, True, True), (RESERVED_AHEAD_S + 1, False, True), (1, True, True), (0, True, False),
        (-5, True, False),
    ],
)  # fmt: skip
def test_a_car_is_reserved_shortly_before_its_booking(ahead_s: int, reserved: bool, until: bool) -> None:
    found = told(CarState(0, 0, 0, 0, next_start_s=HOUR + ahead_s), HOUR)
    assert found is not None and (found["is_reserved"], "available_until" in found) == (reserved, until)


def test_what_a_snapshot_tells_of_stations() -> None:
    states = [
        CarState(0, 0, 0, 0), CarState(1, 0, 0, 0, with_staff=True), CarState(1, 0, 0, 1, next_start_s=60),
        CarState(1, 0, 0, 1), CarState(0, 0, 0, -1), CarState(0, 0, 0, 1, in_use=True),
    ]  # fmt: skip
    found = _station_status(inputs_of(), states, Moment(0, date(2026, 1, 5)))
    counts = ("station_id", "num_vehicles_available", "num_vehicles_disabled", "num_docks_available")
    assert [tuple(station[name] for name in counts) for station in found] == [("a", 1, 1, 0), ("b", 1, 0, 0)]
    kinds = [{kind["vehicle_type_id"]: kind["count"] for kind in one["vehicle_types_available"]} for one in found]
    assert kinds == [{"small": 1, "large": 0}, {"small": 0, "large": 1}]
    assert all(one["is_installed"] and one["is_renting"] and one["is_returning"] for one in found)


def test_a_car_that_uses_nothing_gets_anywhere() -> None:
    car = inputs_of().cars.iloc[0]
    assert _range_m(car, 4.5) == 2500
    assert _range_m(car.replace(0.2, 0.0), 4.5) == UNLIMITED_RANGE_M


def test_each_of_several_services_has_its_own_rows() -> None:
    services = [ServiceName(0, "ride", "ridepooling"), ServiceName(1, "red", CARS), ServiceName(2, "blue", CARS)]
    table = pd.DataFrame({"service": ["red", "blue", "red"], "vehicle": [0, 1, 2]})
    each = car_inputs_of_each(CarsharingInputs(table, table, table), services)
    assert list(each) == ["red", "blue"]
    assert each["red"].cars.to_dict("list") == {"service": ["red", "red"], "vehicle": [0, 2]}
    assert each["blue"].bookings.index.tolist() == [0]
    alone = car_inputs_of_each(CarsharingInputs(table, table, table), services[:2])
    assert list(alone) == ["red"] and alone["red"].cars is table
    strange = table.assign(service=["red", "green", "blue"])
    with pytest.raises(ResultError, match=r'^cars_input: service "green": expected one of red, blue$'):
        car_inputs_of_each(CarsharingInputs(table, strange, table), services)
