"""Which stops the dispatcher chose, written into the requests so that all results speak of the stops really used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.engine.world import World
from simulator.tables import REQUEST_INPUT_DTYPES, Event

PICKUP_END, DROPOFF_END = 0, 1


def requests_as_met(world: World, events: pd.DataFrame) -> pd.DataFrame:
    """Return the requests with the stops, walks and direct drives of where riders boarded and alighted.

    Requests that nobody served keep their nearest stops. Without a choice of stops the table is the world's own.
    """
    if world.stop_options is None:
        return world.requests
    table = world.requests.copy()
    ends = (
        (PICKUP_END, Event.BOARDED, "origin", "access"),
        (DROPOFF_END, Event.ALIGHTED, "destination", "egress"),
    )
    for end, kind, place, walk in ends:
        options = world.stop_options[world.stop_options["end"] == end]
        met = events.loc[events["kind"] == kind, ["request", "node"]]
        chosen = met.merge(options, on=["request", "node"], how="left", validate="one_to_one").set_index("request")
        rows = chosen.index.to_numpy()
        table.loc[rows, f"{place}_node"] = chosen["node"].to_numpy()
        table.loc[rows, f"{place}_stop"] = chosen["stop_id"].to_numpy()
        table.loc[rows, f"{walk}_walk_m"] = chosen["walk_m"].to_numpy()
        table.loc[rows, f"{walk}_walk_s"] = chosen["walk_s"].to_numpy()
    origins, destinations = table["origin_node"].to_numpy(np.int32), table["destination_node"].to_numpy(np.int32)
    table["direct_s"] = world.times.direct_s(origins, destinations)
    table["direct_m"] = world.times.lengths_m(origins, destinations)
    return table.astype(REQUEST_INPUT_DTYPES)
