"""The figures of a run: demand and service over the day, waits, and what the vehicles do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.analysis.request_table import SERVED
from simulator.analysis.rider_kpis import served_values, status_is
from simulator.analysis.tables import ResultTables
from simulator.analysis.vehicle_states import State, mean_vehicles_by_state
from simulator.report import style
from simulator.report.map import draw_map
from simulator.report.power_figure import draw_power

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.network.graph import RoadNetwork

FIGURES = ("demand_and_service", "waits", "vehicle_states", "map")

# From the bottom up: colour, hatch, words.
STATE_LOOKS = {
    State.DRIVING_WITH_RIDERS: (style.BLUE, "", "driving with riders"),
    State.AT_STOP: (style.SKY, "", "boarding and alighting"),
    State.WAITING_WITH_RIDERS: (style.GREEN, "---", "standing with riders"),
    State.DRIVING_TO_PICKUP: (style.ORANGE, "///", "driving empty to a pickup"),
    State.REBALANCING: (style.PURPLE, "...", "driving empty to where demand is expected"),
    State.DRIVING_TO_DEPOT: (style.YELLOW, "\\\\\\", "driving empty to the depot"),
    State.DRIVING_TO_CHARGE: (style.BLACK, "xx", "driving empty to charge"),
    State.CHARGING: (style.VERMILION, "...", "charging"),
    State.ON_BREAK: (style.GREY, "\\\\", "break or change of drivers"),
    State.IDLE: (style.PALE, "", "standing empty"),
}


def draw_all(
    tables: ResultTables,
    network: RoadNetwork,
    folder: Path,
    stops: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
) -> list[Path]:
    """Draw every figure as a PNG into a folder, which is made if need be; return the files.

    stops: columns lon and lat, all stops of the service, also those nobody used. sites: columns site and name, of the
    charging sites, if there are any.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.png" for name in FIGURES]
    draw_demand_and_service(tables, paths[0])
    draw_waits(tables, paths[1])
    draw_vehicle_states(tables, paths[2])
    draw_map(tables, network, paths[3], stops)
    if sites is not None and len(tables.power):
        paths.append(folder / "power.png")
        draw_power(tables.power, sites, paths[-1])
    return paths


def draw_demand_and_service(tables: ResultTables, path: Path) -> None:
    """Draw requests by the time the travellers wanted to leave, served and not."""
    wanted = tables.requests["desired_departure_s"].to_numpy(dtype=np.int64)
    served = status_is(tables.requests, SERVED)
    with style.figure(path) as figure:
        axes = figure.add_subplot()
        if not wanted.size:
            style.say(axes, "Demand and service", "Nobody asked for a ride in this run.")
            return
        edges = style.bin_edges(int(wanted.min()), int(wanted.max()) + 1, 30)
        width = int(edges[1] - edges[0])
        carried, _ = np.histogram(wanted[served], edges)
        left, _ = np.histogram(wanted[~served], edges)
        bars: dict[str, Any] = {"align": "edge", "width": width, "edgecolor": "white"}
        axes.bar(edges[:-1], carried, color=style.BLUE, label="served", **bars)
        axes.bar(edges[:-1], left, bottom=carried, color=style.ORANGE, hatch="///", label="not served", **bars)
        share = served.mean()
        axes.set_title(f"Demand and service: {served.sum():,} of {wanted.size:,} requests served ({share * 100:.0f} %)")
        axes.set_xlabel("when travellers wanted to leave")
        axes.set_ylabel(f"requests per {style.in_words(width)}")
        style.clock_axis(axes, float(edges[0]), float(edges[-1]))
        axes.set_ylim(0, float((carried + left).max()) * 1.05)
        _whole_numbers(axes)
        _legend_above(axes)


def draw_waits(tables: ResultTables, path: Path) -> None:
    """Draw how long served travellers waited at the stop."""
    wait_min = served_values(tables.requests, "wait_s") / 60
    with style.figure(path) as figure:
        axes = figure.add_subplot()
        if not wait_min.size:
            style.say(axes, "Waiting times", "Nobody was picked up in this run, so nobody's wait was measured.")
            return
        longest = max(float(wait_min.max()), 1.0)
        width = next((width for width in (1, 2, 5, 10, 30, 60) if longest / width <= 40), -(-longest // 40))
        edges = np.arange(0, longest // width + 2) * width
        counts, _ = np.histogram(wait_min, edges)
        share = counts / wait_min.size * 100
        axes.bar(edges[:-1], share, width=width, align="edge", color=style.SKY, edgecolor="white")
        median, p95 = np.quantile(wait_min, [0.5, 0.95])
        top = float(share.max())
        for value, text, dash, height in (
            (median, f"half wait at most {median:.0f} min", "-", 1.18),
            (p95, f"95 of 100 wait at most {p95:.0f} min", "--", 1.08),
        ):
            axes.plot([value, value], [0, top * height], color=style.BLACK, linestyle=dash, linewidth=1.5)
            side = "left" if value < edges[-1] * 0.6 else "right"
            axes.annotate(
                text,
                (value, top * height),
                xytext=(4 if side == "left" else -4, 0),
                textcoords="offset points",
                ha=side,
                va="top",
            )
        axes.set_ylim(0, top * 1.22)
        axes.set_xlim(0, float(edges[-1]))
        axes.set_title(f"Waiting times of {wait_min.size:,} served requests")
        axes.set_xlabel("wait [minutes], from being ready at the pickup until boarding begins")
        axes.set_ylabel(f"% of served requests, per {style.in_words(int(width * 60))} of wait")


def draw_vehicle_states(tables: ResultTables, path: Path) -> None:
    """Draw how many vehicles do what over the day."""
    states = tables.states
    title = "What the vehicles do"
    with style.figure(path, height=5) as figure:
        axes = figure.add_subplot()
        if states.empty:
            style.say(axes, title, "No vehicle was in service in this run.")
            return
        first, last = int(states["began_s"].min()), int(states["ended_s"].max())
        edges = style.bin_edges(first, last, 100)
        mean = mean_vehicles_by_state(states, edges)
        bottom = np.zeros(len(mean))
        for state, (colour, hatch, words) in STATE_LOOKS.items():
            height = mean[state].to_numpy(dtype=np.float64)
            if not height.any():
                continue
            axes.stairs(
                bottom + height, edges, baseline=bottom, fill=True, facecolor=colour, hatch=hatch, edgecolor="white",
                linewidth=0, label=words,
            )  # fmt: skip
            bottom += height
        axes.set_title(title)
        width = int(edges[1] - edges[0])
        axes.set_ylabel(f"vehicles in service (mean of each {style.in_words(width)})")
        axes.set_xlabel("time of day")
        style.clock_axis(axes, float(edges[0]), float(edges[-1]))
        axes.set_ylim(0, max(1.0, float(bottom.max()) * 1.02))
        _whole_numbers(axes)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles[::-1], labels[::-1], loc="outside right upper")


def _whole_numbers(axes: Axes) -> None:
    style.whole_numbers(axes.yaxis)
    axes.grid(axis="y", color=style.PALE)


def _legend_above(axes: Axes) -> None:
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)
