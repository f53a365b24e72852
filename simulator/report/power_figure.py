"""The power that charging sites draw over the day, and the most each of them draws: what a grid operator asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulator.analysis.series.calendar import ONE_DAY, Calendar
from simulator.analysis.series.power import Power
from simulator.report import style


def draw_power(power: Power, path: Path, calendar: Calendar = ONE_DAY) -> None:
    """Draw the sites that draw the most, one strip each."""
    first, last = float(power.time_s[0]), float(power.time_s[-1])
    edges = np.r_[power.time_s, last + 1]
    with style.figure(path, height=1.2 + 1.1 * len(power.sites)) as figure:
        strips = figure.subplots(len(power.sites), 1, sharex=True, squeeze=False)[:, 0]
        for axes, site in zip(strips, power.sites, strict=True):
            axes.stairs(site.kw, edges, fill=True, color=style.SKY, edgecolor=style.BLUE)
            axes.axhline(site.peak_kw, color=style.BLACK, linestyle="--", linewidth=1)
            axes.set_title(f"{site.name}: at most {site.peak_kw:,.0f} kW", fontsize=10)
            axes.set_ylabel("kW")
            axes.set_ylim(0, max(site.peak_kw * 1.15, 1e-3))
        style.clock_axis(strips[-1], first, last, calendar)
        if power.others is not None:
            figure.supylabel(f"{len(power.sites)} of {power.all_sites} sites", fontsize=9)
