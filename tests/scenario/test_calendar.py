"""The calendar of a scenario: which days are simulated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from simulator.scenario.calendar_models import Calendar


@pytest.mark.parametrize(
    ("told", "weekday"),
    [
        ({}, 0),
        ({"first_weekday": "fr"}, 4),
        ({"first_day": "2021-09-07"}, 1),  # a Tuesday
        ({"first_day": "2021-09-07", "first_weekday": "tu"}, 1),
        ({"first_day": "2024-02-29"}, 3),
    ],
)
def test_the_weekday_is_that_of_the_date(told: dict[str, str], weekday: int) -> None:
    assert Calendar.model_validate(told).weekday == weekday


def test_a_weekday_beside_a_date_must_be_its() -> None:
    with pytest.raises(ValidationError, match="first_weekday is mo, but 2021-09-07 is tu"):
        Calendar.model_validate({"first_day": "2021-09-07", "first_weekday": "mo"})


def test_days_before_the_first_are_negative() -> None:
    calendar = Calendar(days=3, warm_up=2)
    assert (calendar.begins_s, calendar.ends_s) == (-2 * 86_400, 3 * 86_400)
