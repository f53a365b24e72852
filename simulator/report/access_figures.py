"""Pictures of a study of access: how long from where, and who gets an offer, by kind of centre and means."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.analysis.series.access import CLASSES_MIN, AccessSeries, read_access
from simulator.report import style
from simulator.report.page.access_words import (
    CLASS_COLOURS,
    MEANS_WORDS,
    SHARE_COLOURS,
    SHARE_ENDS,
    class_words,
    kind_words,
    share_words,
)
from simulator.report.page.language import SOURCE_LANGUAGE, Language
from simulator.units import MINUTE_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TIMES, OFFERED = "access_times.png", "access_offered.png"
ROW_INCH, COLUMN_INCH = 2.0, 2.9


def draw_access(folder: Path) -> None:
    """Draw the maps of a study into its folder. Raises ResultError."""
    its, words = read_access(folder), Language(SOURCE_LANGUAGE)
    _draw(its, folder / TIMES, "time_median_s", (CLASS_COLOURS, class_words(words)))
    _draw(its, folder / OFFERED, "offered_share", (SHARE_COLOURS, share_words(words)))


def _draw(its: AccessSeries, path: Path, column: str, legend: tuple[Sequence[str], Sequence[str]]) -> None:
    """Draw a map for each kind and means, those of a kind in a row."""
    means, words = its.drawn, Language(SOURCE_LANGUAGE)
    with style.figure(path, width=COLUMN_INCH * len(means), height=ROW_INCH * len(its.kinds) + 0.6) as figure:
        axes = figure.subplots(len(its.kinds), len(means), squeeze=False)
        for row, kind in enumerate(its.kinds):
            for place, name in zip(axes[row], means, strict=True):
                _map(place, its.places(kind, name), column, legend[0])
                if row == 0:
                    place.set_title(MEANS_WORDS[name], fontsize=10)
            axes[row][0].text(
                -0.03,
                0.5,
                kind_words(kind, words),
                rotation=90,
                ha="right",
                va="center",
                transform=axes[row][0].transAxes,
            )
        handles = [
            axes[0][0].plot([], [], _symbol(number), color=colour, label=text)[0]
            for number, (colour, text) in enumerate(zip(*legend, strict=True))
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=9, handletextpad=0.2)


def _map(axes: Axes, places: pd.DataFrame, column: str, colours: Sequence[str]) -> None:
    values, lat = places[column].to_numpy(np.float64), places["lat"].to_numpy(np.float64)
    if column == "offered_share":
        of = np.searchsorted(SHARE_ENDS, 100 * values, side="left")
    else:
        of = np.where(np.isnan(values), len(CLASSES_MIN) + 1, np.searchsorted(CLASSES_MIN, values / MINUTE_S))
    for number, colour in enumerate(colours):
        here = places[of == number]
        axes.plot(here["lon"], here["lat"], _symbol(number), color=colour, markersize=3.2)
    axes.set_aspect(1 / max(0.1, cos(radians(float(lat[0])))))
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)


def _symbol(number: int) -> str:
    """Return a square; a cross for never, the last class of times."""
    return "x" if number > len(CLASSES_MIN) else "s"
