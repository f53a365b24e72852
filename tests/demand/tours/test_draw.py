"""Whole days of a town: what holds for every tour, whose chance is whose, and what types of days bring."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from simulator.days import DayType
from simulator.demand.population.tables import Population
from simulator.demand.synthesis import direct_s
from simulator.demand.tours.draw import activities_of_day
from simulator.demand.tours.how_much import day_factor
from simulator.demand.tours.tables import ACTIVITY_DTYPES, NOBODY
from simulator.demand.tours.trips import trips_of_day
from simulator.tables import NO_TIME, typed
from simulator.units import HOUR_S
from tests.demand.tours.worlds import (
    Anchors,
    Config,
    Volume,
    anchors_of,
    person,
    places_of,
    population_of,
    town,
)

KINDS = tuple(DayType)


@cache
def homes() -> tuple[Population, Anchors]:
    made = town(400)
    return made, anchors_of(made)


@cache
def day(kind: DayType, number: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return activities and trips of a day of the town."""
    population, anchors = homes()
    activities = activities_of_day(population, anchors, kind, number, Config(), 1)
    return activities, trips_of_day(activities, places_of(activities, population, anchors), population)


@pytest.mark.parametrize("kind", KINDS)
def test_tours_close_follow_each_other_and_nobody_is_anywhere_before_they_came(kind: DayType) -> None:
    _, trips = day(kind)
    at, ready = {}, {}
    homes_of = homes()[0].homes
    ends = [trips[[f"{end}_lon", f"{end}_lat"]].to_numpy() for end in ("origin", "destination")]
    timed = trips.assign(way_s=direct_s(*ends, np.zeros(len(trips), dtype=bool)))
    for row in timed.itertuples(index=False):
        start = tuple(homes_of[row.person]) if row.position == 1 else at[row.person]
        assert (row.origin_lon, row.origin_lat) == start
        assert row.departure_s >= ready.get(row.person, 0)
        at[row.person] = (row.destination_lon, row.destination_lat)
        ready[row.person] = row.departure_s + row.way_s
        assert row.arrive_by_s == NO_TIME or row.arrive_by_s > row.departure_s
    last = trips.groupby("tour").tail(1)
    assert (last["purpose"] == "home").all()
    assert (trips["purpose"] == "home").sum() == trips["tour"].nunique()
    assert (last[["destination_lon", "destination_lat"]].to_numpy() == homes_of[last["person"]]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_tours_are_dense_by_person_and_parties_go_on_as_they_came(kind: DayType) -> None:
    activities, trips = day(kind)
    assert activities.dtypes.astype(str).to_dict() == ACTIVITY_DTYPES
    assert (np.diff(activities["tour"], prepend=-1) == (activities["position"] == 1)).all()
    assert activities["person"].is_monotonic_increasing
    same = activities["tour"].diff().eq(0)
    assert (activities["party"][same] == activities["party_on"].shift()[same]).all()
    assert trips["party"].min() == 1
    assert (activities["ends_s"] > activities["begins_s"]).all()


def test_escorts_are_with_members_of_their_household_and_bring_who_they_fetch() -> None:
    household = homes()[0].persons["household"].to_numpy()
    activities, _ = day(DayType.SCHOOL_DAY)
    escort = activities[activities["purpose"] == "escort"]
    assert len(escort) > 20
    assert (household[escort["person"]] == household[escort["companion"]]).all()
    assert (escort["companion"] != escort["person"]).all()
    assert (activities["companion"][activities["purpose"] != "escort"] == NOBODY).all()
    brings = escort[(escort["party"] > 1) & (escort["party_on"] == 1)]
    fetches = escort[(escort["party"] == 1) & (escort["party_on"] > 1)]
    assert brings["companion"].tolist() == fetches["companion"].tolist()
    assert (brings["ends_s"].to_numpy() < fetches["begins_s"].to_numpy()).all()
    alone = activities[(activities["purpose"] == "school")]["person"]
    assert not set(brings["companion"][brings["to_school"]]) & set(alone)
    to_leisure = brings["companion"][~brings["to_school"] & brings["companion"].isin(alone)]
    assert len(to_leisure)  # who goes to school alone may still be driven elsewhere later


@pytest.mark.parametrize("kind", KINDS)
def test_plans_of_a_person_do_not_overlap(kind: DayType) -> None:
    activities, _ = day(kind)
    same = activities["person"].diff().eq(0).to_numpy()[1:]
    assert (activities["begins_s"].to_numpy()[1:] >= activities["ends_s"].to_numpy()[:-1])[same].all()


@pytest.mark.parametrize("number", range(6))
def test_who_is_taken_is_nowhere_else_meanwhile(number: int) -> None:
    population, anchors = homes()
    activities = activities_of_day(population, anchors, DayType.SCHOOL_DAY, number, Config(), 1)
    escort = activities[activities["companion"] != NOBODY]
    waits = (escort["party"] > 1) & (escort["party_on"] > 1)
    checked = 0
    # Who waits is there as long; or brings, and comes back to fetch, to school, or elsewhere later.
    for some in (escort[waits], escort[~waits & escort["to_school"]], escort[~waits & ~escort["to_school"]]):
        away = some.groupby("companion").agg(first=("begins_s", "min"), last=("ends_s", "max"))
        own = activities[activities["person"].isin(away.index)]
        meanwhile = away.loc[own["person"]]
        before = own["ends_s"].to_numpy() <= meanwhile["first"].to_numpy()
        assert (before | (own["begins_s"].to_numpy() >= meanwhile["last"].to_numpy())).all()
        checked += len(own)
    assert checked > 5


def test_children_at_kindergarten_do_not_go_shopping_meanwhile() -> None:
    activities, _ = day(DayType.SCHOOL_DAY)
    small = np.append(homes()[0].persons["age"].to_numpy() < 6, False)[activities["companion"]]
    fetched = activities[(activities["purpose"] == "escort") & (activities["party"] == 1) & small]
    back = fetched.set_index("person")["begins_s"]
    along = activities[activities["purpose"].isin(["shopping", "leisure"]) & (activities["party"] > 1)]
    along = along[along["person"].isin(back.index)]
    assert len(along) > 3
    assert (along["begins_s"].to_numpy() > back.loc[along["person"]].to_numpy()).all()


def test_days_differ_by_their_type() -> None:
    purposes = {kind: day(kind)[0]["purpose"].value_counts() for kind in KINDS}
    for kind in KINDS[1:]:
        assert "school" not in purposes[kind]
    assert purposes[DayType.SATURDAY]["work"] < purposes[DayType.HOLIDAY_WEEKDAY]["work"] / 4
    assert purposes[DayType.SUNDAY]["shopping"] < purposes[DayType.SATURDAY]["shopping"] / 3
    assert purposes[DayType.SUNDAY]["leisure"] > purposes[DayType.SCHOOL_DAY]["leisure"]


def test_pupils_are_at_school_by_the_bell_and_leave_at_the_last_one() -> None:
    anchors = homes()[1]
    activities, trips = day(DayType.SCHOOL_DAY)
    school = activities[activities["purpose"] == "school"]
    assert len(school) > 50
    assert (school["begins_s"].to_numpy() == anchors.school_begins_s[school["person"]]).all()
    assert (school["ends_s"].to_numpy() == anchors.school_ends_s[school["person"]]).all()
    on = trips[(trips["purpose"].shift() == "school") & (trips["position"] > 1)]
    assert (on["departure_s"].to_numpy() == anchors.school_ends_s[on["person"]]).all()


def by_person(table: pd.DataFrame) -> dict[int, list[str]]:
    """Return all that each person does as text, without the numbers of their tours."""
    lines = table.drop(columns=["tour", "trip"], errors="ignore").to_csv(index=False, header=False).splitlines()
    found: dict[int, list[str]] = {}
    for who, line in zip(table["person"].tolist(), lines, strict=True):
        found.setdefault(who, []).append(line)
    return found


def test_what_changes_for_some_leaves_all_others_as_they_are() -> None:
    population, anchors = homes()
    random = np.random.default_rng(4)
    touched = random.random(len(population.households)) < 0.05
    of_touched = touched[population.persons["household"]]
    persons = population.persons.copy()
    persons.loc[of_touched, ["licence", "employment"]] = [False, "none"]
    persons.loc[of_touched & (persons["age"] >= 18), "traveller_class"] = "carless"
    other = Population(persons, population.households)
    activities = activities_of_day(other, anchors, DayType.SCHOOL_DAY, 0, Config(), 1)
    trips = trips_of_day(activities, places_of(activities, other, anchors), other)
    for before, after in zip(day(DayType.SCHOOL_DAY), (activities, trips), strict=True):
        was, then = by_person(before), by_person(after)
        changed = [who for who in range(len(persons)) if was.get(who) != then.get(who)]
        assert changed
        assert of_touched[changed].all()


def test_who_is_added_or_leaves_at_the_end_changes_nobody_else() -> None:
    population, anchors = homes()
    first = population.persons["household"].to_numpy() < 380
    fewer = Population(
        typed(population.persons[first], population.persons.dtypes.to_dict()), population.households[:380]
    )
    kept = Anchors(*(column[first] for column in anchors))
    activities = activities_of_day(fewer, kept, DayType.SCHOOL_DAY, 0, Config(), 1)
    before = by_person(day(DayType.SCHOOL_DAY)[0])
    assert by_person(activities) == {who: rows for who, rows in before.items() if who < len(fewer.persons)}


def test_other_days_and_seeds_are_others_and_the_same_are_the_same() -> None:
    population, anchors = homes()
    same = activities_of_day(population, anchors, DayType.SCHOOL_DAY, 0, Config(), 1)
    pd.testing.assert_frame_equal(same, day(DayType.SCHOOL_DAY)[0])
    for number, seed in ((1, 1), (0, 2)):
        other = activities_of_day(population, anchors, DayType.SCHOOL_DAY, number, Config(), seed)
        assert not other.equals(same)


def test_a_factor_below_one_takes_from_some_and_leaves_the_others() -> None:
    population, anchors = homes()
    before = day(DayType.SATURDAY)[0]
    kind = DayType.SATURDAY
    less = activities_of_day(population, anchors, kind, 0, Config(day_factors={0: 0.9}), 1)
    more = activities_of_day(population, anchors, kind, 0, Config(day_factors={0: 1.1}), 1)
    assert len(less) / len(before) == pytest.approx(0.9, abs=0.03)
    assert len(more) / len(before) == pytest.approx(1.1, abs=0.03)
    was = by_person(before)
    for other in (less, more):
        then = by_person(other)
        assert sum(then.get(who) == rows for who, rows in was.items()) > 0.7 * len(was)
    assert (activities_of_day(population, anchors, kind, 0, Config(day_factors={0: 0.0}), 1)["purpose"] == "work").all()


def test_days_differ_by_as_much_as_told() -> None:
    assert day_factor(Config(), 3, 1) == 1
    assert day_factor(Config(day_factors={0: 0.5, 1: 0.8}), 1, 1) == 0.8
    assert day_factor(Config(Volume(True, 0.2), {0: 0.5}), 0, 1) == 0.5
    drawn = [day_factor(Config(Volume(False, 0.15)), number, 1) for number in range(2000)]
    assert np.mean(drawn) == pytest.approx(1, abs=0.012)
    assert np.std(drawn) == pytest.approx(0.15, abs=0.012)


def test_small_children_go_along_and_have_no_tours_of_their_own() -> None:
    population, _ = homes()
    persons = population.persons
    small = np.flatnonzero((persons["age"] < 6).to_numpy())
    with_young = persons["household"].isin(persons["household"][persons["age"] < 10]).to_numpy()  # pupils once fetched
    for kind in KINDS:
        activities, trips = day(kind)
        assert not set(activities["person"]) & set(small)
        along = trips[trips["purpose"].isin(["shopping", "leisure"]) & (trips["party"] > 1)]
        assert len(along)
        assert with_young[along["person"]].all()


def test_an_empty_county_and_one_person_without_anything_to_do_have_no_activities() -> None:
    alone = population_of([person(0, 3)], [0])
    assert not len(activities_of_day(alone, anchors_of(alone), DayType.SUNDAY, 0, Config(), 1))


def test_wheelchairs_of_a_party_are_those_of_who_is_in_it() -> None:
    population, anchors = homes()
    persons = population.persons.assign(wheelchair=True)
    everybody = Population(typed(persons, population.persons.dtypes.to_dict()), population.households)
    for kind in KINDS:
        activities = activities_of_day(everybody, anchors, kind, 0, Config(), 1)
        trips = trips_of_day(activities, places_of(activities, everybody, anchors), everybody)
        assert (trips["wheelchairs"] == trips["party"]).all()
        assert (trips["party"] > 1).any()


def test_nothing_that_can_be_put_off_begins_after_midnight() -> None:
    """Nor after work by night; 400 households have some who work that long."""
    activities = pd.concat([day(DayType.SCHOOL_DAY, number)[0] for number in range(3)])
    free = activities["purpose"].isin(["shopping", "errands", "leisure"])
    assert (activities["ends_s"] > 24 * HOUR_S).any()
    assert (activities.loc[free, "begins_s"] < 24 * HOUR_S).all()
