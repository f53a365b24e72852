"""What a county file and its tables may say, and what is told of those that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.demand.population.build import draw_population
from simulator.demand.population.figures import UNKNOWN, people_by_age, rates, single_ages
from simulator.demand.population.fit import fit_county
from simulator.demand.population.gaps import partly_given
from simulator.demand.population.quality import margins_of, not_given
from simulator.demand.population.reading import CountyTables, read_county
from simulator.demand.population.sources import basis_of, sources_of
from simulator.errors import ElbeDrtError, RequestFileError, ScenarioError
from simulator.scenario.county import load_county
from simulator.texts import text_in
from simulator.world.people import read_population
from tests.demand.population.counties import ORIGIN, REGISTER, SETTLEMENTS, margin, write_county

AGES = "age_from,age_to,sex,persons\n0,17,f,10\n18,,f,90\n0,17,m,20\n18,,m,80\n"


def tables(folder: Path, texts: dict[str, str] | None = None, **changes: Any) -> CountyTables:
    return read_county(load_county(write_county(folder, texts, **changes)))


def test_what_is_not_given_is_said(tmp_path: Path) -> None:
    assert not_given(tables(tmp_path)) == [
        "age_sex", "employment", "household_sizes", "cars", "licences", "wheelchairs", "grid",
    ]  # fmt: skip
    register = REGISTER.replace(",male", ",men")
    assert "male" in not_given(tables(tmp_path, {"register.csv": register}))


def test_a_population_rests_on_what_is_given_and_on_germany_for_the_rest(tmp_path: Path) -> None:
    ages = margin("a.csv") | {"source": {"en": "Census", "de": "Zensus"}, "assumption": "as before"}
    told = sources_of(basis_of(tables(tmp_path, {"a.csv": AGES}, margins={"age_sex": ages})))
    (given,) = (source for source in told if "ages" in text_in(source["name"]))
    assert given["attribution"] == {"en": "Census; assumption: as before", "de": "Zensus; Annahme: as before"}
    assert given["level"] == "county"
    names = [text_in(source["name"], "de") for source in told]
    assert "Menschen: wer einen Führerschein hat" in names
    assert names.count("Menschen: Alter und Geschlecht") == 1
    drive = [source for source in told if text_in(source["name"]) == "people: who may drive"]
    assert {text_in(source["licence"]) for source in drive} == {"assumption, see docs/population.md"}


def test_rows_in_the_file_are_those_of_a_table(tmp_path: Path) -> None:
    rows = [
        {"age_from": 20, "age_to": 64, "sex": "f", "employed": 0.5},
        {"age_from": 20, "age_to": 64, "employed": 0.7},
    ]
    rows[1]["sex"] = "m"
    inline = {"rows": rows, "level": "state", **ORIGIN}
    figures = tables(tmp_path, margins={"employment": inline}).figures["employment"]
    csv = "age_from;age_to;sex;employed\n20;64;f;0,5\n20;64;m;0,7\n"
    written = tables(tmp_path, {"e.csv": csv}, margins={"employment": margin("e.csv", "state")}).figures["employment"]
    for name in ("employed", "age_from", "sex"):
        assert figures.of("12070001")[name].tolist() == written.of("12070001")[name].tolist()
    assert figures.origin.level == "state"


def test_classes_are_spread_over_years_as_germany_is(tmp_path: Path) -> None:
    figures = tables(tmp_path, {"a.csv": AGES}, margins={"age_sex": margin("a.csv")}).figures["age_sex"]
    ages = people_by_age(figures, "12070001")
    np.testing.assert_allclose(ages[:, :18].sum(axis=1), [10, 20])
    np.testing.assert_allclose(ages[:, 18:].sum(axis=1), [90, 80])
    germany = people_by_age(None, "")
    np.testing.assert_allclose(ages[0, 30] / ages[0, 60], germany[0, 30] / germany[0, 60])


def test_ages_of_which_nothing_is_said_are_germanys(tmp_path: Path) -> None:
    csv = "age_from,age_to,share\n30,39,0.5\n"
    figures = tables(tmp_path, {"l.csv": csv}, margins={"licences": margin("l.csv")}).figures["licences"]
    shares = rates(figures, "12070002", "licences", "share")
    assert (shares[:, 30:40] == 0.5).all()
    assert (shares[:, 40] == rates(None, "", "licences", "share")[:, 40]).all()
    assert (single_ages(figures.of("12070002"), "share")[:, 40] == UNKNOWN).all()


def test_what_is_left_out_of_a_table_is_told_and_stands_among_the_margins(tmp_path: Path) -> None:
    files = {"l.csv": "age_from,age_to,sex,share\n0,29,,0.5\n30,100,f,0.5\n40,100,m,0.5\n",
             "c.csv": "size,cars,households\n1,0,1\n2,1,1\n"}  # fmt: skip
    given = {"licences": margin("l.csv"), "cars": margin("c.csv")}
    found = tables(tmp_path, files, margins=given)
    assert [note.english for note in partly_given(found)] == [
        "Households have as many cars as Germany's of their size where the table has no rows: 3, 4, 5.",
        "Who may drive is assumed where the table has no rows: 30-39 m.",
    ]
    fits = fit_county(found)
    margins = margins_of(found, fits, draw_population(found, 1, fits))
    licences = margins[margins["figure"] == "licences"]
    filled = licences[licences["level"] == "assumption"]
    assert all(int(group[:2]) >= 30 and int(group[3:5]) <= 39 for group in filled["group"])
    assert licences["asked"].sum() == pytest.approx(sum((f.by_age * f.licences).sum() for f in fits), abs=0.01)
    cars = margins[margins["figure"] == "cars"]
    assert cars["asked"].sum() == pytest.approx(sum(f.households.sum() for f in fits), abs=0.01)


def test_a_wrong_share_is_told_and_not_that_rows_are_missing(tmp_path: Path) -> None:
    with pytest.raises(RequestFileError) as error:
        tables(tmp_path, {"l.csv": "age_from,share\n18,1.2\n"}, margins={"licences": margin("l.csv")})
    assert "1.2" in str(error.value)
    assert "has no rows" not in str(error.value)


def test_a_key_that_a_spreadsheet_has_made_a_number_of(tmp_path: Path) -> None:
    register = "ags,name,inhabitants\n3354001,Bergen,100\n"
    places = "locality,ags,lon,lat,inhabitants\nBergen,3354001,11,53,1\n"
    found = tables(tmp_path, {"register.csv": register, "settlements.csv": places})
    assert found.municipalities["ags"].tolist() == ["03354001"]


def test_homes_are_even_in_their_cell(tmp_path: Path) -> None:
    register = "ags,name,inhabitants,male\n12070001,Adorf,2000,1000\n"
    grid = "lon,lat,inhabitants,ags\n11.5,53.0,3,12070001\n11.6,53.0,1,12070001\n"
    config = {"table": "grid.csv", "cell": "1 km", **ORIGIN}
    file = write_county(tmp_path, {"register.csv": register, "grid.csv": grid}, settlements=None, grid=config)
    population = read_population(file, 1)
    homes = population.households
    east = (homes["lon"] - 11.5) * 111_195 * np.cos(np.radians(53.0))
    near = east < 3000
    assert abs(homes.loc[near, "size"].sum() - 1500) <= 5
    assert east[near].abs().max() <= 500.5
    assert ((homes["lat"] - 53) * 111_195).abs().max() <= 500.5
    quarters = np.histogram(east[near], bins=[-501, -250, 0, 250, 501])[0] / near.sum()
    assert abs(quarters - 0.25).max() < 0.06


def test_families_live_where_minors_do(tmp_path: Path) -> None:
    register = "ags,name,inhabitants,male\n12070001,Adorf,3000,1500\n"
    cells = "4316000,3300500,1,12070001,0.4,0.1\n4326000,3300500,1,12070001,0.05,0.5\n"  # either side of 10 degrees
    grid = f"x,y,inhabitants,ags,under_18,from_65\n{cells}"
    config = {"table": "grid.csv", "cell": "100 m", **ORIGIN}
    file = write_county(tmp_path, {"register.csv": register, "grid.csv": grid}, settlements=None, grid=config)
    population = read_population(file, 2)
    west = population.homes[:, 0] < 10
    assert abs(west.mean() - 0.5) < 0.01
    young, old = population.persons["age"] < 18, population.persons["age"] >= 65
    assert west[young].mean() > 0.7
    assert west[old].mean() < 0.35


def test_a_cell_without_a_key_belongs_to_the_nearest_settlement(tmp_path: Path) -> None:
    grid = "lon,lat,inhabitants\n11.801,53.101,5\n11.951,53.051,5\n"
    config = {"table": "grid.csv", "cell": "1 km", **ORIGIN}
    assert tables(tmp_path, {"grid.csv": grid}, grid=config).places["ags"].tolist() == ["12070001", "12070002"]


def test_people_of_a_coarse_cell_live_at_its_settlements(tmp_path: Path) -> None:
    grid = "lon,lat,inhabitants,ags\n11.80,53.10,30,12070001\n11.95,53.05,50,12070002\n11.20,53.05,7,12070002\n"
    config = {"table": "grid.csv", "cell": "10 km", **ORIGIN}
    places = tables(tmp_path, {"grid.csv": grid}, grid=config).places
    people = dict(zip(places["locality"], places["inhabitants"], strict=True))
    assert people == pytest.approx(
        {"Adorf": 22.5, "Adorf Ausbau": 7.5, "Bestadt": 50 * 8 / 9, "Bestadt Nord": 50 / 9, "": 7}
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"colour": 1}, "colour: unknown key"),
        ({"settlements": None}, "expected settlements, or a grid"),
        ({"municipalities": {"table": "nowhere.csv", **ORIGIN}}, 'municipalities.table: "nowhere.csv" does not exist'),
        ({"municipalities": {"table": "../x.csv", **ORIGIN}}, "leads out of the scenario's folder"),
        ({"municipalities": {**ORIGIN}}, "expected a table or rows, one of both"),
        ({"margins": {"ages": {}}}, 'margins.ages: unknown key; did you mean "age_sex"?'),
        ({"margins": {"cars": {**margin("register.csv"), "level": "world"}}}, "margins.cars.level: 'world'"),
        ({"settlements": {"table": "settlements.csv", **ORIGIN, "scatter": 150}}, "has no unit"),
        ({"settlements": {"table": "settlements.csv", **ORIGIN, "year": 22}}, "settlements.year: 22"),
    ],
)
def test_a_county_file_that_cannot_be(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    (tmp_path.parent / "x.csv").write_text(REGISTER)
    with pytest.raises(ScenarioError) as error:
        load_county(write_county(tmp_path, **changes))
    assert told in str(error.value)
    assert f"{tmp_path}/county.yaml" in str(error.value)


REGISTER_LINE = "12070001,Adorf,420,200"


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("register.csv", REGISTER.replace("420,200", "420,421"), ":2: male: 421 men of 420 inhabitants"),
        ("register.csv", REGISTER + REGISTER_LINE, ":5: ags: 12070001 stands here a second time"),
        ("register.csv", REGISTER.replace("12070003", "Cehof"), ':4: ags: "Cehof": expected the official key'),
        ("register.csv", REGISTER.replace("420", "four"), ':2: inhabitants: "four" is not a whole number'),
        ("register.csv", "ags,name,inhabitants\n12070001,Adorf,0\n", "nobody lives in any municipality"),
        ("settlements.csv", SETTLEMENTS + "X,12070009,11,53,5\n", ':6: ags: "12070009": no such municipality'),
        ("settlements.csv", SETTLEMENTS.replace("12070002", "12070001"), "has 900 inhabitants, but no place with any"),
        ("settlements.csv", SETTLEMENTS.replace("53.10", "153.10"), ":2: lat: 153.10 is not between -90 and 90"),
        ("age_sex.csv", AGES.replace("18,,f", "17,,f"), ":3: age_from: overlaps with the class of line 2"),
        ("age_sex.csv", AGES.replace("18,,f", "19,,f"), "no class of women has the age of 18"),
        ("age_sex.csv", AGES.replace(",f,10", ",w,10"), ':2: sex: "w": expected f or m'),
        ("age_sex.csv", AGES.replace("0,17,f", "17,0,f"), ":2: age_to: 0 is less than age_from, 17"),
        ("age_sex.csv", "age_from,age_to,sex,persons\n0,,f,0\n0,,m,0\n", "persons: adds up to nothing"),
        ("age_sex.csv", "ags,age_from,age_to,sex,persons\n1,0,,f,1\n1,0,,m,1\n", 'ags: "1": no such municipality'),
        ("employment.csv", "age_from,age_to,employed\n20,64,1.2\n", ":2: employed: 1.2 is not between 0 and 1"),
        ("employment.csv", "age_from,age_to,employed,part\n20,64,0.2,0.3\n", "is more than all employed, 0.2"),
        ("household_sizes.csv", "size,households\n2,5\n", "no row is about households of 1"),
        ("household_sizes.csv", "size,households\n1,5\n1,6\n", ":3: size: stands here a second time"),
        ("cars.csv", "size,cars,households\n1,0,0\n", ":2: households: households of 1 add up to nothing"),
        ("wheelchairs.csv", "age_from,share\n0,2 %\n", 'share: "2 %" is not a number'),
        ("licences.csv", "age_from,share\n", "has no rows"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be(tmp_path: Path, file: str, text: str, told: str) -> None:
    name = file.removesuffix(".csv")
    margins = {} if name in ("register", "settlements") else {"margins": {name: margin(file)}}
    with pytest.raises(RequestFileError) as error:
        tables(tmp_path, {file: text}, **margins)
    assert told in str(error.value)
    assert f"{tmp_path}/{file}" in str(error.value)


def test_a_row_of_the_county_file_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [{"size": 1, "households": 5}, {"size": 2, "households": -1}]
    file = write_county(tmp_path, margins={"household_sizes": {"rows": rows, "level": "county", **ORIGIN}})
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "-1" in text) - 1
    with pytest.raises(RequestFileError, match=rf"county.yaml:{line}: households: -1 is not between 0 and inf"):
        read_county(load_county(file))


def test_children_who_work_contradict(tmp_path: Path) -> None:
    csv = "age_from,age_to,employed\n10,14,0.1\n"
    file = write_county(tmp_path, {"e.csv": csv}, margins={"employment": margin("e.csv")})
    with pytest.raises(
        ElbeDrtError, match=r"county: 12070001 Adorf: employed people from 10 to 14.* there can be none"
    ):
        read_population(file, 1)


def test_cells_that_are_nowhere(tmp_path: Path) -> None:
    grid = "x,y,lon,lat,inhabitants,ags\n1,,,,5,12070001\n,,11,53,5,12070001\n,,11,53,5,12070002\n"
    with pytest.raises(RequestFileError, match=r"grid.csv:2: expected x and y \(EPSG:3035, metres\), or lon and lat"):
        tables(tmp_path, {"grid.csv": grid}, settlements=None, grid={"table": "grid.csv", **ORIGIN})
    with pytest.raises(RequestFileError, match="ags: is missing for cells; give it, or settlements to find it by"):
        grid = "lon,lat,inhabitants\n11,53,5\n"
        tables(tmp_path, {"grid.csv": grid}, settlements=None, grid={"table": "grid.csv", **ORIGIN})
