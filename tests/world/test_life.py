"""Knobs for how life changes, on requests: who is not touched asks for the same rides, byte for byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from simulator.days import DayType
from simulator.demand.streams import stream
from simulator.errors import ElbeDrtError, ScenarioError
from simulator.scenario.models import Scenario
from simulator.world.life import Living
from tests.world.lives import day, lives, of_others, people

ALL_AT_HOME = "{home_office: {bands: [{to_km: null, share: 1}], days: [{share: 1, days_a_week: 5}]}}"
HUB = "coworking: {share: 1, hubs: [{name: Hub, lon: 11.80, lat: 53.10, desks: 10}]}"


def living(scenario: Scenario) -> Living:
    its = people(scenario)
    return Living(its.population, its.sites, its.anchors, its.workers)


def with_household(scenario: Scenario, persons: np.ndarray) -> np.ndarray:
    """The persons and all they live with."""
    household = people(scenario).population.persons["household"].to_numpy()
    return np.flatnonzero(np.isin(household, household[persons]))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def before(county: Path) -> pd.DataFrame:
    return day(lives(county))


def test_home_office_touches_those_at_home_and_whom_they_live_with(county: Path, before: pd.DataFrame) -> None:
    scenario = lives(county, "{home_office: {}}")
    after = day(scenario)
    _, at_home = living(scenario).on_day(scenario.people.knobs, DayType.SCHOOL_DAY, 3, 0)
    assert at_home is not None
    stays = np.flatnonzero(at_home.persons)
    touched = with_household(scenario, stays)
    assert 0 < len(touched) < 0.15 * people(scenario).count
    assert_frame_equal(of_others(after, touched), of_others(before, touched))
    work = after[after["purpose"] == "work"]
    assert not work["person"].isin(stays).any()
    gone = before[(before["purpose"] == "work") & before["person"].isin(stays)]
    assert len(before[before["purpose"] == "work"]) - len(work) == len(gone) > 20
    same = before.groupby("purpose").size() - after.groupby("purpose").size()
    free = same[["shopping", "errands", "leisure"]]  # what was done on the way home is done all the same
    assert (free <= 0).all()
    assert free.sum() > -0.1 * len(gone)  # and what work had left no time for


def test_people_who_always_work_at_home_make_no_way_to_work(county: Path, before: pd.DataFrame) -> None:
    scenario = lives(county, ALL_AT_HOME)
    assert not (day(scenario)["purpose"] == "work").any()
    saturday = day(scenario, 0, DayType.SATURDAY)
    assert_frame_equal(saturday, day(lives(county), 0, DayType.SATURDAY))  # home office is for weekdays


def test_rebound_adds_what_it_says(county: Path, before: pd.DataFrame) -> None:
    free = ["shopping", "errands", "leisure"]
    after = day(lives(county, ALL_AT_HOME.replace("home_office: {", "home_office: {rebound: 1, ")))
    workers = (before["purpose"] == "work").sum()
    added = after["purpose"].isin(free).sum() - before["purpose"].isin(free).sum()
    assert added == pytest.approx(workers, rel=0.03)  # some have done all twice, others have time that work took


def test_hub_takes_ten_and_all_others_go_as_with_home_office_alone(county: Path, before: pd.DataFrame) -> None:
    alone = day(lives(county, ALL_AT_HOME))
    scenario = lives(county, ALL_AT_HOME[:-1] + ", " + HUB + "}")
    after = day(scenario)
    fixed, _ = living(scenario).on_day(scenario.people.knobs, DayType.SCHOOL_DAY, 3, 0)
    there = np.flatnonzero((fixed.work_lon == 11.80) & (fixed.work_lat == 53.10))
    assert len(there) == 10
    work = after[after["purpose"] == "work"]
    assert len(work) > 0 and work["person"].isin(there).all()
    assert set(zip(work["destination_lon"], work["destination_lat"], strict=True)) == {(11.80, 53.10)}
    touched = with_household(scenario, there)
    assert_frame_equal(of_others(after, touched), of_others(alone, touched))


def test_new_residents_come_last_and_leave_all_others_as_they_are(county: Path, before: pd.DataFrame) -> None:
    plans = "[{municipality: Adorf, dwellings: 20, like: families}, {municipality: '12070002', dwellings: 5}]"
    scenario = lives(county, f"{{new_residents: {plans}}}")
    after, its = day(scenario), people(scenario).population
    count = 1320
    assert_frame_equal(of_others(after[after["person"] < count], ()), of_others(before, ()))
    new = its.persons.iloc[count:]
    assert new["household"].nunique() == 25
    assert (new["municipality"] == "12070001").sum() == its.households["size"].to_numpy()[-25:-5].sum()
    assert (new["age"] < 18).groupby(new["household"].to_numpy()).any().iloc[:20].all()
    asks = after[after["person"] >= count]
    assert {"school", "work"} <= set(asks["purpose"])
    assert people(scenario).count == len(its.persons) == count + len(new)


def test_place_that_opens_touches_only_who_goes_there(county: Path, before: pd.DataFrame) -> None:
    opens = "[{name: New shop, lon: 11.81, lat: 53.1, kind: shop, weight: 0.2}]"
    after = day(lives(county, f"{{opens: {opens}}}"))
    there = (after["destination_lon"] == 11.81) & (after["destination_lat"] == 53.1)
    goes = after.loc[there, "person"].unique()
    assert 0.02 < len(goes) / 1320 < 0.1
    household = with_household(lives(county), goes)  # a car that is back later or sooner is of all
    assert_frame_equal(of_others(after, household), of_others(before, household))
    assert (after.loc[there, "purpose"].isin(["shopping"])).all()


@pytest.mark.parametrize("name", ["Adorf shop", "Adorf school"])
def test_place_that_closes_touches_only_who_went_there(county: Path, before: pd.DataFrame, name: str) -> None:
    at = {"Adorf shop": (11.802, 53.102), "Adorf school": (11.801, 53.101)}[name]
    scenario = lives(county, f"{{closes: [{{name: {name}}}]}}")
    after = day(scenario)
    went = (before["destination_lon"] == at[0]) & (before["destination_lat"] == at[1])
    assert went.any()
    assert not ((after["destination_lon"] == at[0]) & (after["destination_lat"] == at[1])).any()
    touched = with_household(scenario, before.loc[went, "person"].unique())
    assert_frame_equal(of_others(after, touched), of_others(before, touched))
    assert before.groupby("purpose").size().equals(after.groupby("purpose").size())


def test_forecast_takes_some_and_leaves_other_households(county: Path, before: pd.DataFrame) -> None:
    scenario = lives(county, "{forecast: [{municipality: Adorf, from_age: 70, factor: 0.7}]}")
    after, its = day(scenario), people(scenario).population
    age = its.persons["age"].to_numpy()
    own = stream(1, "forecast").random(len(age))
    leaves = (its.persons["municipality"] == "12070001").to_numpy() & (age >= 70) & (own >= 0.7)
    assert its.left is not None
    np.testing.assert_array_equal(its.left, leaves)
    assert not after["person"].isin(np.flatnonzero(leaves)).any()
    touched = with_household(scenario, np.flatnonzero(leaves))
    assert_frame_equal(of_others(after, touched), of_others(before, touched))
    assert people(scenario).count == 1320 - leaves.sum() > 1290


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        (
            "{new_residents: [{municipality: Adorff, dwellings: 1}]}",
            'unknown municipality "Adorff"; did you mean "A',
        ),
        ("{new_residents: [{municipality: Adorf, locality: Bestadt, dwellings: 1}]}", 'unknown settlement "Bestadt"'),
        (
            "{new_residents: [{municipality: Adorf, dwellings: 1, persons_per_household: 19}]}",
            "persons_per_household: 19: expected 1 to",
        ),
        ("{forecast: [{municipality: Zett, factor: 1}]}", 'unknown municipality "Zett"; there are '),
        ("{opens: [{name: Works, lon: 11.8, lat: 53.1, kind: shop, weight: 1}]}", '"Works" is there already'),
        ("{opens: [{name: A, lon: 13.8, lat: 53.1, kind: shop, weight: 1}]}", "lies 160 km from the nearest home"),
        ("{closes: [{name: Adorf shopp}]}", 'unknown place "Adorf shopp"; did you mean "Adorf shop"'),
        ("{closes: [{name: Works}]}", '"Works" attracts nobody by anything that can close'),
        ("{closes: [{name: Bestadt doctor}]}", "no place for errands is left in the area"),
        (
            "{home_office: {}, coworking: {share: 1, hubs: [{name: Far, lon: 12.5, lat: 53.1, desks: 1}]}}",
            "people.knobs.coworking.hubs[0].lon: 12.5, 53.1: nobody lives within 10 km of Far",
        ),
    ],
)
def test_names_in_vain_are_told(county: Path, knobs: str, message: str) -> None:
    scenario = lives(county, knobs)
    with pytest.raises(ScenarioError) as error:
        people(scenario)
    assert message in str(error.value) and "lives.yaml:9:" in str(error.value)


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ("{home_office: {bands: [{to_km: null, share: 1.2}]}}", "share"),
        ("{home_office: {bands: [{to_km: 5, share: 0.2}]}}", "the last band must be open"),
        ("{home_office: {bands: [{to_km: null, share: 0.2, today: 0.3}]}}", "share must not be smaller than today"),
        ("{home_office: {days: [{share: 0.5, days_a_week: 2}]}}", "shares of days add up to 0.500; expected 1"),
        ("{coworking: {share: 0.5, hubs: [{name: A, lon: 11.8, lat: 53.1, desks: 1}]}}", "expected home_office, too"),
        ("{closes: [{name: A}, {name: A}]}", "is there twice"),
        ("{forecast: [{from_age: 20, to_age: 10, factor: 1}]}", "to_age must not be below from_age"),
    ],
)
def test_what_cannot_be_is_told_when_the_scenario_is_read(county: Path, knobs: str, message: str) -> None:
    with pytest.raises(ElbeDrtError, match=message):
        lives(county, knobs)
