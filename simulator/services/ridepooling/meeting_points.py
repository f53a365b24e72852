"""Which stops the dispatcher chose, beside what the requests asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import MET_COLUMNS, REQUEST_INPUT_DTYPES, as_met

PICKUP_END, DROPOFF_END = 0, 1


def requests_as_met(world: RidepoolingWorld, events: pd.DataFrame) -> pd.DataFrame:
    """Return the requests with the stops chosen on acceptance, their walks and direct drives in columns of their own.

    The columns are those of ``tables.MET_COLUMNS``; requests that were never accepted have their nearest stops there.
    Without a choice of stops the table is the service's own. events: of all services.
    """
    if world.stop_options is None:
        return world.requests
    events = without_parts(events)
    events = events[events["service"] == world.part.number]
    met = as_met(world.requests).copy()
    ends = ((PICKUP_END, Event.ACCEPTED, "pickup"), (DROPOFF_END, Event.PLANNED_DROPOFF, "dropoff"))
    for end, kind, place in ends:
        options = world.stop_options[world.stop_options["end"] == end]
        told = events.loc[events["kind"] == kind, ["request", "node"]].drop_duplicates("request", keep="last")
        chosen = told.merge(options, on=["request", "node"], how="left", validate="one_to_one").set_index("request")
        rows = chosen.index.to_numpy()
        met.loc[rows, f"{place}_node"] = chosen["node"].to_numpy()
        met.loc[rows, f"{place}_stop"] = chosen["stop_id"].to_numpy()
        met.loc[rows, f"{place}_walk_m"] = chosen["walk_m"].to_numpy()
        met.loc[rows, f"{place}_walk_s"] = chosen["walk_s"].to_numpy()
    accepted = events.loc[events["kind"] == Event.ACCEPTED, "request"].unique()
    pickups, dropoffs = (met.loc[accepted, f"{place}_node"].to_numpy(np.int32) for place in ("pickup", "dropoff"))
    wish_s, asked_s = (
        world.requests.loc[accepted, when].to_numpy(np.int64) for when in ("earliest_departure_s", "submitted_s")
    )
    met.loc[accepted, "met_direct_s"] = world.roads.direct_s(pickups, dropoffs, wish_s, asked_s)
    met.loc[accepted, "met_direct_m"] = world.roads.lengths_m(pickups, dropoffs, wish_s, asked_s)
    types = {name: REQUEST_INPUT_DTYPES[given] for name, given in MET_COLUMNS.items()}
    return pd.concat([world.requests, met.astype(types)], axis="columns")
