"""Local time with both changes of the clock, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simulator.days import NO_CHANGE, local_clock

H, DAY = 3600, 86_400
SPRING, AUTUMN = date(2021, 3, 28), date(2021, 10, 31)  # both are Sundays


@pytest.mark.parametrize(
    ("clock_h", "true_h"),
    # clocks jump from 02:00 to 03:00; 02:30 never comes
    [(0, 0), (1.5, 1.5), (2, 2), (2.5, 2), (3, 2), (3.5, 2.5), (12, 11), (24, 23), (-1, -1), (48, 47)],
)
def test_in_march_a_day_has_23_hours(clock_h: float, true_h: float) -> None:
    assert local_clock(SPRING, 10, 10).true(round(clock_h * H)) == true_h * H


@pytest.mark.parametrize(
    ("clock_h", "true_h"),
    # clocks go back from 03:00 to 02:00; of the two 02:30 the first is meant
    [(0, 0), (2, 2), (2.5, 2.5), (3, 4), (3.5, 4.5), (12, 13), (24, 25), (-1, -1), (48, 49)],
)
def test_in_october_a_day_has_25_hours(clock_h: float, true_h: float) -> None:
    assert local_clock(AUTUMN, 10, 10).true(round(clock_h * H)) == true_h * H


def test_what_clocks_show_in_either_night() -> None:
    def shown(first_day: date, true_h: list[float]) -> list[float]:
        clock = local_clock(first_day, 10, 10)
        return (clock.local_s((np.array(true_h) * H).astype(np.int64)) / H).tolist()

    assert shown(SPRING, [1.5, 2, 2.5, 22, 23]) == [1.5, 3, 3.5, 23, 24]
    assert shown(AUTUMN, [2.5, 3, 3.5, 4, 25]) == [2.5, 2, 2.5, 3, 24]


def test_times_before_the_first_day_know_a_change_too() -> None:
    """The day after: Sunday at noon is 12 h before midnight, Sunday at 01:00 only 22 h, as its night is shorter."""
    clock = local_clock(SPRING + timedelta(days=1), 10, 10)
    assert (clock.true(-12 * H), clock.true(-23 * H), clock.true(-DAY)) == (-12 * H, -22 * H, -23 * H)


def test_every_second_of_a_year_is_what_the_time_zone_says() -> None:
    first = date(2021, 1, 1)
    clock, zone = local_clock(first, 5, 370), ZoneInfo("Europe/Berlin")
    start = datetime(2021, 1, 1, tzinfo=zone).timestamp()
    for true_s in np.random.default_rng(1).integers(-5 * DAY, 365 * DAY, 500).tolist():
        told = datetime.fromtimestamp(start + true_s, zone).replace(tzinfo=None)
        assert datetime(2021, 1, 1) + timedelta(seconds=clock.local(true_s)) == told
    shown = np.arange(-5 * DAY, 365 * DAY, 61)
    true_s = clock.true_s(shown)
    assert (np.diff(true_s) >= 0).all()
    back = clock.local_s(true_s)
    assert (back[back != shown] == shown[back != shown] // H * H + H).all()  # only what clocks never show


def test_without_a_date_no_clock_changes() -> None:
    assert (NO_CHANGE.true(99 * DAY), NO_CHANGE.local(-5), NO_CHANGE.day_start_s(3)) == (99 * DAY, -5, 3 * DAY)
