"""What comes on top of drivers, vehicles and kilometres, and what others pay for season tickets, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.kpis.all import Economics, Extent, compute_kpis
from simulator.analysis.kpis.cost_kinds import COST_DRIVERS, COST_PARTS, LINE_COST_DRIVERS, Driver
from simulator.analysis.kpis.money import economic_kpis_together
from simulator.analysis.kpis.more_costs import MORE_MONEY_KPIS, MoreCosts
from simulator.analysis.tables import ResultTables, build_tables
from simulator.experiments.prices import ride_prices
from tests.analysis import busy_day
from tests.scenario.test_energy_and_drivers import problems
from tests.worlds import line_network, scenario_of

PRICES = Economics(
    cost_per_vehicle_hour_eur=40, cost_per_vehicle_km_eur=0.5, per_rider_eur=2,
    energy_eur_per_kwh={"diesel": 0.17, "battery": 0.3, "hydrogen": 9.0},
    more=MoreCosts(call_eur=0.24, platform_month_eur=730, platform_vehicle_month_eur=36.5, overhead=0.1),
    compensation_eur=1.1,
)  # fmt: skip
DAYS = 5
EXPECTED = {
    "cost_calls_eur": 35.04,  # 146 requests, those refused and declined too, of 0.24
    "cost_platform_eur": 120,  # of 730 a month: 5 of 365 days are 60/365 months
    "cost_platform_vehicles_eur": 36,  # 6 vehicles of 36.5
    "cost_overhead_eur": 45.78,  # a tenth of 224 for hours, 37.80 for kilometres, 4.93 for energy, and these 191.04
    "compensation_eur": 2.2,  # bob and another; ida declined
}


@pytest.fixture(scope="module")
def busy() -> ResultTables:
    return build_tables(busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities())


def test_by_hand(busy: ResultTables) -> None:
    kpis = compute_kpis(busy, PRICES, extent=Extent(DAYS))
    assert {name: kpis[name] for name in EXPECTED} == EXPECTED
    assert kpis["cost_eur"] == 503.55  # 224 + 37.80 + 4.93 + 191.04 + 45.78
    assert kpis["subsidy_eur"] == pytest.approx(kpis["cost_eur"] - kpis["fare_revenue_eur"] - 2.2, abs=1e-9)


def test_nothing_is_told_of_what_no_service_has(busy: ResultTables) -> None:
    plain = replace(PRICES, more=MoreCosts(), compensation_eur=None)
    kpis = compute_kpis(busy, plain, extent=Extent(DAYS))
    assert not set(MORE_MONEY_KPIS) & set(kpis)
    assert kpis["cost_eur"] == 266.73
    invalid = compute_kpis(busy, replace(PRICES, season_ticket=False), extent=Extent(DAYS))
    assert "compensation_eur" not in invalid


def test_an_overhead_of_what_is_not_known_is_not_known(busy: ResultTables) -> None:
    kpis = compute_kpis(busy, replace(PRICES, cost_per_vehicle_km_eur=None), extent=Extent(DAYS))
    assert (kpis["cost_calls_eur"], kpis["cost_overhead_eur"], kpis["cost_eur"]) == (35.04, None, None)


def test_free_rides_leave_all_of_the_cost_to_pay(busy: ResultTables) -> None:
    kpis = compute_kpis(busy, replace(PRICES, per_rider_eur=0, compensation_eur=None), extent=Extent(DAYS))
    assert kpis["fare_revenue_eur"] == 1.5  # of dan, who could have gone by bus
    assert kpis["subsidy_eur"] == pytest.approx(kpis["cost_eur"] - kpis["fare_revenue_eur"], abs=1e-9)


def test_after_other_fares_each_request_brings_the_compensation_of_its_own(busy: ResultTables) -> None:
    """Who holds one rode before."""
    for earlier, eur in ((frozenset({1}), 6.0), (frozenset({0, 2}), 2.2)):
        before = replace(PRICES, compensation_eur=3.0)
        kpis = compute_kpis(busy, replace(PRICES, until=(before, earlier)), extent=Extent(DAYS))
        assert kpis["compensation_eur"] == eur
    kpis = compute_kpis(busy, replace(PRICES, compensation_eur=None, until=(PRICES, frozenset({1}))))
    assert kpis["compensation_eur"] == 2.2


def test_services_together_have_what_one_of_them_has(busy: ResultTables) -> None:
    one = compute_kpis(busy, PRICES, extent=Extent(DAYS))
    other = compute_kpis(busy, replace(PRICES, more=MoreCosts(), compensation_eur=None), extent=Extent(DAYS))
    both = economic_kpis_together(compute_kpis(busy), [one, other])
    assert {name: both[name] for name in EXPECTED} == EXPECTED
    assert both["cost_eur"] == pytest.approx(one["cost_eur"] + other["cost_eur"], abs=1e-9)
    assert both["subsidy_eur"] == pytest.approx(one["subsidy_eur"] + other["subsidy_eur"], abs=1e-9)
    assert not set(MORE_MONEY_KPIS) & set(economic_kpis_together(compute_kpis(busy), [other, other]))


def test_every_kind_of_cost_has_a_driver() -> None:
    known = [name for name in MORE_MONEY_KPIS if name.startswith("cost_")]
    assert tuple(COST_DRIVERS) == COST_PARTS
    assert set(known) < set(COST_PARTS)
    assert COST_DRIVERS["cost_calls_eur"] is Driver.RIDES
    assert set(LINE_COST_DRIVERS.values()) == {Driver.HOURS, Driver.KM, Driver.VEHICLES}


COSTS = {
    "calls": {"share": 0.3, "length": "90 s", "per_minute": "0.80 EUR"},
    "platform_per_month": "700 EUR",
    "platform_per_vehicle_month_eur": 40,
    "overhead": 0.08,
}


def test_what_a_scenario_says() -> None:
    (part,) = scenario_of(line_network(2), costs=COSTS).parts
    more = ride_prices(part).more
    assert more.call_eur == pytest.approx(0.3 * 1.5 * 0.8)
    assert (more.platform_month_eur, more.platform_vehicle_month_eur, more.overhead) == (700, 40, 0.08)


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ("overhead: 1.2", "costs.overhead: 1.2"),
        ("calls: {share: 30, per_minute: 0.80 EUR}", "costs.calls.share: 30"),
        ("calls: {share: 0.3}", "costs.calls"),
        ("platform_per_month: -1 EUR", "costs.platform_per_month"),
    ],
)
def test_what_is_refused(tmp_path: Path, costs: str, told: str) -> None:
    assert f"services.test.{told}" in problems(tmp_path, "", f"    costs: {{{costs}}}")
