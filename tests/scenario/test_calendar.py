"""The calendar of a scenario: which days are simulated."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from simulator import load_scenario
from simulator.errors import ScenarioError
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


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("[schoolday]", "calendar.day_types[0]: 'schoolday': expected 'school_day', 'holiday_weekday', 'saturday' or "
         "'sunday'; did you mean \"school_day\"?"),
        ("{fr: satrday}", "calendar.day_types.fr: 'satrday': expected 'school_day', 'holiday_weekday', 'saturday' or "
         "'sunday'; did you mean \"saturday\"?"),
        ("{fri: saturday}", "calendar.day_types.fri: 'fri': expected 'mo', 'tu', 'we', 'th', 'fr', 'sa' or 'su'; "
         "did you mean \"fr\"?"),
        ("weekend", "calendar.day_types: 'weekend': expected a list with a type for each simulated day, or types by "
         "weekday, like {fr: saturday}"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_types_by_hand_is_said_once(told: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario("tiny/line", [f"calendar.day_types={told}"])
    assert str(error.value) == f"--set calendar.day_types={told}: {said}"


def test_types_of_days_that_are_misspelt_are_told() -> None:
    with pytest.raises(ScenarioError, match=r'hours.satrday: unknown key; did you mean "saturday"\?'):
        load_scenario("tiny/line", ["hours.satrday=[05:00, 06:00]"])
