"""The car-sharing benchmarks run, and the free-floating curve has the shape it should have."""

from __future__ import annotations

import pytest

from benchmarks.carsharing.curve import charger_places, satisfied
from benchmarks.carsharing.month import write_case
from simulator import load_scenario, run
from simulator.scenario.catalogue import bundled_folder


@pytest.mark.slow
def test_satisfied_demand_rises_with_cars_and_with_chargers() -> None:
    assert satisfied(10, 4, seed=1) + 0.1 < satisfied(40, 4, seed=1)
    assert satisfied(20, 1, seed=1) + 0.1 < satisfied(20, 8, seed=1)


def test_charger_places_are_single_places_of_two_towns() -> None:
    places = charger_places(bundled_folder() / "prignitz" / "localities.csv")
    assert len(set(places)) == len(places) == 16


def test_the_month_is_of_the_size_it_says(tmp_path) -> None:
    scenario = load_scenario(write_case(tmp_path, bookings_per_day=40, days=2), allow_outside_paths=True)
    kpis = run(scenario).kpis
    assert (kpis["carsharing_bookings"], kpis["carsharing_cars"], kpis["carsharing_stranded"]) == (80, 150, 0)
