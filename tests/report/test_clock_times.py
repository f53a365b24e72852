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


LATE_OCTOBER = Language("en", local_clock(date(2021, 10, 30), 10, 10), date(2021, 10, 30), 3)
OF_ONE_DAY = Language("de", local_clock(date(2021, 10, 31), 10, 10), date(2021, 10, 31), 1)


@pytest.mark.parametrize(
    ("words", "hour", "shown"),
    [
        (LATE_OCTOBER, 1, "Sat 30 Oct, 01:00"), (LATE_OCTOBER, 24, "Sun 31 Oct, 00:00"),
        (LATE_OCTOBER, 48, "Sun 31 Oct, 23:00"),  # of 25 hours
        (LATE_OCTOBER, 49, "Mon 1 Nov, 00:00"), (LATE_OCTOBER, -1, "Fri 29 Oct, 23:00"),
        (OF_ONE_DAY, 1, "01:00"), (OF_ONE_DAY, 25, "Mo., 1. Nov., 00:00"), (OF_ONE_DAY, -1, "Sa., 30. Okt., 23:00"),
        (Language("en", days=3), 25, "01:00 (day 2)"),
    ],
)  # fmt: skip
def test_moments_have_dates_where_the_calendar_has_them(words: Language, hour: float, shown: str) -> None:
    assert words.moment(hour * HOUR).replace(",", "") == shown.replace(",", "")


def test_axes_and_rows_of_several_days_have_dates() -> None:
    axis = clock_axis(0.0, 73.0 * HOUR, LATE_OCTOBER)
    dates = [text.replace(",", "").split("<br>") for text in axis["ticktext"]]
    assert dates[0] == ["00:00", "Sat 30 Oct"]
    assert ["00:00", "Sun 31 Oct"] in dates and ["00:00", "Mon 1 Nov"] in dates
    at = dict(zip(map(tuple, dates), axis["tickvals"], strict=True))
    assert at["00:00", "Mon 1 Nov"] == 49 * HOUR
    assert span(24 * HOUR, 25 * HOUR, LATE_OCTOBER).replace(",", "") == "Sun 31 Oct 00:00–01:00"
    assert span(48 * HOUR, 49 * HOUR, LATE_OCTOBER).replace(",", "") == "Sun 31 Oct 23:00–Mon 1 Nov 00:00"
