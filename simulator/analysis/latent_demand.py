"""Whom rides on demand could win of all trips: at their best, as they were in the run, and who really rode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.homes import PLACE, homes_of, middles
from simulator.analysis.modal_split import ON_DEMAND
from simulator.results.unmet_definitions import LATENT_DTYPES
from simulator.tables import typed
from simulator.units import METRES_PER_KM, MINUTE_S

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
_GROUP = [*PLACE, "from_km", "purpose", "traveller_class"]
_COUNTS = ["trips", "potential", "as_run", "refused", "rode"]


class Usual(NamedTuple):
    """What rides of a run were like. wait_s: mean wait; longer: how much longer they took than direct drives, share."""

    wait_s: float
    longer: float


def usual_of(requests: pd.DataFrame) -> Usual:
    """Return what the rides of a run were like; none: as if they came at once and drove straight there.

    requests: of all services with rides, of the catalogue.
    """
    rode = requests[(requests["status"] == "served") & (requests["direct_s"] > 0)]
    if not len(rode):
        return Usual(0.0, 0.0)
    return Usual(float(rode["wait_s"].mean()), float(rode["ride_s"].sum() / rode["direct_s"].sum()) - 1)


def latent_demand(
    trips: pd.DataFrame,
    worth: pd.DataFrame,
    refused: Bools,
    usual: Usual,
    homes: tuple[pd.DataFrame, pd.DataFrame],
    limits_km: Sequence[float],
) -> pd.DataFrame:
    """Return how many trips could be won by home, length, purpose and class, ``LATENT_DTYPES``.

    trips: ``PEOPLE_TRIP_DTYPES``, those that count. worth: of each of the same trips own, goes_along, ride,
    per_wait_min, per_ride_min, ride_s (``travellers.prospects``), and others: the best that other services offered.
    homes: persons and households. limits_km: upper ends of the bands of lengths but the last.
    """
    more = worth["per_wait_min"] * usual.wait_s + worth["per_ride_min"] * worth["ride_s"] * usual.longer
    as_run = worth["ride"] + more / MINUTE_S
    rode = (trips["means"] == ON_DEMAND).to_numpy(bool)
    band = np.searchsorted(limits_km, trips["length_m"].to_numpy(np.int64) / METRES_PER_KM, side="right")
    ends = np.array([0.0, *limits_km, np.nan])
    counted = {
        "trips": np.ones(len(trips), dtype=np.bool_),
        "potential": _won(trips, worth, worth["ride"].to_numpy(np.float64)),
        "as_run": _won(trips, worth, as_run.to_numpy(np.float64)),
        "refused": refused & ~rode,
        "rode": rode,
    }
    its = trips[["person", "purpose", "traveller_class"]].assign(from_km=ends[band], **counted)
    sums = its.join(homes_of(*homes), on="person").groupby(_GROUP, observed=True)[_COUNTS].sum().reset_index()
    table = sums.merge(middles(homes[1]), on=PLACE).sort_values(_GROUP, ignore_index=True)
    upper = dict(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
    return typed(table.assign(to_km=table["from_km"].map(upper)), LATENT_DTYPES)


def _won(trips: pd.DataFrame, worth: pd.DataFrame, ride: Floats) -> Bools:
    """Return on which trips a ride is worth most; on none of a tour that is begun by bike or in a car. O(trips)."""
    own, others = (worth[name].to_numpy(np.float64) for name in ("own", "others"))
    best = np.maximum(own, others)
    wins = ride > best
    is_first = (trips["tour_position"] == 1).to_numpy(bool)
    drives = is_first & ~wins & (own >= others) & worth["goes_along"].to_numpy(bool)
    tour = np.unique(trips["tour"].to_numpy(), return_inverse=True)[1]
    begun = np.bincount(tour, weights=drives) > 0
    return np.asarray(wins & ~(begun[tour] & ~is_first))
