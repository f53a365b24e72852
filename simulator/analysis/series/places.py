"""Series on maps: how many requests began where, served and not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.request_table import SERVED


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
