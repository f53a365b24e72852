"""Series on maps: how many requests began where, served and not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.request_table import OTHER_MEANS, SERVED, STRANDED
from simulator.analysis.tables import ResultTables
from simulator.tables import FEEDER, ServiceName

_NOT_LEFT = (SERVED, OTHER_MEANS, STRANDED)  # the last have got as far as a stop


def requests_by_place(requests: pd.DataFrame, place: dict[str, Any], name: list[str] | None = None) -> pd.DataFrame:
    """Count requests by place: the columns of place, then name, served and left (not served); places in order.

    place: column -> value of each request; what is equal in all of them is one place. name: of each request's place.
    """
    served = status_is(requests, SERVED)
    table = pd.DataFrame(
        {
            **place,
            "name": name if name is not None else "",
            "served": served.astype(np.int64),
            "left": (~served).astype(np.int64),
        }
    )
    sums = {"name": "max", "served": "sum", "left": "sum"}
    return pd.DataFrame(table.groupby(list(place), sort=True, as_index=False).agg(sums))


def unserved_journeys(tables: ResultTables, services: Iterable[ServiceName]) -> pd.DataFrame:
    """Return whom feeders did not serve, with where they begin as in requests; who asked for a ride alone is there."""
    feeders = [service.name for service in services if service.kind == FEEDER]
    trips = tables.trips[tables.trips["service"].isin(feeders) & tables.trips["origin_lon"].notna()]
    is_told = trips["request"].isin(tables.requests["request"])
    left = trips[~is_told & ~trips["status"].isin(_NOT_LEFT)].drop_duplicates("request")
    return left.assign(pickup_node=left["origin_node"], pickup_stop="")
