"""Painters that the terminal's figures and those for papers share: what is stacked over the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analysis.series.calendar import Calendar
from simulator.analysis.series.fleet import Bands
from simulator.analysis.series.riders import Demand
from simulator.analysis.vehicles.states import STATE_WORDS
from simulator.report import style
from simulator.report.looks import RIDER_COLOURS, STATE_LOOKS, hatch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Look = tuple[str, str, str]  # colour, hatch, words

STATES: dict[str, Look] = {
    state: (colour, hatch(pattern), STATE_WORDS[state]) for state, (colour, pattern) in STATE_LOOKS.items()
}
_RIDERS = ("empty", "1 rider", "2 riders", "3 riders", "4 or more")
RIDERS: dict[str, Look] = {
    str(number): (colour, "", words) for number, (colour, words) in enumerate(zip(RIDER_COLOURS, _RIDERS, strict=True))
}


def draw_demand(axes: Axes, demand: Demand, calendar: Calendar, title: str) -> None:
    """Draw served requests, and those not served on top of them."""
    bars: dict[str, Any] = {"align": "edge", "width": demand.width_s, "edgecolor": "white"}
    begin = demand.edges_s[:-1]
    axes.bar(begin, demand.served, color=style.BLUE, label="served", **bars)
    axes.bar(
        begin, demand.not_served, bottom=demand.served, color=style.ORANGE, hatch="///", label="not served", **bars
    )
    axes.set_ylabel(f"requests per {style.in_words(demand.width_s)}")
    style.clock_axis(axes, float(demand.edges_s[0]), float(demand.edges_s[-1]), calendar, title)
    style.whole_numbers(axes.yaxis)


def draw_bands(axes: Axes, bands: Bands, looks: dict[str, Look], calendar: Calendar) -> None:
    """Draw bands on top of each other, in the order of their looks; those without height are left out."""
    from matplotlib.patches import StepPatch

    bottom = np.zeros(len(bands.edges_s) - 1)
    for name, (colour, pattern, words) in looks.items():
        height = bands.heights[name]
        if not height.any():
            continue
        baseline: Any = bottom
        band = StepPatch(
            bottom + height, bands.edges_s, baseline=baseline, fill=True, facecolor=colour, hatch=pattern,
            edgecolor="white", linewidth=0, label=words,
        )  # fmt: skip
        axes.add_artist(band)  # as axes.stairs does, which also measures each step: the limits are set below
        bottom = bottom + height
    axes.set_ylim(0, max(1.0, bands.most * 1.02))
    style.clock_axis(axes, float(bands.edges_s[0]), float(bands.edges_s[-1]), calendar)
    style.whole_numbers(axes.yaxis)
