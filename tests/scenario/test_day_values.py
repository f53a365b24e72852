"""Values of a type of day: changed from outside like any other, and as strict about units as values of all days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.plan import Experiment, load_base, variants_of
from simulator.scenario.loader import load_scenario

WEEK = "prignitz/week"  # has a mapping of requests_per_day and of hours, and a price for all days: 3 EUR
EACH = "{weekday: 3 EUR, saturday: 2 EUR, sunday: 1 EUR}"
ALIKE = {"weekday": 3, "saturday": 3, "sunday": 3}


def rider_prices(*overrides: str) -> dict[str, float]:
    config: Any = load_scenario(WEEK, overrides).parts[0].config
    return dict(config.fares.per_rider_eur.given())


@pytest.mark.parametrize(
    ("overrides", "prices"),
    [
        (["fares.per_rider.saturday=2 EUR"], ALIKE | {"saturday": 2}),
        (["fares.per_rider_eur.saturday=2"], ALIKE | {"saturday": 2}),
        (["fares.per_rider_eur.saturday=2 EUR"], ALIKE | {"saturday": 2}),
        (["fares.per_rider.holiday_weekday=0 EUR"], ALIKE | {"holiday_weekday": 0}),
        (["fares.per_rider_eur=4", "fares.per_rider.sunday=0 EUR"], {"weekday": 4, "saturday": 4, "sunday": 0}),
        ([f"fares.per_rider={EACH}", "fares.per_rider.sunday=0 EUR"], {"weekday": 3, "saturday": 2, "sunday": 0}),
        ([f"fares.per_rider={EACH}", "fares.per_rider_eur.sunday=0"], {"weekday": 3, "saturday": 2, "sunday": 0}),
        (["fares.per_rider_eur={weekday: 3, saturday: 2, sunday: 1}", "fares.per_rider.sunday=0 EUR"],
         {"weekday": 3, "saturday": 2, "sunday": 0}),
        (["fares.per_rider_eur=4", f"fares.per_rider={EACH}"], {"weekday": 3, "saturday": 2, "sunday": 1}),
    ],
)  # fmt: skip
def test_one_type_of_day_is_set_and_the_others_keep_what_they_had(
    overrides: list[str], prices: dict[str, float]
) -> None:
    assert rider_prices(*overrides) == prices


def test_a_mapping_gives_way_to_a_value_of_all_days_in_either_spelling() -> None:
    for plain in ("fares.per_rider=4 EUR", "fares.per_rider_eur=4"):
        config: Any = load_scenario(WEEK, [f"fares.per_rider={EACH}", plain]).parts[0].config
        assert config.fares.per_rider_eur == 4


HOURS = {"weekday": (18_000, 79_200), "saturday": (18_000, 79_200), "sunday": (28_800, 32_400)}


def test_numbers_and_hours_are_set_for_one_type_of_day() -> None:
    scenario: Any = load_scenario(
        "prignitz/rufbus", ["demand.requests_per_day.saturday=7", "hours.sunday=[08:00, 9:00]"]
    )
    assert dict(scenario.demand.requests_per_day.given()) == {"weekday": 170, "saturday": 7, "sunday": 170}
    assert dict(scenario.parts[0].config.hours.given()) == HOURS


def test_what_no_file_says_is_the_default_on_the_other_days() -> None:
    scenario: Any = load_scenario("prignitz/rufbus", ["hours=", "hours.sunday=[08:00, 9:00]"])
    assert dict(scenario.parts[0].config.hours.given()) == HOURS


def said(*overrides: str) -> set[str]:
    """Return what is said of values, without their places; nothing where they are accepted."""
    try:
        load_scenario(WEEK, overrides)
    except ScenarioError as error:
        return {problem.message for problem in error.problems}
    return set()


CLUB = (
    "services.cars={kind: carsharing, stations: [{id: a, lon: 11.8, lat: 53.1, capacity: 1, cars: 1}], "
    "car_types: {car: {seats: 4}}, fares: {}}"
)
VALUES = ["3", "3 EUR", "3 km", "0", "-1", "true", "abc", "5000", ".inf"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["per_rider", "per_rider_eur"])
def test_fares_of_a_type_of_day_are_taken_or_refused_as_those_of_all_days(key: str, value: str) -> None:
    plain = said(f"services.rufbus.fares.{key}={value}")
    assert said(f"services.rufbus.fares.{key}.saturday={value}") == plain
    assert said(f"services.rufbus.fares.{key}={{weekday: {value}, saturday: {value}, sunday: {value}}}") == plain


@pytest.mark.parametrize("value", ["3", "3 EUR", "-1", "true", "abc"])
@pytest.mark.parametrize("key", ["per_hour", "per_hour_eur", "per_night_hour", "per_km_eur"])
def test_so_are_those_of_shared_cars(key: str, value: str) -> None:
    every = f"{{weekday: {value}, saturday: {value}, sunday: {value}}}"
    plain, mapped = (said(CLUB, f"services.cars.fares.{key}={told}") for told in (value, every))
    assert mapped == plain
    assert (not plain) == (value == "3 EUR" or (value == "3" and key.endswith("_eur")))


@pytest.mark.parametrize("value", ["3", "3.5", "-1", "true", "abc", "3 EUR"])
def test_so_are_counts(value: str) -> None:
    assert said(f"demand.requests_per_day.saturday={value}") == said(f"demand.requests_per_day={value}")


def test_a_key_that_is_no_type_of_day_is_told() -> None:
    told = said(f"fares.per_rider={EACH}", "fares.per_rider.saturdays=4 EUR")
    assert told == {'unknown key; did you mean "saturday"?'}


def experiment(**factors: list[object]) -> Experiment:
    paths = {path.replace("__", "."): values for path, values in factors.items()}
    return Experiment.model_validate({"name": "days", "base": WEEK, "factors": paths})


def test_values_of_a_type_of_day_are_factors() -> None:
    planned = experiment(fares__per_rider__saturday=["2 EUR", "4 EUR"], demand__requests_per_day__sunday=[5])
    loaded = load_base(planned, Path())
    full = loaded.experiment
    assert list(full.factors) == ["services.rufbus.fares.per_rider.saturday", "demand.requests_per_day.sunday"]
    assert len(variants_of(full)) == 2
    found: list[Any] = [loaded.with_values(variant) for variant in variants_of(full)]
    assert [dict(its.parts[0].config.fares.per_rider_eur.given())["saturday"] for its in found] == [2, 4]
    assert [its.demand.requests_per_day.sunday for its in found] == [5, 5]


def test_a_factor_that_is_no_type_of_day_is_told() -> None:
    with pytest.raises(ScenarioError, match="unknown"):
        load_base(experiment(fares__per_rider__saturdays=["2 EUR"]), Path())
    with pytest.raises(ScenarioError, match="unknown"):
        load_base(experiment(fleet__minibus__seats__saturday=[8]), Path())
