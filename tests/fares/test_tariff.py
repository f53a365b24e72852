"""What riders and customers pay, by hand."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import ValidationError

import simulator
from simulator.fares.tariff import (
    RentalRates,
    in_cents,
    line_cents,
    party_fares_eur,
    rentals_eur,
    rides_eur,
    trip_cents,
)  # fmt: skip
from simulator.scenario.fare_models import RideFares
from simulator.services.ridepooling.rates import Fares
from simulator.services.timetable.schema import Fares as LineFares

HOUR = 3600
BEYOND_PRICES = {"budget", "payers"}  # what looks for a fare that would pay all, and divides what is left in cents
OF_RATES = (
    "prices.py", "rates.py", "schema.py", "plausibility.py", "audit.py", "audit_fares.py", "audit_cars.py",
    "audit_costs.py",
)  # fmt: skip


@dataclass(frozen=True)
class Rates:
    per_rider_eur: float | None = None
    per_km_eur: float | None = None
    surcharge_eur: float | None = None
    season_ticket: bool = True


NOBODY = np.zeros(3, dtype=bool)
PARTIES, DIRECT_M = np.array([1, 3, 2]), np.array([4_000, 12_345, 0])


@pytest.mark.parametrize(
    ("rates", "told_eur", "of_all_eur"),
    [
        (Rates(2.5, 0.2), [3.3, 14.91, 5.0], 15 + 0.2 * (4 + 3 * 12.345)),
        (Rates(2.5), [2.5, 7.5, 5.0], 15),
        (Rates(None, 0.2), [0.8, 7.41, 0.0], 0.2 * (4 + 3 * 12.345)),
        (Rates(0.0), [0.0, 0.0, 0.0], 0),
    ],
)
def test_a_party_is_told_cents_and_all_riders_together_pay_the_same(
    rates: Rates, told_eur: list[float], of_all_eur: float
) -> None:
    assert party_fares_eur(rates, PARTIES, DIRECT_M, NOBODY) == told_eur
    persons = PARTIES.sum(keepdims=True)
    together = rides_eur(rates, persons, persons, (PARTIES * DIRECT_M).sum(keepdims=True))
    assert together == pytest.approx(of_all_eur)
    assert together == pytest.approx(sum(told_eur), abs=0.005 * len(PARTIES))


def test_no_fare_is_told_where_none_is_known() -> None:
    assert party_fares_eur(Rates(), PARTIES, DIRECT_M, NOBODY) == [None, None, None]
    assert rides_eur(Rates(), PARTIES, PARTIES, DIRECT_M) is None
    assert rides_eur(RideFares(), PARTIES, PARTIES, DIRECT_M) is None  # a scenario's section is such rates itself


def test_who_holds_a_season_ticket_pays_the_surcharge_only() -> None:
    rates, holds = Rates(2.5, 0.2, 0.5), np.array([False, True, True])
    assert party_fares_eur(rates, PARTIES, DIRECT_M, holds) == [3.8, 1.5, 1.0]
    paid = rides_eur(rates, PARTIES, np.array([1, 0, 0]), np.array([4_000, 0, 0]))
    assert paid is not None
    assert paid.tolist() == pytest.approx([3.8, 1.5, 1.0])
    invalid = replace(rates, season_ticket=False)
    assert party_fares_eur(invalid, PARTIES, DIRECT_M, holds) == [3.8, 16.41, 6.0]
    assert party_fares_eur(Rates(None, 0.2), PARTIES, DIRECT_M, holds) == [0.8, 0.0, 0.0]


def test_a_surcharge_differs_by_type_of_day_as_fares_do() -> None:
    rates, kinds = Fares(2.0, None, (1.0, 1.0, 0.5, 0.0)), np.array([0, 2, 3])
    assert party_fares_eur(rates, PARTIES, DIRECT_M, np.array([False, False, True]), kinds) == [3.0, 7.5, 0.0]
    with pytest.raises(ValidationError, match="on top of a fare"):
        RideFares.model_validate({"surcharge": "1 EUR"})


def test_a_trip_by_timetable_costs_its_holders_nothing() -> None:
    fares, holds = LineFares(per_trip="2.30 EUR"), np.array([False, False, True])
    assert line_cents(fares, PARTIES, holds) == [230, 690, 0]
    assert line_cents(fares.model_copy(update={"season_ticket": False}), PARTIES, holds) == [230, 690, 460]
    assert line_cents(None, PARTIES, holds) == [None, None, None]


def test_a_rental_pays_hours_by_day_and_by_night_and_kilometres() -> None:
    rates = RentalRates(4.0, 1.0, (8 * HOUR, 20 * HOUR), 0.25)
    taken, returned = np.array([6, 18, 9]) * HOUR, np.array([10, 33, 9]) * HOUR
    paid = rentals_eur(rates, taken, returned, np.array([10_000.0, 0.0, 1_500.0]))
    assert paid.tolist() == [2 * 1 + 2 * 4 + 2.5, 2 * 4 + 12 * 1 + 1 * 4, 0.375]


def test_a_night_without_a_price_of_its_own_costs_what_the_day_costs() -> None:
    rates = RentalRates(4.0, None, (8 * HOUR, 20 * HOUR), 0.0)
    assert rentals_eur(rates, np.array([6 * HOUR]), np.array([10 * HOUR]), np.zeros(1)).tolist() == [16]


def test_a_trip_by_own_means_costs_a_start_and_kilometres() -> None:
    rates = SimpleNamespace(per_trip_eur=0.5, per_km_eur=0.3)
    assert [trip_cents(rates, length_m) for length_m in (0, 1_000, 2_350)] == [50, 80, 120]  # 120.5, to the even one


def test_cents() -> None:
    assert [in_cents(amount) for amount in (0.125, 0.375, 1.004, 2)] == [0.12, 0.38, 1.0, 2]


def test_nothing_else_rounds_money_or_knows_a_rate() -> None:
    for path in Path(simulator.__file__).parent.rglob("*.py"):
        room = path.relative_to(Path(simulator.__file__).parent).parts[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if room not in {"fares", "scenario"} and path.parent.name not in BEYOND_PRICES:
            assert "CENTS" not in path.read_text(encoding="utf-8"), path
            priced = {"per_rider_eur", "per_km_eur", "per_hour_eur", "per_night_hour_eur"} & names
            assert not priced or path.name in OF_RATES, path
