"""What the service costs, and what is left to pay when the fares are in."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.ratios import Number, ratio

CENTS = 2  # digits of an amount of money


@dataclass(frozen=True)
class Economics:
    """The prices of a scenario [EUR]; None: not known. The vehicle hour includes the driver."""

    cost_per_vehicle_hour_eur: float | None = None
    cost_per_vehicle_km_eur: float | None = None
    fare_per_rider_eur: float | None = None
    fare_per_km_eur: float | None = None


def economic_kpis(kpis: dict[str, Number], economics: Economics | None) -> dict[str, Number]:
    """Price the hours and kilometres of a run.

    A total is None as soon as one of its parts is not known: half a cost is no cost. Someone who pays by the hour only
    says so with a price of 0 per kilometre.
    """
    prices = economics or Economics()
    time_cost = _price(kpis["vehicle_hours"], prices.cost_per_vehicle_hour_eur)
    distance_cost = _price(kpis["vehicle_km"], prices.cost_per_vehicle_km_eur)
    fares = (
        _price(kpis["riders_served"], prices.fare_per_rider_eur),
        _price(kpis["rider_km_direct"], prices.fare_per_km_eur),
    )
    paid = [fare for fare in fares if fare is not None]
    revenue = round(sum(paid), CENTS) if paid else None
    cost = None if time_cost is None or distance_cost is None else round(time_cost + distance_cost, CENTS)
    subsidy = None if cost is None or revenue is None else round(cost - revenue, CENTS)
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
    return None if amount is None or rate is None else round(amount * rate, CENTS)
