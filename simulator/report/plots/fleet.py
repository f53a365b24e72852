"""Figures about vehicles and the map. Each draws into an empty figure and returns its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.analysis.vehicle_states import DRIVING_STATES, State, mean_vehicles_by_state
from simulator.report import style
from simulator.report.figures import STATE_LOOKS
from simulator.report.map import draw_map_on
from simulator.report.run_data import RunData

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MANY_RIDERS = 4
_PURPOSES = {
    "with_riders": (style.BLUE, "", "with riders"),
    "to_pickup": (style.ORANGE, "///", "empty to a pickup"),
    "rebalancing": (style.PURPLE, "...", "empty to expected demand"),
    "to_depot": (style.YELLOW, "\\\\\\", "empty to the depot"),
    "to_charge": (style.BLACK, "xx", "empty to charge"),
}


def vehicle_states(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw how many vehicles do what over the day."""
    states = run.tables.states
    axes = figure.add_subplot()
    if states.empty:
        style.say(axes, "", "No vehicle was in service in this run.")
        return pd.DataFrame(columns=["from_s", *(str(state) for state in State)])
    edges = style.bin_edges(int(states["began_s"].min()), int(states["ended_s"].max()), 100)
    mean = mean_vehicles_by_state(states, edges)
    bands = [
        (look, mean[name].to_numpy(np.float64))
        for name, look in STATE_LOOKS.items()
        if name in mean and mean[name].any()
    ]
    _stack(figure, edges, bands, "vehicles in service")
    return mean.rename_axis("from_s").reset_index()


def occupancy(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw how many riders the driving vehicles have on board over the day."""
    states = run.tables.states
    driving = states[states["state"].isin([str(state) for state in DRIVING_STATES])]
    if driving.empty:
        style.say(figure.add_subplot(), "", "No vehicle drove in this run.")
        return pd.DataFrame(columns=["from_s", *(str(number) for number in range(MANY_RIDERS + 1))])
    edges = style.bin_edges(int(states["began_s"].min()), int(states["ended_s"].max()), 60)
    riders = np.minimum(driving["riders"].to_numpy(np.int64), MANY_RIDERS)
    heights = {}
    for number in range(MANY_RIDERS + 1):
        chosen = driving[riders == number].assign(state=str(State.IDLE))
        heights[str(number)] = mean_vehicles_by_state(chosen, edges)[str(State.IDLE)].to_numpy(np.float64)
    colours = ("#F0F0F0", "#BDD7E7", "#6BAED6", "#2171B5", "#08306B")
    names = ("empty", "1 rider", "2 riders", "3 riders", "4 or more")
    bands = [
        ((colour, "", name), height) for colour, name, height in zip(colours, names, heights.values(), strict=True)
    ]
    _stack(figure, edges, bands, "driving vehicles")
    return pd.DataFrame({"from_s": edges[:-1], **heights})


def kilometres(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw what the kilometres were driven for."""
    vehicles = run.tables.vehicles
    driven = {name: float(vehicles[f"{name}_m"].sum()) / 1000 for name in _PURPOSES}
    axes = figure.add_subplot()
    left = 0.0
    for name, (colour, hatch, words) in _PURPOSES.items():
        if driven[name]:
            label = f"{words}: {driven[name]:,.0f} km"
            axes.barh([0], driven[name], left=left, color=colour, hatch=hatch, edgecolor="white", label=label)
            left += driven[name]
    if not left:
        style.say(axes, "", "No vehicle drove in this run.")
    else:
        axes.set_yticks([])
        axes.set_xlim(0, left)
        axes.set_xlabel("km of all vehicles")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return pd.DataFrame({"purpose": list(driven), "km": list(driven.values())})


def map_of_boardings(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw where riders got on and where requests were not served; the data are the requests' places."""
    if run.network is None:
        style.say(figure.add_subplot(), "", "The results folder holds no roads.")
    else:
        draw_map_on(figure, run.tables, run.network, run.stops)
    columns = ["request_id", "status", "origin_lon", "origin_lat", "pickup_node", "pickup_stop"]
    return run.tables.requests[columns]


def _stack(
    figure: Figure,
    edges: np.ndarray[tuple[int], np.dtype[np.int64]],
    bands: list[tuple[tuple[str, str, str], np.ndarray[tuple[int], np.dtype[np.float64]]]],
    label: str,
) -> None:
    """Draw bands on top of each other: ((colour, hatch, words), height per bin)."""
    axes = figure.get_axes()[0] if figure.get_axes() else figure.add_subplot()
    bottom = np.zeros(len(edges) - 1)
    for (colour, hatch, words), height in bands:
        axes.stairs(
            bottom + height, edges, baseline=bottom, fill=True, facecolor=colour, hatch=hatch, edgecolor="white",
            linewidth=0, label=words,
        )  # fmt: skip
        bottom = bottom + height
    axes.set_ylabel(label)
    style.whole_numbers(axes.yaxis)
    axes.set_xlabel("time of day")
    axes.set_ylim(0, max(1.0, float(bottom.max()) * 1.02))
    style.clock_axis(axes, float(edges[0]), float(edges[-1]))
    figure.legend(loc="outside upper center", ncols=3)
