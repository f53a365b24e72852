"""What riders pay, as the scenario says it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.fares.tariff import Price
from simulator.scenario.fare_models import RideFares
from simulator.scenario.price_models import of_types


@dataclass(frozen=True)
class Fares:
    """The fares of a service [EUR], see ``fares.tariff.RideRates``."""

    per_rider_eur: Price | None
    per_km_eur: Price | None
    surcharge_eur: Price | None = None
    season_ticket: bool = True


def ride_rates(fares: RideFares) -> Fares:
    """Return the fares of a service."""
    return Fares(
        of_types(fares.per_rider_eur), of_types(fares.per_km_eur), of_types(fares.surcharge_eur), fares.season_ticket
    )
