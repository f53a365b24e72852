"""Bookings are drawn by the clock on the wall; on the day that clocks change, true time is another."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.days import local_clock
from simulator.demand.bookings_file import BOOKING_REQUEST_DTYPES
from simulator.services.carsharing.demand import _on_true_time
from simulator.tables import NO_TIME
from tests.carsharing.worlds import HOUR, booking, day, station
from tests.worlds import line_network

TWO_CARS = {"stations": [station(line_network(10), 0, cars=2)], "booking": {"buffer": "0 s"}}

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


@pytest.mark.parametrize(("first_day", "hours"), [("2021-10-31", 25), ("2022-03-27", 23), ("2021-09-05", 24)])
def test_time_in_use_is_a_share_of_the_hours_that_a_day_has(first_day: str, hours: int) -> None:
    """Of two cars one is out for two hours, and again over the end of the day: of that the last half hour counts."""
    over_the_end = booking(2, (hours - 0.5) * HOUR, (hours + 1) * HOUR)
    calendar = {"first_day": date.fromisoformat(first_day)}
    done = day([booking(1, 8 * HOUR, 10 * HOUR), over_the_end], TWO_CARS, calendar=calendar)
    assert sorted(done.tables.cars["used_share"].tolist()) == pytest.approx([0, 2.5 / hours])
    assert carsharing_kpis(done.tables)["carsharing_utilisation"] == pytest.approx(2.5 / (2 * hours), abs=1e-6)
