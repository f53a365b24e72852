"""Who comes and who leaves: nobody is lost, all of before keep their numbers, thresholds by brute force."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from simulator.demand.life.newcomers import Lives, donors, forecast_of, moved_in
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from tests.demand.tours.worlds import town


def lives_of(population: Population) -> Lives:
    return Lives(population, np.arange(len(population.persons)))


TOWN = town(200)
AGE = TOWN.persons["age"].to_numpy()
HOUSEHOLD = TOWN.persons["household"].to_numpy()


def plan(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"locality": None, "dwellings": 30, "like": "today"} | {"persons_per_household": None} | changes
    )


def by_age(factor: float, from_age: int = 0, to_age: int = 125) -> tuple[str | None, SimpleNamespace]:
    return None, SimpleNamespace(from_age=from_age, to_age=to_age, factor=factor)


def check_whole(lives: Lives, before: Population = TOWN) -> None:
    """People of before keep their rows, numbers are dense, and households are as large as told."""
    persons, households = lives.population.persons, lives.population.households
    assert_frame_equal(persons.iloc[: len(before.persons)], before.persons)
    assert persons["person"].tolist() == list(range(len(persons)))
    assert households["household"].tolist() == list(range(len(households)))
    members = np.bincount(persons["household"][lives.population.stays], minlength=len(households))
    np.testing.assert_array_equal(members, households["size"])
    assert len(lives.like) == len(persons)


def test_households_move_in_as_they_are() -> None:
    lives = moved_in(lives_of(TOWN), plan(), "1", 3)
    check_whole(lives)
    new = lives.population.persons.iloc[len(AGE) :]
    for name in ("age", "employment", "car", "traveller_class"):
        assert new[name].tolist() == TOWN.persons[name].iloc[lives.like[len(AGE) :]].tolist()
    of_new = new["household"].to_numpy()
    for household in np.unique(of_new):  # the copy of a whole household of before
        like = lives.like[len(AGE) :][of_new == household]
        assert len(set(HOUSEHOLD[like])) == 1 and len(like) == (HOUSEHOLD[like[0]] == HOUSEHOLD).sum()
    homes = lives.population.households[["lon", "lat"]]
    assert set(map(tuple, homes.iloc[-30:].to_numpy())) <= set(map(tuple, homes.iloc[:-30].to_numpy()))


def test_one_dwelling_more_leaves_those_before_it() -> None:
    few, many = (moved_in(lives_of(TOWN), plan(dwellings=count), "1", 3) for count in (30, 31))
    assert_frame_equal(many.population.persons.iloc[: len(few.like)], few.population.persons)


def test_families_have_a_child_and_sizes_the_mean_asked_for() -> None:
    young = {int(HOUSEHOLD[row]) for row in range(len(AGE)) if AGE[row] < 18}
    assert donors(TOWN, "1", "families").tolist() == sorted(young)
    lives = moved_in(lives_of(TOWN), plan(dwellings=3000, persons_per_household=3.0), "1", 3)
    assert lives.population.households["size"].iloc[-3000:].mean() == pytest.approx(3.0, abs=0.1)


def test_who_leaves_has_a_number_above_the_factor_and_takes_children_along() -> None:
    lives = forecast_of(lives_of(TOWN), [by_age(0.5, 18, 64)], 3)
    check_whole(lives)
    own = stream(3, "forecast").random(len(AGE))
    left = {row for row in range(len(AGE)) if 18 <= AGE[row] <= 64 and own[row] >= 0.5}
    alone = {
        row
        for row in range(len(AGE))
        if AGE[row] < 18
        and all(int(other) in left for other in np.flatnonzero(HOUSEHOLD[row] == HOUSEHOLD) if AGE[other] >= 18)
    }
    assert alone and set(np.flatnonzero(~lives.population.stays).tolist()) == left | alone
    fewer = forecast_of(lives_of(TOWN), [by_age(0.8, 18, 64)], 3).population.stays
    assert (fewer | ~lives.population.stays).all()  # who leaves at 0.8 leaves at 0.5


def test_who_comes_is_like_one_with_a_number_below_what_is_added() -> None:
    lives = forecast_of(lives_of(TOWN), [by_age(1.3, 65), by_age(2.0, 10, 17)], 3)
    check_whole(lives)
    own = stream(3, "forecast").random(len(AGE))
    like = [row for row in range(len(AGE)) if (AGE[row] >= 65 and own[row] < 0.3) or 10 <= AGE[row] <= 17]
    assert lives.like[len(AGE) :].tolist() == like
    new = lives.population.persons.iloc[len(AGE) :]
    for row, (household, age) in enumerate(zip(new["household"], new["age"], strict=True)):
        assert household >= 200 if age >= 18 else household == HOUSEHOLD[like[row]]


def test_the_first_plan_that_fits_counts() -> None:
    lives = forecast_of(lives_of(TOWN), [by_age(1.0, 65), by_age(0.0)], 3)
    np.testing.assert_array_equal(lives.population.stays[AGE >= 18], (AGE >= 65)[AGE >= 18])
    assert lives.population.households["cars"][lives.population.households["size"] == 0].sum() == 0
