"""Fares that differ by the type of the day: by hand, told as they are charged, and refused where a type has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from pydantic import ValidationError

from simulator.days import DayType, DayTypes
from simulator.experiments.prices import ride_prices
from simulator.experiments.run import RunResult
from simulator.fares.tariff import RentalRates, party_fares_eur, rentals_eur
from simulator.scenario.fare_models import RideFares
from simulator.scenario.loader import load_scenario
from simulator.scenario.schema import scenario_schema
from simulator.services.carsharing.rates import rental_rates
from simulator.services.carsharing.schema import CarFares
from simulator.services.ridepooling.rates import Fares, ride_rates
from simulator.units import DAY_S
from tests.simulation.test_two_operators import HOUR, place, result_of

BY_DAY = {"weekday": "3 EUR", "saturday": "2 EUR", "sunday": "1 EUR"}
SCHOOL, HOLIDAY, SATURDAY, SUNDAY = (int(kind) for kind in DayType)


def test_a_ride_costs_what_its_day_says() -> None:
    rates = Fares((3.0, 2.5, 2.0, 1.0), 0.5)
    size, direct_m = np.array([1, 2, 1, 3]), np.array([2000, 0, 4000, 1000])
    kinds = np.array([SCHOOL, HOLIDAY, SATURDAY, SUNDAY])
    assert party_fares_eur(rates, size, direct_m, kinds == -1, kinds) == [3 + 1, 2 * 2.5, 2 + 2, 3 * 1.5]
    with pytest.raises(ValueError, match="types of the days"):
        party_fares_eur(rates, size, direct_m, kinds == -1)


def test_a_rental_costs_what_the_day_says_on_which_it_begins() -> None:
    """On Saturday from 18:00 to 22:00, half of it by day; on Sunday the same, where a night costs what the day does."""
    rates = RentalRates((4.0, 4.0, 3.0, 2.0), (1.0, 1.0, 1.0, 2.0), (8 * HOUR, 20 * HOUR), (0.0, 0.0, 0.1, 0.2))
    taken, metres = np.array([18 * HOUR, 18 * HOUR]), np.array([10_000.0, 10_000.0])
    paid = rentals_eur(rates, taken, taken + 4 * HOUR, metres, np.array([SATURDAY, SUNDAY]))
    assert paid.tolist() == [2 * 3 + 2 * 1 + 1, 4 * 2 + 2]
    as_by_day = RentalRates((4.0, 4.0, 3.0, 2.0), None, (8 * HOUR, 20 * HOUR), 0.0)
    assert rentals_eur(as_by_day, taken, taken + 4 * HOUR, metres, np.array([SCHOOL, SUNDAY])).tolist() == [16, 8]


def test_moments_have_the_type_of_their_day() -> None:
    days = DayTypes((-86_400, 0, 82_800), (SATURDAY, SUNDAY, SCHOOL))
    moments = np.array([-90_000, -1, 0, 82_799, 82_800, 500_000])
    assert days.at(moments).tolist() == [SATURDAY, SATURDAY, SUNDAY, SUNDAY, SCHOOL, SCHOOL]


def test_weekdays_stand_for_both_types_and_a_number_for_all() -> None:
    fares = RideFares.model_validate({"per_rider": {**BY_DAY, "holiday_weekday": 2.5}, "per_km_eur": 0.2})
    assert ride_rates(fares) == Fares((3, 2.5, 2, 1), 0.2)
    cars = CarFares.model_validate({"per_hour_eur": BY_DAY, "per_km": "0.3 EUR"})
    assert rental_rates(cars) == RentalRates((3, 3, 2, 1), None, (8 * HOUR, 20 * HOUR), 0.3)
    assert ride_rates(RideFares()) == Fares(None, None)


@pytest.mark.parametrize(
    ("fares", "message"),
    [
        ({"per_rider": {"weekday": 3, "sunday": 2}}, "a price for every type of day; missing: saturday"),
        ({"per_rider": {"school_day": 3, "sunday": 2, "saturday": 1}}, "missing: holiday_weekday"),
        ({"per_km": {**BY_DAY, "sunday": "-1 EUR"}}, "greater than or equal to 0"),
        ({"per_km": {**BY_DAY, "sunday": 101}}, "less than or equal to 100"),
        ({"per_rider": 1001}, "less than or equal to 1000"),
        ({"per_rider": {**BY_DAY, "sunday": "2 km"}}, "20 EUR"),
        ({"per_rider": {**BY_DAY, "monday": 2}}, "monday"),
    ],
)
def test_prices_that_are_none(fares: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RideFares.model_validate(fares)


def test_editors_know_both_spellings() -> None:
    schema = scenario_schema()
    fares = jsonschema.Draft202012Validator({"$ref": "#/$defs/RideFares", "$defs": schema["$defs"]})
    for key in ("per_rider", "per_rider_eur"):
        fares.validate({key: BY_DAY})
        fares.validate({key: {**BY_DAY, "saturday": 2}})
        with pytest.raises(jsonschema.ValidationError):
            fares.validate({key: {**BY_DAY, "saturday": "2 km"}})
    fares.validate({"per_rider": "3 EUR"})


def test_a_scenario_replaces_the_price_of_one_type_of_day() -> None:
    given = [f"services.rufbus.fares.per_rider.{kind}={price}" for kind, price in BY_DAY.items()]
    base = load_scenario("prignitz/rufbus", given)
    assert ride_prices(base.parts[0]).per_rider_eur == (3, 3, 2, 1)


def weekend_of(
    folder: Path, classes: dict[str, Any], bus_fares: dict[str, Any], car_fares: dict[str, Any]
) -> RunResult:
    """Return a Saturday and a Sunday with a bus for the thrifty, and shared cars for the hasty."""
    bus = {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["05:00", "20:00"], "fares": bus_fares,
        "fleet": {"minibus": {"count": 4, "seats": 8, "depots": [place(3)]}},
        "limits": {"default": {"max_wait": "20 min"}},
    }  # fmt: skip
    here = {key: value for key, value in place(10).items() if key != "name"}
    cars = {
        "kind": "carsharing", "mode": "round_trip", "stations": [{"id": "s", **here, "capacity": 9, "cars": 9}],
        "car_types": {"car": {"seats": 4}}, "booking": {"walk": "4 km", "max_duration": "6 h"},
        "from_requests": {"stay": "30 min"}, "fares": car_fares,
    }  # fmt: skip
    calendar = {"first_weekday": "sa", "days": 2}
    return result_of(folder / "days", {"bus": bus, "cars": cars}, classes, calendar=calendar)


def test_a_weekend_brings_in_what_its_days_say(tmp_path: Path) -> None:
    car_fares = {
        "per_hour": {"weekday": "9 EUR", "saturday": "4 EUR", "sunday": "2 EUR"}, "per_km": "0.1 EUR",
        "hours": ["00:00", "24:00"],
    }  # fmt: skip
    classes = {"thrifty": {"asks": ["bus"]}, "hasty": {"asks": ["cars"]}}
    result = weekend_of(tmp_path, classes, {"per_rider": BY_DAY, "per_km": "0.1 EUR"}, car_fares)
    served = result.requests[result.requests["status"] == "served"]
    sunday = served["earliest_departure_s"] >= DAY_S
    assert 10 < sunday.sum() < len(served) - 10
    each = np.where(sunday, 1, 2) + 0.1 * served["direct_m"].to_numpy(float) / 1000
    paid = float((served["party_size"] * each).sum())
    assert result.kpis["fare_revenue_eur"] == pytest.approx(paid, abs=0.006)
    assert result.carsharing is not None
    used = result.carsharing.bookings[result.carsharing.bookings["status"] == "used"].astype({"length_m": float})
    hour_eur = np.where(used["taken_s"] >= DAY_S, 2, 4)
    assert set(hour_eur.tolist()) == {2, 4}
    rented = float((used["used_s"] / HOUR * hour_eur + used["length_m"] / 10_000).sum())
    assert result.kpis["carsharing_revenue_eur"] == pytest.approx(rented, abs=0.006)
    for figure, total in (("fare_revenue_eur", paid), ("carsharing_revenue_eur", rented)):
        of_days = result.kpis_by_day[result.kpis_by_day["figure"] == figure]["value"]
        assert of_days.sum() == pytest.approx(total, abs=0.02)
    assert result.world.days.kinds.types[:2] == (SATURDAY, SUNDAY)


def test_who_compares_is_told_the_price_of_the_day(tmp_path: Path) -> None:
    """Nobody pays a thousand euros: not for the bus on Sunday, nor for a car on Saturday; both are free else."""
    bus = {"weekday": "0 EUR", "saturday": "0 EUR", "sunday": "1000 EUR"}
    cars = {"weekday": "0 EUR", "saturday": "1000 EUR", "sunday": "0 EUR"}
    choice = {"model": "logit", "constant": 50, "per_eur": -1}
    classes = {"thrifty": {"asks": ["bus"], "choice": choice}, "hasty": {"asks": [["cars", "bus"]], "choice": choice}}
    result = weekend_of(tmp_path, classes, {"per_rider": bus}, {"per_hour": cars})
    journeys = result.journeys.assign(sunday=result.journeys["earliest_departure_s"] >= DAY_S)
    went = journeys[journeys["end"] == "served"]
    by = {key: set(group) for key, group in went.groupby(["traveller_class", "sunday"])["service"]}
    assert by == {("thrifty", False): {"bus"}, ("hasty", False): {"bus"}, ("hasty", True): {"cars"}}
    assert "declined" in set(journeys.loc[journeys["sunday"] & (journeys["traveller_class"] == "thrifty"), "end"])
