"""Bookings are drawn by the clock on the wall; on the day that clocks change, true time is another."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd

from simulator.days import local_clock
from simulator.demand.bookings_file import BOOKING_REQUEST_DTYPES
from simulator.services.carsharing.demand import _on_true_time
from simulator.tables import NO_TIME
from tests.carsharing.worlds import HOUR

SHOWN = [  # submitted, start, planned end by the clock, in hours; None: no time
    (10, 12, 14),
    (0.5, 1, 5),
    (0.25, 12, None),
]


def on_true_time(first_day: date) -> list[tuple[float, ...]]:
    """The bookings of one day by true time, in their new order."""
    ordinary = dict.fromkeys(BOOKING_REQUEST_DTYPES, 0)
    hours = [
        {"submitted_s": asked * HOUR, "start_s": start * HOUR, "planned_end_s": NO_TIME if end is None else end * HOUR}
        for asked, start, end in SHOWN
    ]
    table = pd.DataFrame([ordinary | row for row in hours]).astype(BOOKING_REQUEST_DTYPES)
    calendar = SimpleNamespace(clock=local_clock(first_day, 10, 10), begins_s=0)
    found = _on_true_time(table, calendar)
    return [tuple(row) for row in found[["submitted_s", "start_s", "planned_end_s"]].itertuples(index=False)]


def test_in_march_noon_comes_an_hour_sooner() -> None:
    """What is asked for an hour after the night began is not moved; nobody asks before the first day begins."""
    assert on_true_time(date(2021, 3, 28)) == [
        (0, 11 * HOUR, NO_TIME),
        (HOUR / 2, HOUR, 5 * HOUR),
        (9 * HOUR, 11 * HOUR, 13 * HOUR),
    ]


def test_in_october_noon_comes_an_hour_later() -> None:
    assert on_true_time(date(2021, 10, 31)) == [
        (HOUR / 2, HOUR, 5 * HOUR),
        (1.25 * HOUR, 13 * HOUR, NO_TIME),
        (11 * HOUR, 13 * HOUR, 15 * HOUR),
    ]
