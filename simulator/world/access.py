"""Where travellers meet the vehicles: the stops or the node near a place, and the walk there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import STEP_M, Snapper, StreetSnapper, snapper_of
from simulator.network.stops import Stops
from simulator.scenario.access_models import Walk
from simulator.tables import NO_NODE

KPH_PER_M_PER_S = 3.6
MOST_DOORS = 6_000  # of a day that are nodes of their own


@dataclass(frozen=True)
class Access:
    """Access nodes of many places, one or several each; the nearest of a place comes first.

    first: int64 (places + 1,), the options of place i are rows first[i] to first[i + 1]. By option: node: int32.
    stop_id: object, "" door to door. walk_m: float64, metres along paths. walk_s: int32. By place:
    off_road_m: float64 (places,), beeline from the place to the nearest street or stop.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    stop_id: NDArray[np.object_]
    walk_m: NDArray[np.float64]
    walk_s: NDArray[np.int32]
    off_road_m: NDArray[np.float64]

    @property
    def nearest(self) -> NDArray[np.int64]:
        """Return the row of each place's nearest option, int64 (places,)."""
        return self.first[:-1]


def find_access(
    roads: RoadNetwork | Snapper,
    stops: Stops | None,
    demand: pd.DataFrame,
    end: str,
    walk: Walk,
    *,
    choice: bool = False,
) -> Access:
    """Return the access nodes of all origins or destinations (``end``).

    Door to door a place is served on its nearest street; else at the nearest stop, or with ``choice`` at any stop
    within the walking limit. The walk is the beeline times the detour factor.
    """
    snapper = snapper_of(roads)
    network = snapper.network
    lon, lat = demand[f"{end}_lon"].to_numpy(float), demand[f"{end}_lat"].to_numpy(float)
    given = demand[f"{end}_node"].to_numpy()
    has_node = given != NO_NODE
    lon = np.where(has_node, network.lon[given], lon)
    lat = np.where(has_node, network.lat[given], lat)
    one_each = np.arange(len(demand) + 1)
    first = one_each
    if stops is None:
        node, beeline_m = given.astype(np.int32), np.zeros(len(demand))
        node[~has_node], beeline_m[~has_node] = snapper.snap(lon[~has_node], lat[~has_node])
        off_road_m, stop_id = beeline_m, np.full(len(demand), "", dtype=object)
    else:
        row, off_road_m = stops.nearest(network, lon, lat)
        beeline_m = off_road_m
        if choice:
            first, row, beeline_m = stops.within(network, lon, lat, walk.limit_m / walk.detour_factor)
        node = stops.table["node"].to_numpy()[row].astype(np.int32)
        stop_id = stops.table["stop_id"].to_numpy(object)[row]
    walk_m = beeline_m * walk.detour_factor
    walk_s = np.ceil(walk_m / (walk.speed_kph / KPH_PER_M_PER_S)).astype(np.int32)
    return Access(first, node, stop_id, walk_m, walk_s, off_road_m)


def tell_doors_apart(snapper: StreetSnapper, demand: pd.DataFrame, report: Callable[[str], None]) -> None:
    """Bound the nodes of a day: the table of travel times grows with the square of their number."""
    places = [
        demand.loc[demand[f"{end}_node"] == NO_NODE, [f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64)
        for end in ("origin", "destination")
    ]
    lon, lat = np.concatenate(places).T
    apart_m = snapper.tell_apart(lon, lat, MOST_DOORS)
    if apart_m > STEP_M:
        report(f"more than {MOST_DOORS:,} doors: those within {apart_m:.0f} m on one street share a place to get on")
