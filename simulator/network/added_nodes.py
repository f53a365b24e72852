"""Travel times of a network with more nodes in its streets, from those before."""

from __future__ import annotations

import numpy as np

from simulator.network.contracted import hierarchy_of
from simulator.network.graph import RoadNetwork
from simulator.network.memory import available_bytes
from simulator.network.near import Near
from simulator.network.state import update_table
from simulator.network.streets import fastest_arcs
from simulator.network.travel_times import (
    MEMORY_SHARE,
    TravelTimes,
    compute_table,
    locate_nodes,
    new_searched_times,
    new_travel_times,
    refuse_if_too_large,
)


def extend_travel_times(times: TravelTimes, network: RoadNetwork, memory_limit_bytes: int | None = None) -> TravelTimes:
    """Return the times between all nodes of a network whose streets were cut since; the new nodes come last.

    times: between all nodes there were before. Cutting streets leaves those as they are, so only rows and columns of
    the new nodes are computed. memory_limit_bytes: by default 60 % of the available memory.

    Raises
    ------
    NetworkError
        The matrix does not fit into memory.
    """
    before, count = len(times.places), network.node_count
    if before == count:
        return times
    new = np.arange(before, count, dtype=np.int32)
    places = np.concatenate([times.places, new])
    location = locate_nodes(count, places)
    streets = fastest_arcs(network, location)
    xy = network.xy_m()[places]
    nearest = Near(xy[:before]).nearest(xy[before:])[0]
    cell = np.concatenate([times.table.cell, times.table.cell[nearest]])
    if not times.has_table:
        return new_searched_times((cell, len(times.table.least)), places, location, streets)
    limit_bytes = int(MEMORY_SHARE * available_bytes()) if memory_limit_bytes is None else memory_limit_bytes
    refuse_if_too_large(network, count, limit_bytes)
    hierarchy = hierarchy_of(streets)
    seconds, to_seconds = (np.empty((count, count), dtype=np.uint16) for _ in range(2))
    seconds[:before, :before] = times.table.seconds
    to_seconds[:before, :before] = times.table.to_seconds
    names = np.arange(count, dtype=np.int32)
    larger = times.table.with_other(seconds=seconds, to_seconds=to_seconds, cell=cell)
    table = update_table(larger, hierarchy, names, new, new)
    if table is None:
        table = compute_table(hierarchy, names, cell, len(times.table.least))
    return new_travel_times(table, places, location, streets, hierarchy)
