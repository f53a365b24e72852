"""The map of a run: roads, ferries and guessed connections, stops, pickups, and where nobody was picked up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.request_table import SERVED
from simulator.analysis.series.places import requests_by_place, unserved_journeys
from simulator.analysis.tables import ResultTables
from simulator.network.graph import METRES_PER_DEGREE, RoadNetwork
from simulator.report import style
from simulator.report.place_names import draw_place_names
from simulator.tables import ServiceName

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

Extent = tuple[float, float, float, float]  # west, east, south, north [degrees]
_MAIN_ROADS = ("motorway", "trunk", "primary", "secondary")


def draw_map(
    tables: ResultTables,
    network: RoadNetwork,
    path: Path,
    stops: pd.DataFrame | None = None,
    services: Sequence[ServiceName] = (),
) -> None:
    """Draw where riders were picked up and where requests were not served.

    stops: columns lon and lat, and maybe name and weight, from which the names of towns are taken. services: of the
    run, so that those are drawn, too, whom feeders did not serve.
    """
    height = _height(_service_area(tables, network, stops))
    with style.figure(path, width=9, height=height, margins=style.Margins(0.05, 2.0, 0.3, 0.4)) as figure:
        draw_map_on(figure, tables, network, stops, services)


def draw_map_on(
    figure: Figure,
    tables: ResultTables,
    network: RoadNetwork,
    stops: pd.DataFrame | None,
    services: Sequence[ServiceName] = (),
) -> None:
    """Draw the map of ``draw_map`` into an empty figure."""
    served = status_is(tables.requests, SERVED)
    unserved = pd.concat([tables.requests[~served], unserved_journeys(tables, services)], ignore_index=True)
    extent = _service_area(tables, network, stops)
    axes = figure.add_subplot()
    if not len(network.lon):
        style.say(axes, "Map", "The road network is empty.")
        return
    _draw_roads(axes, network)
    if stops is not None and len(stops):
        axes.scatter(
            stops["lon"], stops["lat"], s=7, facecolors="white", edgecolors="#444444", linewidths=0.6, zorder=3,
            label="stop",
        )  # fmt: skip
    _draw_pickups(axes, tables.requests, network)
    _draw_unserved(axes, unserved, network)
    _frame(axes, network, extent)
    if stops is not None:
        draw_place_names(axes, stops)
    axes.set_title(
        f"Pickups of {_requests(int(served.sum()))} served, and {_requests(len(unserved))} not served"
        if len(served) + len(unserved)
        else "The service area; nobody asked for a ride in this run"
    )
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, labelspacing=0.8)


def _draw_roads(axes: Axes, network: RoadNetwork) -> None:
    from matplotlib.collections import LineCollection

    kind = network.edges["kind"].to_numpy(dtype=object)
    highway = network.edges["highway"].to_numpy(dtype=object)
    main = np.array([str(name).removesuffix("_link") in _MAIN_ROADS for name in highway], dtype=np.bool_)
    road = ~np.isin(kind, ("ferry", "synthetic"))
    looks: list[tuple[NDArray[np.bool_], dict[str, Any]]] = [
        (road & ~main, {"colors": "#B4B4B4", "linewidths": 0.7, "zorder": 1, "label": "road"}),
        (road & main, {"colors": "#7A7A7A", "linewidths": 1.3, "zorder": 1.5, "label": "main road"}),
        (
            kind == "synthetic",
            {
                "colors": style.VERMILION,
                "linewidths": 1.2,
                "linestyles": "dotted",
                "zorder": 2,
                "label": "guessed connection,\nnot a mapped road",
            },
        ),
        (
            kind == "ferry",
            {"colors": style.GREEN, "linewidths": 2, "linestyles": "dashed", "zorder": 2, "label": "ferry"},
        ),
    ]
    lines = _edge_lines(network)
    for chosen, look in looks:
        if chosen.any():
            axes.add_collection(LineCollection([_one_line([lines[i] for i in np.flatnonzero(chosen)])], **look))


def _one_line(lines: list[Floats]) -> Floats:
    """Join lines, (points, 2), by rows of NaN, where the pen is lifted: one path is drawn faster than thousands."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for line in lines for part in (line, gap)])


def _edge_lines(network: RoadNetwork) -> list[Floats]:
    """Coordinates of every stored edge, (points, 2); a straight line where no geometry is stored."""
    import shapely

    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)
    straight = np.stack([network.lon[ends], network.lat[ends]], axis=-1)
    lines: list[Floats] = list(straight)
    if "geometry" not in network.edges:
        return lines
    # WKB is data from a file: what cannot be read is drawn as a straight line
    shapes = shapely.from_wkb(network.edges["geometry"].to_numpy(dtype=object), on_invalid="ignore")
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(owner, np.arange(len(lines) + 1))
    for edge in np.flatnonzero(np.diff(first) >= 2):
        lines[edge] = points[first[edge] : first[edge + 1]]
    return lines


def _draw_pickups(axes: Axes, requests: pd.DataFrame, network: RoadNetwork) -> None:
    """Draw one circle per pickup place; its area grows with the pickups."""
    by_node = requests_by_place(requests, {"node": requests["pickup_node"].to_numpy(dtype=np.int64)})
    nodes, counts = (by_node.loc[by_node["served"] > 0, name].to_numpy() for name in ("node", "served"))
    if not nodes.size:
        return
    scale = 250 / max(10, int(counts.max()))
    look: dict[str, Any] = {"color": style.BLUE, "alpha": 0.6, "linewidths": 0, "zorder": 4}
    axes.scatter(network.lon[nodes], network.lat[nodes], s=np.maximum(6, counts * scale), **look)
    for count in sorted({1, _round_down(int(counts.max()))}):
        label = f"{count} pickup{'s' if count > 1 else ''}"
        axes.scatter([], [], s=max(6, count * scale), label=label, **look)


def _draw_unserved(axes: Axes, unserved: pd.DataFrame, network: RoadNetwork) -> None:
    """Draw a cross where a request that was not served started, at the door if that is known."""
    if unserved.empty:
        return
    lon = unserved["origin_lon"].to_numpy(dtype=np.float64).copy()
    lat = unserved["origin_lat"].to_numpy(dtype=np.float64).copy()
    node = unserved["origin_node"].to_numpy(dtype=np.int64)
    at_node = np.isnan(lon) & (node >= 0)
    lon[at_node], lat[at_node] = network.lon[node[at_node]], network.lat[node[at_node]]
    size = float(np.clip(4000 / len(unserved), 8, 22))  # many crosses must not hide the pickups
    axes.scatter(
        lon, lat, s=size, marker="x", color=style.VERMILION, linewidths=1.1, zorder=3.5, label="request not served"
    )


def _service_area(tables: ResultTables, network: RoadNetwork, stops: pd.DataFrame | None) -> Extent:
    """Return west, east, south, north of the stops and requests; of all roads where there are none."""
    columns = [tables.requests[[f"{end}_lon", f"{end}_lat"]].to_numpy(float) for end in ("origin", "destination")]
    if stops is not None:
        columns.append(stops[["lon", "lat"]].to_numpy(float))
    points = np.concatenate(columns)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3:
        points = np.column_stack([network.lon, network.lat])
    if not len(points):
        return 0.0, 1.0, 0.0, 1.0
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return west, east, south, north


def _frame(axes: Axes, network: RoadNetwork, extent: Extent) -> None:
    """Fit the map to an extent, true to scale, with a scale bar and the sources."""
    west, east, south, north = extent
    stretch = 1 / np.cos(np.radians((south + north) / 2))
    margin = max(0.02 * max(east - west, (north - south) * stretch), 1e-4)
    axes.set_xlim(west - margin, east + margin)
    axes.set_ylim(south - margin / stretch, north + margin / stretch)
    axes.set_aspect(stretch)
    axes.set_axis_off()
    width_m = (east - west + 2 * margin) * METRES_PER_DEGREE / stretch
    bar_m = _round_down(int(max(width_m / 4, 1)))
    bar = bar_m / width_m
    axes.plot([0, bar], [-0.02, -0.02], color=style.BLACK, linewidth=2, transform=axes.transAxes, clip_on=False)
    words = f"{bar_m // 1000} km" if bar_m >= 1000 else f"{bar_m} m"
    axes.text(bar + 0.01, -0.02, words, va="center", transform=axes.transAxes, fontsize=9)
    credit = "; ".join(dict.fromkeys(str(s["attribution"]) for s in network.sources if s.get("attribution")))
    if credit:
        axes.text(
            1, -0.02, credit, ha="right", va="center", transform=axes.transAxes, fontsize=7, color="#555555", wrap=True
        )


def _height(extent: Extent) -> float:
    """Height of the figure [inch] that suits the region's shape."""
    west, east, south, north = extent
    wide = (east - west) * float(np.cos(np.radians((south + north) / 2)))
    return float(np.clip(6.8 * (north - south) / max(wide, 1e-6) + 0.8, 3.5, 9))


def _requests(count: int) -> str:
    return f"{count:,} request{'' if count == 1 else 's'}"


def _round_down(number: int) -> int:
    """Largest of 1, 2, 5, 10, 20, 50, ... that is not above the number."""
    power = int(10 ** (len(str(number)) - 1))
    return next(step * power for step in (5, 2, 1) if step * power <= number)
