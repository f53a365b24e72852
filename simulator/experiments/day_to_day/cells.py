"""What one day was like, by service, square of the origin and hour of the wanted departure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.tables import RIDES
from simulator.units import MINUTE_S

KEY = ["service", "zone", "hour"]
COUNTS = ["wanted", "asked", "rejected", "wait_min", "served"]
_NOBODY = -1  # asked for a shared car only, and has no such number
_MARGIN = 1e-6  # of utility, as those have who decide


def cells_of_day(result: RunResult) -> pd.DataFrame:
    """Return the cells of a day: KEY, and COUNTS as float64.

    wanted: requests that ask, or would if they expected no wait and no rejection. asked: those that do. rejected: those
    of them that never got an offer. wait_min: sum of the waits of all others: of who was carried as it was, else as it
    was offered at best. served: those who were carried. What is before the days that count is left out.
    """
    asking = result.asking.assign(request=result.asking["request"].fillna(_NOBODY).astype(np.int64))
    begins_s = asking["earliest_departure_s"]
    asking = asking[(begins_s >= result.counted.from_s) & (begins_s < result.counted.until_s)]
    best = asking["utility"] + asking["luck"]
    wait_s, served = _waits(result, asking)
    asks = asking["asks"].to_numpy()
    rejected = asks & ~_offered(result, asking) & np.isnan(wait_s)
    told = asking[KEY].assign(
        wanted=asks | (best >= asking["others"] - _MARGIN).to_numpy(),
        asked=asks,
        rejected=rejected,
        wait_min=np.where(asks, np.nan_to_num(wait_s), 0.0) / MINUTE_S,
        served=served & asks,
    )
    told[COUNTS] = told[COUNTS].astype(np.float64)
    return told.groupby(KEY, as_index=False, sort=True)[COUNTS].sum()


def _offered(result: RunResult, asking: pd.DataFrame) -> np.ndarray:
    """Return to whom the service offered anything."""
    number = {service.name: service.number for service in result.services}
    offered = result.events[result.events["kind"] == Event.OFFERED]
    pairs = pd.MultiIndex.from_arrays([offered["request"], offered["service"]])
    mine = pd.MultiIndex.from_arrays([asking["request"], asking["service"].map(number).astype("int64")])
    return np.asarray(mine.isin(pairs))


def _waits(result: RunResult, asking: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the wait of each [s], float64, NaN without any offer, and who was carried."""
    mine = pd.MultiIndex.from_frame(asking[["request", "service"]])
    choices = result.choices.dropna(subset=["service", "request"])
    offered = choices.groupby(["request", "service"])["wait_s"].min().reindex(mine).to_numpy(np.float64)
    names = [service.name for service in result.services if service.kind == RIDES]
    tables = result.parts or dict.fromkeys(names, result.tables)
    rows = pd.concat([its.requests.assign(service=name) for name, its in tables.items()])
    carried = rows[rows["status"] == "served"].set_index(["request", "service"])["wait_s"]
    actual = carried.reindex(mine).to_numpy(np.float64)
    return np.where(np.isnan(actual), offered, actual), ~np.isnan(actual)
