"""The ways that vehicles really drove, as lines with times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.run import RunData
from simulator.network.driven_ways import driven_ways
from simulator.network.edge_table import line_points
from simulator.network.graph import RoadNetwork
from simulator.network.routes import Routes


def leg_lines(run: RunData, network: RoadNetwork) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Give for every leg its row and its points: lon, lat and time [s of the day], float64 (points, 3).

    Within a street the vehicle moves evenly; over the leg the streets take their shares of the time it took.
    """
    routes = Routes(network)
    streets, edges = routes.streets, network.edges
    first, geometry = edges["u"].to_numpy(np.int64), edges["geometry"].to_numpy(object)
    known: dict[int, NDArray[np.float64]] = {}

    def points_of(arc: int) -> NDArray[np.float64]:
        if arc not in known:
            points = line_points(geometry[streets.edge[arc]])
            known[arc] = points if first[streets.edge[arc]] == streets.tail[arc] else points[::-1]
        return known[arc]

    legs = run.tables.legs
    times = zip(legs["departed_s"].tolist(), legs["arrived_s"].tolist(), strict=True)
    for row, (way, (departed, arrived)) in enumerate(
        zip(driven_ways(routes, network, legs, run.closed), times, strict=True)
    ):
        yield row, _timed(way, streets.time_ms, points_of, departed, arrived)


def _timed(
    way: NDArray[np.int64], time_ms: NDArray[np.int32], points_of: Any, departed: int, arrived: int
) -> NDArray[np.float64]:
    """Join the streets of a way and give each point its time."""
    parts: list[NDArray[np.float64]] = []
    total, passed = float(time_ms[way].sum()), 0.0
    for arc in way.tolist():
        points = points_of(arc)
        along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
        share = (passed + time_ms[arc] * along / (along[-1] or 1.0)) / total
        passed += float(time_ms[arc])
        parts.append(np.column_stack([points, departed + share * (arrived - departed)])[1 if parts else 0 :])
    return np.concatenate(parts) if parts else np.zeros((0, 3))
