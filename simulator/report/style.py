"""How all figures look: colours that survive colour blindness and grey print, clock times, bytes that never vary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.series.calendar import Calendar, Mark, marks
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
MOST_TICKS = 12
_STEPS_S = (60, 300, 600, 900, 1800, HOUR_S, 2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, DAY_S)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
COMPRESS_LEVEL = 3  # of 9; files a sixth larger than at 6, in two thirds of the time

_SETTINGS: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so text is the same on every machine
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # just above the axes, where nothing is in its way; else that is looked for
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
}


class Margins(NamedTuple):
    """What is left beside the axes of a figure for numbers, titles and a legend [inch]."""

    left: float = 0.85  # six digits and a title beside them
    right: float = 0.3
    bottom: float = 0.7  # numbers of days below the times
    top: float = 0.35

    def with_legend(self, words: Iterable[str]) -> Margins:
        """Return margins with space for a legend on the right, of so many words."""
        return self._replace(right=0.65 + 0.075 * max(map(len, words), default=0))


@contextmanager
def figure(path: Path, *, width: float = 9, height: float = 4.5, margins: Margins | None = None) -> Iterator[Figure]:
    """Give an empty figure [inch] and save it as PNG, without a date or a program's name in the file.

    margins: of figures that always look alike; all others are laid out by what they hold, which takes half as long
    again as drawing them.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as NewFigure

    with mpl.rc_context():
        mpl.rcdefaults()  # a user's matplotlibrc must not change the figures
        mpl.rcParams.update(_SETTINGS)
        drawn = NewFigure(figsize=(width, height), dpi=DOTS_PER_INCH, layout=None if margins else "constrained")
        if margins is not None:
            left, right, bottom, top = margins
            drawn.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height)
        canvas = FigureCanvasAgg(drawn)
        yield drawn
        # savefig would draw everything once more, for the layout alone
        canvas.draw()  # type: ignore[no-untyped-call]
        _save(np.asarray(canvas.buffer_rgba()), path)  # type: ignore[no-untyped-call]


def _save(pixels: NDArray[np.uint8], path: Path) -> None:
    """Save a picture, uint8 (rows, columns, 4), of which nothing is transparent: three of its four bytes say it all."""
    from PIL import Image

    opaque = np.ascontiguousarray(pixels[..., :3])
    dots = (DOTS_PER_INCH, DOTS_PER_INCH)
    Image.fromarray(opaque).save(path, format="png", compress_level=COMPRESS_LEVEL, dpi=dots)


def say(axes: Axes, title: str, sentence: str) -> None:
    """Write a sentence where there is nothing to draw."""
    axes.set_title(title)
    axes.set_axis_off()
    axes.text(0.5, 0.5, sentence, ha="center", va="center", fontsize=12, transform=axes.transAxes)


def whole_numbers(axis: Axis) -> None:
    """Put ticks at whole numbers only: there is no half a vehicle."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def clock_axis(axes: Axes, first_s: float, last_s: float, calendar: Calendar, title: str = "time of day") -> None:
    """Label the x axis with what clocks show, and with dates, or numbers of days, where there are several.

    The title says how many days of warm-up are left out.
    """
    placed = marks(first_s, last_s, _STEPS_S, MOST_TICKS, calendar.clock)
    axes.set_xticks([mark.time_s for mark in placed], [_clock_label(mark, last_s, calendar) for mark in placed])
    axes.set_xlim(first_s, last_s)
    left_out = f"; {_days(calendar.warm_up)} of warm-up before it left out" if calendar.warm_up else ""
    axes.set_xlabel(f"{title}{left_out}")


def _clock_label(mark: Mark, last_s: float, calendar: Calendar) -> str:
    day, rest = divmod(mark.shown_s, DAY_S)
    clock = f"{rest // HOUR_S}:{rest % HOUR_S // 60:02d}"
    if last_s <= DAY_S * 1.5:
        return clock
    its = calendar.date_of(day)
    return f"{clock}\nday {day + 1}" if its is None else f"{clock}\n{its.day} {_MONTHS[its.month - 1]}"


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"


def in_words(seconds: int) -> str:
    """Say a bin width in words."""
    if seconds % DAY_S == 0:
        return "day" if seconds == DAY_S else f"{seconds // DAY_S} days"
    if seconds % HOUR_S == 0:
        return "hour" if seconds == HOUR_S else f"{seconds // HOUR_S} hours"
    return "minute" if seconds == 60 else f"{seconds // 60} minutes"
