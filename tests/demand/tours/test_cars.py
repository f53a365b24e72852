"""Cars of households and the tours they are there for."""

from __future__ import annotations

import numpy as np

from simulator.demand.tours.cars import Tours, cars_of_tours
from tests.demand.tours.worlds import person, population_of


def tours(*rows: tuple[int, int, int, bool, int]) -> Tours:
    """Return tours of: person, begin, end, to work, way."""
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Tours(*columns)


def test_work_comes_first_then_the_longer_tour() -> None:
    couple = population_of([person(0, 40), person(0, 40)], [1])
    given = cars_of_tours(
        tours((0, 0, 100, False, 900), (1, 50, 200, True, 100), (0, 200, 300, False, 10), (1, 210, 250, False, 20)),
        couple,
    )
    assert given.tolist() == [False, True, False, True]


def test_two_cars_take_two_tours_at_once_and_a_third_when_one_is_back() -> None:
    three = population_of([person(0, 40)] * 3, [2])
    given = cars_of_tours(
        tours((0, 0, 100, False, 50), (1, 10, 60, False, 40), (2, 20, 70, False, 30), (2, 60, 90, False, 20)), three
    )
    assert given.tolist() == [True, True, False, True]


def test_nobody_drives_without_a_licence_or_a_car() -> None:
    people = population_of(
        [person(0, 40, licence=False), person(1, 40, cars=0), person(2, 12), person(3, 40)], [1, 0, 1, 1]
    )
    each = tours(*((who, 0, 10, False, 5) for who in range(4)))
    assert cars_of_tours(each, people).tolist() == [False, False, False, True]


def test_never_more_cars_are_away_than_there_are() -> None:
    random = np.random.default_rng(1)
    cars = random.integers(0, 4, 40)
    people = population_of(
        [person(home, 40, cars=int(cars[home])) for home in range(40) for _ in range(3)], cars.tolist()
    )
    who = np.repeat(np.arange(120), 4)
    begins = random.integers(0, 1000, len(who))
    ends = begins + random.integers(1, 400, len(who))
    given = cars_of_tours(
        Tours(who, begins, ends, random.random(len(who)) < 0.2, random.integers(0, 99, len(who))), people
    )
    home = who // 3
    for moment in range(0, 1400, 7):
        away = np.bincount(home[given & (begins <= moment) & (ends > moment)], minlength=40)
        assert (away <= cars).all()
    assert given.mean() > 0.3
