"""From segments of streets to a road network: barriers, one edge between junctions, the largest part of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.errors import NetworkError
from simulator.network.components import keep_largest_component
from simulator.network.ferries import with_whole_crossings
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.import_report import ImportReport
from simulator.network.segments import Segments, cut_at_barriers
from simulator.network.simplification import simplify
from simulator.network.street_table import street_table


def network_of_segments(
    segments: Segments, name: str, report: ImportReport, sources: tuple[dict[str, Any], ...], file: str
) -> RoadNetwork:
    """Return the largest strongly connected road network within segments of streets.

    file: what messages call the source.

    Raises
    ------
    NetworkError
        There are no segments.
    """
    if segments.table.empty:
        raise NetworkError(report.no_road(file))
    segments = cut_at_barriers(segments, report)
    edges, left = simplify(segments)
    edges = with_whole_crossings(edges)
    number = np.cumsum(left) - 1
    directed = edges.assign(u=number[edges["tail"]], v=number[edges["head"]])
    streets = street_table(directed)
    report.ferries = int((streets["kind"] == "ferry").sum())
    network = make_network(name, segments.lon[left], segments.lat[left], streets, sources=sources)
    network = keep_largest_component(network, report)
    return network.with_notes(*report.lines())
