"""What the service costs, and what is left to pay when the fares are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.ratios import Number, ratio
from simulator.fares.tariff import in_cents, rides_eur
from simulator.units import METRES_PER_KM


@dataclass(frozen=True)
class Economics:
    """The prices of a service [EUR]; None: not known. The vehicle hour includes the driver; per rider, km: fares."""

    cost_per_vehicle_hour_eur: float | None = None
    cost_per_vehicle_km_eur: float | None = None
    per_rider_eur: float | None = None
    per_km_eur: float | None = None


def economic_kpis(kpis: Mapping[str, Number], economics: Economics | None) -> dict[str, Number]:
    """Price the hours and kilometres of a run.

    A total is None as soon as one of its parts is not known: half a cost is no cost. Someone who pays by the hour only
    says so with a price of 0 per kilometre.
    """
    prices = economics or Economics()
    time_cost = _price(kpis["vehicle_hours"], prices.cost_per_vehicle_hour_eur)
    distance_cost = _price(kpis["vehicle_km"], prices.cost_per_vehicle_km_eur)
    riders, rider_m = kpis["riders_served"] or 0, METRES_PER_KM * (kpis["rider_km_direct"] or 0)
    paid = rides_eur(prices, np.array([int(riders)]), np.array([round(rider_m)]))
    revenue = None if paid is None else in_cents(float(paid[0]))
    return _totals(kpis, time_cost, distance_cost, revenue)


def economic_kpis_together(kpis: Mapping[str, Number], each: Sequence[Mapping[str, Number]]) -> dict[str, Number]:
    """Add up what services with prices of their own cost and bring in; kpis: the other figures, of all together."""
    parts = ("cost_time_eur", "cost_distance_eur", "fare_revenue_eur")
    return _totals(kpis, *(_sum([service[part] for service in each]) for part in parts))


def _totals(
    kpis: Mapping[str, Number], time_cost: float | None, distance_cost: float | None, revenue: float | None
) -> dict[str, Number]:
    cost = _sum([time_cost, distance_cost])
    subsidy = None if cost is None or revenue is None else in_cents(cost - revenue)
    return {
        "cost_time_eur": time_cost,
        "cost_distance_eur": distance_cost,
        "cost_eur": cost,
        "fare_revenue_eur": revenue,
        "subsidy_eur": subsidy,
        "cost_per_served_request_eur": ratio(cost, kpis["served"]),
        "cost_per_rider_eur": ratio(cost, kpis["riders_served"]),
        "subsidy_per_served_request_eur": ratio(subsidy, kpis["served"]),
        "subsidy_per_rider_eur": ratio(subsidy, kpis["riders_served"]),
        "fare_cover_share": ratio(revenue, cost),
    }


def _price(amount: Number, rate: float | None) -> float | None:
    return None if amount is None or rate is None else in_cents(amount * rate)


def _sum(amounts: Sequence[Number]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return in_cents(sum(known)) if len(known) == len(amounts) else None
