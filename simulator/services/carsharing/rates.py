"""What customers of shared cars pay, as the scenario says it."""

from __future__ import annotations

from simulator.fares.tariff import RentalRates
from simulator.scenario.price_models import of_types
from simulator.services.carsharing.schema import CarFares
from simulator.units import DAY_S


def rental_rates(fares: CarFares | None) -> RentalRates:
    """Return the rates of a service; nothing costs anything where it has none."""
    if fares is None:
        return RentalRates(0, None, (0, DAY_S), 0)
    hour_eur, km_eur = of_types(fares.per_hour_eur), of_types(fares.per_km_eur)
    return RentalRates(hour_eur or 0.0, of_types(fares.per_night_hour_eur), fares.hours, km_eur or 0.0)
