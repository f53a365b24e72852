"""When work begins and ends: by the way there, and so that people are home in time."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.days import DayType
from simulator.demand.tours import duty
from simulator.demand.tours.duty import IN_TIME_S, duties
from simulator.demand.tours.people import Chance, people_of
from simulator.units import HOUR_S, MINUTE_S
from tests.demand.tours.worlds import anchors_of, person, population_of


def work_h(monkeypatch: pytest.MonkeyPatch, leaves_at: int, way_min: float) -> tuple[float, float]:
    """Return when one who leaves in the first minutes of an hour works full time [h], 8.5 h if there is time."""
    monkeypatch.setattr(duty, "hours", lambda *_: [float(hour == leaves_at) for hour in range(4, 24)])
    monkeypatch.setattr(duty, "WORKDAY_MIN", {"full": (510, 0), "part": (315, 0)})
    monkeypatch.setattr(Chance, "of", lambda *_: np.zeros((1, 1)))
    alone = population_of([person(0, 40, "full")], [1])
    people = people_of(alone, anchors_of(alone), DayType.SCHOOL_DAY)
    people = people._replace(to_duty_s=np.array([round(way_min * MINUTE_S)]))
    its = duties(people, np.array([True]), Chance(1, 0, 1))
    return its.begins_s[0] / HOUR_S, its.ends_s[0] / HOUR_S


def test_work_begins_a_way_after_the_hour_of_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    assert IN_TIME_S == 5 * MINUTE_S
    assert work_h(monkeypatch, 7, 10) == (7.25, 15.75)
    assert work_h(monkeypatch, 7, 55) == (8, 16.5)
    assert work_h(monkeypatch, 7, 170) == (8.5, 17)  # who has farther to go leaves earlier


def test_nobody_has_to_leave_before_the_day_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    begins, _ = work_h(monkeypatch, 4, 170)
    assert begins == 7  # 4:00, 2:50 on the way, and 5 min to spare: 6:55


def test_late_shifts_end_before_midnight_and_night_shifts_before_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work_h(monkeypatch, 13, 10) == (13.25, 21.75)  # as long as ever
    assert work_h(monkeypatch, 17, 10) == (17.25, 23.5)
    assert work_h(monkeypatch, 19, 170) == (19, 21)  # two hours at least: half an hour earlier
    assert work_h(monkeypatch, 20, 10) == (20.25, 27.5)
    assert work_h(monkeypatch, 23, 170) == (23, 25)
