"""What energy and cars emit: one table, one boundary for vehicles and private cars, and what a scenario may say."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from simulator.errors import ScenarioError
from simulator.scenario.emission_factors import Boundary, emission_factor, factors_markdown
from simulator.scenario.energy_models import ENERGY_OF, Climate, Powered
from simulator.scenario.loader import load_scenario
from simulator.scenario.vehicle_models import vehicle_model, vehicle_model_names
from simulator.world.fleet import energy_columns
from tests.scenario.test_energy_and_drivers import problems
from tests.worlds import line_network, scenario_of

BATTERY = {"drivetrain": "battery", "energy_kwh_per_km": 0.3}


@pytest.mark.parametrize("of", [*ENERGY_OF.values(), "car"])
def test_what_leaves_the_vehicle_is_less_than_all(of: str) -> None:
    whole, part = (emission_factor(of, boundary) for boundary in ("well_to_wheel", "direct"))
    assert 0 <= part < whole


def test_the_table_in_other_units() -> None:
    """3.24 and 2.65 kg per litre of diesel; 94 g/MJ of hydrogen; 164 g for each of 1.4 persons in a car."""
    assert emission_factor("diesel", "well_to_wheel") * 9.96 == pytest.approx(3240, rel=1e-3)
    assert emission_factor("diesel", "direct") * 9.96 == pytest.approx(2650, rel=1e-3)
    assert emission_factor("hydrogen", "well_to_wheel") == pytest.approx(94 * 3.6, rel=2e-3)
    assert emission_factor("car", "well_to_wheel") == pytest.approx(164 * 1.4, rel=2e-3)
    assert emission_factor("car", "direct") == pytest.approx(230 * 266 / 325.3, rel=1e-3)
    assert emission_factor("electricity", "direct") == emission_factor("hydrogen", "direct") == 0


def test_the_page_of_emission_factors_is_current() -> None:
    written = (Path(__file__).resolve().parents[2] / "docs" / "emission-factors.md").read_text(encoding="utf-8")
    message = "run: python -m simulator.scenario.emission_factors > docs/emission-factors.md"
    assert written == factors_markdown() + "\n", message
    assert all(f"| {of} | `{boundary}` |" in written for of in (*ENERGY_OF.values(), "car") for boundary in _BOUNDARIES)


_BOUNDARIES = get_args(Boundary)


@pytest.mark.parametrize("boundary", _BOUNDARIES)
def test_vehicles_and_cars_take_the_same_boundary_of_the_table(boundary: Any) -> None:
    climate = Climate(boundary=boundary)
    assert climate.car_g_per_km == emission_factor("car", boundary)
    for drivetrain, energy in ENERGY_OF.items():
        kind = Powered.model_validate({"drivetrain": drivetrain, "energy_kwh_per_km": 0.3})
        assert climate.g_per_kwh(kind) == emission_factor(energy, boundary)
        assert energy_columns(kind, None, climate)["co2_g_per_kwh"] == emission_factor(energy, boundary)


def test_what_a_scenario_gives_comes_before_the_table() -> None:
    climate = Climate.model_validate({"electricity": "50 g/kWh", "diesel": "3 kg/l diesel", "car_g_per_km": 150})
    assert climate.g_per_kwh(Powered.model_validate(BATTERY)) == 50
    assert climate.g_per_kwh(Powered()) == pytest.approx(3 * 100.4016)
    assert climate.hydrogen_g_per_kwh == emission_factor("hydrogen", "well_to_wheel")
    assert climate.car_g_per_km == 150
    assert climate.g_per_kwh(Powered.model_validate(BATTERY | {"co2": "20 g/kWh"})) == 20
    assert Climate.model_validate({"car": None}) == Climate()


def test_a_scenario_written_out_is_read_back_the_same() -> None:
    climate = Climate(boundary="direct")
    assert Climate.model_validate(climate.model_dump(by_alias=True)) == climate


@pytest.mark.parametrize("name", vehicle_model_names())
def test_vehicle_models_have_no_factors_of_their_own(name: str) -> None:
    assert "co2_g_per_kwh" not in (vehicle_model(name) or {})


@pytest.mark.parametrize(
    "given",
    [
        {"electricity_g_per_kwh": 363},
        {"hydrogen_g_per_kwh": 1},
        {"electricity_g_per_kwh_by_hour": (0.0,) * 23 + (9.0,)},
    ],
)
def test_upstream_emissions_do_not_mix_with_direct_ones(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"boundary: direct; expected 0.*or boundary: well_to_wheel"):
        Climate.model_validate({"boundary": "direct", **given})
    assert Climate.model_validate({"boundary": "direct", **dict.fromkeys(given)}) == Climate(boundary="direct")


def test_a_vehicle_with_upstream_emissions_does_not_mix_either(tmp_path: Path) -> None:
    vehicle = "        model: e-minibus\n        co2: 427 g/kWh"
    rest = (
        "energy:\n  climate: {boundary: direct}\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 11 kW}\n"
    )
    text = problems(tmp_path, vehicle, rest)
    assert "test.yaml:14:9: services.test.fleet.minibus.co2: 427 g/kWh, but energy.climate.boundary is direct" in text
    assert "drivetrain battery; leave it out, or say boundary: well_to_wheel" in text
    assert "boundary" in problems(tmp_path, "", "energy: {climate: {boundary: cradle_to_grave}}")


def test_an_unknown_boundary_is_told_with_those_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"energy\.climate\.boundary.*well_to_wheel"):
        load_scenario("tiny/line", ["energy.climate.boundary=wheel"])


def test_shared_cars_do_not_mix_boundaries() -> None:
    with pytest.raises(ScenarioError, match=r"services\.cars\.car_types\.small\.co2: 9 g/kWh, but .* is direct"):
        load_scenario(
            "prignitz/carsharing", ["energy.climate.boundary=direct", "services.cars.car_types.small.co2_g_per_kwh=9"]
        )


def test_a_fleet_of_diesel_may_have_a_factor_of_its_own_where_only_direct_emissions_count() -> None:
    scenario = scenario_of(line_network(2), energy={"climate": {"boundary": "direct"}})
    assert scenario.energy.climate.g_per_kwh(Powered(co2_g_per_kwh=200.0)) == 200
