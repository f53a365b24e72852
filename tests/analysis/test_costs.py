"""What a service costs, part by part: parts add up to the cent, and what is not known leaves the sum open."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.all import Economics, compute_kpis
from simulator.analysis.kpis.costs import Bought, energy_bought, parts_together, priced, sum_eur
from simulator.analysis.kpis.money import COST_PARTS
from simulator.analysis.kpis.more_costs import MoreCosts
from simulator.analysis.kpis.rates import Extent
from simulator.analysis.tables import ResultTables, build_tables
from tests.analysis import busy_day, tiny_day

NAN = float("nan")


@pytest.fixture(scope="module")
def busy() -> ResultTables:
    day = busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities()
    return build_tables(*day)


def vehicles(*rows: tuple[int, str, float, float, int]) -> pd.DataFrame:
    """Vehicles by number, drivetrain, store and energy drawn [kWh], and metres driven."""
    return pd.DataFrame(rows, columns=["vehicle", "drivetrain", "store_kwh", "drawn_kwh", "driven_m"])


def sessions(*rows: tuple[int, float, float]) -> pd.DataFrame:
    """Visits to chargers: vehicle, energy drawn [kWh], paid [EUR]."""
    return pd.DataFrame(rows, columns=["vehicle", "drawn_kwh", "cost_eur"])


FLEET = vehicles((0, "battery", 60.0, 20.0, 9), (1, "diesel", NAN, 50.0, 9), (2, "diesel", NAN, NAN, 0))


@pytest.mark.parametrize(
    ("visits", "prices", "found"),
    [
        ([(0, 30.0, 7.5)], {"diesel": 0.16}, Bought(7.5 + 8, True)),  # 30 kWh at the charger, 50 of diesel
        ([(0, 30.0, 7.5), (9, 30.0, 70.0)], {"diesel": 0.16}, Bought(7.5 + 8, True)),  # vehicle 9 is another service's
        ([(0, 30.0, NAN)], {"diesel": 0.16}, Bought(None, True)),  # half a price is none
        ([(0, 30.0, 7.5)], {"battery": 0.3}, Bought(None, True)),
        ([(0, 30.0, NAN)], {}, Bought(None, False)),  # kilometres cover it
        ([(0, 0.0, NAN)], {"diesel": 0.16}, Bought(8, True)),  # who left the queue paid nothing
        ([], {"diesel": 0.0}, Bought(0, True)),
    ],
)
def test_energy_is_paid_at_chargers_or_by_what_is_drawn(visits: list, prices: dict[str, float], found: Bought) -> None:
    assert energy_bought(FLEET, sessions(*visits), prices) == found


def test_who_does_not_drive_buys_nothing() -> None:
    assert energy_bought(FLEET[2:], sessions(), {"diesel": 0.16}) == Bought(None, False)


@pytest.mark.parametrize("by_parts", [False, True])
@pytest.mark.parametrize(("seed", "draws"), [(5, 10), pytest.param(6, 50, marks=pytest.mark.slow)])
def test_parts_add_up_to_the_cent(busy: ResultTables, by_parts: bool, seed: int, draws: int) -> None:
    """Rates of thirds of a cent, as often as they are drawn."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        rates = {name: round(float(rng.random()), 3) + 1 / 3 for name in ("km", "hour", "year", "fuel")}
        time = (
            {"cost_per_driver_hour_eur": rates["hour"], "cost_per_vehicle_year_eur": 1000 * rates["year"]}
            if by_parts
            else {"cost_per_vehicle_hour_eur": rates["hour"]}
        )
        prices = Economics(
            cost_per_vehicle_km_eur=rates["km"],
            energy_eur_per_kwh={"diesel": rates["fuel"], "battery": 1.0},
            more=MoreCosts(
                rates["km"], 1000 * rates["hour"], 100 * rates["year"], rates["fuel"] / 2 if by_parts else None
            ),
            **time,
        )
        kpis = compute_kpis(busy, prices, extent=Extent(7))
        cents = [round(100 * kpis[part]) for part in COST_PARTS if kpis.get(part) is not None]
        assert len(cents) == (8 if by_parts else 6)
        assert sum(cents) == round(100 * kpis["cost_eur"])


def test_what_a_week_of_drivers_and_vehicles_costs(busy: ResultTables) -> None:
    """20,160 s of service, breaks and a changeover in them, at 36 EUR an hour; 6 vehicles for 7 of 365 days."""
    prices = Economics(cost_per_driver_hour_eur=36, cost_per_vehicle_year_eur=7300, cost_per_vehicle_km_eur=0)
    kpis = compute_kpis(busy, prices, extent=Extent(7))
    assert kpis["cost_drivers_eur"] == 201.6
    assert kpis["cost_vehicles_eur"] == 6 * 140
    assert kpis["cost_time_eur"] is None
    assert kpis["cost_energy_eur"] is kpis["cost_eur"] is None  # the charger has a price, and diesel has none
    priced_fuel = compute_kpis(
        busy, replace(prices, energy_eur_per_kwh={"diesel": 0.0, "battery": 0.0}), extent=Extent(7)
    )
    assert priced_fuel["cost_eur"] == pytest.approx(201.6 + 840 + priced_fuel["charging_cost_eur"], abs=1e-9)


@pytest.mark.parametrize(
    "missing", ["cost_per_driver_hour_eur", "cost_per_vehicle_year_eur", "cost_per_vehicle_km_eur"]
)
def test_a_part_that_is_not_known_leaves_the_cost_open(missing: str) -> None:
    prices = Economics(
        cost_per_driver_hour_eur=30, cost_per_vehicle_year_eur=9000, cost_per_vehicle_km_eur=0.2, per_rider_eur=1.0
    )
    day = build_tables(tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    assert compute_kpis(day, prices)["cost_eur"] is not None
    assert compute_kpis(day, replace(prices, **{missing: None}))["cost_eur"] is None


def test_amounts() -> None:
    assert (priced(3, 1 / 3), priced(None, 1.0), priced(1.0, None)) == (1.0, None, None)
    assert (sum_eur([0.1, 0.2]), sum_eur([]), sum_eur([1.0, None])) == (0.3, 0.0, None)


@pytest.mark.parametrize(("first", "second"), product([None, 2.5], repeat=2))
def test_parts_of_several_services(first: float | None, second: float | None) -> None:
    known = [{"part": first, "total": 9.0}, {"part": second, "total": 7.0}]
    amounts = [amount for amount in (first, second) if amount is not None]
    assert parts_together(known, ["part"], "total") == {"part": sum(amounts) if amounts else None}
    open_ = [{"part": first, "total": None}, {"part": second, "total": 7.0}]
    wanted = None if first is None else first + (second or 0)
    assert parts_together(open_, ["part"], "total") == {"part": wanted}
