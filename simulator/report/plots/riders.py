"""Figures about riders. Each draws into an empty figure and returns its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.run import RunData
from simulator.analysis.series.riders import Distribution, Unserved, unserved
from simulator.report import style
from simulator.report.stacked import draw_demand
from simulator.units import HOUR_S

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def demand(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw requests by wished departure, served and not."""
    found = run.series.demand
    axes = figure.add_subplot()
    if found is None:
        style.say(axes, "", "Nobody asked for a ride in this run.")
        return pd.DataFrame(columns=["from_s", "to_s", "served", "not_served"])
    draw_demand(axes, found, run.calendar, "wished departure")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    edges = found.edges_s
    return pd.DataFrame(
        {"from_s": edges[:-1], "to_s": edges[1:], "served": found.served, "not_served": found.not_served}
    )


def waits(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw the share of served requests that waited at most so long."""
    return _shares(figure, run.series.waits, "wait_min", "wait [min]", "Nobody was picked up in this run.")


def detours(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw the share of served requests whose detour factor was at most so large."""
    found = run.series.detours
    return _shares(figure, found, "detour_factor", "ride time / direct time", "Nobody rode in this run.", 1.0)


def waits_by_hour(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw median and 95 % quantile of the wait by the hour in which it began."""
    data = run.series.waits_by_hour
    axes = figure.add_subplot()
    if data.empty:
        style.say(axes, "", "Nobody was picked up in this run.")
        return data
    middle = data["from_s"] + HOUR_S / 2
    axes.plot(
        middle, data["p95_min"], color=style.VERMILION, marker="s", linestyle="--", label="95 of 100 wait at most"
    )
    axes.plot(middle, data["median_min"], color=style.BLUE, marker="o", label="half wait at most")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("wait [min]")
    first_s, last_s = float(data["from_s"].min()), float(data["from_s"].max() + HOUR_S)
    style.clock_axis(axes, first_s, last_s, run.calendar, "hour in which the wait began")
    axes.grid(axis="y", color=style.PALE)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return data


def rejections(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw why requests were not served."""
    return draw_reasons(figure, unserved(run.kpis), "requests", "Nobody was turned away.")


def draw_reasons(figure: Figure, found: Sequence[Unserved], what: str, nothing: str) -> pd.DataFrame:
    """Draw a bar for each reason, the most frequent on top. what: is counted; nothing: said where nothing is."""
    data = pd.DataFrame({"reason": [row.words for row in found], what: [row.requests for row in found]})
    axes = figure.add_subplot()
    if data.empty:
        style.say(axes, "", nothing)
        return data
    upwards = data.iloc[::-1]
    bars = axes.barh(upwards["reason"], upwards[what], color=style.ORANGE, edgecolor=style.BLACK, linewidth=0.6)
    axes.bar_label(bars, padding=4)
    axes.set_xlabel(what)
    style.whole_numbers(axes.xaxis)
    axes.margins(x=0.1)
    return data


def _shares(
    figure: Figure, found: Distribution | None, column: str, label: str, nothing: str, least: float = 0.0
) -> pd.DataFrame:
    """Draw an empirical distribution function; marks half and 95 %. The axis begins at ``least`` or below."""
    axes = figure.add_subplot()
    if found is None:
        style.say(axes, "", nothing)
        return pd.DataFrame(columns=[column, "share"])
    axes.step(found.reached, 100 * found.at_most, where="post", color=style.BLUE, linewidth=2)
    for percent, value, dash in ((50, found.median, "-"), (95, found.p95, "--")):
        axes.axvline(value, color=style.BLACK, linestyle=dash, linewidth=1)
        axes.annotate(f"{percent} %: {value:.3g}", xy=(value, 4), xytext=(4, 0), textcoords="offset points")
    axes.set_ylim(0, 101)
    axes.set_xlim(left=min(float(found.reached[0]), least))
    axes.set_xlabel(label)
    axes.set_ylabel("% of served requests")
    axes.grid(color=style.PALE)
    return pd.DataFrame({column: found.reached, "share": found.at_most})
