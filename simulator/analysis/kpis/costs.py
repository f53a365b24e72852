"""Costs in parts, each in whole cents so that they add up to their sum; and the energy that vehicles buy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.ratios import Number
from simulator.fares.tariff import in_cents

EnergyPrices = Mapping[str, float]  # [EUR/kWh] by drivetrain, of energy that is bought at no charging site


class Bought(NamedTuple):
    """What energy cost [EUR]; None: not known.

    counted: some of it has a price, so that it is a part of the cost; else the rate of a kilometre has to cover it.
    """

    eur: float | None
    counted: bool


def energy_bought(vehicles: pd.DataFrame, sessions: pd.DataFrame, prices: EnergyPrices) -> Bought:
    """Add up what vehicles paid at charging sites, and for energy drawn elsewhere by those without a limited store.

    vehicles: of the tables of vehicles or of shared cars. sessions: of all services; those of these vehicles count.
    What was stored when the first day began is not paid, what is charged for the days after the last one is.
    """
    ours = sessions[sessions["vehicle"].isin(vehicles["vehicle"]) & (sessions["drawn_kwh"] > 0)]
    drove = vehicles["driven_m"] + vehicles.get("relocated_m", 0) > 0
    elsewhere = vehicles[vehicles["store_kwh"].isna() & drove]
    each = elsewhere["drivetrain"].map({name: float(price) for name, price in prices.items()}).astype("float64")
    drawn = elsewhere["drawn_kwh"].astype("float64")
    paid = np.r_[ours["cost_eur"].to_numpy(np.float64), (drawn * each).to_numpy(np.float64)]
    known = ~np.isnan(paid)
    return Bought(in_cents(float(paid.sum())) if known.all() and known.size else None, bool(known.any()))


def priced(amount: Number, rate: float | None) -> float | None:
    """Return the price of an amount in whole cents; None when one of them is not known."""
    return None if amount is None or rate is None else in_cents(amount * rate)


def sum_eur(amounts: Sequence[Number]) -> float | None:
    """Add up; None as soon as one amount is not known: half a cost is no cost."""
    known = [amount for amount in amounts if amount is not None]
    return in_cents(sum(known)) if len(known) == len(amounts) else None


def parts_together(
    services: Sequence[Mapping[str, Number]], parts: Iterable[str], total: str
) -> dict[str, float | None]:
    """Add up each part of the costs of services, of which not all have the same parts; None where no service has it.

    A service without a part counts as 0 if its total is known, and leaves the part open if not.
    """
    found: dict[str, float | None] = {}
    for part in parts:
        amounts = [0.0 if its[part] is None and its[total] is not None else its[part] for its in services]
        found[part] = None if all(its[part] is None for its in services) else sum_eur(amounts)
    return found
