"""Who wanted to go on a day on which something went wrong, and how they got on there and on the undisturbed twin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.missing import Bools, Ints
from simulator.analysis.request_table import CANCELLED_BY_OPERATOR, REJECTED, SERVED, STRANDED, UNFINISHED
from simulator.analysis.resilience.cost import costs_min
from simulator.analysis.tours import IN_RENTAL, NOT_MADE
from simulator.units import METRES_PER_KM, MINUTE_S

LATE_S = 10 * MINUTE_S  # later than on the twin, and people are affected
LET_DOWN = (REJECTED, CANCELLED_BY_OPERATOR, STRANDED, UNFINISHED, NOT_MADE)
_TWIN = "_twin"


class Compared(NamedTuple):
    """Requests of a run and its twin. table: those of both, see ``compare_runs``; how many there are in one alone."""

    table: pd.DataFrame
    only_disturbed: int
    only_undisturbed: int


def compare_runs(journeys: pd.DataFrame, twin: pd.DataFrame, broken: Ints) -> Compared:
    """Return who asked on both days, one row each in the order of the twin, and how they got on.

    journeys, twin: of the catalogue, those that count. broken: int64, numbers of requests whose promise a disruption
    broke. Left out is who neither day served nor let down: who declined, cancelled, did not come, or goes by other
    means anyhow. Columns: request_id, desired_s (on the twin), riders, direct_km; served, stranded, affected as bool;
    cost_min, wait_s; served_twin, cost_twin_min, wait_twin_s; of the twin traveller_class, means and origin.
    """
    of_run, of_twin = _of_demand(journeys), _of_demand(twin)
    both = of_twin.merge(of_run, on="request_id", suffixes=(_TWIN, ""))
    ends, twins = both["end"].astype(object), both["end" + _TWIN].astype(object)
    counts = ends.isin([SERVED, *LET_DOWN]) | twins.isin([SERVED, *LET_DOWN])
    its = both[counts & (ends != IN_RENTAL) & (twins != IN_RENTAL) & (twins != NOT_MADE)].reset_index(drop=True)
    return Compared(_told(its, broken), len(of_run) - len(both), len(of_twin) - len(both))


def _of_demand(journeys: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of the common demand; rentals of their own meet nobody on the other day."""
    return journeys[journeys["party_size"].notna()]


def _told(its: pd.DataFrame, broken: Ints) -> pd.DataFrame:
    served = its["end"].eq(SERVED).fillna(value=False).astype(bool)
    on_twin = its["end" + _TWIN].eq(SERVED).fillna(value=False).astype(bool)
    direct_s = its["direct_s" + _TWIN]
    twin = its[[name for name in its.columns if name.endswith(_TWIN)]].rename(
        columns=lambda name: str(name).removesuffix(_TWIN)
    )
    stranded = its["end"].eq(STRANDED).fillna(value=False) & ~its["end" + _TWIN].eq(STRANDED).fillna(value=False)
    return pd.DataFrame(
        {
            "request_id": its["request_id"],
            "desired_s": twin["desired_departure_s"].astype("int64"),
            "riders": twin["party_size"].astype("int64"),
            "direct_km": twin["direct_m"].astype("float64").fillna(0) / METRES_PER_KM,
            "served": served,
            "stranded": stranded.astype(bool),
            "affected": on_twin.to_numpy() & _worse(its, served.to_numpy(), broken),
            "cost_min": costs_min(its, served.to_numpy(), direct_s),
            "wait_s": its["wait_s"].astype("float64").where(served),
            "served_twin": on_twin,
            "cost_twin_min": costs_min(twin, on_twin.to_numpy(), direct_s),
            "wait_twin_s": twin["wait_s"].astype("float64").where(on_twin),
            "traveller_class": twin["traveller_class"],
            "means": twin["means"],
            "origin_lon": twin["origin_lon"],
            "origin_lat": twin["origin_lat"],
        }
    )


def _worse(its: pd.DataFrame, served: Bools, broken: Ints) -> Bools:
    """Tell who is not served, whose promise was broken, or who arrives more than ten minutes later than on the twin."""
    later_s = (its["arrival_s"] - its["arrival_s" + _TWIN]).astype("float64").fillna(0)
    return ~served | np.isin(its["request"], broken) | (later_s > LATE_S).to_numpy(bool)
