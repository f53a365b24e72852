"""What the service costs, and what is left to pay when the fares are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from simulator.analysis.kpis.cost_kinds import COST_PARTS
from simulator.analysis.kpis.costs import EnergyPrices, energy_bought, parts_together, priced, sum_eur
from simulator.analysis.kpis.more_costs import MoreCosts, holders_on_parts, holders_served, told_by_some
from simulator.analysis.kpis.parts import carried, part_rides
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.kpis.told_fares import FARE, WAIVED, with_told_fares
from simulator.analysis.missing import known_ints
from simulator.analysis.ratios import Number, ratio
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.days import DayType, DayTypes
from simulator.fares.tariff import Price, in_cents, payers, rides_eur
from simulator.units import DAYS_OF_A_YEAR

__all__ = ["COST_PARTS", "Economics", "economic_kpis", "economic_kpis_together"]


@dataclass(frozen=True)
class Economics:
    """The prices of a service [EUR]; None: not known. Per rider, km: fares; the surcharge is on top of them.

    The hour of a vehicle is a lump for driver and vehicle; in its place stand the paid hour of a driver and the year
    of a vehicle. days: those simulated, needed where fares differ by the type of the day. season_ticket: whether season
    tickets are valid. until: other fares, and the requests that pay them, of a run that has gone over to these.
    """

    cost_per_vehicle_hour_eur: float | None = None
    cost_per_vehicle_km_eur: float | None = None
    per_rider_eur: Price | None = None
    per_km_eur: Price | None = None
    days: DayTypes | None = None
    cost_per_driver_hour_eur: float | None = None
    cost_per_vehicle_year_eur: float | None = None
    energy_eur_per_kwh: EnergyPrices = field(default_factory=dict)
    surcharge_eur: Price | None = None
    season_ticket: bool = True
    until: tuple[Economics, frozenset[int]] | None = None
    more: MoreCosts = field(default_factory=MoreCosts)
    compensation_eur: float | None = None
    by_tariff: bool = False

    @property
    def ever_by_tariff(self) -> bool:
        """Return whether the fares of some rides are told in the log."""
        return self.by_tariff or (self.until is not None and self.until[0].ever_by_tariff)

    @property
    def by_parts(self) -> bool:
        """Return whether drivers and vehicles are paid apart."""
        return self.cost_per_driver_hour_eur is not None or self.cost_per_vehicle_year_eur is not None


def economic_kpis(
    kpis: Mapping[str, Number], economics: Economics | None, tables: ResultTables, days: int = 1
) -> dict[str, Number]:
    """Price the hours, vehicles, kilometres and energy of a run, and the rides of its requests.

    A total is None as soon as one of its parts is not known: half a cost is no cost. Someone who pays by the hour only
    says so with a price of 0 per kilometre. Drivers are paid as long as their vehicles are in service: in breaks,
    changeovers and overtime, too. days: that count.
    """
    prices = economics or Economics()
    energy = energy_bought(tables.vehicles, tables.sessions, prices.energy_eur_per_kwh)
    vehicle_years = None if kpis["vehicles"] is None else kpis["vehicles"] * days / DAYS_OF_A_YEAR
    parts = {
        "cost_time_eur": priced(kpis["vehicle_hours"], prices.cost_per_vehicle_hour_eur),
        "cost_drivers_eur": priced(kpis["vehicle_hours"], prices.cost_per_driver_hour_eur),
        "cost_vehicles_eur": priced(vehicle_years, prices.cost_per_vehicle_year_eur),
        "cost_distance_eur": priced(kpis["vehicle_km"], prices.cost_per_vehicle_km_eur),
        "cost_energy_eur": energy.eur,
    }
    needed = ["cost_drivers_eur", "cost_vehicles_eur"] if prices.by_parts else ["cost_time_eur"]
    needed += ["cost_distance_eur", *(["cost_energy_eur"] if energy.counted else [])]
    more = prices.more.parts(kpis, [parts[name] for name in needed], days)
    cost = sum_eur([*(parts[name] for name in needed), *more.values()])
    requests = with_told_fares(tables.requests, tables.events) if prices.ever_by_tariff else tables.requests
    paid = _paid_eur(prices, requests, (FARE,))
    full = _paid_eur(_without_tickets(prices), requests, (FARE, WAIVED))
    of_parts = part_rides(tables)
    waived = None if paid is None or full is None else in_cents(full - paid + of_parts.waived_eur)
    revenue = paid if not kpis["part_rides"] else sum_eur([paid, of_parts.paid_eur])
    compensation = _compensation(prices, requests, holders_on_parts(tables))
    paid_for = {} if compensation is None else {"compensation_eur": compensation}
    totals = _totals(kpis, cost, revenue, compensation or 0.0)
    return parts | more | totals | paid_for | {"fares_waived_eur": waived}


def _compensation(prices: Economics, requests: pd.DataFrame, on_parts: int) -> float | None:
    """Return what is paid for holders of season tickets [EUR], None where nobody pays, or none is valid.

    on_parts: holders who were carried on parts of journeys.
    """
    if prices.until is not None:
        before, earlier = prices.until
        its = requests["request"].isin(earlier)
        now = _compensation(replace(prices, until=None), requests[~its], on_parts)
        each = [value for value in (_compensation(before, requests[its], 0), now) if value is not None]
        return sum_eur(each) if each else None
    if prices.compensation_eur is None or not (prices.season_ticket or prices.by_tariff):
        return None
    if prices.by_tariff:
        requests = requests.assign(season_ticket=requests[WAIVED] > 0)
    return priced(holders_served(requests) + on_parts, prices.compensation_eur)


def _without_tickets(prices: Economics) -> Economics:
    """Return prices of which season tickets take nothing off."""
    until = None if prices.until is None else (_without_tickets(prices.until[0]), prices.until[1])
    return replace(prices, season_ticket=False, until=until)


def _paid_eur(prices: Economics, requests: pd.DataFrame, told: Sequence[str]) -> float | None:
    """Return what all riders paid together [EUR], each as on the day of the departure wished for, with surcharges.

    told: columns with what was paid by tariffs.
    """
    if prices.until is not None:
        before, earlier = prices.until
        its = requests["request"].isin(earlier)
        each = (_paid_eur(before, requests[its], told), _paid_eur(replace(prices, until=None), requests[~its], told))
        return sum_eur(each)
    served = requests[status_is(requests, SERVED)]
    if prices.by_tariff:
        return in_cents(int(served[[*told]].to_numpy(np.int64).sum()) / 100 + float(served["surcharge_eur"].sum()))
    riders = served["party_size"].to_numpy(np.int64)
    paying = payers(prices, riders, served["season_ticket"].to_numpy(np.bool_))
    paying_m = known_ints(served["direct_m"])[0] * paying
    departure_s = served["earliest_departure_s"].to_numpy(np.int64)
    kinds = np.zeros(len(served), np.int64) if prices.days is None else prices.days.at(departure_s)
    of_type = np.arange(len(DayType))
    riders, paying, paying_m = (
        np.array([each[kinds == kind].sum() for kind in of_type]) for each in (riders, paying, paying_m)
    )
    paid = rides_eur(prices, riders, paying, paying_m, None if prices.days is None else of_type)
    return None if paid is None else in_cents(float(paid.sum() + served["surcharge_eur"].sum()))


def economic_kpis_together(kpis: Mapping[str, Number], each: Sequence[Mapping[str, Number]]) -> dict[str, Number]:
    """Add up what services with prices of their own cost and bring in; kpis: the other figures, of all together."""
    cost, revenue = (sum_eur([service[name] for service in each]) for name in ("cost_eur", "fare_revenue_eur"))
    waived = sum_eur([service["fares_waived_eur"] for service in each])
    told = told_by_some(each)
    all_of = [{name: its.get(name) for name in COST_PARTS} | {"cost_eur": its["cost_eur"]} for its in each]
    found = parts_together(all_of, COST_PARTS, "cost_eur")
    more = {name: value for name, value in found.items() if name in kpis or name in told}
    compensation = sum(its.get("compensation_eur") or 0.0 for its in each)
    if "compensation_eur" in told:
        more["compensation_eur"] = in_cents(compensation)
    return more | _totals(kpis, cost, revenue, compensation) | {"fares_waived_eur": waived}


def _totals(
    kpis: Mapping[str, Number], cost: float | None, revenue: float | None, compensation: float
) -> dict[str, Number]:
    subsidy = None if cost is None or revenue is None else in_cents(cost - revenue - compensation)
    rides, riders = carried(kpis)
    return {
        "cost_eur": cost,
        "fare_revenue_eur": revenue,
        "subsidy_eur": subsidy,
        "cost_per_served_request_eur": ratio(cost, rides),
        "cost_per_rider_eur": ratio(cost, riders),
        "subsidy_per_served_request_eur": ratio(subsidy, rides),
        "subsidy_per_rider_eur": ratio(subsidy, riders),
        "fare_cover_share": ratio(revenue, cost),
    }
