"""Which stops of a feed lie away from the roads of a network."""

from __future__ import annotations

import numpy as np

from simulator.errors import Problem, TimetableError
from simulator.network.far_places import SWAPPED, swapped_places
from simulator.network.graph import RoadNetwork
from simulator.network.gtfs.feed import Feed
from simulator.network.snapping import NodeSnapper
from simulator.units import METRES_PER_KM

FAR_M = 1000.0


def far_stops(feed: Feed, network: RoadNetwork) -> list[str]:
    """Return a line for each stop that is called at and lies far from all roads: a train may well run out of a county.

    Those with swapped coordinates come first, then the nearest ones. Raises TimetableError where all of them do.
    """
    stops = feed.tables["stops"]
    stops = stops[stops["stop_id"].isin(feed.tables["stop_times"]["stop_id"])]
    lon, lat = stops["stop_lon"].to_numpy(), stops["stop_lat"].to_numpy()
    _, metres = NodeSnapper(network).snap(lon, lat)
    swapped = swapped_places(network, lon, lat)
    order = np.lexsort((metres, ~swapped))
    far = order[metres[order] > FAR_M]
    if len(far) == len(stops):
        hint = f"; {SWAPPED}" if swapped.any() else ""
        message = f"no stop is within {FAR_M:,.0f} m of the network {network.name}{hint}"
        raise TimetableError([Problem(f"{feed.name}/stops.txt", 0, 0, "stop_lat", message)])
    return [
        f"stops.txt:{stops['line'].iloc[row]}: stop_lat: {stops['stop_name'].iloc[row]} is "
        f"{metres[row] / METRES_PER_KM:,.1f} km from the nearest road{f'; {SWAPPED}' if swapped[row] else ''}"
        for row in far.tolist()
    ]
