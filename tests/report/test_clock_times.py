"""What clocks show on the page and in the exported log, on days that have 25 and 23 hours."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.days import local_clock
from simulator.report.page.chart import clock_axis, span
from simulator.report.page.language import Language

HOUR = 3600
AUTUMN, SPRING = (Language("en", local_clock(date(*day), 10, 10)) for day in ((2021, 10, 31), (2022, 3, 27)))


@pytest.mark.parametrize(
    ("words", "hour", "shown"),
    [
        (AUTUMN, 1, "01:00"), (AUTUMN, 3.5, "02:30"), (AUTUMN, 10.5, "09:30"), (AUTUMN, 25, "00:00 (day 2)"),
        (SPRING, 1.5, "01:30"), (SPRING, 2, "03:00"), (SPRING, 8.5, "09:30"), (SPRING, 23, "00:00 (day 2)"),
        (Language("en"), 24, "00:00 (day 2)"),
    ],
)  # fmt: skip
def test_moments(words: Language, hour: float, shown: str) -> None:
    assert words.moment(hour * HOUR) == shown


def test_hours_of_service_are_what_clocks_show_already() -> None:
    assert AUTUMN.clock(10 * HOUR) == "10:00"


@pytest.mark.parametrize(("words", "hours", "behind"), [(AUTUMN, 25, 1), (SPRING, 23, -1), (Language("en"), 24, 0)])
def test_marks_of_an_axis_are_at_whole_hours_of_the_clock(words: Language, hours: int, behind: int) -> None:
    axis = clock_axis(0.0, float(hours * HOUR), words)
    assert axis["range"] == [0, hours * HOUR]
    assert axis["ticktext"][0] == "00:00"
    assert axis["ticktext"][-1] == "00:00 (day 2)"
    at = dict(zip(axis["ticktext"], axis["tickvals"], strict=True))
    assert at["12:00"] == (12 + behind) * HOUR
    assert len(set(axis["tickvals"])) == len(axis["tickvals"])


def test_a_stretch_of_time() -> None:
    assert span(18 * HOUR, 19 * HOUR, AUTUMN) == "17:00–18:00"
