"""Where people can walk to who go by timetable: the stops near both of their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.reach import StopsInReach, WalksOfPlaces
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import OnFoot
from simulator.tables import NO_NODE
from simulator.world.gateways import ENDS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ways:
    """Where people can walk to, by request.

    starts, ends: stops near the origin and the destination. walk_m: float64 (requests,), from the one to the other.
    origin, destination: int32 (requests,), the nodes of the roads next to them; NO_NODE: outside of the area.
    """

    starts: WalksOfPlaces
    ends: WalksOfPlaces
    walk_m: NDArray[np.float64]
    origin: NDArray[np.int32]
    destination: NDArray[np.int32]


def places_of(demand: pd.DataFrame, network: RoadNetwork) -> tuple[Floats, Floats]:
    """Return lon and lat of all origins, then of all destinations, float64 (2 * requests,): of their nodes if given."""
    given = np.concatenate([demand[f"{end}_node"].to_numpy() for end in ENDS])
    lon, lat = (
        np.where(given != NO_NODE, of_node[given], np.concatenate([demand[f"{end}_{axis}"] for end in ENDS]))
        for axis, of_node in (("lon", network.lon), ("lat", network.lat))
    )
    return lon, lat


def ways_of(places: tuple[Floats, Floats], node: NDArray[np.int32], timetable: Timetable, walk: OnFoot) -> Ways:
    """Return the stops in reach of places as of ``places_of``. node: int32 (2 * requests,), next to them."""
    (lon, lat), count = places, len(node) // 2
    in_reach = StopsInReach(timetable.stops).within(lon, lat, walk)
    walk_m = beeline_m(lon[:count], lat[:count], lon[count:], lat[count:]) * walk.detour_factor
    return Ways(in_reach[:count], in_reach[count:], walk_m, node[:count], node[count:])
