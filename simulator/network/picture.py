"""A picture of a road network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import NetworkError
from simulator.network.edge_table import line_points
from simulator.network.graph import RoadNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAIN = ("motorway", "trunk", "primary")
MIDDLE = ("secondary", "tertiary")
# Label, colour (colour-blind safe after Wong 2011, doi:10.1038/nmeth.1618), width [pt], dashes; drawn in this order.
STYLES: dict[str, tuple[str, str, float, str]] = {
    "minor": ("minor roads", "#999999", 0.4, "-"),
    "middle": ("secondary and tertiary roads", "#0072B2", 0.8, "-"),
    "main": ("main roads", "#000000", 1.4, "-"),
    "synthetic": ("synthetic connections", "#D55E00", 1.4, "--"),
    "ferry": ("ferries", "#009E73", 2.0, ":"),
}
WIDTH_IN = 9.0


def draw_network(network: RoadNetwork, png: Path) -> None:
    """Draw a network into a PNG file; the same network gives the same picture.

    Raises
    ------
    NetworkError
        The file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, _height_in(network)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _draw_streets(axes, network)
    axes.set_title(network.name)
    axes.set_aspect(1 / np.cos(np.radians(network.lat.mean())))
    axes.set_xlabel("longitude [degrees]")
    axes.set_ylabel("latitude [degrees]")
    attributions = sorted({str(s["attribution"]) for s in network.sources if s.get("attribution")})
    figure.supxlabel("; ".join(attributions)[:160], fontsize=7)
    try:
        figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    except OSError as error:
        raise NetworkError(f"{png}: cannot be written: {error.strerror or error}") from error


def _draw_streets(axes: Axes, network: RoadNetwork) -> None:
    from matplotlib.collections import LineCollection

    edges = network.edges
    groups = np.array([_group(str(k), str(h)) for k, h in zip(edges["kind"], edges["highway"], strict=True)])
    for group, (label, colour, width, dashes) in STYLES.items():
        lines = [line_points(geometry) for geometry in edges["geometry"].to_numpy(object)[groups == group]]
        if lines:
            shown = LineCollection(lines, colors=colour, linewidths=width, linestyles=dashes, label=label)
            axes.add_collection(shown)
    axes.autoscale_view()
    axes.legend(loc="best", fontsize=8)


def _group(kind: str, highway: str) -> str:
    if kind in ("ferry", "synthetic"):
        return kind
    if highway.removesuffix("_link") in MAIN:
        return "main"
    return "middle" if highway.removesuffix("_link") in MIDDLE else "minor"


def _height_in(network: RoadNetwork) -> float:
    """Return a height that suits the shape of the region, within a page."""
    xy = network.xy_m()
    width_m, height_m = np.maximum(np.ptp(xy, axis=0), 1.0)
    return float(np.clip(WIDTH_IN * height_m / width_m, 4.0, 14.0)) + 0.8
