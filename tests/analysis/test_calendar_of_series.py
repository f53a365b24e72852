"""The axis of time of all pictures: what clocks show, dates, and what is said of days that are left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simulator.analysis.series.calendar import Calendar, calendar_in, marks
from simulator.days import local_clock
from simulator.report import style

HOUR = 3600
AUTUMN = local_clock(date(2021, 10, 30), 10, 10)  # clocks are put back on the second day: it has 25 hours
SPRING = local_clock(date(2022, 3, 27), 10, 10)  # and forward on the first


def test_marks_are_where_clocks_show_whole_steps() -> None:
    found = marks(0, 73 * HOUR, (6 * HOUR, 12 * HOUR), 8, AUTUMN)
    assert [mark.time_s / HOUR for mark in found] == [0, 12, 24, 37, 49, 61, 73]
    assert [mark.shown_s / HOUR for mark in found] == [0, 12, 24, 36, 48, 60, 72]


def test_what_clocks_never_show_is_marked_once() -> None:
    found = marks(HOUR, 4 * HOUR, (HOUR,), 8, SPRING)
    assert [(mark.time_s / HOUR, mark.shown_s / HOUR) for mark in found] == [(1, 1), (2, 3), (3, 4), (4, 5)]


def test_long_runs_have_marks_at_whole_days() -> None:
    found = marks(0, 31 * 24 * HOUR, (HOUR, 24 * HOUR), 12)
    assert [mark.time_s / HOUR / 24 for mark in found] == list(range(0, 31, 3))


def test_the_calendar_of_a_run() -> None:
    told = calendar_in({"calendar": {"first_day": "2021-10-30", "days": 2, "warm_up": 1}})
    assert (told.days, told.warm_up, told.date_of(2)) == (2, 1, date(2021, 11, 1))
    assert told.clock.local(48 * HOUR) == 47 * HOUR
    assert calendar_in({}) == Calendar()
    assert Calendar().date_of(0) is None


@pytest.mark.parametrize(
    ("calendar", "last_s", "labels", "title"),
    [
        (Calendar(), 24 * HOUR, ["0:00", "12:00", "0:00"], "time of day"),
        (Calendar(days=2), 48 * HOUR, ["0:00\nday 1", "12:00\nday 1", "0:00\nday 2"], "time of day"),
        (
            Calendar(AUTUMN, date(2021, 10, 30), 2, 1), 49 * HOUR,
            ["0:00\n30 Oct", "12:00\n30 Oct", "0:00\n31 Oct"], "time of day; a day of warm-up before it left out",
        ),
        (
            Calendar(warm_up=3), 24 * HOUR,
            ["0:00", "12:00", "0:00"], "time of day; 3 days of warm-up before it left out",
        ),
    ],
)  # fmt: skip
def test_figures_show_what_clocks_do(
    calendar: Calendar, last_s: int, labels: list[str], title: str, tmp_path: Path
) -> None:
    with style.figure(tmp_path / "a.png") as figure:
        axes = figure.add_subplot()
        style.clock_axis(axes, 0.0, float(last_s), calendar)
        shown = [label.get_text() for label in axes.get_xticklabels()]
        assert [text for text in shown if text.startswith(("0:00", "12:00"))][:3] == labels
        assert axes.get_xlabel() == title
        assert axes.get_xlim() == (0, last_s)
