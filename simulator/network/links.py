"""From links that carry their own lengths and times to a network, after the checks that any source has to pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import NetworkError
from simulator.network.checks import KINDS, measure_problems, numbers_of, rows_where, unit_problems
from simulator.network.components import keep_largest_component
from simulator.network.edge_table import lines_along, turned
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.import_report import ImportReport
from simulator.network.lines import lines_of
from simulator.network.projection import Projection
from simulator.network.street_table import street_table


@dataclass(frozen=True)
class Links:
    """Nodes and links as a file gives them, not believed yet.

    nodes: lon, lat, numbers or texts in the file's coordinate system, in the order they get their numbers. links: u and
    v (rows of nodes, -1 where there is no such node, which u_given and v_given name), length [m], travel_time [s] or
    speed_kph, oneway (bool), highway, name, kind, geometry (text). node_names, link_names: what messages call them.
    called: what the file calls these columns, where it has other names.
    """

    nodes: pd.DataFrame
    node_names: Sequence[str]
    links: pd.DataFrame
    link_names: Sequence[str]
    called: Mapping[str, str] = field(default_factory=dict)


def network_of_links(
    file: str,
    name: str,
    given: Links,
    projection: Projection,
    report: ImportReport,
    sources: tuple[dict[str, Any], ...],
) -> RoadNetwork:
    """Return the largest part of the network of which every place can be reached from every other.

    Raises
    ------
    NetworkError
        Values that are none; all are named at once.
    """
    nodes, problems = projection.nodes(given.nodes, given.node_names)
    problems += _link_problems(given)
    lines, line_problems = lines_of(given.links["geometry"].tolist(), projection, given.link_names)
    problems += line_problems
    if not problems:
        links = _numbers(given.links)
        lon, lat = nodes["lon"].to_numpy(np.float64), nodes["lat"].to_numpy(np.float64)
        problems = unit_problems(lon, lat, links, given.link_names)
    if problems:
        raise NetworkError("\n".join(f"{file}: {_in_words_of_the_file(problem, given)}" for problem in problems))
    if links.empty:
        raise NetworkError(report.no_road(file))
    network = make_network(name, lon, lat, street_table(_directed(links, lines, lon, lat)), sources=sources)
    report.ferries = int((network.edges["kind"] == "ferry").sum())
    network = keep_largest_component(network, report)
    return network.with_notes(*report.lines())


def _in_words_of_the_file(problem: str, given: Links) -> str:
    column, _, rest = problem.partition(":")
    return f"{given.called.get(column, column)}:{rest}" if rest else problem


def _link_problems(given: Links) -> list[str]:
    links, names = given.links, given.link_names
    problems = []
    for column in ("u", "v"):
        lost = (links[column].to_numpy(np.int64) < 0).nonzero()[0]
        wrong = np.zeros(len(links), dtype=bool)
        wrong[lost] = True
        problems += rows_where(column, wrong, links[f"{column}_given"], "expected a node that is there", names)
    problems += measure_problems(links["length"], "length", names)
    for column in ("travel_time", "speed_kph"):
        problems += measure_problems(links[column], column, names, optional=True)
    timeless = links["travel_time"].isna() & links["speed_kph"].isna()
    problems += rows_where(
        "travel_time", timeless.to_numpy(bool), links["travel_time"], "expected a time [s] or a speed", names
    )
    unknown = ~links["kind"].isin(KINDS).to_numpy(bool)
    return problems + rows_where("kind", unknown, links["kind"], f"expected one of {', '.join(KINDS)}", names)


def _numbers(links: pd.DataFrame) -> pd.DataFrame:
    """Return checked links as numbers; where no time is given it follows from the speed."""
    length_m, time_s, kph = (numbers_of(links[column]) for column in ("length", "travel_time", "speed_kph"))
    return links.assign(length=length_m, travel_time=np.where(np.isnan(time_s), length_m / kph * 3.6, time_s))


def _directed(
    links: pd.DataFrame, lines: list[NDArray[np.float64] | None], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> pd.DataFrame:
    """Return the links, both directions of those that are not one-way, with the line between their ends."""
    u, v = links["u"].to_numpy(np.int64), links["v"].to_numpy(np.int64)
    points = [
        np.array([(lon[a], lat[a]), (lon[b], lat[b])]) if line is None else line
        for line, a, b in zip(lines, u, v, strict=True)
    ]
    offsets = np.cumsum([0, *map(len, points)])
    along = links.assign(own_time=True, line=lines_along(np.concatenate(points), offsets))
    back = along[~links["oneway"].to_numpy(bool)].assign(line=lambda rows: rows["line"].map(turned))
    back = back.rename(columns={"u": "v", "v": "u"})
    return pd.concat([along, back]).sort_index(kind="stable")
