"""The power that charging sites draw over the day, and the most each of them draws: what a grid operator asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.report import style

MOST_SITES = 8


def draw_power(power: pd.DataFrame, sites: pd.DataFrame, path: Path) -> None:
    """Draw the sites that draw the most, one strip each.

    power: site, time_s, kw, since when. sites: site, name.
    """
    peaks = power.groupby("site")["kw"].max().sort_values(ascending=False)
    shown = peaks.index[:MOST_SITES].tolist()
    names = sites.set_index("site")["name"]
    first, last = float(power["time_s"].min()), float(power["time_s"].max())
    with style.figure(path, height=1.2 + 1.1 * len(shown)) as figure:
        strips = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
        for axes, site in zip(strips, shown, strict=True):
            rows = power[power["site"] == site]
            edges = np.r_[rows["time_s"], max(last, float(rows["time_s"].iloc[-1]) + 1)]
            axes.stairs(rows["kw"], edges, fill=True, color=style.SKY, edgecolor=style.BLUE)
            axes.axhline(peaks[site], color=style.BLACK, linestyle="--", linewidth=1)
            axes.set_title(f"{names.get(site, site)}: at most {peaks[site]:,.0f} kW", fontsize=10)
            axes.set_ylabel("kW")
            axes.set_ylim(0, peaks[site] * 1.15)
        style.clock_axis(strips[-1], first, last)
        strips[-1].set_xlabel("time of day")
        if len(peaks) > len(shown):
            figure.supylabel(f"{len(shown)} of {len(peaks)} sites", fontsize=9)
