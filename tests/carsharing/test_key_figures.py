"""Three days worked out by hand, so that every key figure of car-sharing has a value that somebody has added up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.kpis.carsharing import CarPrices, carsharing_kpis
from simulator.analysis.kpis.carsharing_definitions import CARSHARING_KPIS
from simulator.fares.tariff import RentalRates
from tests.carsharing.test_free_floating import floating, trip
from tests.carsharing.test_one_way import STAFFED, from_place, network, to
from tests.carsharing.worlds import HOUR, Day, booking, day, scenario_of, station, world_of
from tests.worlds import cars_in, line_network, network_of

MINUTE, DAY, NAN = 60, 24 * HOUR, float("nan")
LINE = line_network(10)
ISLAND = network_of([*((n, n + 1, 1000.0) for n in range(9)), (10, 11, 1000.0)], 12)
E_CAR = {
    "seats": 4, "drivetrain": "battery", "energy": "0.2 kWh/km", "store": "10 kWh", "reserve": "2 kWh",
    "charge_ac": "4 kW", "charging_efficiency": 0.8, "co2": "400 g/kWh",
}  # fmt: skip
PRICES = CarPrices(RentalRates(2.0, 1.0, (8 * HOUR, 20 * HOUR), 0.5), 10.0, 0.1, 20.0)


def at(day_: int, hour: int, minute: int = 0) -> int:
    return day_ * DAY + hour * HOUR + minute * MINUTE


def round_trips() -> Day:
    """Two days, two cars at one station, one of them with a school on Monday from 8 to 10."""
    school = {"institution": "school", "car": "s0-1", "days": ["mo"], "hours": ["08:00", "10:00"], "length": "20 km"}
    sharing = {
        "stations": [station(ISLAND, 0, cars=2, chargers=2, charger="4 kW")],
        "car_types": {"car": E_CAR},
        "booking": {"horizon": "30 h", "min_duration": "20 min", "max_duration": "24 h", "walk": "1500 m"},
        "community": [school],
    }
    at_8 = {"station_id": "", "origin_lon": 12.0, "origin_lat": float(ISLAND.lat[8])}
    island = {"destination_lon": 12.0, "destination_lat": float(ISLAND.lat[10]), "length_m": -1, "drive_s": -1}
    asked = [
        # the school has the first car, so this is the second
        booking(1, at(0, 8), at(0, 11), submitted_s=0),
        booking(2, at(0, 8, 30), at(0, 9, 30)),  # institution
        # the second car stands unused for a shorter time; back 45 minutes late, with 4 of 10 kWh
        booking(4, at(0, 12), at(0, 14), submitted_s=0, length_m=30_000, drive_s=1800, late_s=45 * MINUTE),
        # the same car, 15 minutes late, as the first is out, too; back in time with 2 kWh: the reserve
        booking(5, at(0, 14, 30), at(0, 15, 30), submitted_s=120),
        booking(6, at(0, 14), at(0, 16), submitted_s=180, late_s=30 * MINUTE),  # the first car
        booking(22, at(0, 14, 20), at(0, 15)),  # no_car
        booking(7, at(0, 16, 15), at(0, 17), submitted_s=240),  # meant for the first car, moved to the second
        booking(9, at(0, 18), at(0, 19, 30), submitted_s=300, late_s=75 * MINUTE),  # the first car
        booking(10, at(0, 19), at(0, 23), submitted_s=300),  # the second car
        booking(8, at(0, 20), at(0, 21), submitted_s=360),  # lost after half an hour
        booking(11, at(1, 6), at(1, 8), submitted_s=420),  # cancelled
        booking(12, at(1, 9), at(1, 10), submitted_s=at(0, 6)),  # nobody comes
        booking(13, at(0, 5), at(0, 5, 10), submitted_s=0),  # too_short
        booking(14, at(0, 5), at(1, 6), submitted_s=0),  # too_long
        booking(15, at(1, 9), at(1, 10), submitted_s=0),  # too_early
        booking(20, at(0, 5), at(0, 6), submitted_s=0, **island),  # no_road
        booking(21, at(0, 5), at(0, 6), submitted_s=0, **at_8),  # no_station
        booking(16, at(1, 12), at(1, 14), length_m=45_000, drive_s=2700),  # energy
        booking(18, at(1, 15), at(1, 16), submitted_s=at(1, 14)),
        booking(19, at(1, 15), at(1, 16), submitted_s=at(1, 14)),
        booking(17, at(1, 14, 10), at(1, 15)),  # next_booking
    ]
    world = world_of(ISLAND, scenario_of(sharing, calendar={"days": 2}), asked)
    shared = cars_in(world)
    table = shared.bookings
    told = table.assign(
        cancelled_s=table["cancelled_s"].mask(table["booking_id"] == "b11", at(0, 23)),
        no_show=table["booking_id"] == "b12",
    )
    return Day(replace(world, services={"cars": replace(shared, bookings=told)}))


# Hours in the hands of customers: 3, 2.75, 0.75, 2.5, 0.75, 2.75, 4, 1, 1; of the school 2. 0.75 and 3 h are at night.
ROUND_TRIPS: dict[str, Any] = {
    "carsharing_bookings": 21,
    "carsharing_granted": 12,
    "carsharing_grant_rate": pytest.approx(12 / 21, abs=1e-6),
    "carsharing_used": 9,
    "carsharing_refused": 9,
    "carsharing_refused_no_station": 1,
    "carsharing_refused_no_car": 1,
    "carsharing_refused_institution": 1,
    "carsharing_refused_next_booking": 1,
    "carsharing_refused_energy": 1,
    "carsharing_refused_no_place": 0,
    "carsharing_refused_too_short": 1,
    "carsharing_refused_too_long": 1,
    "carsharing_refused_too_early": 1,
    "carsharing_refused_no_road": 1,
    "carsharing_refused_outside_zone": 0,
    "carsharing_refused_outside_area": 0,
    "carsharing_refused_booking_out": 0,
    "carsharing_refused_no_station_there": 0,
    "carsharing_refused_walk_instead": 0,
    "carsharing_cancelled": 1,
    "carsharing_no_shows": 1,
    "carsharing_lost": 1,
    "carsharing_not_chosen": 0,
    "carsharing_moved": 1,
    "carsharing_delayed": 1,
    "carsharing_walk_ups": 4,
    "carsharing_walk_ups_without_car": 4,  # institution, no_car, energy, next_booking
    "carsharing_late_returns": 3,
    "carsharing_late_mean_s": 50 * MINUTE,  # 45, 30 and 75 minutes
    "carsharing_duration_mean_s": 7400,  # 18.5 h of 9 bookings
    "carsharing_length_mean_m": pytest.approx(110_000 / 9, abs=1e-6),
    "carsharing_institution_bookings": 1,
    "carsharing_institution_used": 1,
    "carsharing_cars": 2,
    "carsharing_cars_used": 2,
    "carsharing_days": 2,
    "carsharing_hours": 20.5,
    "carsharing_utilisation": pytest.approx(20.5 / 96, abs=1e-6),
    "carsharing_km": 130,
    "carsharing_km_per_car_day": 32.5,
    "carsharing_bookings_per_car_day": 2.5,
    "carsharing_relocations": 0,
    "carsharing_relocation_km": 0,
    "carsharing_staff_hours": 0,
    "carsharing_energy_kwh": 26,
    "carsharing_charged_kwh": 26,
    "carsharing_least_charge_share": 0.2,
    "carsharing_stranded": 0,
    "carsharing_co2_kg": 13,  # 26 kWh stored are 32.5 kWh drawn
    "carsharing_revenue_eur": 88.25,  # 14.75 h by day, 3.75 h by night, 110 km
    "carsharing_institution_eur": 14,  # the school: 2 h by day, 20 km
    "carsharing_cost_cars_eur": 40,  # 4 days of cars
    "carsharing_cost_distance_eur": 13,  # 130 km, those of the school too
    "carsharing_cost_staff_eur": 0,
    "carsharing_cost_energy_eur": 4.75,
    "carsharing_cost_eur": 57.75,
    "carsharing_subsidy_eur": -30.5,
}


def test_two_days_of_round_trips() -> None:
    assert carsharing_kpis(round_trips().tables, PRICES, charged(3.25, 1.5)) == ROUND_TRIPS
    unpriced = carsharing_kpis(round_trips().tables, PRICES, charged(NAN, NAN))
    assert (unpriced["carsharing_cost_energy_eur"], unpriced["carsharing_cost_eur"]) == (None, 53)
    half = carsharing_kpis(round_trips().tables, PRICES, charged(3.25, NAN))
    assert half["carsharing_cost_energy_eur"] is half["carsharing_cost_eur"] is half["carsharing_subsidy_eur"] is None


def charged(*paid_eur: float) -> pd.DataFrame:
    """Two visits of the first car to a charger, with what was paid; a minibus paid 100 EUR."""
    vehicle = round_trips().tables.cars["vehicle"].iloc[0]
    return pd.DataFrame(
        {"vehicle": [vehicle, vehicle, 99], "drawn_kwh": [9.0, 4.0, 50.0], "cost_eur": [*paid_eur, 100.0]}
    )


DIESEL = {"car": {"seats": 4, "drivetrain": "diesel", "energy": "0.5 kWh/km", "co2": "250 g/kWh"}}


def one_way_trips() -> Day:
    """One customer takes a car of the first station to the other; staff brings it back, ten minutes after a refusal."""
    stations = station(LINE, 0, cars=2), station(LINE, 5, capacity=2, cars=1)
    sharing = network(*stations, relocation=STAFFED, car_types=DIESEL, booking={"walk": "300 m"})
    no_place, nowhere, walk = (
        to(2, HOUR + 660, "s0", "s5"),
        from_place(3, 3 * HOUR, 0, 8),
        from_place(4, 3 * HOUR, 0, 0),
    )
    return day([to(1, HOUR, "s0", "s5"), no_place, nowhere, walk], sharing)


# Five minutes of driving and five of parking; staff: five minutes on the way, ten for handling, five of driving.
ONE_WAY: dict[str, Any] = {
    **dict.fromkeys(ROUND_TRIPS, 0),
    "carsharing_bookings": 4,
    "carsharing_granted": 1,
    "carsharing_grant_rate": 0.25,
    "carsharing_used": 1,
    "carsharing_refused": 3,
    "carsharing_refused_no_place": 1,
    "carsharing_refused_no_station_there": 1,
    "carsharing_refused_walk_instead": 1,
    "carsharing_walk_ups": 4,
    "carsharing_late_mean_s": None,
    "carsharing_duration_mean_s": 600,
    "carsharing_length_mean_m": 5000,
    "carsharing_cars": 3,
    "carsharing_cars_used": 1,
    "carsharing_days": 1,
    "carsharing_hours": pytest.approx(1 / 6, abs=1e-6),
    "carsharing_utilisation": pytest.approx(600 / (3 * DAY), abs=1e-6),
    "carsharing_km": 5,
    "carsharing_km_per_car_day": pytest.approx(5 / 3, abs=1e-6),
    "carsharing_bookings_per_car_day": pytest.approx(1 / 3, abs=1e-6),
    "carsharing_relocations": 1,
    "carsharing_relocation_km": 5,
    "carsharing_staff_hours": pytest.approx(1 / 3, abs=1e-6),
    "carsharing_energy_kwh": 5,
    "carsharing_least_charge_share": None,
    "carsharing_co2_kg": 1.25,
    "carsharing_revenue_eur": pytest.approx(2.67, abs=0.005),  # ten minutes by night, 5 km
    "carsharing_cost_cars_eur": 30,
    "carsharing_cost_distance_eur": 1,  # 10 km
    "carsharing_cost_staff_eur": pytest.approx(6.67, abs=0.005),  # 20 minutes
    "carsharing_cost_energy_eur": 0.85,  # 5 kWh of diesel at 0.17 EUR
    "carsharing_cost_eur": pytest.approx(38.52, abs=0.005),
    "carsharing_subsidy_eur": pytest.approx(35.85, abs=0.005),
}


def test_a_day_of_one_way_trips_with_staff() -> None:
    tables = one_way_trips().tables
    assert carsharing_kpis(tables, replace(PRICES, energy_eur_per_kwh={"diesel": 0.17, "battery": 9.0})) == ONE_WAY
    nothing = carsharing_kpis(tables)
    assert [nothing[f"carsharing_{name}_eur"] for name in ("revenue", "cost", "subsidy")] == [None, None, None]


def test_a_trip_out_of_the_zone() -> None:
    kpis = carsharing_kpis(day([trip(1, HOUR, 3, 9)], floating()).tables)
    assert kpis["carsharing_refused_outside_zone"] == kpis["carsharing_refused"] == 1


def test_every_key_figure_has_a_value_worked_out_by_hand() -> None:
    """Cars never go below their reserve, so nobody can work out more than 0 for those that did.

    Nobody compares on these days, see ``tests/travellers/test_compared.py``.
    """
    assert set(ROUND_TRIPS) == set(ONE_WAY) == set(CARSHARING_KPIS)
    never = {name for name in CARSHARING_KPIS if all(known[name] in (0, None) for known in (ROUND_TRIPS, ONE_WAY))}
    rare = {"carsharing_refused_outside_zone", "carsharing_refused_outside_area", "carsharing_refused_booking_out"}
    assert never == {*rare, "carsharing_stranded", "carsharing_not_chosen"}


def test_a_car_is_in_use_for_no_more_than_all_hours_of_the_days() -> None:
    """One day, one car: out from 06:00 to 22:00, and from 23:00 to 23:00 of the day after the next."""
    sharing = {"stations": [station(ISLAND, 0, cars=1)]}
    done = Day(
        world_of(ISLAND, scenario_of(sharing), [booking(1, at(0, 6), at(0, 22)), booking(2, at(0, 23), at(2, 23))])
    )
    kpis = carsharing_kpis(done.tables)
    assert kpis["carsharing_hours"] == 16 + 1
    assert done.tables.cars["used_share"].tolist() == [17 / 24]
    assert kpis["carsharing_utilisation"] == pytest.approx(17 / 24, abs=1e-6)
