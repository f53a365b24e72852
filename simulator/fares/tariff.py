"""What riders pay for rides, and customers for hours and kilometres of a shared car: offers and accounts ask here.

Rates are prices of a scenario [EUR]. Amounts are rounded once, by `in_cents`, when they are told or have been added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.spans import Span, held_until_s
from simulator.units import HOUR_S, METRES_PER_KM

CENTS = 2  # digits of an amount of money
Ints = NDArray[np.int64]
Floats = NDArray[np.floating]


Price = float | tuple[float, ...]  # [EUR], on all days, or on those of each ``DayType``


class RideRates(Protocol):
    """What a rider pays, at once and by distance, on the day of the departure wished for; None: not known."""

    @property
    def per_rider_eur(self) -> Price | None:
        """Fare of each rider [EUR]."""

    @property
    def per_km_eur(self) -> Price | None:
        """Fare of each rider per km of the direct drive [EUR]."""


@dataclass(frozen=True)
class RentalRates:
    """What customers of a shared car pay [EUR], on the day on which they take it.

    per_night_hour_eur: None, as by day. day_hours: those of no night.
    """

    per_hour_eur: Price
    per_night_hour_eur: Price | None
    day_hours: Span
    per_km_eur: Price


class TripRates(Protocol):
    """What a trip by own means costs."""

    @property
    def per_trip_eur(self) -> float:
        """Of every trip [EUR]."""

    @property
    def per_km_eur(self) -> float:
        """Of a kilometre [EUR]."""


def in_cents(amount_eur: float) -> float:
    """Round an amount to whole cents, halves to the even one as far as a float can tell."""
    return round(amount_eur, CENTS)


def _on(price: Price | None, kinds: Ints | None) -> float | Floats:
    """Return the price on days of some types, 0 where there is none [EUR]. kinds: needed where it differs by them."""
    if not isinstance(price, tuple):
        return price or 0.0
    if kinds is None:
        raise ValueError("a price by type of day needs the types of the days")
    prices: Floats = np.array(price, dtype=np.float64)[kinds]
    return prices


def rides_eur(rates: RideRates, riders: Ints, rider_m: Ints, kinds: Ints | None = None) -> Floats | None:
    """Return what the riders of each group pay together [EUR], None when no fare is known.

    rider_m: metres of their direct drives, added up over the riders. kinds: types of the days.
    """
    if rates.per_rider_eur is None and rates.per_km_eur is None:
        return None
    at_once_eur: Floats = riders * _on(rates.per_rider_eur, kinds)
    by_metre: Floats = rider_m * _on(rates.per_km_eur, kinds)
    return at_once_eur + by_metre / METRES_PER_KM


def trip_cents(rates: TripRates, length_m: int) -> int:
    """Return what a trip by own means costs all who travel together [cent]."""
    return round(100 * (rates.per_trip_eur + rates.per_km_eur * length_m / METRES_PER_KM))


def party_fares_eur(
    rates: RideRates, party_size: Ints, direct_m: Ints, kinds: Ints | None = None
) -> list[float] | list[None]:
    """Return what each party is told to pay [EUR, whole cents], None for all when no fare is known.

    kinds: types of the days.
    """
    of_one_rider = rides_eur(rates, np.ones_like(party_size), direct_m, kinds)
    if of_one_rider is None:
        return [None] * len(party_size)
    return [in_cents(fare) for fare in (party_size * of_one_rider).tolist()]


def rentals_eur(
    rates: RentalRates, taken_s: Ints, returned_s: Ints, length_m: Floats, kinds: Ints | None = None
) -> Floats:
    """Return what each rental of a car costs its customer [EUR]: hours by day, hours at night, kilometres.

    kinds: types of the days on which cars are taken.
    """
    hour_eur = _on(rates.per_hour_eur, kinds)
    night_eur = hour_eur if rates.per_night_hour_eur is None else _on(rates.per_night_hour_eur, kinds)
    day_s = held_until_s(rates.day_hours, returned_s) - held_until_s(rates.day_hours, taken_s)
    night_s = returned_s - taken_s - day_s
    by_time_eur: Floats = (day_s * hour_eur + night_s * night_eur) / HOUR_S
    return by_time_eur + length_m / METRES_PER_KM * _on(rates.per_km_eur, kinds)
