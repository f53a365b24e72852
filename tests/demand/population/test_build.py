"""A drawn population: the register is exact, figures are kept, and nobody's chance hangs on another municipality."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.demand.population.fit import fit_county
from simulator.demand.population.reading import read_county
from simulator.demand.population.tables import HOUSEHOLD_DTYPES, PERSON_DTYPES, Population
from simulator.errors import ElbeDrtError
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.county import load_county
from simulator.world.people import read_population
from tests.demand.population.counties import margin, write_county

PRIGNITZ = bundled_folder() / "prignitz" / "population" / "county.yaml"


@pytest.fixture(scope="module")
def prignitz() -> Population:
    return read_population(PRIGNITZ, 1)


def by_municipality_and_sex(population: Population) -> dict[tuple[str, str], int]:
    return population.persons.groupby(["municipality", "sex"]).size().to_dict()


def test_the_register_is_exact(prignitz: Population) -> None:
    register = pd.read_csv(PRIGNITZ.with_name("register.csv"), dtype={"ags": "string"})
    wanted = {(row.ags, "m"): row.male for row in register.itertuples()}
    wanted |= {(row.ags, "f"): row.inhabitants - row.male for row in register.itertuples()}
    assert by_municipality_and_sex(prignitz) == wanted
    assert prignitz.persons.dtypes.astype(str).to_dict() == PERSON_DTYPES
    assert prignitz.households.dtypes.astype(str).to_dict() == HOUSEHOLD_DTYPES


def test_everybody_lives_in_one_household_of_the_own_municipality(prignitz: Population) -> None:
    persons, households = prignitz.persons, prignitz.households
    assert (persons["person"] == np.arange(len(persons))).all()
    assert (np.diff(persons["household"]) >= 0).all()
    assert (np.bincount(persons["household"]) == households["size"]).all()
    assert (households["municipality"].to_numpy()[persons["household"]] == persons["municipality"]).all()
    assert (persons["household"].to_numpy()[prignitz.heads] == np.arange(len(households))).all()
    assert prignitz.homes.shape == (len(persons), 2)


def test_the_fit_has_all_sums_to_a_millionth() -> None:
    """Of each municipality: ages by sex, employment of Brandenburg, and people without a car by sizes and cars."""
    fits = fit_county(read_county(load_county(PRIGNITZ)))
    assert len(fits) == 26
    for fit in fits:
        by_class = np.add.reduceat(fit.by_age, fit.first_ages, axis=1).T
        assert abs(fit.people.sum(axis=(2, 3)) - by_class).max() <= 1e-6
        working = (fit.first_ages >= 20) & (fit.first_ages < 65)
        employed = fit.people[working][:, :, 1:].sum(axis=(0, 2, 3))
        assert abs(employed - by_class[working].sum(axis=0) * [0.801, 0.841]).max() <= 1e-6
        carless = (np.arange(1, 6) * fit.households * fit.cars[:, 0]).sum()
        assert abs(fit.people[..., 0].sum() - carless) <= 1e-6
        assert fit.people[fit.first_ages < 15][:, :, 1:].sum() == 0


def test_figures_are_kept(prignitz: Population) -> None:
    """Ages of the county of 2020 within what whole people allow; employment of Brandenburg; sizes and cars."""
    persons, households = prignitz.persons, prignitz.households
    figures = pd.read_csv(PRIGNITZ.with_name("age_sex.csv"))
    for sex, part in figures.groupby("sex"):
        ages = persons.loc[persons["sex"] == sex, "age"]
        wanted = part["persons"] * len(ages) / part["persons"].sum()
        got = [ages.between(first, last).sum() for first, last in zip(part["age_from"], part["age_to"], strict=True)]
        assert abs(np.array(got) - wanted).max() < 13  # 26 municipalities, each at most one off: five sigma
    working = persons[persons["age"].between(20, 64)]
    employed = (working["employment"] != "none").groupby(working["sex"]).mean()
    assert employed["f"] == pytest.approx(0.801, abs=0.002)
    assert employed["m"] == pytest.approx(0.841, abs=0.002)
    sizes = pd.read_csv(PRIGNITZ.with_name("household_sizes.csv"))["households"].to_numpy()
    got = np.bincount(households["size"])[1:] / len(households)
    np.testing.assert_allclose(got, sizes, atol=0.001)
    cars = pd.read_csv(PRIGNITZ.with_name("cars.csv")).pivot_table("households", "size", "cars") / 100
    got = pd.crosstab(households["size"], households["cars"], normalize="index")
    np.testing.assert_allclose(got, cars, atol=0.006)  # six of a thousand households of five


def test_households_are_those_that_there_are(prignitz: Population) -> None:
    persons = prignitz.persons
    adult = (persons["age"] >= 18).groupby(persons["household"]).any()
    assert adult.all()
    head_age = persons["age"].to_numpy()[prignitz.heads][persons["household"]]
    apart = (head_age - persons["age"])[persons["age"] < 18]
    assert apart.min() >= 15
    assert (apart > 50).mean() < 0.01
    alone = prignitz.households["size"].to_numpy()[persons["household"]] == 1
    old = persons["age"] >= 65
    share = pd.Series(alone[old]).groupby(persons.loc[old, "sex"].to_numpy()).mean()  # published: 45 and 20 %
    assert 0.40 < share["f"] < 0.52
    assert 0.17 < share["m"] < 0.25


def test_cars_licences_and_classes_follow_their_rules(prignitz: Population) -> None:
    persons = prignitz.persons
    household = persons["household"].to_numpy()
    cars = prignitz.households["cars"].to_numpy()
    holders = np.bincount(household, weights=persons["licence"])
    assert not persons.loc[persons["age"] < 18, "licence"].any()
    wanted = np.where(cars >= holders, "own", "shared")[household]
    wanted = np.where(persons["licence"] & (cars[household] > 0), wanted, "none")
    assert (persons["car"] == wanted).all()
    assert ((cars > 0) & (holders == 0)).sum() < 0.015 * (cars > 0).sum()
    age, works, has = persons["age"], persons["employment"] != "none", persons["car"] != "none"
    rules = [age < 6, (age <= 18) & ~works, ~has, age >= 65, works]
    classes = np.select(rules, ["child", "pupil", "carless", "senior", "worker"], "adult")
    assert (persons["traveller_class"] == classes).all()


def test_same_seed_same_people_and_other_seeds_others(tmp_path: Path) -> None:
    file = write_county(tmp_path)
    first, again, other = (read_population(file, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.persons, again.persons)
    pd.testing.assert_frame_equal(first.households, again.households)
    assert not first.persons.equals(other.persons)
    assert by_municipality_and_sex(first) == by_municipality_and_sex(other)


def ages_with(old_in_adorf: int) -> str:
    rows = [("", 100), ("12070001", old_in_adorf)]
    return "ags,age_from,age_to,sex,persons\n" + "".join(
        f"{ags},{first},{last},{sex},{persons}\n"
        for ags, old in rows
        for sex in "fm"
        for first, last, persons in ((0, 17, 60), (18, 64, 250), (65, "", old))
    )


def test_another_margin_of_one_municipality_leaves_all_others(tmp_path: Path) -> None:
    """Byte for byte; households are only numbered on from another number."""
    drawn = []
    for old in (100, 300):
        file = write_county(tmp_path, {"ages.csv": ages_with(old)}, margins={"age_sex": margin("ages.csv")})
        drawn.append(read_population(file, 7))
    mine = [population.persons["municipality"] == "12070001" for population in drawn]
    before, after = (population.persons[~own] for population, own in zip(drawn, mine, strict=True))
    pd.testing.assert_frame_equal(before.drop(columns="household"), after.drop(columns="household"))
    homes = [
        population.households.query("municipality != '12070001'").drop(columns="household").reset_index(drop=True)
        for population in drawn
    ]
    pd.testing.assert_frame_equal(*homes)
    assert (before["household"].diff().iloc[1:] == after["household"].diff().iloc[1:]).all()
    old = [(population.persons.loc[own, "age"] >= 65).sum() for population, own in zip(drawn, mine, strict=True)]
    assert abs(old[0] - 420 * 100 / 410) <= 1
    assert abs(old[1] - 420 * 300 / 610) <= 1


def test_a_county_is_drawn_from_germany_where_nothing_is_given(tmp_path: Path) -> None:
    population = read_population(write_county(tmp_path), 4)
    assert len(population.persons) == 1320
    assert by_municipality_and_sex(population) == {
        ("12070001", "f"): 220, ("12070001", "m"): 200, ("12070002", "f"): 440, ("12070002", "m"): 460,
    }  # fmt: skip
    people = population.households.groupby("locality")["size"].sum()
    assert abs(people["Adorf"] - 315) <= 5  # three of four of Adorf, but for the household that is cut
    assert abs(people["Bestadt Nord"] - 100) <= 5


def test_more_children_than_households_have_room_for(tmp_path: Path) -> None:
    sizes = "size,households\n1,98\n2,2\n"
    file = write_county(tmp_path, {"sizes.csv": sizes}, margins={"household_sizes": margin("sizes.csv")})
    with pytest.raises(ElbeDrtError, match=r"12070001: \d+ minors, .* have room for \d+; the sizes of households"):
        read_population(file, 1)
