"""A chart of a page: traces for plotly, and the same numbers as a table for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from simulator.analysis.series.calendar import marks
from simulator.report.page.language import Language
from simulator.units import DAY_S, HOUR_S

MOST_TICKS = 8
_STEPS_S = (60, 300, 600, 900, 1800, HOUR_S, 7200, 10_800, 14_400, 21_600, 43_200, DAY_S)


@dataclass(frozen=True)
class Chart:
    """One chart in one language.

    description says what is to be seen, for those who do not see it. traces and layout are plotly's; columns and rows
    hold the numbers, already written out. A chart without traces shows its description only.
    """

    key: str
    title: str
    description: str
    traces: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def figure(self) -> dict[str, Any]:
        """Return what the page's script draws."""
        return {"data": self.traces, "layout": self.layout}


def numbers(values: ArrayLike, digits: int = 3) -> list[float]:
    """Return numbers for JSON, rounded."""
    return [round(value, digits) for value in np.asarray(values, dtype=np.float64).tolist()]


def count_axis(text: str, most: float) -> dict[str, Any]:
    """Return an axis with whole numbers from 0: there is no half a vehicle. most: the largest count that is drawn."""
    return {"title": {"text": text}, "rangemode": "tozero"} | ({"dtick": 1} if most < MOST_TICKS else {})


def clock_axis(first_s: float, last_s: float, words: Language) -> dict[str, Any]:
    """Return an axis with times of day, and dates where there are several: marks are where clocks show whole steps."""
    placed = marks(first_s, last_s, _STEPS_S, MOST_TICKS, words.local)
    return {
        "range": [first_s, last_s],
        "tickvals": [mark.time_s for mark in placed],
        "ticktext": [_tick(mark.shown_s, words) for mark in placed],
        "title": {"text": words._("time of day")},
    }


def _tick(local_s: int, words: Language) -> str:
    date = words.date_at(local_s)
    return words.clock(local_s) if date is None else f"{words.clock(local_s % DAY_S)}<br>{date}"


def width_in_words(seconds: int, words: Language) -> str:
    """Say a bin width in words."""
    if seconds % DAY_S == 0:
        return words.plural("day", "%(count)s days", seconds // DAY_S)
    if seconds % HOUR_S == 0:
        return words.plural("hour", "%(count)s hours", seconds // HOUR_S)
    return words.plural("minute", "%(count)s minutes", seconds // 60)


def span(first_s: int, last_s: int, words: Language) -> str:
    """Write a stretch of time; the date of both its ends once."""
    first, last = (words.local.local(int(end_s)) for end_s in (first_s, last_s))
    if words.date_at(first) is not None and first // DAY_S == last // DAY_S:
        return f"{words.moment(first_s)}–{words.clock(last % DAY_S)}"
    return f"{words.moment(first_s)}–{words.moment(last_s)}"


def hours_of_day(words: Language) -> list[str]:
    """Write the hours of a day, each with its begin and end."""
    return [f"{words.clock(begin_s)}–{words.clock(begin_s + HOUR_S)}" for begin_s in range(0, DAY_S, HOUR_S)]
