"""A year's budget by hand: lines, sums with intervals, the years of a plan, a fund, and the fare that pays all."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest

from simulator.analysis.budget.break_even import MOST_EUR, Today, break_even_fare, root_on
from simulator.analysis.budget.lines import Line, Side, eur_of_year, subsidy, total
from simulator.analysis.budget.plan import Fund, Money, Rules, empty_in, plan_of, spread_of
from simulator.analysis.budget.year import DayRuns, around, ratio_around, sums_of
from simulator.analysis.kpis.cost_kinds import Driver

HOURS = Line("cost_time_eur", "bus", "cost_time_eur", Driver.HOURS, rate_key="a", rate=40.0)
KM = Line("cost_distance_eur", "bus", "cost_distance_eur", Driver.KM, rate_key="b", rate=0.5)
OVERHEAD = Line("cost_overhead_eur", "bus", "cost_overhead_eur", Driver.SHARE, rate_key="c", rate=0.1)
OTHER = Line("x.cost_time_eur", "x", "cost_time_eur", Driver.HOURS)
FARES = Line("fare_revenue_eur", "bus", "fare_revenue_eur", Driver.RIDES, Side.FARES)
PAID = Line("compensation_eur", "bus", "compensation_eur", Driver.RIDES, Side.COMPENSATION)


def test_a_year_of_two_types_by_hand() -> None:
    lines = [OVERHEAD, HOURS, KM, OTHER, FARES, PAID]
    per_day: dict[str, list[float]] = {
        "cost_time_eur": [10, 5], "cost_distance_eur": [100, 30], "x.cost_time_eur": [1, 1],
        "fare_revenue_eur": [20.005, 10], "compensation_eur": [2, 1],
    }  # fmt: skip
    eur = eur_of_year(lines, per_day, [250, 115])
    hours, km = 40 * (250 * 10 + 115 * 5), 0.5 * (250 * 100 + 115 * 30)
    assert eur["cost_time_eur"] == hours == 123_000
    assert eur["cost_distance_eur"] == km == 14_225
    assert eur["cost_overhead_eur"] == 13_722.5  # of its own service alone
    assert eur["x.cost_time_eur"] == 365
    assert eur["fare_revenue_eur"] == 6151.25
    assert total(lines, eur, Side.COST) == 151_312.5
    assert subsidy(lines, eur) == pytest.approx(151_312.5 - 6151.25 - 615)
    assert list(eur) == [line.figure for line in lines]


def test_without_fares_the_subsidy_is_the_cost() -> None:
    eur = eur_of_year([HOURS], {"cost_time_eur": [3.0]}, [365])
    assert subsidy([HOURS], eur) == total([HOURS], eur, Side.COST) == 43_800


def test_intervals_are_those_of_sums_by_seed() -> None:
    """School days that cost 1, 2, 3 and Sundays that cost 3, 2, 1: 200 + 300, 2 x 250 ..."""
    year = [
        DayRuns("school_day", 200, {"cost": np.array([1.0, 2.0, 3.0])}),
        DayRuns("sunday", 100, {"cost": np.array([3.0, 2.0, 1.0])}),
    ]
    sums = sums_of(year, "cost")
    assert sums.tolist() == [500, 600, 700]
    estimate = around(600.0, sums)
    assert estimate.half_width == pytest.approx(4.302653 * 100 / np.sqrt(3), rel=1e-6)
    level = ratio_around(3.0, 3 * sums, sums)  # each seed costs three times what is counted
    assert [level.low, level.high] == pytest.approx([3, 3])
    twice = ratio_around(2.0, np.array([10.0, 20.0, 30.0]), np.full(3, 10.0))
    assert twice.half_width == pytest.approx(4.302653 / np.sqrt(3), rel=1e-6)
    assert np.isnan(ratio_around(np.nan, sums, np.zeros(3)).low)


def test_the_years_of_a_plan_and_its_fund_by_hand() -> None:
    by_share = {0.5: Money(100.0, 10.0, 0.0), 1.0: Money(120.0, 20.0, 5.0)}
    rules = Rules(years=3, start_up=(0.5,), price_rise=0.1, discount=0.25)
    fund = Fund((150.0,), public_share=0.8, pays_share=0.75)
    first, second, third = plan_of(by_share, rules, fund)
    assert (first["share"], first["cost"], first["subsidy"], first["subsidy_today"]) == (0.5, 100, 90, 90)
    assert (second["cost"], second["subsidy"], second["subsidy_today"]) == (132, 107, 85.6)
    assert (third["cost"], third["subsidy"], third["subsidy_today"]) == (145.2, 120.2, 76.93)
    assert (first["fund_pays"], first["fund_left"], first["others_pay"], first["public"]) == (67.5, 82.5, 22.5, 142.5)
    assert (second["fund_before"], second["fund_pays"], second["fund_left"]) == (82.5, 80.25, 2.25)
    assert (third["fund_pays"], third["fund_left"], third["others_pay"]) == (2.25, 0, 117.95)
    assert (second["public"], third["public"]) == (31.75, 122.95)  # what others pay, and 5 EUR for season tickets
    assert empty_in([first, second, third], fund) == 3
    paid, pays = (sum(row[key] for row in (first, second, third)) for key in ("fund_in", "fund_pays"))
    assert paid == pytest.approx(pays + third["fund_left"])
    assert empty_in([first, second], fund) is None
    assert empty_in([first], None) is None
    assert "fund_in" not in plan_of(by_share, rules, None)[0]


def test_a_plan_is_as_sure_as_the_plans_of_single_seeds() -> None:
    """Two seeds, costs 90 and 110 EUR, fares 10 EUR: t of 1 degree of freedom is 12.7062, half of a difference 10."""
    seeds = [{1.0: Money(cost, 10.0, 0.0)} for cost in (90.0, 110.0)]
    first, second = spread_of(seeds, Rules(2, price_rise=0.5), Fund((95.0,), pays_share=0.5))
    assert first["cost"] == pytest.approx(127.062, abs=1e-3)
    assert (first["fares"], first["subsidy"]) == (0, first["cost"])
    assert second["cost"] == pytest.approx(1.5 * first["cost"])
    assert first["fund_pays"] == pytest.approx(first["cost"] / 2)  # 40 and 50 EUR; 55 and 45 EUR are left
    assert first["fund_left"] == pytest.approx(first["cost"] / 2)
    assert second["fund_left"] == 0  # 62.50 and 77.50 EUR are due
    assert "fund_in" not in first
    assert np.isnan(spread_of(seeds[:1], Rules(1), None)[0]["cost"])


def test_a_fund_neither_pays_for_a_profit_nor_is_paid_by_it() -> None:
    row = plan_of({1.0: Money(10.0, 12.0, 0.0)}, Rules(1), Fund((5.0,)))[0]
    assert (row["subsidy"], row["fund_pays"], row["fund_left"], row["others_pay"]) == (-2, 0, 5, -2)


@pytest.mark.parametrize(("cost", "riders"), [(1000.0, 7.0), (3_348_407.8, 56_088.33), (99.99, 3.0)])
def test_inelastic_demand_pays_all_at_cost_by_rides(cost: float, riders: float) -> None:
    assert break_even_fare(Today(cost, 3.0, riders), 0.0) == ceil(100 * cost / riders) / 100
    assert break_even_fare(Today(cost, 3.0, riders, compensation=10.0), 0.0) == ceil(100 * (cost - 10) / riders) / 100


def test_elastic_demand_pays_all_at_the_root_of_its_formula() -> None:
    """100 riders at 2 EUR, elasticity -1/2: revenue is 200 x sqrt(f / 2), which is 400 at 8 EUR."""
    today = Today(400.0, 2.0, 100.0)
    assert break_even_fare(today, -0.5) == 8.0
    assert break_even_fare(today, -1.0) is None  # whatever the fare, riders pay 200 EUR
    with_calls = Today(400.0, 2.0, 100.0, by_riders=100.0)  # a call costs 1 EUR: 300 + 1 x riders
    riders = 100 * (np.array([7.0]) / 2) ** -0.5
    assert with_calls.subsidy_at(np.array([7.0]), -0.5) == pytest.approx(300 + riders - 7 * riders)
    assert break_even_fare(Today(400.0, 0.0, 100.0), -0.5) == 4.0  # free today: nobody knows what else
    assert break_even_fare(Today(400.0, 2.0, 0.0), 0.0) is None
    assert break_even_fare(Today(MOST_EUR + 1.0, 2.0, 1.0), 0.0) is None


def test_roots_are_found_between_the_fares_that_were_run() -> None:
    assert root_on(np.array([1.0, 2.0, 4.0]), [30.0, 10.0, -10.0]) == 3.0
    assert root_on(np.array([1.0, 2.0]), [2.0, -1.0]) == 1.67  # 1.666 is not yet enough
    assert root_on(np.array([1.0, 2.0]), [30.0, 10.0]) is None
    assert root_on(np.array([1.0, 2.0]), [-1.0, 10.0]) == 1.0
