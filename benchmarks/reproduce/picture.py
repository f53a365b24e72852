"""The overlay: what was published as lines, ours as points with their intervals."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from benchmarks.reproduce.study import Study

COLUMNS = 2  # of panels


def draw(study: Study, table: pd.DataFrame, path: Path) -> None:
    """Write the picture of a table of ``compare.row_of``, a panel each, as PNG."""
    panels = list(dict.fromkeys(table["panel"]))
    rows = -(-len(panels) // COLUMNS)
    columns = min(COLUMNS, len(panels))
    figure = Figure(figsize=(6 * columns, 4.2 * rows), layout="constrained")
    colours = mpl.color_sequences["tab20"]
    groups = {group: colours[number % len(colours)] for number, group in enumerate(dict.fromkeys(table["group"]))}
    places = figure.subplots(rows, columns, squeeze=False).flat
    for axes in places[len(panels) :]:
        axes.remove()
    for axes, panel in zip(places, panels, strict=False):
        for group, points in table[table["panel"] == panel].groupby("group", sort=False):
            told = points.sort_values("x")
            axes.plot(told["x"], told["published"], color=groups[group], linewidth=1, label=group)
            axes.errorbar(
                told["x"], told["ours"], yerr=told["half_width"], fmt="o", markersize=3.5, capsize=2, linewidth=1,
                color=groups[group],
            )  # fmt: skip
        axes.set(title=panel, xlabel=study.x, ylabel=study.y)
        if study.log_y:
            axes.set_yscale("log")
        axes.grid(alpha=0.3)
    lines = {text: line for axes in figure.axes for line, text in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend(lines.values(), lines.keys(), loc="outside right upper", fontsize="x-small")
    figure.suptitle("lines: published; points: Elbe DRT, with 95 % intervals", fontsize="small")
    figure.savefig(path, dpi=110, metadata={"Software": None})
