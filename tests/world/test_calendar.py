"""Types of days by date, weekday or hand, and hours as spans of a run."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.days import DayType
from simulator.errors import RequestFileError
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.day_models import HoursOfDays
from simulator.spans import Spans, spans_of
from simulator.world.calendar import BUNDLED, days_of, read_school_holidays

H, DAY = 3600, 86_400
SCHOOL, HOLIDAY, SATURDAY, SUNDAY = DayType


def types_of(**calendar: Any) -> list[DayType]:
    days = days_of(Calendar.model_validate(calendar))
    return [days.type_of(day) for day in days.numbers]


@pytest.mark.parametrize(
    ("first_day", "days", "types"),
    [
        ("2021-09-07", 7, [SCHOOL, SCHOOL, SCHOOL, SCHOOL, SATURDAY, SUNDAY, SCHOOL]),  # Tuesday
        ("2021-10-08", 4, [SCHOOL, SATURDAY, SUNDAY, HOLIDAY]),  # autumn holidays from the 11th on
        ("2021-10-22", 4, [HOLIDAY, SATURDAY, SUNDAY, SCHOOL]),  # until the 23rd
        ("2021-12-17", 5, [SCHOOL, SATURDAY, SUNDAY, HOLIDAY, HOLIDAY]),  # begun three days earlier than planned
        ("2021-12-24", 3, [HOLIDAY, SUNDAY, SUNDAY]),  # Christmas Day is a Saturday
        ("2021-05-12", 4, [SCHOOL, SUNDAY, HOLIDAY, SATURDAY]),  # Ascension Day, and the day off after it
        ("2022-10-31", 1, [SUNDAY]),  # Reformation Day, a Monday; Brandenburg has it
    ],
)
def test_days_of_brandenburg(first_day: str, days: int, types: list[DayType]) -> None:
    assert types_of(first_day=first_day, days=days, state="BB") == types


def test_public_holidays_of_brandenburg_by_law() -> None:
    """Feiertagsgesetz, section 2, for 2021; Easter was on 4 April."""
    days = {"01-01", "04-02", "04-04", "04-05", "05-01", "05-13", "05-23", "05-24", "10-03", "10-31", "12-25", "12-26"}
    types = types_of(first_day="2021-01-01", days=365, state="BB")
    first = date(2021, 1, 1)
    free = {first + timedelta(days=day) for day, kind in enumerate(types) if kind == SUNDAY}
    sundays = {first + timedelta(days=day) for day in range(365) if (first + timedelta(days=day)).weekday() == 6}
    assert {f"{day:%m-%d}" for day in free - sundays} == days - {f"{day:%m-%d}" for day in sundays}


def test_other_states_have_other_holidays() -> None:
    assert types_of(first_day="2022-10-31", state="BE") == [SCHOOL]  # not in Berlin, nor in all states
    assert types_of(first_day="2022-10-31") == [SCHOOL]
    assert types_of(first_day="2022-10-03") == [SUNDAY]  # in all of them


def test_without_a_date_there_are_weekdays_alone() -> None:
    assert types_of(first_weekday="fr", days=4) == [SCHOOL, SATURDAY, SUNDAY, SCHOOL]
    assert types_of(first_weekday="mo", warm_up=2) == [SATURDAY, SUNDAY, SCHOOL]
    assert not days_of(Calendar(days=3)).holidays_known


def test_types_by_hand() -> None:
    assert types_of(days=2, warm_up=1, day_types=["sunday", "school_day", "saturday"]) == [SUNDAY, SCHOOL, SATURDAY]
    assert types_of(first_day="2021-09-06", days=2, day_types={"tu": "sunday"}) == [SCHOOL, SUNDAY]


def test_prices_of_the_night_after_the_last_day() -> None:
    """A weekend, then a Monday: it is the first at midnight, an hour later than usual where clocks are put back."""
    night = np.array([47, 48, 49, 50, 60]) * 3600
    whole = days_of(Calendar(first_day="2021-10-30", days=2)).kinds.at(night)
    assert whole.tolist() == [SUNDAY, SUNDAY, SCHOOL, SCHOOL, SCHOOL]
    longer = days_of(Calendar(first_day="2021-10-30", days=3)).kinds.at(night)
    assert longer.tolist() == whole.tolist()
    by_hand = days_of(Calendar(days=2, day_types=["saturday", "sunday"])).kinds.at(night)
    assert by_hand.tolist() == [SUNDAY] * 5  # nobody has told what comes


def test_school_holidays_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("first_day,last_day,name\n2030-01-02,2030-01-03,x\n")
    assert types_of(first_day="2030-01-01", days=4, school_holidays_file=file) == [SUNDAY, HOLIDAY, HOLIDAY, SCHOOL]
    assert days_of(Calendar(first_day="2030-01-01", days=3, school_holidays_file=file)).holidays_known
    assert not days_of(Calendar(first_day="2030-01-01", days=4, school_holidays_file=file)).holidays_known
    file.write_text("first_day,last_day,name\n2030-01-04,2030-01-03,x\n2.1.2030,2030-01-05,\n")
    with pytest.raises(RequestFileError, match=r"h\.csv:2: last_day.*is before 2030-01-04(.|\n)*h\.csv:3: first_day"):
        read_school_holidays(file)
    file.write_text("first_day,last_day,name\n2030-01-02,2030-02-30,x\n")
    with pytest.raises(RequestFileError) as error:
        read_school_holidays(file)
    assert str(error.value) == f'{file}:2: last_day: "2030-02-30" is no date; expected one like 2021-10-11'


def test_the_bundled_table_is_in_order() -> None:
    spans = read_school_holidays(BUNDLED / "BB.csv")
    assert all(last < first for (_, last), (first, _) in pairwise(spans))
    assert (len(spans), str(spans[0][0]), str(spans[-1][1])) == (25, "2020-02-03", "2024-01-05")


HOURS = HoursOfDays.model_validate({"weekday": ["05:00", "22:00"], "saturday": ["20:00", "04:00"]})


def test_hours_by_type_of_day_are_spans_of_the_run() -> None:
    """Friday to Monday: the hours of Saturday run into Sunday, which has none."""
    days = days_of(Calendar(first_weekday="fr", days=4))
    spans = [(5, 22), (24 + 20, 48 + 4), (72 + 5, 72 + 22)]
    assert days.spans(HOURS) == Spans([(start * H, end * H) for start, end in spans])
    assert days.spans((0, DAY)) == Spans([(0, 4 * DAY)])  # days that meet are one


def test_hours_in_the_nights_in_which_clocks_change() -> None:
    spring = days_of(Calendar(first_day="2021-03-27", days=2))
    assert list(spring.spans((22 * H, 28 * H))) == [(22 * H, 27 * H), (46 * H - H, 52 * H - H)]
    autumn = days_of(Calendar(first_day="2021-10-30", days=2))
    assert list(autumn.spans((22 * H, 28 * H))) == [(22 * H, 29 * H), (46 * H + H, 52 * H + H)]
    assert autumn.starts_s().tolist() == [0, 24 * H, 49 * H]


def test_a_point_in_spans() -> None:
    spans = spans_of([(20, 30), (0, 10), (10, 12), (30, 30)])
    assert list(spans) == [(0, 12), (20, 30)]
    times = [-1, 0, 11, 12, 19, 20, 29, 30]
    inside = [False, True, True, False, False, True, True, False]
    assert [spans.at(time_s) is not None for time_s in times] == inside
    assert spans.hold_at(np.array(times)).tolist() == inside
    assert not Spans([]).hold_at(np.array(times)).any()
    assert spans.held_s(5, 25) == 7 + 5
