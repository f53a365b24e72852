"""Chances of purposes: what they come to together is added up over all days that there can be."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest

from simulator.days import DayType
from simulator.demand.tours.patterns import Pattern, pattern
from simulator.demand.tours.published import FREE, GROUPS, INSTEAD, WEEKDAY, WEEKEND, hours
from simulator.demand.tours.tables import SHOPPING, WORK


def shares(of: Pattern) -> tuple[float, list[float]]:
    """Return the share of persons who leave home, and who do each purpose, of all combinations of purposes."""
    counted: dict[tuple[bool, ...], float] = {}
    for duty, chances in ((True, of.on), (False, of.off)):
        days = list(product((False, True), repeat=len(chances)))
        weight = [prod(c if done else 1 - c for c, done in zip(chances, day, strict=True)) for day in days]
        weight = [w * (duty or any(day) or not of.forced) for w, day in zip(weight, days, strict=True)]
        share = of.mobile * (of.duty if duty else 1 - of.duty) / sum(weight)
        counted |= {(duty, *day): w * share for w, day in zip(weight, days, strict=True)}
    each = [sum(w for day, w in counted.items() if day[place]) for place in range(1 + len(of.on))]
    return sum(w for day, w in counted.items() if any(day)), each


@pytest.mark.parametrize("group", GROUPS)
def test_on_school_days_as_many_leave_home_and_do_each_purpose_as_published(group: str) -> None:
    published = WEEKDAY[group]
    duty = next((share for name, (share, _) in published.by_purpose.items() if name not in FREE), 0.0)
    mobile, done = shares(pattern(DayType.SCHOOL_DAY, group, duty > 0))
    assert mobile == pytest.approx(published.mobile)
    wanted = [duty, *(INSTEAD.get(group, 1.0) * published.by_purpose[name][0] for name in FREE)]
    # Of the few pupils who leave home but not to school more would have to do leisure than there are.
    assert done == pytest.approx(wanted, abs=0.0015 if group == "pupils" else 1e-9)


def test_at_weekends_purposes_change_by_their_factors_and_fewer_leave_home() -> None:
    mobile, done = shares(pattern(DayType.SUNDAY, "employed", True))
    factors = WEEKEND[DayType.SUNDAY, True]
    shopping = INSTEAD["employed"] * WEEKDAY["employed"].by_purpose[SHOPPING][0] * factors[SHOPPING]
    assert done[1 + FREE.index(SHOPPING)] == pytest.approx(shopping)
    assert done[0] == pytest.approx(0.6755 * 0.05)
    assert mobile == pytest.approx(0.8849 * 0.83)


def test_who_has_too_little_to_do_for_so_many_does_each_by_itself() -> None:
    without_work = pattern(DayType.SCHOOL_DAY, "employed", False)
    assert not without_work.forced
    assert without_work.mobile == 1
    done = [INSTEAD["employed"] * WEEKDAY["employed"].by_purpose[name][0] for name in FREE]
    assert without_work.off == pytest.approx(done)
    assert sum(done) < WEEKDAY["employed"].mobile


def test_days_off_of_people_in_employment_are_those_of_adults_without() -> None:
    of = pattern(DayType.HOLIDAY_WEEKDAY, "employed", True)
    _, done = shares(of._replace(duty=0.0, mobile=(0.8849 - 0.85 * 0.6755) / (1 - 0.85 * 0.6755)))
    assert done[1:] == pytest.approx([INSTEAD["adults"] * WEEKDAY["adults"].by_purpose[name][0] for name in FREE])


def test_pupils_have_school_on_school_days_only() -> None:
    assert pattern(DayType.SCHOOL_DAY, "pupils", True).duty > 0.8
    for kind in (DayType.HOLIDAY_WEEKDAY, DayType.SATURDAY, DayType.SUNDAY):
        assert pattern(kind, "pupils", False).duty == 0


def test_stops_are_so_many_that_tours_and_activities_of_a_person_are_as_published() -> None:
    for group in GROUPS:
        of, told = pattern(DayType.SCHOOL_DAY, group, True), WEEKDAY[group]
        assert 1 + (told.activities - 1) * (1 - of.stop) == pytest.approx(told.tours)


def test_hours_of_weekends_are_those_of_the_bands() -> None:
    saturday = hours(DayType.SATURDAY, "seniors", SHOPPING)
    assert len(saturday) == 20
    assert saturday[5:7] == (1225.7, 1225.7)  # 9 and 10 o'clock
    assert hours(DayType.HOLIDAY_WEEKDAY, "pupils", SHOPPING) == hours(DayType.SCHOOL_DAY, "adults", SHOPPING)
    for group in GROUPS:
        for purpose in FREE:
            assert sum(hours(DayType.SCHOOL_DAY, group, purpose)) == pytest.approx(1000, abs=11)
    first = hours(DayType.SUNDAY, "employed", WORK)
    assert sum(first) == pytest.approx(1000 * 0.6755 / 0.8034, abs=5)  # of all ways to work, one of who works
    assert first[:6] == (15.5, 89.1, 177.0, 291.1, 140.9, 45.0)
    assert first[8] < 51.3 / 4  # most who go to work at noon come back there
