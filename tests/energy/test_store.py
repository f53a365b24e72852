"""What vehicles use and how fast they charge, against figures worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.energy.store import Store
from simulator.scenario.energy_models import Powered, Weather
from simulator.scenario.vehicle_models import vehicle_model_names, vehicle_model_sources
from simulator.units import MWH_PER_KWH
from simulator.world.stores import store_of

KWH = MWH_PER_KWH


def small_store(**values: object) -> Store:
    """50 kWh, 0.2 kWh/km, 50 kW up to 80 %, then 10 kW."""
    given_values: dict[str, object] = {"ac_w": 11_000, "curve": ((0.0, 50_000), (0.8, 10_000)), **values}
    return Store("battery", 50 * KWH, 5 * KWH, 0.2, **given_values)  # type: ignore[arg-type]


def test_a_drive_at_the_reference_speed_uses_what_is_given_per_kilometre() -> None:
    assert small_store(drag_share=0.5).used_mwh(60_000, 3600) == 12 * KWH


def test_drag_grows_with_the_square_of_the_speed() -> None:
    # a quarter of 0.2 kWh/km is drag: at twice the speed 0.15 + 4 * 0.05
    assert small_store(drag_share=0.25).used_mwh(120_000, 3600) == pytest.approx(42 * KWH, abs=1)


def test_cold_costs_for_driving_and_for_heating_by_the_hour() -> None:
    cold = small_store(cold_share_per_k=0.01, climate_w_per_k=100, temperature_c=(-7.0,) * 24)
    # 27 degrees below 20: 12 * 1.27, and 25 below 18: 2.5 kW for an hour
    assert cold.used_mwh(60_000, 3600) == pytest.approx((15.24 + 2.5) * KWH, abs=1)


def test_the_hour_of_the_day_decides_on_the_temperature() -> None:
    store = small_store(climate_w_per_k=100, temperature_c=(8.0,) * 12 + (20.0,) * 12)
    assert store.used_mwh(60_000, 3600, at_s=3600) - store.used_mwh(60_000, 3600, at_s=13 * 3600) == KWH


def test_riders_weigh_and_a_queue_costs_heating_only() -> None:
    store = small_store(rider_share=0.05, climate_w_per_k=100, temperature_c=(28.0,) * 24)
    # 12 kWh by the road, a tenth more for two riders; 4 K above 24: 400 W for an hour, and for another one in the queue
    assert store.used_mwh(60_000, 3600, 2, 0, 3600) == pytest.approx((13.2 + 0.8) * KWH, abs=1)
    assert store.used_mwh(0, 0, 2, 0, 3600) == 0


def test_charging_slows_down_above_the_step_of_the_curve() -> None:
    store = small_store()
    assert store.level_after(30 * KWH, 720, 50_000) == 40 * KWH  # 10 kWh at 50 kW
    assert store.level_after(30 * KWH, 720 + 1800, 50_000) == 45 * KWH  # and half an hour at 10 kW
    assert store.level_after(30 * KWH, 10**6, 50_000) == 50 * KWH
    assert store.level_after(30 * KWH, 3600, 50_000, direct=False) == 41 * KWH


def test_the_least_intake_counts_steps_that_begin_before_the_level() -> None:
    store = small_store()
    assert [store.least_intake_w(share) for share in (0.5, 0.8, 0.81, 1.0)] == [50_000, 50_000, 10_000, 10_000]
    assert store.least_intake_w(1.0, direct=False) == 11_000


@given(length_m=st.integers(0, 200_000), kph=st.floats(1, 65), riders=st.integers(0, 8))
def test_no_drive_uses_more_than_its_bound(length_m: int, kph: float, riders: int) -> None:
    store = small_store(drag_share=0.2, climate_w_per_k=100, rider_share=0.01, temperature_c=(-7.0,) * 24)
    drive_s = int(length_m / kph * 3.6) + 1
    most_w = store.most_w(65, 8)
    level = store.reserve_mwh + store.used_mwh(length_m, drive_s, riders)
    assert store.range_s(level + 2, most_w) <= drive_s
    assert level - store.reserve_mwh <= most_w * drive_s / 3.6


@pytest.mark.parametrize("name", vehicle_model_names())
def test_every_vehicle_model_is_whole_and_names_its_sources(name: str) -> None:
    store = store_of(Powered(model=name), Weather())
    assert store is not None
    range_km = (store.capacity_mwh - store.reserve_mwh) / MWH_PER_KWH / store.kwh_per_km
    assert 100 < range_km < 1000
    assert all(source and german for _, source, german in vehicle_model_sources()[name].values())


def test_values_given_beside_a_model_win() -> None:
    kind = Powered.model_validate({"model": "small-e-car", "store": "40 kWh", "reserve": "5 kWh"})
    store = store_of(kind, Weather())
    assert store is not None
    assert (store.capacity_mwh, store.reserve_mwh) == (40 * KWH, 5 * KWH)


def test_ageing_takes_a_part_of_the_store() -> None:
    store = store_of(Powered.model_validate({"model": "small-e-car", "store": "40 kWh", "health": 0.75}), Weather())
    assert store is not None
    assert store.capacity_mwh == 30 * KWH
