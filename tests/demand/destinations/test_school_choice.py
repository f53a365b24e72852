"""Which school pupils go to: by age, near, no more than have a place, and the same whatever others do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.demand.destinations.anchors import anchors
from simulator.demand.destinations.school_choice import kindergartens_of, matched, schools_of
from simulator.demand.population.tables import Population
from tests.demand.destinations.worlds import config_of, county, people_of, villagers, written

SCHOOLS = "name,lon,lat,kind,weight,places,from_age,to_age,begins,ends"
INF = float("inf")


def pupils_at(lon: float, ages: list[int]) -> Population:
    home = {"municipality": "01", "locality": "Town", "lon": lon, "lat": 53.0}
    return people_of(pd.DataFrame([home] * len(ages)), np.array(ages))


def test_age_decides_which_schools_there_are(tmp_path: Path) -> None:
    sites = county(tmp_path)
    people = villagers(sites, 4000)
    school, _ = schools_of(people, sites, 1)
    age = people.persons["age"].to_numpy()
    names = sites.table["name"].to_numpy(dtype=object)[school]
    assert (school[(age < 6) | (age > 18)] == -1).all()
    assert set(names[(age >= 12) & (age <= 18)]) == {"Town, Gymnasium"}
    assert set(names[(age >= 6) & (age <= 11)]) == {"Town, Market", "Hill, Schule"}
    near = names[(age >= 6) & (age <= 11) & (people.homes[:, 0] == 12.08)]
    assert len(near) > 10 and (near == "Hill, Schule").mean() > 0.9


def test_schools_attract_by_weight_and_distance(tmp_path: Path) -> None:
    """Against the formula: 4,000 children of 12, for whom a school so much farther attracts 1/e over 3 km."""
    rows = [("A", 12.0, 53.0, "school", 1, "", "", "", "", ""), ("B", 12.03, 53.0, "school", 2, "", "", "", "", "")]
    sites = county(tmp_path, given=written(tmp_path, "sites.csv", SCHOOLS, rows))
    school, _ = schools_of(pupils_at(12.0, [12] * 4000), sites, 1)
    metres = sites.metres[0, np.flatnonzero(sites.table["school"] > 0)]
    weight = np.array([1, 2]) * np.exp(-metres / 3000)
    assert (sites.table["name"].to_numpy(dtype=object)[school] == "B").mean() == pytest.approx(
        weight[1] / weight.sum(), abs=0.02
    )


def test_no_more_go_than_have_a_place_as_long_as_there_are_others(tmp_path: Path) -> None:
    rows = [
        ("A", 12.0, 53.0, "school", 1, 30, 8, 9, "07:10", "13:00"),
        ("B", 12.03, 53.0, "school", 1, "", "", "", "", ""),
    ]
    sites = county(tmp_path, given=written(tmp_path, "sites.csv", SCHOOLS, rows))
    found = anchors(pupils_at(12.0, [8] * 100 + [16] * 10), sites, config_of(), 1)
    names = sites.table["name"].to_numpy(dtype=object)[found.school]
    assert (names[:100] == "A").sum() == 30 and (names[100:] == "B").all() and found.notes == ()
    of_a = names == "A"
    assert set(found.school_begins_s[of_a]) == {7 * 3600 + 600} and set(found.school_ends_s[of_a]) == {13 * 3600}


def test_who_finds_all_full_is_told(tmp_path: Path) -> None:
    rows = [("A", 12.0, 53.0, "school", 1, 30, "", "", "", ""), ("B", 12.03, 53.0, "school", 1, 20, "", "", "", "")]
    sites = county(tmp_path, given=written(tmp_path, "sites.csv", SCHOOLS, rows))
    school, notes = schools_of(pupils_at(12.0, [8] * 60), sites, 1)
    assert (school >= 0).all()
    assert [note.english for note in notes] == [
        "Pupils who find all schools of their age full, and go beyond the places there: 10."
    ]


def test_matching_by_hand() -> None:
    likes = np.array([[3.0, 1.0], [2.0, 1.0], [5.0, 4.0], [1.0, 9.0]])
    assert matched(likes, np.array([1.0, INF]), np.array([0.5, 0.2, 0.9, 0.1])).tolist() == [1, 0, 1, 1]
    assert matched(likes, np.array([INF, INF]), np.zeros(4)).tolist() == [0, 0, 0, 1]
    assert matched(likes, np.array([1.0, 1.0]), np.array([0.5, 0.2, 0.9, 0.1])).tolist() == [0, 0, 0, 1]  # 0, 2: beyond


def test_nobody_envies_whom_he_would_come_before() -> None:
    random = np.random.default_rng(3)
    likes, places, chance = random.random((200, 6)), np.full(6, 34.0), random.random(200)
    school = matched(likes, places, chance)
    assert (np.bincount(school, minlength=6) <= 34).all()
    for pupil in range(200):
        for better in np.flatnonzero(likes[pupil] > likes[pupil, school[pupil]]):
            there = school == better
            assert there.sum() == 34 and (chance[there] < chance[pupil]).all()


def test_others_stay_where_somebody_changes(tmp_path: Path) -> None:
    sites = county(tmp_path)
    people = villagers(sites, 3000)
    before, _ = schools_of(people, sites, 1)
    persons = people.persons.copy()
    changed = np.random.default_rng(1).random(3000) < 0.05
    persons.loc[changed, ["age", "traveller_class"]] = [10, "pupil"]
    after, _ = schools_of(Population(persons, people.households), sites, 1)
    assert np.array_equal(before[~changed], after[~changed]) and (before[changed] != after[changed]).any()


def test_a_child_is_brought_to_one_kindergarten(tmp_path: Path) -> None:
    """By weight and distance, of which 3 km count 1/e; children of a household to the same one; nobody else to any."""
    rows = [("A", 12.0, 53.0, "kindergarten", 1), ("B", 12.03, 53.0, "kindergarten", 2)]
    sites = county(tmp_path, given=written(tmp_path, "sites.csv", "name,lon,lat,kind,weight", rows))
    people = pupils_at(12.0, [3] * 4000 + [6, 30])
    found = kindergartens_of(people, sites, 1)
    names, metres = sites.table["name"].to_numpy(dtype=object), sites.metres[0, np.flatnonzero(sites.table["escort"])]
    weight = np.array([1, 2]) * np.exp(-metres[:2] / 3000)
    assert (found[-2:] == -1).all()
    assert set(names[found[:-2]]) == {"A", "B"}
    assert (names[found[:-2]] == "B").mean() == pytest.approx(weight[1] / weight.sum(), abs=0.03)
    persons = people.persons.assign(household=np.minimum(people.persons["household"] // 2, 1999))
    siblings = kindergartens_of(Population(persons, people.households[:2000]), sites, 1)[:3998].reshape(-1, 2)
    assert (siblings[:, 0] == siblings[:, 1]).all()
    assert len(np.unique(siblings)) == 2


def test_schools_that_are_far_or_of_no_age_are_told(tmp_path: Path) -> None:
    """A is 20 km and B 40 km by road; nobody takes children of 14 years."""
    rows = [
        ("A", 12.23, 53.0, "school", 1, "", 6, 9, "", ""),
        ("B", 12.46, 53.0, "school", 1, "", 10, 12, "", ""),
    ]
    sites = county(tmp_path, given=written(tmp_path, "sites.csv", SCHOOLS, rows))
    _, notes = schools_of(pupils_at(12.0, [8] * 4 + [11] * 3 + [14] * 2), sites, 1)
    told = {note.rule: dict(note.values) for note in notes}
    assert told["ages-without-school"] == {"count": 2, "from": 14, "to": 14}
    assert told["far-schools"] == {"count": 5, "km": 30}
    assert schools_of(pupils_at(12.0, [8] * 4), sites, 1)[1] == ()
