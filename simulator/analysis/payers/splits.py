"""Ways to split the cost of a common service among territories, each in whole cents that add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.payers.cents import whole_cents
from simulator.analysis.payers.shapley import shapley

KM, HOURS, RIDES, RIDE_KM = "territory_km", "territory_hours", "residents_rides", "residents_ride_km"
TWO_VARIABLE, POPULATION, SHAPLEY = "two_variable", "population", "shapley"
SPLITS = (KM, HOURS, RIDES, RIDE_KM, TWO_VARIABLE, POPULATION, SHAPLEY)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Use:
    """What happens in each territory, or its residents do, float64 (..., territories); before it may stand draws.

    km, hours: of vehicles within its borders. rides, ride_km: of riders who live there. inhabitants: (territories,).
    """

    km: Array
    hours: Array
    rides: Array
    ride_km: Array
    inhabitants: Array


@dataclass(frozen=True)
class CostOfAll:
    """The cost of the service of all [cents], float64 (...,), and what of it depends on hours and on kilometres."""

    total: Array
    of_hours: Array
    of_km: Array


def exact_splits(use: Use, cost: CostOfAll, by_coalition: Array | None) -> dict[str, Array]:
    """Return each split before rounding, float64 (..., territories) [cents]; without those that split by nothing.

    two_variable: hours and kilometres are paid where they fall, the rest in proportion to that. What falls outside of
    all territories is split as what falls inside. by_coalition: cost by bit mask, (..., 2**territories), if known.
    """
    shares = {KM: use.km, HOURS: use.hours, RIDES: use.rides, RIDE_KM: use.ride_km, POPULATION: use.inhabitants}
    parts = {name: _shares(weights) for name, weights in shares.items()}
    hours, km = parts[HOURS], parts[KM]
    if hours is not None and km is not None:
        both = cost.of_hours[..., None] * hours + cost.of_km[..., None] * km
        parts[TWO_VARIABLE] = _shares(both)
    found = {name: cost.total[..., None] * part for name, part in parts.items() if part is not None}
    if by_coalition is not None:
        found[SHAPLEY] = shapley(by_coalition)
    return {name: found[name] for name in SPLITS if name in found}


def _shares(weights: Array) -> Array | None:
    """Return weights that add up to 1; None where all are 0."""
    whole = weights.sum(axis=-1, keepdims=True)
    return weights / whole if np.all(whole > 0) else None


def in_cents(exact: Mapping[str, Array], total: int) -> dict[str, NDArray[np.int64]]:
    """Return splits in whole cents, each of which adds up to the total."""
    return {name: whole_cents(shares, total) for name, shares in exact.items()}
