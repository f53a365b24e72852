"""Requests of models: at a constant rate, at random moments, from any node of the network to any other one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.draws import by_weight
from simulator.demand.streams import stream
from simulator.spans import Spans
from simulator.tables import DEMAND_DTYPES, NO_TIME

_BLOCK = 4096


def poisson_requests(
    per_s: float, most: int | None, open_hours: Spans, nodes: int, classes: Mapping[str, float], seed: int
) -> pd.DataFrame:
    """Return requests with the columns of ``tables.DEMAND_DTYPES``: a Poisson process while hours are open.

    per_s: mean of a second. most: so many at the most, the first ones; None: no such limit. Everybody wants to leave at
    once; both ends are nodes, all pairs of different ones equally likely. classes: traveller class -> share. A moment
    is told by the second it lies in. A longer run begins with the requests of a shorter one.
    """
    moment_s = _moments(per_s, most, open_hours, seed)
    count = len(moment_s)
    origin = stream(seed, "origin").integers(nodes, size=count)
    onward = stream(seed, "destination").integers(1, nodes, size=count)
    names = np.array(list(classes), dtype=object)
    drawn = by_weight(stream(seed, "class"), np.array(list(classes.values()), dtype=float), count)
    nowhere, never = np.full(count, np.nan), np.full(count, NO_TIME)
    columns = {
        "request_id": [f"r{number + 1:06d}" for number in range(count)],
        "submitted_s": moment_s,
        "earliest_departure_s": moment_s,
        "earliest_arrival_s": never,
        "latest_arrival_s": never,
        **dict.fromkeys(("origin_lon", "origin_lat", "destination_lon", "destination_lat"), nowhere),
        "origin_node": origin,
        "destination_node": (origin + onward) % nodes,
        "party_size": np.ones(count),
        "wheelchairs": np.zeros(count),
        "parcels": np.zeros(count),
        "traveller_class": names[drawn],
        "purpose": np.full(count, "", dtype=object),
    }
    return pd.DataFrame(columns, columns=list(DEMAND_DTYPES)).astype(DEMAND_DTYPES)


def _moments(per_s: float, most: int | None, open_hours: Spans, seed: int) -> NDArray[np.int64]:
    """Return when requests are made, int64 (n,), in order."""
    spans = np.array(list(open_hours), dtype=np.int64).reshape(-1, 2)
    lengths = spans[:, 1] - spans[:, 0]
    ends = np.cumsum(lengths)  # of open time
    random, blocks, now = stream(seed, "moment"), [np.zeros(0)], 0.0
    found = 0
    while len(ends) and now < ends[-1] and (most is None or found < most):
        block = now + np.cumsum(random.exponential(1 / per_s, _BLOCK))
        now, found = float(block[-1]), found + _BLOCK
        blocks.append(block)
    open_s = np.concatenate(blocks)[:most]
    open_s = open_s[open_s < (ends[-1] if len(ends) else 0)]
    span = np.searchsorted(ends, open_s, side="right")
    moments: NDArray[np.int64] = (spans[span, 0] + open_s - (ends - lengths)[span]).astype(np.int64)
    return moments
