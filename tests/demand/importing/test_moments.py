"""Times of exports, by hand: what is written how, zones, and both changes of the clock."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from simulator.demand.importing.moments import (
    DAY_FIRST,
    MONTH_FIRST,
    NEVER,
    local_date,
    order_of_dates,
    parse_moments,
    true_seconds,
)
from simulator.demand.importing.requests_text import clock_of

NOON = int((datetime(2022, 5, 17, 12, 30) - datetime(1970, 1, 1)).total_seconds())


@pytest.mark.parametrize(
    "text",
    [
        "2022-05-17 12:30", "2022-05-17T12:30:00", "2022-05-17T12:30:00.123", "17.05.2022 12:30:00", "17.5.22, 12:30",
        "17/05/2022 12:30", "2022/05/17 12:30", "17/05/2022 12:30 PM", "17-05-2022 12:30",
    ],
)  # fmt: skip
def test_the_same_moment_in_many_spellings(text: str) -> None:
    seconds, zoned, wrong = parse_moments([text], DAY_FIRST, "")
    assert (seconds.tolist(), zoned.tolist(), wrong.tolist()) == ([NOON], [False], [False])


def test_months_come_first_where_the_file_says_so() -> None:
    assert parse_moments(["5/17/2022 12:30 pm"], MONTH_FIRST, "")[0].tolist() == [NOON]
    assert parse_moments(["5/17/2022 12:30 am"], MONTH_FIRST, "")[0].tolist() == [NOON - 12 * 3600]
    assert order_of_dates(["1/2/2022 08:00", "5/17/2022 08:00", "tomorrow"]) == MONTH_FIRST
    assert order_of_dates(["17/5/2022 08:00"]) == DAY_FIRST
    assert order_of_dates(["17.05.2022 08:00", "2022-05-17 08:00"]) is None
    with pytest.raises(ValueError, match="May or in April"):
        order_of_dates(["5/4/2022 08:00"])
    with pytest.raises(ValueError, match="with the day first and dates with the month first"):
        order_of_dates(["17/5/2022 08:00", "5/17/2022 08:00"])


@pytest.mark.parametrize(
    "text", ["tomorrow", "12:30", "2022-05-17", "2022-13-17 12:30", "31.02.2022 12:30", "17.05.2022 25:00"]
)
def test_what_is_no_moment(text: str) -> None:
    seconds, _, wrong = parse_moments([text, ""], DAY_FIRST, "")
    assert (seconds.tolist(), wrong.tolist()) == ([NEVER, NEVER], [True, False])


def test_zones_of_cells_and_of_files() -> None:
    seconds, zoned, _ = parse_moments(["2022-05-17T12:30Z", "2022-05-17 14:30+02:00", "2022-05-17 12:30"], None, "UTC")
    assert seconds.tolist() == [NOON] * 3
    assert zoned.all()
    true, _, _ = true_seconds(seconds, zoned, date(2022, 5, 17), clock_of(date(2022, 5, 17)))
    assert true.tolist() == [14 * 3600 + 1800] * 3  # in Berlin's summer time
    assert local_date(NOON + 11 * 3600, zoned=True) == date(2022, 5, 18)
    assert local_date(NOON + 11 * 3600, zoned=False) == date(2022, 5, 17)


def test_both_changes_of_the_clock() -> None:
    """On 30 October 2022 clocks show 02:30 twice, on 27 March never: it is 03:00 then."""
    for first, shown, expected in (
        (date(2022, 10, 30), ["01:59", "02:30", "03:30"], [7140, 9000, 4.5 * 3600]),
        (date(2022, 3, 27), ["01:59", "02:30", "03:30"], [7140, 7200, 2.5 * 3600]),
    ):
        seconds, zoned, _ = parse_moments([f"{first} {clock}" for clock in shown], None, "")
        true, twice, skipped = true_seconds(seconds, zoned, first, clock_of(first))
        assert true.tolist() == expected
        autumn = first.month == 10
        assert twice.tolist() == [False, autumn, False]
        assert skipped.tolist() == [False, not autumn, False]


def test_never_stays_never() -> None:
    true, _, _ = true_seconds(np.array([NEVER]), np.array([False]), date(2022, 5, 17), clock_of(date(2022, 5, 17)))
    assert true.tolist() == [NEVER]
