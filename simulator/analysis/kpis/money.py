"""What the service costs, and what is left to pay when the fares are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.missing import known_ints
from simulator.analysis.ratios import Number, ratio
from simulator.analysis.request_table import SERVED
from simulator.days import DayType, DayTypes
from simulator.fares.tariff import Price, in_cents, rides_eur


@dataclass(frozen=True)
class Economics:
    """The prices of a service [EUR]; None: not known. The vehicle hour includes the driver; per rider, km: fares.

    days: those simulated, needed where fares differ by the type of the day.
    """

    cost_per_vehicle_hour_eur: float | None = None
    cost_per_vehicle_km_eur: float | None = None
    per_rider_eur: Price | None = None
    per_km_eur: Price | None = None
    days: DayTypes | None = None


def economic_kpis(kpis: Mapping[str, Number], economics: Economics | None, requests: pd.DataFrame) -> dict[str, Number]:
    """Price the hours and kilometres of a run, and the rides of its requests.

    A total is None as soon as one of its parts is not known: half a cost is no cost. Someone who pays by the hour only
    says so with a price of 0 per kilometre.
    """
    prices = economics or Economics()
    time_cost = _price(kpis["vehicle_hours"], prices.cost_per_vehicle_hour_eur)
    distance_cost = _price(kpis["vehicle_km"], prices.cost_per_vehicle_km_eur)
    return _totals(kpis, time_cost, distance_cost, _paid_eur(prices, requests))


def _paid_eur(prices: Economics, requests: pd.DataFrame) -> float | None:
    """Return what all riders paid together [EUR], each as on the day of the departure wished for."""
    served = requests[status_is(requests, SERVED)]
    riders = served["party_size"].to_numpy(np.int64)
    rider_m = known_ints(served["direct_m"])[0] * riders
    departure_s = served["earliest_departure_s"].to_numpy(np.int64)
    kinds = np.zeros(len(served), np.int64) if prices.days is None else prices.days.at(departure_s)
    of_type = np.arange(len(DayType))
    riders, rider_m = (np.array([values[kinds == kind].sum() for kind in of_type]) for values in (riders, rider_m))
    paid = rides_eur(prices, riders, rider_m, None if prices.days is None else of_type)
    return None if paid is None else in_cents(float(paid.sum()))


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
