"""Rentals at the end of a run: they begin on its days or in the night that follows, and end whenever they do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.analysis.series.cars import cars_out
from simulator.demand.bookings_file import read_bookings
from simulator.errors import RequestFileError
from simulator.event_kinds import Event
from simulator.scenario.calendar_models import Calendar
from tests.carsharing.worlds import HOUR, booking, day, station
from tests.worlds import line_network

HEAD = "booking_id,start,end,station,length_km\n"
ONE_DAY = Calendar()
OCTOBER = Calendar(first_day=date(2021, 10, 30), days=2)  # the second day has 25 hours
CARS = {"stations": [station(line_network(10), 0, cars=2)], "booking": {"buffer": "0 s"}}


def spans(path: Path, row: str, calendar: Calendar = ONE_DAY) -> tuple[float, float]:
    path.write_text(HEAD + row, encoding="utf-8")
    found = read_bookings(path, ("a",), calendar.reading()).iloc[0]
    return found["start_s"] / HOUR, found["planned_end_s"] / HOUR


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ("x,22:00,24:30,a,5", (22, 24.5)), ("x,22:00,00:30,a,5", (22, 24.5)), ("x,24:15,24:30,a,5", (24.25, 24.5)),
        ("x,47:00,47:30,a,5", (47, 47.5)),
    ],
)  # fmt: skip
def test_they_may_run_over_the_end_or_begin_in_the_night_after_it(
    row: str, hours: tuple[float, float], tmp_path: Path
) -> None:
    assert spans(tmp_path / "b.csv", row) == hours


def test_the_night_after_the_last_day_is_one_by_the_clock(tmp_path: Path) -> None:
    found = spans(tmp_path / "b.csv", "x,2021-11-01 23:30,2021-11-02 00:30,a,5", OCTOBER)
    assert found == (72.5, 73.5)
    with pytest.raises(
        RequestFileError, match="2: start: 2021-11-02 00:00:00 is more than a day after the last day; a run"
    ):
        spans(tmp_path / "b.csv", "x,2021-11-02 00:00,2021-11-02 00:30,a,5", OCTOBER)


def test_the_run_goes_on_until_all_are_back_and_they_count_on_the_last_day() -> None:
    """One is out from 22:00 to 24:30, another from 24:10 to 24:40: both count, in use is what lies before midnight."""
    over = booking(1, 22 * HOUR, int(24.5 * HOUR))
    after = booking(2, 24 * HOUR + 600, 24 * HOUR + 2400)
    done = day([over, after], CARS)
    assert done.status == ["used", "used"]
    assert done.tables.bookings["returned_s"].tolist() == [int(24.5 * HOUR), 24 * HOUR + 2400]
    assert done.count(Event.CAR_RETURNED) == 2
    kpis = carsharing_kpis(done.tables)
    assert (kpis["carsharing_used"], kpis["carsharing_hours"]) == (2, 2.0)
    assert kpis["carsharing_cars_used"] == 2  # as the booking of the second counts
    out = cars_out(done.tables)
    assert out is not None and (out.customers.sum(), out.time_s[-1]) == (8, 24 * HOUR)
    assert kpis["carsharing_utilisation"] == pytest.approx(2 / 48, abs=1e-6)
