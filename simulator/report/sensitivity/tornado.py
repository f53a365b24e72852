"""Tornado pictures: one for each key figure, the assumption that moves it farthest at the top."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from simulator.analysis.movements import farthest_first
from simulator.report import style
from simulator.report.comparison_figures import WORDS
from simulator.report.plots.style_files import paper_figure

MOST_SHOWN = 15
ROW_INCH, FRAME_INCH = 0.36, 1.3


def draw_tornados(table: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw a picture of each key figure that was measured; return the files, a PNG and an SVG of each."""
    drawn = []
    for metric, order in farthest_first(table).items():
        name = "tornado-" + re.sub("[^a-z0-9]+", "-", metric.lower()).strip("-")
        _draw(table[table["metric"] == metric], order[:MOST_SHOWN], name, folder)
        drawn += [folder / f"{name}.{ending}" for ending in ("png", "svg")]
    return drawn


def _draw(table: pd.DataFrame, order: list[str], name: str, folder: Path) -> None:
    """Draw changes of one key figure: hollow at the low end of an assumption, filled at the high end."""
    first = table.iloc[0]
    with paper_figure(folder, name, width=8, height=FRAME_INCH + ROW_INCH * len(order)) as figure:
        axes = figure.add_subplot()
        labels = []
        for place, assumption in enumerate(order):
            ends = table[(table["assumption"] == assumption) & table["difference"].notna()].to_dict("records")
            for row in ends:
                reaches = [[max(0.0, row["difference"] - row["low"])], [max(0.0, row["high"] - row["difference"])]]
                known = all(value[0] == value[0] for value in reaches)
                axes.barh(
                    place, row["difference"], xerr=reaches if known else None, height=0.6, capsize=3,
                    facecolor="white" if row["end"] == "low" else style.BLUE, edgecolor=style.BLUE,
                )  # fmt: skip
            labels.append(f"{assumption}\n{' - '.join(str(row['moved_to']).partition('; ')[0] for row in ends)}")
        axes.axvline(0, color=style.BLACK, linewidth=0.8)
        axes.set_yticks(range(len(order)), labels, fontsize=8, parse_math=False)
        axes.invert_yaxis()
        title = WORDS.get(str(first["metric"]), str(first["metric"]))
        axes.set_title(f"{title}: change against {first['base']:.4g} as it is", fontsize=10, parse_math=False)
        axes.set_xlabel(
            f"hollow: low end, filled: high end; {first['level']:.0%} intervals ({first['method']}, "
            f"n = {table['n'].min()})",
            fontsize=8,
        )
