"""The scorecard of an experiment as a picture: every change in percent of what the first variant has, by pillar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.analysis.scorecard import PILLARS
from simulator.analysis.scorecard_compared import IMPROVED, SAME, UNSURE, WORSE
from simulator.report import style
from simulator.report.page.language import Language
from simulator.report.scorecard.compared import Name, read_scorecards
from simulator.report.scorecard.words import PILLAR_WORDS, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIGURE = "scorecard.png"
MOST_VARIANTS = 4  # beside each other
LOOKS: dict[str, dict[str, Any]] = {  # shapes tell without colours, too
    IMPROVED: {"marker": "^", "color": style.BLUE},
    WORSE: {"marker": "v", "color": style.VERMILION},
    UNSURE: {"marker": "o", "facecolor": "white", "edgecolor": style.BLACK},
    SAME: {"marker": "|", "color": style.BLACK},
}
_ENGLISH = Language("en")


def draw_scorecard(experiment: Path, target: Path, name: Name) -> list[Path]:
    """Draw the scorecard of an experiment into a folder; return its file, none where there is nothing to compare.

    name: says a variant as people do.
    """
    told = read_scorecards(experiment)
    rows = None if told is None else told.rows[told.rows["base_value"] != 0]  # of nothing there is no percentage
    if rows is None or not len(rows):
        return []
    shown = dict(zip(rows["row"].astype(str), rows["pillar"].astype(str), strict=True))
    places = {row: -number - PILLARS.index(pillar) for number, (row, pillar) in enumerate(shown.items())}
    variants = list(dict.fromkeys(rows["variant"].astype(str)))[:MOST_VARIANTS]
    size = {"width": 4.8 + 2.6 * len(variants), "height": 1.2 + 0.3 * (1 - min(places.values()))}
    with style.figure(target / FIGURE, **size, margins=style.Margins(left=4.6, bottom=0.8)) as figure:
        first = figure.subplots(1, len(variants), sharey=True, squeeze=False)[0]
        for axes, variant in zip(first, variants, strict=True):
            _variant(axes, rows[rows["variant"] == variant], places)
            axes.set_title(name(variant), fontsize=10)
        first[0].set_ylim(min(places.values()) - 0.7, 1.4)
        first[0].set_yticks([*places.values()], [title(row, _ENGLISH) for row in places], fontsize=8)
        for pillar in PILLARS:
            top = max((places[row] for row, its in shown.items() if its == pillar), default=None)
            if top is not None:
                where = first[0].get_yaxis_transform()
                first[0].text(-0.02, top + 0.75, PILLAR_WORDS[pillar], transform=where, ha="right", weight="bold")
        base = name(str(rows["base"].iloc[0]))
        figure.supxlabel(f"change in % of {base}; up: better, down: worse, ring: not sure (Holm)", fontsize=8)
    return [target / FIGURE]


def _variant(axes: Axes, rows: pd.DataFrame, places: dict[str, int]) -> None:
    """Draw the changes of a variant, with intervals where there are any."""
    axes.axvline(0, color=style.BLACK, linewidth=0.8)
    for row in rows.to_dict("records"):
        y, percent = places[str(row["row"])], 100 / abs(float(row["base_value"]))
        change, half = float(row["change"]) * percent, float(row["change_half_width"]) * percent
        if half > 0:
            axes.hlines(y, change - half, change + half, color=style.BLACK, linewidth=1)
        axes.scatter(change, y, s=36, zorder=3, **LOOKS[str(row["verdict"])])
    axes.grid(axis="x", alpha=0.4)
