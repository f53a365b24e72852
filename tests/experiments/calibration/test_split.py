"""Days for fitting and for testing are told apart by their dates alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulator.days import NO_CHANGE, DayType
from simulator.errors import RequestFileError
from simulator.experiments.calibration.observed import Bookings
from simulator.experiments.calibration.split import split_days

WEEKDAYS = {day: int(DayType.SCHOOL_DAY) for day in range(21) if day % 7 < 5}
WEEKENDS = {day: int(DayType.SATURDAY if day % 7 == 5 else DayType.SUNDAY) for day in range(21) if day % 7 > 4}


def of_days(days: dict[int, int]) -> Bookings:
    """Return bookings of three weeks from Monday, 2 May 2022; nothing but days is looked at."""
    first = date(2022, 5, 2)
    return Bookings(Path("bookings"), pd.DataFrame(), first, days, NO_CHANGE, 0.0, None, single=False, manifest={})


def test_a_third_is_every_third_of_each_weekday() -> None:
    """Three Mondays, three Tuesdays, ...: of each the third one is for testing."""
    split = split_days(of_days(dict(sorted({**WEEKDAYS, **WEEKENDS}.items()))), [DayType.SCHOOL_DAY], 1 / 3)
    assert split.testing == (14, 15, 16, 17, 18)
    assert split.fitting == (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
    assert split.left_out == (5, 6, 12, 13, 19, 20)
    assert split.used == tuple(WEEKDAYS)


def test_three_of_ten_lie_at_even_steps() -> None:
    """Of 15 days in order of weekday and date (0, 7, 14, 1, 8, 15, ...) the 4th, 7th, 10th and 14th."""
    assert split_days(of_days(WEEKDAYS), [DayType.SCHOOL_DAY], 0.3).testing == (1, 2, 3, 11)


def test_days_that_are_not_simulated_or_too_few_are_refused() -> None:
    with pytest.raises(
        RequestFileError, match="of type saturday and sunday, but the scenario simulates school_day only"
    ):
        split_days(of_days(WEEKENDS), [DayType.SCHOOL_DAY], 0.3)
    with pytest.raises(RequestFileError, match=r"14 days for fitting and 1 for testing are too few"):
        split_days(of_days(WEEKDAYS), [DayType.SCHOOL_DAY], 0.1)
