"""How all figures look: colours that survive colour blindness and grey print, clock times, bytes that never vary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.units import DAY_S, HOUR_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Okabe and Ito (2008), "Color Universal Design"; in an order of falling darkness where it matters in grey print.
BLACK = "#000000"
BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
ORANGE = "#E69F00"
YELLOW = "#F0E442"
GREY = "#BBBBBB"
PALE = "#E6E6E6"

DOTS_PER_INCH = 150
COMPRESS_LEVEL = 3  # of 9; files a sixth larger than at 6, in two thirds of the time

_SETTINGS: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so text is the same on every machine
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
}


@contextmanager
def figure(path: Path, *, width: float = 9, height: float = 4.5) -> Iterator[Figure]:
    """Give an empty figure [inch] and save it as PNG, without a date or a program's name in the file."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    with mpl.rc_context():
        mpl.rcdefaults()  # a user's matplotlibrc must not change the figures
        mpl.rcParams.update(_SETTINGS)
        drawn = NewFigure(figsize=(width, height), dpi=DOTS_PER_INCH, layout="constrained")
        canvas = FigureCanvasAgg(drawn)
        yield drawn
        # savefig would draw everything once more, for the layout alone
        canvas.print_png(path, metadata={"Software": None}, pil_kwargs={"compress_level": COMPRESS_LEVEL})  # type: ignore[no-untyped-call]


def say(axes: Axes, title: str, sentence: str) -> None:
    """Write a sentence where there is nothing to draw."""
    axes.set_title(title)
    axes.set_axis_off()
    axes.text(0.5, 0.5, sentence, ha="center", va="center", fontsize=12, transform=axes.transAxes)


def whole_numbers(axis: Axis) -> None:
    """Put ticks at whole numbers only: there is no half a vehicle."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def clock_axis(axes: Axes, first_s: float, last_s: float) -> None:
    """Label the x axis with clock times; days after the first are numbered."""
    from matplotlib.ticker import FixedLocator, FuncFormatter

    span_s = max(last_s - first_s, 1)
    steps = (60, 300, 600, 900, 1800, HOUR_S, 2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S)
    step = next((step for step in steps if span_s / step <= 12), DAY_S)
    ticks = np.arange(np.ceil(first_s / step) * step, last_s + 1, step)
    if not (span_s / step <= 40):
        ticks = np.linspace(first_s, last_s, 5)
    axes.xaxis.set_major_locator(FixedLocator(ticks.tolist()))
    axes.xaxis.set_major_formatter(FuncFormatter(_clock_label(last_s > DAY_S * 1.5)))
    axes.set_xlim(first_s, last_s)


def _clock_label(number_days: bool) -> Callable[[float, int], str]:
    def label(time_s: float, _position: int) -> str:
        day, rest = divmod(round(time_s), DAY_S)
        clock = f"{rest // HOUR_S}:{rest % HOUR_S // 60:02d}"
        return f"{clock}\nday {day + 1}" if number_days else clock

    return label


def in_words(seconds: int) -> str:
    """Say a bin width in words."""
    if seconds % DAY_S == 0:
        return "day" if seconds == DAY_S else f"{seconds // DAY_S} days"
    if seconds % HOUR_S == 0:
        return "hour" if seconds == HOUR_S else f"{seconds // HOUR_S} hours"
    return "minute" if seconds == 60 else f"{seconds // 60} minutes"
