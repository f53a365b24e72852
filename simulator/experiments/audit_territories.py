"""The auditor of territories over a run, in memory or in its folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.audit.outlines import outlines_by_name
from simulator.analysis.audit.territories import audit_borders, audit_territories
from simulator.analysis.counted import counted_window
from simulator.network.edge_table import line_points
from simulator.world.build import World


def audit_by_territory(table: pd.DataFrame, events: pd.DataFrame, world: World) -> Iterator[str]:
    """Yield what is told otherwise by territory than the log has it, and where borders are cut elsewhere.

    table: ``by_territory``. Ways are looked for only where roads are the same all the time.
    """
    places = world.scenario.places
    if places is None or places.territories is None:
        return
    sizes = dict(enumerate(world.demand["party_size"].tolist()))
    log = events, sizes, counted_window(world.days.table()).from_s
    yield from audit_territories(table, log, len(world.vehicles))
    if len(world.roads.states) == 1:
        path = world.roads.states[0].times.path
        areas = outlines_by_name(places.territories.file, places.territories.layer)
        roads = (lambda first, last: path(first, last).tolist()), _streets(world)
        yield from audit_borders(table, log, len(world.vehicles), roads, areas)


def _streets(world: World) -> dict[tuple[int, int], tuple[float, Any]]:
    """Return length [m] and points of the fastest street from node to node."""
    network = world.network
    order = np.lexsort((-network.edge, -network.length_m, -network.time_ms))  # the fastest comes last, and stays
    tails, heads, edges, lengths = (
        array[order].tolist() for array in (network.tail, network.head, network.edge, network.length_m)
    )
    drawn, first = network.edges["geometry"].tolist(), network.edges["u"].tolist()
    found = {}
    for tail, head, edge, length_m in zip(tails, heads, edges, lengths, strict=True):
        if isinstance(drawn[edge], bytes):
            points = line_points(drawn[edge])
            points = points if first[edge] == tail else points[::-1]
        else:
            points = np.array([(network.lon[node], network.lat[node]) for node in (tail, head)])
        found[tail, head] = length_m, points
    return found
