"""A log of three cars, written and worked out by hand: bookings, cars, stations, and snapshots of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.carsharing_tables import CarsharingInputs, build_carsharing_tables, car_tables_within
from simulator.analysis.counted import Counted, Window
from simulator.analysis.gbfs import Moment, gbfs_feeds
from simulator.event_kinds import Event
from simulator.reasons import Errand, Refusal
from simulator.tables import BOOKING_DTYPES, CAR_DTYPES, SITE_DTYPES, STATION_DTYPES, table_of

KWH, DAY_S = 1_000_000, 86_400
A, B, DIESEL = 10, 12, 11  # two with batteries, at stations 0 and 1; one without a limit, at station 0


def log(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of time, kind, vehicle, booking, node and value, in order."""
    columns = ["time_s", "kind", "vehicle", "request", "node", "value"]
    table = pd.DataFrame(rows, columns=columns).sort_values("time_s", kind="stable", ignore_index=True)
    return table.assign(seq=range(len(rows))).astype("int64")


def granted(booking: int, car: int, asked_s: int, start_s: int, until_s: int) -> list[tuple[Any, ...]]:
    return [
        (asked_s, Event.BOOKING_ASKED, -1, booking, -1, start_s),
        (asked_s, Event.BOOKING_GRANTED, car, booking, 3, start_s),
        (asked_s, Event.BOOKING_UNTIL, car, booking, -1, until_s),
    ]


EVENTS = log(
    (-90_000, Event.ENERGY_LEVEL, A, -1, -1, 10 * KWH),
    (-90_000, Event.ENERGY_LEVEL, B, -1, -1, 10 * KWH),
    (0, Event.COUNTING_STARTED, -1, -1, -1, 1),
    # The warm-up: a booking that ends in the day that counts, and a relocation.
    *granted(2, DIESEL, -7200, -3600, 0),
    (-3600, Event.CAR_TAKEN, DIESEL, 2, 3, 0),
    (-1800, Event.CAR_RETURNED, DIESEL, 2, 3, 6000),
    (-1800, Event.CAR_PARKED, DIESEL, -1, 3, 0),
    (-1000, Event.RELOCATION_ASSIGNED, B, -1, 4, 300),
    (-100, Event.RELOCATION_STARTED, B, -1, 4, Errand.BALANCE),
    (200, Event.RELOCATION_ENDED, B, -1, 4, 3000),
    (200, Event.CAR_PARKED, B, -1, 4, 1),
    (200, Event.ENERGY_USED, B, -1, -1, KWH * 6 // 10),
    # Back half an hour late; charged with 4 kW, of which 3.2 are stored.
    *granted(0, A, 25_200, 28_800, 36_000),
    (28_800, Event.CAR_TAKEN, A, 0, 3, 0),
    (37_800, Event.CAR_RETURNED, A, 0, 3, 15_000),
    (37_800, Event.CAR_PARKED, A, -1, 3, 0),
    (37_800, Event.ENERGY_USED, A, -1, -1, 3 * KWH),
    (37_800, Event.PLUGGED_IN, A, -1, 3, 0),
    (37_800, Event.POWER, A, -1, 3, 4000),
    (41_175, Event.POWER, A, -1, 3, 0),
    (41_175, Event.CHARGED, A, -1, 3, 3 * KWH),
    (41_175, Event.UNPLUGGED, A, -1, 3, 0),
    # Moved to another car, taken five minutes late, left at the other station, brought back.
    *granted(1, A, 36_000, 43_200, 46_800),
    (43_000, Event.BOOKING_MOVED, DIESEL, 1, 3, 43_200),
    (43_000, Event.BOOKING_UNTIL, DIESEL, 1, -1, 46_800),
    (43_500, Event.CAR_TAKEN, DIESEL, 1, 3, 300),
    (46_000, Event.CAR_RETURNED, DIESEL, 1, 4, 20_000),
    (46_000, Event.CAR_PARKED, DIESEL, -1, 4, 1),
    (50_000, Event.RELOCATION_ASSIGNED, DIESEL, -1, 4, 120),
    (50_720, Event.RELOCATION_STARTED, DIESEL, -1, 4, Errand.BALANCE),
    (51_320, Event.RELOCATION_ENDED, DIESEL, -1, 3, 8000),
    (51_320, Event.CAR_PARKED, DIESEL, -1, 3, 0),
    (52_000, Event.BOOKING_ASKED, -1, 3, -1, 52_000),
    (52_000, Event.BOOKING_REFUSED, -1, 3, -1, Refusal.NO_CAR),
    *granted(4, DIESEL, 53_000, 70_000, 72_000),
    (66_000, Event.BOOKING_CANCELLED, DIESEL, 4, -1, 4000),
    *granted(5, A, 52_500, 60_000, 64_000),
    (60_000, Event.CAR_TAKEN, A, 5, 3, 0),
    # Back after the end of the day.
    *granted(6, B, 79_000, 80_000, 91_000),
    (80_000, Event.CAR_TAKEN, B, 6, 4, 0),
    (90_000, Event.CAR_RETURNED, B, 6, 4, 5000),
    (90_000, Event.CAR_PARKED, B, -1, 4, 1),
    (90_000, Event.ENERGY_USED, B, -1, -1, KWH),
    (95_000, Event.ENERGY_LEVEL, A, -1, -1, 10 * KWH),
    (95_000, Event.ENERGY_LEVEL, B, -1, -1, KWH * 84 // 10),
)


def car(vehicle: int, name: str, station: int, **more: Any) -> dict[str, Any]:
    return {
        "vehicle": vehicle, "car_id": name, "car_type": "small", "station": station, "node": 3 + station,
        "lon": 12.0 + station, "lat": 53.0, "seats": 4, "drivetrain": "battery", "energy_kwh_per_km": 0.2,
        "co2_g_per_kwh": 400.0, "store_kwh": 10.0, "reserve_kwh": 2.0, "charging_efficiency": 0.8, "start_kwh": 10.0,
        **more,
    }  # fmt: skip


def asked(booking: int) -> dict[str, Any]:
    nothing = dict.fromkeys(BOOKING_DTYPES, 0)
    ends = {"destination_lon": 12.5, "destination_lat": 53.5, "end_station": -1}
    return nothing | {"booking": booking, "booking_id": f"b{booking}", "traveller_class": "", "institution": ""} | ends


DIESEL_CAR = {
    "car_type": "old", "drivetrain": "diesel", "seats": 5, "energy_kwh_per_km": 0.5, "co2_g_per_kwh": 300.0,
    "charging_efficiency": 1.0, "store_kwh": None, "start_kwh": None,
}  # fmt: skip
INPUTS = CarsharingInputs(
    stations=table_of(
        [(0, "s0", "Mill", 12.00000049, 53.0, 3, 3, 0), (1, "s1", "Dyke", 13.0, 53.0, 4, 2, -1)], STATION_DTYPES
    ),
    cars=table_of([car(A, "a", 0), car(DIESEL, "d", 0, **DIESEL_CAR), car(B, "b", 1)], CAR_DTYPES),
    bookings=table_of([asked(booking) for booking in range(7)], BOOKING_DTYPES),
)
SITES = table_of([(0, "Mill", 12.0, 53.0, 3, "electricity", 1, 4000, False, 4000, 0, DAY_S)], SITE_DTYPES)
TABLES = build_carsharing_tables(EVENTS, INPUTS)


def test_what_each_car_did() -> None:
    columns = [
        "car_id", "bookings", "used_s", "driven_m", "relocations", "relocated_m", "staff_s", "energy_kwh", "co2_g",
    ]  # fmt: skip
    assert TABLES.cars[columns].to_numpy().tolist() == [
        ["a", 1, 9000, 15_000, 0, 0, 0, 3.0, 1500.0],
        ["d", 1, 2500, 20_000, 1, 8000, 1320, 14.0, 4200.0],
        ["b", 1, 6400, 5000, 0, 0, 0, 1.0, 500.0],  # out until after the day
    ]
    shares = [9000 / DAY_S, 2500 / DAY_S, 6400 / DAY_S]
    assert TABLES.cars["used_share"].tolist() == pytest.approx(shares)
    stored = TABLES.cars[["first_kwh", "least_kwh", "last_kwh", "stored_kwh"]].iloc[[0, 2]]
    assert stored.to_numpy().tolist() == [pytest.approx([10, 7, 10, 3]), pytest.approx([10, 8.4, 8.4, 0])]
    assert TABLES.cars[["first_kwh", "stored_kwh"]].iloc[1].isna().all()


def test_of_a_part_of_the_day_counts_what_began_in_it() -> None:
    part = Counted(Window(40_000, 85_000), 1, (40_000, 85_000))
    tables = car_tables_within(TABLES, EVENTS, INPUTS, part)
    assert tables.rentals[["vehicle", "began_s", "ended_s"]].to_numpy().tolist() == [
        [DIESEL, 43_500, 46_000],
        [B, 80_000, 85_000],
    ]
    cars = tables.cars
    assert cars[["bookings", "relocations", "driven_m"]].to_numpy().tolist() == [
        [0, 0, 0],
        [1, 1, 20_000],
        [1, 0, 5000],
    ]
    assert cars["used_share"].tolist() == pytest.approx([0, 2500 / 45_000, 5000 / 45_000])
    assert cars["energy_kwh"].tolist() == [0.0, 14.0, 1.0]


def test_what_became_of_each_booking() -> None:
    table = TABLES.bookings.set_index("booking_id")
    assert table["status"].to_dict() == {
        "b0": "used", "b1": "used", "b3": "refused", "b4": "cancelled", "b5": "unfinished", "b6": "used",
    }  # fmt: skip
    assert table.loc["b3", "reason"] == "no_car"
    assert table["car_id"].fillna("").tolist() == ["a", "d", "", "d", "a", "b"]
    moved = table.loc["b1"]
    times = [
        "asked_s", "start_s", "planned_end_s", "granted_s", "taken_s", "delay_s", "returned_s", "used_s", "late_s",
        "length_m", "moves", "origin_node", "destination_node",
    ]  # fmt: skip
    assert moved[times].tolist() == [36_000, 43_200, 46_800, 36_000, 43_500, 300, 46_000, 2500, 0, 20_000, 1, 3, 4]
    assert table.loc["b0", ["late_s", "moves"]].tolist() == [1800, 0]
    assert table.loc["b4", ["cancelled_s", "cancel_notice_s"]].tolist() == [66_000, 4000]
    assert table.loc["b3", times[3:]].isna().sum() == len(times) - 4  # all but that it was not moved


def test_cars_and_free_places_of_each_station() -> None:
    rows = TABLES.stations
    assert rows["station_id"].unique().tolist() == ["s0", "s1"]
    assert rows[["station", "time_s", "cars", "places_free"]].to_numpy().tolist() == [
        [0, 0, 2, 1], [0, 28_800, 1, 2], [0, 37_800, 2, 1], [0, 43_500, 1, 2], [0, 51_320, 2, 1], [0, 60_000, 1, 2],
        [1, 0, 0, 2], [1, 200, 1, 1], [1, 46_000, 2, 0], [1, 50_720, 1, 1], [1, 80_000, 0, 2], [1, 90_000, 1, 1],
    ]  # fmt: skip


def at(time_s: int, inputs: CarsharingInputs = INPUTS) -> tuple[dict[str, Any], list[Any]]:
    """Cars by name and stations, as a snapshot tells them."""
    feeds = gbfs_feeds(EVENTS, inputs, SITES, Moment(time_s, date(2026, 1, 5)), system="x")
    cars = {one["vehicle_id"]: one for one in feeds["vehicle_status"]["data"]["vehicles"]}
    return cars, feeds["station_status"]["data"]["stations"] if len(inputs.stations) else []


def test_a_snapshot_tells_cars_as_they_are() -> None:
    cars, stations = at(40_000)
    assert cars["a"] == {
        "vehicle_id": "a", "lat": 53.0, "lon": 12.0, "is_reserved": False, "is_disabled": False,
        "vehicle_type_id": "small", "last_reported": "2026-01-05T11:06:40+01:00", "current_range_meters": 34_777,
        "current_fuel_percent": 0.8956, "station_id": "s0", "available_until": "2026-01-05T12:00:00+01:00",
    }  # fmt: skip
    assert cars["d"]["current_range_meters"] == 400_000
    assert "current_fuel_percent" not in cars["d"]
    assert "available_until" not in cars["d"]
    assert cars["b"]["station_id"] == "s1"
    assert (cars["b"]["current_range_meters"], cars["b"]["current_fuel_percent"]) == (37_000, 0.94)
    assert [list(one.values())[1:6] for one in stations] == [
        [2, [{"vehicle_type_id": "small", "count": 1}, {"vehicle_type_id": "old", "count": 1}], 0, 1, True],
        [1, [{"vehicle_type_id": "small", "count": 1}, {"vehicle_type_id": "old", "count": 0}], 0, 1, True],
    ]


@pytest.mark.parametrize(("time_s", "is_reserved"), [(41_399, False), (41_400, True), (43_000, False)])
def test_a_car_is_reserved_half_an_hour_before_the_next_booking_until_another_car_is_meant(time_s, is_reserved) -> None:
    assert at(time_s)[0]["a"]["is_reserved"] is is_reserved


def test_cars_of_staff_are_out_of_order_and_those_under_way_are_not_told() -> None:
    cars, (_, there) = at(50_500)
    assert cars["d"]["is_disabled"]
    assert [there[f"num_{what}"] for what in ("vehicles_available", "vehicles_disabled", "docks_available")] == [
        1,
        1,
        0,
    ]
    assert set(at(51_000)[0]) == {"a", "b"}
    assert set(at(43_600)[0]) == {"a", "b"}
    assert not at(51_320)[0]["d"]["is_disabled"]
    assert at(42_000)[0]["a"]["current_fuel_percent"] == 1.0  # charged, and no longer charging


def test_what_is_told_of_kinds_of_cars_and_of_stations() -> None:
    feeds = gbfs_feeds(EVENTS, INPUTS, SITES, Moment(0, date(2026, 1, 5)), system="x")
    old = feeds["vehicle_types"]["data"]["vehicle_types"][1]
    assert old == {
        "vehicle_type_id": "old", "form_factor": "car", "rider_capacity": 5, "propulsion_type": "combustion_diesel",
        "max_range_meters": 400_000, "name": [{"text": "old", "language": "en"}],
        "return_constraint": "roundtrip_station",
    }  # fmt: skip
    small = feeds["vehicle_types"]["data"]["vehicle_types"][0]
    assert (small["max_range_meters"], small["propulsion_type"]) == (40_000, "electric")
    assert feeds["station_information"]["data"]["stations"] == [
        {"station_id": "s0", "name": [{"text": "Mill", "language": "en"}], "lat": 53.0, "lon": 12.0, "capacity": 3,
         "is_virtual_station": False, "is_charging_station": True},
        {"station_id": "s1", "name": [{"text": "Dyke", "language": "en"}], "lat": 53.0, "lon": 13.0, "capacity": 2,
         "is_virtual_station": False, "is_charging_station": False},
    ]  # fmt: skip
    assert (feeds["gbfs"]["ttl"], feeds["gbfs"]["version"]) == (0, "3.0")


@pytest.mark.parametrize(("change", "metres"), [
    ({"energy_kwh_per_km": 0.0}, 400_000), ({"reserve_kwh": 11.0}, 0), ({"reserve_kwh": 0.0}, 50_000),
])  # fmt: skip
def test_how_far_a_car_gets(change: dict[str, float], metres: int) -> None:
    inputs = CarsharingInputs(INPUTS.stations, INPUTS.cars.assign(**change), INPUTS.bookings)
    assert at(0, inputs)[0]["a"]["current_range_meters"] == metres


def test_one_booking_that_ends_elsewhere_makes_it_a_service_of_any_station() -> None:
    bookings = INPUTS.bookings.assign(end_station=[0, *[-1] * 6])
    feeds = gbfs_feeds(EVENTS, CarsharingInputs(INPUTS.stations, INPUTS.cars, bookings), SITES,
                       Moment(0, date(2026, 1, 5)), system="x")  # fmt: skip
    kinds = feeds["vehicle_types"]["data"]["vehicle_types"]
    assert {kind["return_constraint"] for kind in kinds} == {"any_station"}
