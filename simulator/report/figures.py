"""The figures of a run: demand and service over the day, waits, what the vehicles do, and power at charging sites."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.series.calendar import ONE_DAY, Calendar
from simulator.analysis.series.fleet import Bands
from simulator.analysis.series.riders import Demand, Distribution
from simulator.analysis.series.run import RunSeries
from simulator.analysis.tables import ResultTables
from simulator.report import style
from simulator.report.map import draw_map
from simulator.report.power_figure import draw_power
from simulator.report.stacked import STATES, draw_bands, draw_demand
from simulator.tables import ServiceName

if TYPE_CHECKING:
    from simulator.network.graph import RoadNetwork

FIGURES = ("demand_and_service", "waits", "vehicle_states", "map")


def draw_all(
    tables: ResultTables,
    network: RoadNetwork | None,
    folder: Path,
    stops: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    calendar: Calendar = ONE_DAY,
    services: Sequence[ServiceName] = (),
) -> list[Path]:
    """Draw every figure as a PNG into a folder, which is made if need be; return the files. No network: no map.

    stops: columns lon and lat, all stops of the service, also those nobody used. sites: columns site and name, of the
    charging sites, if there are any.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.png" for name in FIGURES]
    series = RunSeries(tables, {} if sites is None else dict(zip(sites["site"], sites["name"], strict=True)))
    draw_demand_and_service(series.demand, paths[0], calendar)
    draw_waits(series.waits, paths[1])
    draw_vehicle_states(series.vehicles_by_state, paths[2], calendar)
    if network is None:
        paths = paths[:3]
    else:
        draw_map(tables, network, paths[3], stops, services)
    if sites is not None and series.power is not None:
        paths.append(folder / "power.png")
        draw_power(series.power, paths[-1], calendar)
    return paths


def draw_demand_and_service(demand: Demand | None, path: Path, calendar: Calendar = ONE_DAY) -> None:
    """Draw requests by the time the travellers wanted to leave, served and not."""
    with style.figure(path, margins=style.Margins()) as figure:
        axes = figure.add_subplot()
        if demand is None:
            style.say(axes, "Demand and service", "Nobody asked for a ride in this run.")
            return
        draw_demand(axes, demand, calendar, "when travellers wanted to leave")
        served, requests = int(demand.served.sum()), int(demand.all.sum())
        axes.set_title(
            f"Demand and service: {served:,} of {requests:,} requests served ({served / requests * 100:.0f} %)"
        )
        axes.set_ylim(0, float(demand.all.max()) * 1.05)
        axes.grid(axis="y", color=style.PALE)
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)


def draw_waits(waits: Distribution | None, path: Path) -> None:
    """Draw how long served travellers waited at the stop."""
    with style.figure(path, margins=style.Margins()) as figure:
        axes = figure.add_subplot()
        if waits is None:
            style.say(axes, "Waiting times", "Nobody was picked up in this run, so nobody's wait was measured.")
            return
        share, end = waits.share * 100, float(waits.edges[-1])
        width = float(waits.edges[1] - waits.edges[0])
        axes.bar(waits.edges[:-1], share, width=width, align="edge", color=style.SKY, edgecolor="white")
        top = float(share.max())
        for value, text, dash, height in (
            (waits.median, f"half wait at most {waits.median:.0f} min", "-", 1.18),
            (waits.p95, f"95 of 100 wait at most {waits.p95:.0f} min", "--", 1.08),
        ):
            axes.plot([value, value], [0, top * height], color=style.BLACK, linestyle=dash, linewidth=1.5)
            side = "left" if value < end * 0.6 else "right"
            axes.annotate(
                text,
                (value, top * height),
                xytext=(4 if side == "left" else -4, 0),
                textcoords="offset points",
                ha=side,
                va="top",
            )
        axes.set_ylim(0, top * 1.22)
        axes.set_xlim(0, end)
        axes.set_title(f"Waiting times of {waits.requests:,} served requests")
        axes.set_xlabel("wait [minutes], from being ready at the pickup until boarding begins")
        axes.set_ylabel(f"% of served requests, per {style.in_words(int(width * 60))} of wait")


def draw_vehicle_states(states: Bands | None, path: Path, calendar: Calendar = ONE_DAY) -> None:
    """Draw how many vehicles do what over the day."""
    title = "What the vehicles do"
    shown = [] if states is None else [words for name, (*_, words) in STATES.items() if states.heights[name].any()]
    with style.figure(path, height=5, margins=style.Margins().with_legend(shown)) as figure:
        axes = figure.add_subplot()
        if states is None:
            style.say(axes, title, "No vehicle was in service in this run.")
            return
        draw_bands(axes, states, STATES, calendar)
        axes.set_title(title)
        axes.set_ylabel(f"vehicles in service (mean of each {style.in_words(states.width_s)})")
        axes.grid(axis="y", color=style.PALE)
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.05), borderaxespad=0, reverse=True)
