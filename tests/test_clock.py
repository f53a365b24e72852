from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.clock import format_clock, parse_clock


@pytest.mark.parametrize(
    ("text", "seconds"), [("0:00", 0), ("5:00", 18_000), ("05:00", 18_000), ("22:30:15", 81_015), ("25:30", 91_800)]
)
def test_clock_times_are_seconds_since_midnight(text, seconds) -> None:
    assert parse_clock(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "25:99", "48:00", "12:60", "12:00:60", "-1:00", "12.30", "1e3:00"])
def test_what_is_no_clock_time_is_told(text) -> None:
    with pytest.raises(ValueError, match="is no clock time"):
        parse_clock(text)


def test_times_before_the_first_day_have_a_minus() -> None:
    assert format_clock(-1) == "-00:00:01"
    assert format_clock(-4 * 3600 - 90) == "-04:01:30"


@given(st.integers(0, 48 * 3600 - 1))
def test_formatting_and_parsing_are_inverse(seconds) -> None:
    assert parse_clock(format_clock(seconds)) == seconds
