"""Folders of populations: what is written is read, whole or not at all, and broken ones are told."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.errors import RequestFileError
from simulator.world.people import read_population
from tests.demand.population.counties import ORIGIN, margin, write_county


def build(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(
        app, ["demand", "build", str(folder / "county.yaml"), "--out", str(folder / "out"), *options]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    sizes = "size,households\n1,40\n2,36\n3,14\n4,10\n"
    origin = margin("sizes.csv") | {"source": "<b>Amt & Söhne</b>", "licence": "dl-de/by-2-0"}
    write_county(
        folder, {"sizes.csv": sizes}, margins={"household_sizes": origin}, title={"en": "A <county>", "de": "Ein Kreis"}
    )
    return folder


@pytest.fixture(scope="module")
def built(county: Path) -> Path:
    told = build(county, "--seed", "3")
    assert "Ages are those of Germany" in told
    assert "Households have Germany's sizes" not in told
    assert "seed 3: 1,320 people in " in told
    return county / "out"


def test_what_is_written_is_read_again(built: Path, county: Path) -> None:
    read, drawn = read_population(built, 99), read_population(county / "county.yaml", 3)
    pd.testing.assert_frame_equal(read.persons, drawn.persons)
    pd.testing.assert_frame_equal(read.households, drawn.households)
    assert read.basis == drawn.basis


def test_the_folder_is_complete_and_knows_nothing_of_time_or_place(built: Path, county: Path) -> None:
    assert {path.name for path in built.iterdir()} == {
        "persons.parquet", "households.parquet", "margins.csv", "manifest.json", "population.html",
    }  # fmt: skip
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    assert manifest["seed"] == 3
    assert set(manifest["inputs_sha256"]) == {"county.yaml", "register.csv", "settlements.csv", "sizes.csv"}
    before = {path.name: path.read_bytes() for path in built.iterdir()}
    build(county, "--seed", "3", "--force")
    assert {path.name: path.read_bytes() for path in built.iterdir()} == before
    assert all(str(county).encode() not in content for content in before.values())


def test_margins_say_what_was_asked_and_what_came_out(built: Path) -> None:
    margins = pd.read_csv(built / "margins.csv", dtype={"municipality": "string", "group": "string"})
    assert (margins["difference"] - (margins["got"] - margins["asked"])).abs().max() < 0.001
    register = margins[margins["figure"] == "inhabitants"]
    assert (register["difference"] == 0).all()
    assert register["asked"].sum() == 1320
    sizes = margins[margins["figure"] == "household_sizes"]
    households = 1320 / (0.4 + 2 * 0.36 + 3 * 0.14 + 4 * 0.1)
    assert sizes["asked"].tolist() == pytest.approx([share * households for share in (0.4, 0.36, 0.14, 0.1)], abs=0.01)
    assert sizes["difference"].abs().max() < 10
    assert (sizes["level"] == "county").all()
    assert set(margins.loc[margins["figure"] == "licences", "level"]) == {"assumption"}
    assert margins.loc[margins["figure"] == "places", "got"].sum() == 1320


def test_the_page_is_in_both_languages_and_escaped(built: Path) -> None:
    page = (built / "population.html").read_text("utf-8")
    assert "A &lt;county&gt;" in page
    assert "Ein Kreis" in page
    assert "&lt;b&gt;Amt &amp; Söhne&lt;/b&gt;" in page
    assert "1,320 people in" in page
    assert "1.320 Menschen in" in page
    assert "Das Alter ist das von Deutschland" in page
    assert "http" not in page.split("<main", 1)[1].split("<script", 1)[0].replace("https://", "").replace("http://", "")


def test_several_populations_and_how_they_spread(tmp_path: Path) -> None:
    write_county(tmp_path)
    build(tmp_path, "--populations", "3", "--seed", "5")
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == {
        "seed-5", "seed-6", "seed-7", "spread.csv", "manifest.json", "population.html",
    }  # fmt: skip
    spread = pd.read_csv(folder / "spread.csv", dtype={"municipality": "string"})
    got = [pd.read_csv(folder / f"seed-{seed}" / "margins.csv")["got"] for seed in (5, 6, 7)]
    assert spread["mean"].tolist() == pytest.approx(pd.concat(got, axis=1).mean(axis=1).tolist(), abs=0.001)
    assert (spread.loc[spread["figure"] == "inhabitants", "deviation"] == 0).all()
    assert (spread["deviation"] > 0).any()
    assert len(read_population(folder / "seed-6", 0).persons) == 1320
    with pytest.raises(RequestFileError, match="holds several populations; expected one of them, like out/seed-5"):
        read_population(folder, 0)
    assert "How the populations differ" in (folder / "population.html").read_text("utf-8")


def test_nothing_is_overwritten_unasked_and_nothing_is_left_half_written(built: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestFileError, match="exists; --force puts the new population in its place"):
        build(built.parent)
    write_county(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years")
    with pytest.raises(RequestFileError, match="exists and is no population of before; nothing was written"):
        build(tmp_path, "--force")
    write_county(tmp_path, {"s.csv": "size,households\n1,99\n2,1\n"}, margins={"household_sizes": margin("s.csv")})
    (tmp_path / "out" / "thesis.txt").unlink()
    with pytest.raises(Exception, match="minors"):
        build(tmp_path)
    assert list((tmp_path / "out").iterdir()) == []
    assert not list(tmp_path.glob(".unfinished*"))


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("persons", {"age": 150}, "persons.parquet:1: age: expected years from 0 to 125"),
        ("persons", {"sex": "x"}, "persons.parquet:1: sex: expected f, m"),
        ("persons", {"household": 100_000}, "persons.parquet:1: household: there are"),
        ("persons", {"household": 1}, "has another number of persons than its size"),
        ("persons", {"person": 5}, "persons.parquet:1: person: expected 0, 1, 2, ... in this order"),
        ("persons", {"municipality": "12070002"}, "persons.parquet:1: municipality: is not that of the household"),
        ("households", {"lat": 95.0}, "households.parquet:1: lat: expected degrees from -90 to 90"),
        ("households", {"cars": -1}, "households.parquet:1: cars: expected 0 cars or more"),
        ("households", {"lon": None}, "households.parquet: lon: is empty in row 1"),
    ],
)
def test_a_folder_that_somebody_has_changed(
    built: Path, tmp_path: Path, file: str, change: dict[str, object], told: str
) -> None:
    for path in built.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = pd.read_parquet(built / f"{file}.parquet")
    for column, value in change.items():
        table.loc[0, column] = value
    table.to_parquet(tmp_path / f"{file}.parquet", index=False)
    with pytest.raises(RequestFileError) as error:
        read_population(tmp_path, 0)
    assert told in str(error.value)


def test_folders_that_are_none(built: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestFileError, match=r"holds no manifest.json; expected a folder that elbe-drt demand build"):
        read_population(tmp_path, 0)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(RequestFileError, match='kind: None: expected "demand build"'):
        read_population(tmp_path, 0)
    (tmp_path / "manifest.json").write_bytes((built / "manifest.json").read_bytes())
    with pytest.raises(RequestFileError, match=r"persons.parquet: cannot be read"):
        read_population(tmp_path, 0)
    pd.read_parquet(built / "persons.parquet").drop(columns="age").to_parquet(tmp_path / "persons.parquet")
    with pytest.raises(RequestFileError, match=r"persons.parquet: age: column is missing; the file has person, house"):
        read_population(tmp_path, 0)


def test_a_grid_is_named_on_the_page(tmp_path: Path) -> None:
    grid = "lon,lat,inhabitants,ags\n11.8,53.1,4,12070001\n11.9,53.0,9,12070002\n"
    write_county(tmp_path, {"grid.csv": grid}, settlements=None, grid={"table": "grid.csv", **ORIGIN})
    assert "no census grid is given" not in build(tmp_path)
