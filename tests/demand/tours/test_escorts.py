"""Who takes whom along, household by household."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.days import DayType
from simulator.demand.population.tables import Population
from simulator.demand.tours import published
from simulator.demand.tours.doing import SLOTS
from simulator.demand.tours.duty import Duty
from simulator.demand.tours.escorts import CLOSES_S, HANDED_OVER_S, OPENS_S, Escorts, accompanied, drivers, escorts
from simulator.demand.tours.people import Chance, People, people_of
from simulator.demand.tours.tables import ERRANDS, LEISURE, NOBODY
from simulator.units import HOUR_S
from tests.demand.tours.worlds import anchors_of, person, population_of


def hours(*values: float) -> np.ndarray:
    return np.array([round(value * HOUR_S) for value in values], dtype=np.int64)


def taken(
    population: Population, on: list[bool], begins: np.ndarray, ends: np.ndarray, kind: DayType = DayType.SCHOOL_DAY
) -> tuple[People, Escorts, Duty]:
    """Return who is taken by whom, where duties are as told."""
    people = people_of(population, anchors_of(population), kind)
    people = people._replace(to_duty_s=np.full(len(on), 600))
    return people, *escorts(people, kind, Duty(np.array(on), begins, ends), Chance(1, 0, len(on)))


@pytest.fixture(autouse=True)
def all_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all small children go to kindergarten, and all young pupils be driven."""
    for name in ("KINDERGARTEN", "KINDERGARTEN_HOLIDAYS", "ACCOMPANIED"):
        monkeypatch.setattr(published, name, 1.0)
    monkeypatch.setattr(published, "DRIVEN_TO_SCHOOL", {10: 1.0})


def test_who_works_brings_children_on_the_way_and_fetches_them_on_the_way_back() -> None:
    family = population_of([person(0, 35, "full"), person(0, 3), person(0, 4)], [1])
    _, found, duty = taken(family, [True, False, False], hours(8, 0, 0), hours(16, 0, 0))
    assert found.children.tolist() == [2, 0, 0]
    assert found.companion.tolist() == [1, NOBODY, NOBODY]
    assert found.brought_s[0] == 8 * HOUR_S - 600 - 2 * HANDED_OVER_S
    assert found.fetched_s[0] == max(16 * HOUR_S + 600, found.fetched_s[0])
    assert duty.begins_s[0] == 8 * HOUR_S
    assert found.taken.tolist() == [False, True, True]


def test_who_is_at_work_early_or_late_cannot_so_the_other_one_does() -> None:
    for begins, ends in ((5, 13), (14, 21), (9.5, 18)):
        family = population_of([person(0, 35, "full"), person(0, 36), person(0, 3)], [1])
        _, found, _ = taken(family, [True, False, False], hours(begins, 0, 0), hours(ends, 0, 0))
        assert found.children.tolist() == [0, 1, 0]
        assert OPENS_S < found.brought_s[1] < found.fetched_s[1] < CLOSES_S


def test_pupils_of_18_have_bells_of_their_own_and_bring_nobody() -> None:
    rows = [person(0, 18) | {"traveller_class": "pupil"}, person(0, 3) | {"wheelchair": True}, person(0, 50)]
    family = population_of(rows, [1])
    _, found, duty = taken(family, [False, False, False], hours(7.5, 0, 0), hours(14.5, 0, 0))
    assert found.children.tolist() == [0, 0, 1]
    assert found.chairs.tolist() == [0, 0, 1]
    alone = population_of(rows[:2], [1])
    _, found, duty = taken(alone, [True, False], hours(7.5, 0), hours(14.5, 0))
    assert not found.children.any()
    assert duty.begins_s[0] == 7.5 * HOUR_S


@pytest.mark.parametrize(("works", "then"), [((5, 13), (6.75, 13)), ((9, 20), (9, 16.75)), ((14, 22), (10, 16.75))])
def test_where_nobody_has_time_for_kindergarten_somebody_works_less(
    works: tuple[float, float], then: tuple[float, float]
) -> None:
    """It opens at 6, an hour is left until it closes at 18, and work is ten minutes off."""
    alone = population_of([person(0, 35, "full"), person(0, 3)], [1])
    _, found, duty = taken(alone, [True, False], hours(works[0], 0), hours(works[1], 0))
    assert found.children.tolist() == [1, 0]
    assert (duty.begins_s[0] / HOUR_S, duty.ends_s[0] / HOUR_S) == then
    assert OPENS_S <= found.brought_s[0] <= duty.begins_s[0] - 600 - HANDED_OVER_S
    assert duty.ends_s[0] + 600 <= found.fetched_s[0] < CLOSES_S


def test_pupils_whom_nobody_has_time_to_bring_go_by_themselves() -> None:
    alone = population_of([person(0, 35, "full"), person(0, 8)], [1])
    _, found, duty = taken(alone, [True, True], hours(5, 7.67), hours(13, 13))
    assert not found.children.any()
    assert not found.taken.any()
    assert duty.begins_s[0] == 5 * HOUR_S


def test_a_young_pupil_is_there_before_the_bell_and_has_no_tour_of_its_own() -> None:
    family = population_of([person(0, 38), person(0, 8), person(0, 13)], [1])
    people, found, duty = taken(family, [False, True, True], hours(0, 7.67, 7.5), hours(0, 13, 14.5))
    assert found.children.tolist() == [1, 0, 0]
    assert found.brought_s[0] == people.bell_s[1] - HANDED_OVER_S
    assert found.fetched_s[0] == people.last_bell_s[1]
    assert duty.on.tolist() == [False, False, True]


def test_who_brings_to_school_works_later_by_so_much_in_quarters_of_an_hour() -> None:
    family = population_of([person(0, 38, "full"), person(0, 8)], [1])
    people, found, duty = taken(family, [True, True], hours(7.5, 7.67), hours(16, 13))
    late = people.bell_s[1] - HANDED_OVER_S + 2 * HANDED_OVER_S + 600 - 7.5 * HOUR_S
    shift = -(-late // 900) * 900
    assert duty.begins_s[0] == 7.5 * HOUR_S + shift
    assert duty.ends_s[0] == 16 * HOUR_S + shift
    assert found.fetched_s[0] == duty.ends_s[0] + 600


def test_pupils_are_not_driven_where_a_smaller_child_is_taken() -> None:
    family = population_of([person(0, 38), person(0, 8), person(0, 2)], [1])
    _, found, duty = taken(family, [False, True, False], hours(0, 7.67, 0), hours(0, 13, 0))
    assert found.companion[0] == 2
    assert duty.on[1]


def test_nobody_is_taken_to_school_or_kindergarten_on_other_days() -> None:
    family = population_of([person(0, 38), person(0, 8), person(1, 38), person(1, 2)], [1, 1])
    for kind, count in ((DayType.HOLIDAY_WEEKDAY, 1), (DayType.SATURDAY, 0), (DayType.SUNDAY, 0)):
        _, found, _ = taken(family, [False] * 4, hours(0, 0, 0, 0), hours(0, 0, 0, 0), kind)
        assert (found.children > 0).sum() == count


def test_who_may_not_drive_is_driven_by_one_of_the_household_who_may() -> None:
    rows = [person(0, 70), person(0, 72, licence=False), person(1, 80, licence=False), person(2, 75)]
    homes = population_of(rows, [1, 0, 1])
    people = people_of(homes, anchors_of(homes), DayType.SATURDAY)
    free = np.zeros((4, len(SLOTS)), dtype=bool)
    free[:, SLOTS.index(ERRANDS)] = True
    pairs = accompanied(people, free, Chance(1, 0, 4))
    assert pd.DataFrame(pairs._asdict()).to_numpy().tolist() == [[1, SLOTS.index(ERRANDS)]]
    assert drivers(people, pairs.taken, np.ones(4, dtype=bool), Chance(1, 0, 4)).tolist() == [0]
    assert drivers(people, pairs.taken, np.zeros(4, dtype=bool), Chance(1, 0, 4)).tolist() == [NOBODY]


def test_who_may_drive_is_driven_by_another_and_never_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    homes = population_of([person(0, 70), person(0, 72), person(1, 75)], [2, 1])
    people = people_of(homes, anchors_of(homes), DayType.SATURDAY)
    free = np.zeros((3, len(SLOTS)), dtype=bool)
    free[:, SLOTS.index(LEISURE)] = True
    monkeypatch.setattr(published, "ACCOMPANIED_ELSE", 1.0)
    pairs = accompanied(people, free, Chance(1, 0, 3))
    assert pd.DataFrame(pairs._asdict()).to_numpy().tolist() == [[0, SLOTS.index(LEISURE)]]
    assert drivers(people, pairs.taken, np.ones(3, dtype=bool), Chance(1, 0, 3)).tolist() == [1]
    monkeypatch.setattr(published, "ACCOMPANIED_ELSE", 0.0)
    assert not len(accompanied(people, free, Chance(1, 0, 3)).taken)
