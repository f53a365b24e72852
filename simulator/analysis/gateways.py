"""Who goes to places outside of the area and comes from there, and what became of them, place by place."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.missing import known_ints
from simulator.analysis.ratios import ratio
from simulator.analysis.request_table import SERVED
from simulator.results.gateway_definitions import GATEWAY_DTYPES, GATEWAY_REQUEST_DTYPES
from simulator.tables import no_rows, table_of, typed

_ENDS = ("origin_gateway", "destination_gateway")


def gateway_requests(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the requests that begin or end outside, ``GATEWAY_REQUEST_DTYPES``; none where the demand tells no place.

    demand: of all people, numbered by row, with the names of places outside where there are any.
    """
    if not set(_ENDS) <= set(demand.columns):
        return no_rows(GATEWAY_REQUEST_DTYPES)
    origin, destination = (demand[name].to_numpy(object) for name in _ENDS)
    rows = np.flatnonzero((origin != "") | (destination != ""))
    leaves = destination[rows] != ""
    names = np.where(leaves, destination[rows], origin[rows])
    return typed(pd.DataFrame({"request": rows, "gateway": names, "leaves": leaves}), GATEWAY_REQUEST_DTYPES)


def with_gateways(journeys: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    """Return the journeys to places outside and from there, with gateway and leaves. outside: who makes them."""
    return journeys.merge(outside.astype({"request": journeys["request"].dtype}), on="request")


def gateway_table(journeys: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    """Return what became of those who go to each place outside, and of those who come from there, ``GATEWAY_DTYPES``.

    journeys: of all people, those that count. outside: ``GATEWAY_REQUEST_DTYPES``.
    """
    rows = []
    for (gateway, leaves), its in with_gateways(journeys, outside).groupby(["gateway", "leaves"], sort=True):
        served = its[its["end"] == SERVED]
        journey_s, known = known_ints(served["journey_s"])
        people = (int(part["party_size"].to_numpy(np.int64).sum()) for part in (its, served))
        mean_s = float(journey_s[known].mean()) if known.any() else np.nan
        rows.append((gateway, leaves, len(its), len(served), *people, ratio(len(served), len(its)), mean_s))
    return table_of(rows, GATEWAY_DTYPES)
