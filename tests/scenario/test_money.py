"""Costs and prices of energy in a scenario: lump or parts, units, and which price holds at a site."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.experiments.prices import car_prices, ride_prices
from simulator.scenario.cost_models import FleetCosts
from simulator.scenario.energy_models import EnergyPrices
from simulator.scenario.loader import load_scenario
from simulator.world.sites import price_table
from tests.scenario.test_energy_and_drivers import problems
from tests.worlds import line_network, scenario_of


@pytest.mark.parametrize("parts", ["per_driver_hour: 33 EUR", "per_vehicle_year: 20000 EUR"])
def test_a_lump_and_its_parts_do_not_go_together(tmp_path: Path, parts: str) -> None:
    rest = f"    costs: {{per_vehicle_hour: 42 EUR, {parts}}}"
    text = problems(tmp_path, "", rest)
    assert "services.test.costs: per_vehicle_hour: 42 EUR is a lump for drivers and vehicles" in text
    assert f"({parts})" in text and "expected either the lump or the parts" in text


def test_parts_take_the_place_of_the_lump_that_a_scenario_builds_on() -> None:
    costs = load_scenario("prignitz/drivers").parts[0].config.costs
    assert costs == FleetCosts(per_driver_hour_eur=33, per_vehicle_year_eur=60_000, per_vehicle_km_eur=0.17)


def test_prices_in_the_units_of_pumps() -> None:
    prices = EnergyPrices.model_validate(
        {"electricity": "0.30 EUR/kWh", "diesel": "1.60 EUR/l diesel", "hydrogen": "9.5 EUR/kg H2"}
    )
    assert prices.by_drivetrain == pytest.approx({"battery": 0.3, "diesel": 1.6 / 9.96, "hydrogen": 9.5 / 33.33})
    assert EnergyPrices(diesel_eur_per_kwh=0.16).by_drivetrain == {"diesel": 0.16}
    assert EnergyPrices().of("electricity") is None


def test_a_site_without_a_price_has_the_usual_one_of_its_energy() -> None:
    """At night the first has its own; hydrogen has none at all."""
    site = {"lon": 12.0, "lat": 53.0, "plugs": 1, "power_kw": 50}
    sites = [
        site | {"name": "a", "prices": [{"hours": ["22:00", "06:00"], "eur_per_kwh": 0.1}]},
        site | {"name": "b", "eur_per_kwh": 0.0},
        site | {"name": "c", "energy": "hydrogen"},
    ]
    energy = {"sites": sites, "prices": {"electricity_eur_per_kwh": 0.4}}
    table = price_table(scenario_of(line_network(2), energy=energy)).pivot(index="site", columns="hour")["eur_per_kwh"]
    assert table.loc[0].tolist() == [0.1] * 6 + [0.4] * 16 + [0.1] * 2
    assert (table.loc[1] == 0).all()
    assert np.isnan(table.loc[2]).all()


@pytest.mark.parametrize("name", ["rufbus", "electric", "drivers", "integrated", "week"])
def test_bundled_services_pay_for_energy(name: str) -> None:
    scenario = load_scenario(f"prignitz/{name}")
    prices = ride_prices(next(part for part in scenario.parts if part.kind == "ridepooling"))
    assert prices.energy_eur_per_kwh == {"battery": 0.25}
    assert prices.cost_per_vehicle_km_eur == 0.17


@pytest.mark.parametrize("name", ["carsharing", "integrated"])
def test_bundled_cars_have_costs(name: str) -> None:
    prices = car_prices(next(part for part in load_scenario(f"prignitz/{name}").parts if part.kind == "carsharing"))
    assert prices is not None
    assert (prices.cost_per_car_day_eur, prices.cost_per_km_eur) == (13, 0.03)
