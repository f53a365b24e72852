"""The years of a plan: the start with less demand, dearer years, interest, and a fund that pays as long as it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.statistics import mean_estimate
from simulator.fares.tariff import in_cents

GIVEN = ("year", "share", "fund_in", "fund_in_public")  # whatever runs come to


class Money(NamedTuple):
    """A year at the prices of the first one [EUR]."""

    cost: float
    fares: float
    compensation: float


@dataclass(frozen=True)
class Rules:
    """How years differ. start_up: shares of demand of the first years. price_rise, discount: of a year."""

    years: int
    start_up: tuple[float, ...] = ()
    price_rise: float = 0.0
    discount: float = 0.0

    def share(self, year: int) -> float:
        """Return the share of demand that is reached in a year; 1 is the first."""
        return self.start_up[year - 1] if year <= len(self.start_up) else 1.0


@dataclass(frozen=True)
class Fund:
    """What is paid in each year [EUR], how much of it is public money, and which share of the subsidy it is to pay."""

    paid_in: tuple[float, ...]
    public_share: float = 1.0
    pays_share: float = 1.0


def plan_of(by_share: Mapping[float, Money], rules: Rules, fund: Fund | None) -> list[dict[str, float]]:
    """Return a row for each year, amounts in whole cents [EUR]. by_share: a year at each share of demand.

    Costs rise with prices, fares and compensation do not. Of the subsidy the fund pays its share, but no more than it
    has; what it does not pay, others do. public: the public part of what is paid in, what others pay, and the
    compensation.
    """
    rows, left = [], 0.0
    for year in range(1, rules.years + 1):
        share = rules.share(year)
        its = by_share[share]
        cost = in_cents(its.cost * (1 + rules.price_rise) ** (year - 1))
        subsidy = in_cents(cost - its.fares - its.compensation)
        row = {
            "year": year, "share": share, "cost": cost, "fares": its.fares, "compensation": its.compensation,
            "subsidy": subsidy, "subsidy_today": in_cents(subsidy / (1 + rules.discount) ** (year - 1)),
        }  # fmt: skip
        if fund is not None:
            row |= _fund_in(fund, year, subsidy, left)
            row["public"] = in_cents(row["fund_in_public"] + row["others_pay"] + its.compensation)
            left = row["fund_left"]
        rows.append(row)
    return rows


def spread_of(
    by_seed: Sequence[Mapping[float, Money]], rules: Rules, fund: Fund | None, level: float = 0.95
) -> list[dict[str, float]]:
    """Return half the interval of each amount of ``plan_of`` [EUR]: Student's t of the plans that single seeds have.

    by_seed: a year at each share of demand. NaN with one seed alone.
    """
    plans = [plan_of(its, rules, fund) for its in by_seed]
    names = [name for name in plans[0][0] if name not in GIVEN]
    return [
        {name: mean_estimate(np.array([plan[row][name] for plan in plans]), level).half_width for name in names}
        for row in range(rules.years)
    ]


def _fund_in(fund: Fund, year: int, subsidy: float, left: float) -> dict[str, float]:
    paid_in = fund.paid_in[year - 1] if year <= len(fund.paid_in) else 0.0
    there = in_cents(left + paid_in)
    pays = min(there, in_cents(max(subsidy, 0.0) * fund.pays_share))
    others = in_cents(subsidy - pays)
    return {
        "fund_before": left, "fund_in": paid_in, "fund_in_public": in_cents(paid_in * fund.public_share),
        "fund_pays": pays, "fund_left": in_cents(there - pays), "others_pay": others,
    }  # fmt: skip


def empty_in(plan: Sequence[Mapping[str, float]], fund: Fund | None) -> int | None:
    """Return the first year in which the fund cannot pay its share; None where it lasts, or there is none."""
    if fund is None:
        return None
    short = (row for row in plan if row["fund_pays"] < in_cents(max(row["subsidy"], 0.0) * fund.pays_share))
    return next((int(row["year"]) for row in short), None)
