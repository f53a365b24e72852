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
Bools = NDArray[np.bool_]


Price = float | tuple[float, ...]  # [EUR], on all days, or on those of each ``DayType``


class RideRates(Protocol):
    """What a rider pays, at once and by distance, on the day of the departure wished for; None: not known.

    Who holds a season ticket pays the surcharge only, where the ticket is valid.
    """

    @property
    def per_rider_eur(self) -> Price | None:
        """Fare of each rider [EUR]."""

    @property
    def per_km_eur(self) -> Price | None:
        """Fare of each rider per km of the direct drive [EUR]."""

    @property
    def surcharge_eur(self) -> Price | None:
        """What each rider pays on top of the fare, with a season ticket too [EUR]."""

    @property
    def season_ticket(self) -> bool:
        """Return whether season tickets are valid."""


@dataclass(frozen=True)
class RentalRates:
    """What customers of a shared car pay [EUR], on the day on which they take it.

    per_night_hour_eur: None, as by day. day_hours: those of no night.
    """

    per_hour_eur: Price
    per_night_hour_eur: Price | None
    day_hours: Span
    per_km_eur: Price


class LineRates(Protocol):
    """What buses and trains cost; who holds a season ticket pays nothing, where the ticket is valid."""

    @property
    def per_trip_eur(self) -> float:
        """Of each person, with all changes [EUR]."""

    @property
    def season_ticket(self) -> bool:
        """Return whether season tickets are valid."""


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


def counts_metres(rates: RideRates) -> bool:
    """Return whether fares depend on the direct drive."""
    return rates.per_km_eur is not None


def payers(rates: RideRates | LineRates, riders: Ints, holds: Bools) -> Ints:
    """Return how many riders pay more than a surcharge. holds: whose parties hold a season ticket, bool (riders,)."""
    return np.where(holds, 0, riders) if rates.season_ticket else riders


def rides_eur(rates: RideRates, riders: Ints, paying: Ints, paying_m: Ints, kinds: Ints | None = None) -> Floats | None:
    """Return what the riders of each group pay together [EUR], None when no fare is known.

    paying: those of them who pay more than a surcharge. paying_m: metres of the direct drives of these, added up over
    them. kinds: types of the days.
    """
    if rates.per_rider_eur is None and rates.per_km_eur is None:
        return None
    at_once_eur: Floats = paying * _on(rates.per_rider_eur, kinds) + riders * _on(rates.surcharge_eur, kinds)
    by_metre: Floats = paying_m * _on(rates.per_km_eur, kinds)
    return at_once_eur + by_metre / METRES_PER_KM


def line_cents(rates: LineRates | None, party_size: Ints, holds: Bools) -> list[int] | list[None]:
    """Return what a trip with buses and trains costs each party [cent], None for all when no fare is known.

    holds: which of them have a season ticket, bool (parties,).
    """
    if rates is None:
        return [None] * len(party_size)
    paying: list[int] = payers(rates, party_size, holds).tolist()
    return [round(100 * rates.per_trip_eur) * persons for persons in paying]


def trip_cents(rates: TripRates, length_m: int) -> int:
    """Return what a trip by own means costs all who travel together [cent]."""
    return round(100 * (rates.per_trip_eur + rates.per_km_eur * length_m / METRES_PER_KM))


def party_fares_eur(
    rates: RideRates, party_size: Ints, direct_m: Ints, holds: Bools, kinds: Ints | None = None
) -> list[float] | list[None]:
    """Return what each party is told to pay [EUR, whole cents], None for all when no fare is known.

    holds: which of them have a season ticket, bool (parties,). kinds: types of the days.
    """
    one = np.ones_like(party_size)
    paying = payers(rates, one, holds)
    of_one_rider = rides_eur(rates, one, paying, paying * direct_m, kinds)
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
