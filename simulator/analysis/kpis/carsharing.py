"""Key figures of a car-sharing service: bookings, use of the cars, staff, energy, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import (
    CANCELLED,
    LOST,
    NO_SHOW,
    NOT_CHOSEN,
    REFUSAL_NAMES,
    REFUSED,
    USED,
    CarsharingTables,
)
from simulator.analysis.energy_tables import no_sessions
from simulator.analysis.kpis.costs import EnergyPrices, energy_bought, parts_together, priced, sum_eur
from simulator.analysis.ratios import Number, mean, ratio
from simulator.days import DayTypes
from simulator.fares.tariff import RentalRates, in_cents, rentals_eur
from simulator.reasons import Refusal
from simulator.units import HOUR_S, METRES_PER_KM

COST_PARTS = (
    "carsharing_cost_cars_eur", "carsharing_cost_distance_eur", "carsharing_cost_staff_eur",
    "carsharing_cost_energy_eur",
)  # fmt: skip
_TOTALS = (
    "carsharing_revenue_eur", "carsharing_institution_eur", "carsharing_cost_eur", "carsharing_subsidy_eur",
)  # fmt: skip
# Refusals for want of a car; of the others either the booking is against a rule, or it is the destination that fails.
_WANT_OF_A_CAR = (Refusal.NO_STATION, Refusal.NO_CAR, Refusal.INSTITUTION, Refusal.NEXT_BOOKING, Refusal.ENERGY)
_NO_CAR = tuple(REFUSAL_NAMES[reason] for reason in _WANT_OF_A_CAR)


@dataclass(frozen=True)
class CarPrices:
    """What customers pay and what the service costs [EUR]; None: not known.

    days: those simulated, needed where fares differ by the type of the day. until: other prices, and the bookings that
    pay them, of a run that has gone over to these.
    """

    rental: RentalRates
    cost_per_car_day_eur: float | None = None
    cost_per_km_eur: float | None = None
    cost_per_staff_hour_eur: float | None = None
    days: DayTypes | None = None
    energy_eur_per_kwh: EnergyPrices = field(default_factory=dict)
    until: tuple[CarPrices, frozenset[int]] | None = None


def carsharing_kpis(
    tables: CarsharingTables, prices: CarPrices | None = None, sessions: pd.DataFrame | None = None
) -> dict[str, Number]:
    """Compute all key figures of the service; `carsharing_columns` defines each. Institutions count apart.

    sessions: at charging sites, those of other services too; None: nobody charged.
    """
    kpis = {**_booking_kpis(tables.bookings), **_car_kpis(tables), **_energy_kpis(tables.cars)}
    return {**kpis, **_money(tables, kpis, prices, no_sessions() if sessions is None else sessions)}


def carsharing_kpis_of_services(
    together: CarsharingTables,
    each: Mapping[str, CarsharingTables],
    prices: Mapping[str, CarPrices | None],
    sessions: pd.DataFrame,
) -> dict[str, Number]:
    """Compute the key figures of all car-sharing services together, and as ``NAME.figure`` those of each of several.

    each, prices: by the name of the service. sessions: at charging sites, of all services.
    """
    alone = {name: carsharing_kpis(tables, prices[name], sessions) for name, tables in each.items()}
    if len(alone) == 1:
        return next(iter(alone.values()))
    kpis, of_each = carsharing_kpis(together), list(alone.values())
    kpis.update(parts_together(of_each, COST_PARTS, "carsharing_cost_eur"))
    kpis.update({figure: sum_eur([its[figure] for its in of_each]) for figure in _TOTALS})
    return kpis | {f"{name}.{figure}": value for name, its in alone.items() for figure, value in its.items()}


def _booking_kpis(bookings: pd.DataFrame) -> dict[str, Number]:
    public = bookings[bookings["institution"] == ""]
    status = public["status"].value_counts()
    reasons = public["reason"].value_counts()
    walk_ups = public[public["walk_up"]]
    used = public[public["status"] == USED]
    late = used["late_s"][used["late_s"] > 0].to_numpy(np.float64)
    granted = int(public["granted_s"].notna().sum())
    return {
        "carsharing_bookings": len(public),
        "carsharing_granted": granted,
        "carsharing_grant_rate": ratio(granted, len(public)),
        "carsharing_used": int(status.get(USED, 0)),
        "carsharing_refused": int(status.get(REFUSED, 0)),
        **{f"carsharing_refused_{name}": int(reasons.get(name, 0)) for name in REFUSAL_NAMES.values()},
        "carsharing_cancelled": int(status.get(CANCELLED, 0)),
        "carsharing_no_shows": int(status.get(NO_SHOW, 0)),
        "carsharing_lost": int(status.get(LOST, 0)),
        "carsharing_not_chosen": int(status.get(NOT_CHOSEN, 0)),
        "carsharing_moved": int((public["moves"] > 0).sum()),
        "carsharing_delayed": int((used["delay_s"] > 0).sum()),
        "carsharing_walk_ups": len(walk_ups),
        "carsharing_walk_ups_without_car": int(walk_ups["reason"].isin(_NO_CAR).sum()),
        "carsharing_late_returns": int(late.size),
        "carsharing_late_mean_s": mean(late),
        "carsharing_duration_mean_s": mean(used["used_s"].to_numpy(np.float64)),
        "carsharing_length_mean_m": mean(used["length_m"].to_numpy(np.float64)),
        "carsharing_institution_bookings": int((bookings["institution"] != "").sum()),
        "carsharing_institution_used": int(((bookings["institution"] != "") & (bookings["status"] == USED)).sum()),
    }


def _car_kpis(tables: CarsharingTables) -> dict[str, Number]:
    cars = tables.cars
    km = int(cars["driven_m"].sum()) / METRES_PER_KM
    return {
        "carsharing_cars": len(cars),
        "carsharing_cars_used": int((cars["bookings"] > 0).sum()),
        "carsharing_days": tables.days,
        "carsharing_hours": round(int(cars["used_s"].sum()) / HOUR_S, 6),
        "carsharing_utilisation": mean(cars["used_share"].to_numpy(np.float64)),
        "carsharing_km": km,
        "carsharing_km_per_car_day": ratio(km, len(cars) * tables.days),
        "carsharing_bookings_per_car_day": ratio(int(cars["bookings"].sum()), len(cars) * tables.days),
        "carsharing_relocations": int(cars["relocations"].sum()),
        "carsharing_relocation_km": int(cars["relocated_m"].sum()) / METRES_PER_KM,
        "carsharing_staff_hours": round(int(cars["staff_s"].sum()) / HOUR_S, 6),
    }


def _energy_kpis(cars: pd.DataFrame) -> dict[str, Number]:
    driven = cars[cars["driven_m"] + cars["relocated_m"] > 0]
    limited = cars[cars["store_kwh"].notna()]
    share = (limited["least_kwh"] / limited["store_kwh"]).to_numpy(np.float64)
    below = limited["least_kwh"] < limited["reserve_kwh"] - 1e-9
    return {
        "carsharing_energy_kwh": _whole_sum(driven["energy_kwh"]),
        "carsharing_charged_kwh": _whole_sum(limited["stored_kwh"]),
        "carsharing_least_charge_share": round(float(share.min()), 6) if share.size else None,
        "carsharing_stranded": int(below.sum()),
        "carsharing_co2_kg": _whole_sum(driven["co2_g"] / 1000),
    }


def _money(
    tables: CarsharingTables, kpis: dict[str, Number], prices: CarPrices | None, sessions: pd.DataFrame
) -> dict[str, Number]:
    if prices is None:
        return dict.fromkeys((*COST_PARTS, *_TOTALS))
    energy = energy_bought(tables.cars, sessions, prices.energy_eur_per_kwh)
    amounts = (
        (kpis["carsharing_cars"] or 0) * tables.days,
        (kpis["carsharing_km"] or 0) + (kpis["carsharing_relocation_km"] or 0),
        kpis["carsharing_staff_hours"] or 0,
    )
    rates = (prices.cost_per_car_day_eur, prices.cost_per_km_eur, prices.cost_per_staff_hour_eur)
    paid = [priced(amount, rate) if amount else 0.0 for amount, rate in zip(amounts, rates, strict=True)]
    parts = dict(zip(COST_PARTS, [*paid, energy.eur], strict=True))
    cost = sum_eur([*paid, *([energy.eur] if energy.counted else [])])
    used = tables.bookings[tables.bookings["status"] == USED]
    public = used["institution"] == ""
    revenue = _paid_eur(used[public], prices)
    return {
        **parts,
        "carsharing_revenue_eur": revenue,
        "carsharing_institution_eur": _paid_eur(used[~public], prices),
        "carsharing_cost_eur": cost,
        "carsharing_subsidy_eur": None if cost is None else in_cents(cost - revenue),
    }


def _paid_eur(used: pd.DataFrame, prices: CarPrices) -> float:
    """Return what rentals cost their customers together, each as on the day on which the car is taken [EUR]."""
    if prices.until is not None:
        before, earlier = prices.until
        its = used["booking"].isin(earlier)
        return in_cents(_paid_eur(used[its], before) + _paid_eur(used[~its], replace(prices, until=None)))
    taken, returned = used["taken_s"].to_numpy(np.int64), used["returned_s"].to_numpy(np.int64)
    kinds = None if prices.days is None else prices.days.at(taken)
    rentals = rentals_eur(prices.rental, taken, returned, used["length_m"].to_numpy(np.float64), kinds)
    return in_cents(float(rentals.sum()))


def _whole_sum(values: pd.Series[float]) -> float | None:
    """Add up; None as soon as one value is not known."""
    return None if values.isna().any() else round(float(values.sum()), 6)
