"""What riders pay, as the scenario says it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.fares.ride_tariff import Concession, Group, Step, Tariff
from simulator.fares.tariff import Price
from simulator.scenario.fare_models import RideFares, TariffKeys
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


def tariff_of(keys: TariffKeys) -> Tariff:
    """Return a tariff with all that a scenario says of it."""
    return Tariff(
        of_types(keys.per_rider_eur),
        of_types(keys.per_km_eur),
        of_types(keys.surcharge_eur),
        keys.season_ticket,
        keys.per_zone_eur or 0.0,
        tuple(Step(None if its.up_to_m is None else int(its.up_to_m), its.price_eur) for its in keys.steps),
        keys.minimum_eur or 0.0,
        keys.maximum_eur,
        keys.on_request_eur or 0.0,
        {name: Concession(its.share, its.price_eur) for name, its in keys.concessions.items()},
        tuple(Group(its.riders, its.share) for its in keys.groups),
    )
