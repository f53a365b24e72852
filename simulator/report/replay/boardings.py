"""Where riders got on, and where requests began that were not served: counts per place, of all requests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.request_table import SERVED
from simulator.analysis.rider_kpis import status_is
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow
from simulator.report.replay.riders import place_m

MOST_PLACES = 5_000


def count_boardings(
    requests: pd.DataFrame, stops: pd.DataFrame | None, network: RoadNetwork
) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Return names of places and arrays: where each is [m], requests served and not served from there.

    The busiest come first; beyond MOST_PLACES places the rest is left out. A place is a road node, or a door without
    one. A name is empty where the place is no stop.
    """
    served = status_is(requests, SERVED)
    place = place_m(requests, network, "origin")
    name_of = {} if stops is None or "stop_id" not in stops else dict(zip(stops["stop_id"], stops["name"], strict=True))
    table = pd.DataFrame(
        {
            "x": place[:, 0],
            "y": place[:, 1],
            "name": [str(name_of.get(stop, "")) for stop in requests["pickup_stop"].astype(object)],
            "served": served.astype(np.int64),
            "left": (~served).astype(np.int64),
        }
    )
    by_place = table.groupby(["x", "y"], sort=True, as_index=False).agg({"name": "max", "served": "sum", "left": "sum"})
    busy = by_place.sort_values(["served", "left", "x", "y"], ascending=[False, False, True, True]).head(MOST_PLACES)
    return busy["name"].tolist(), {
        "place_x": busy["x"].to_numpy(np.int32),
        "place_y": busy["y"].to_numpy(np.int32),
        "place_served": narrow(busy["served"]),
        "place_left": narrow(busy["left"]),
    }
