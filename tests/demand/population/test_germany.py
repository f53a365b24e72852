"""Tables that come with the program: every row says where it is from, and how far off it may be."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pandas as pd
import pytest

from simulator.demand.population.figures import GERMANY, OLDEST, of_germany
from simulator.demand.population.quality import VALUES

TABLES = sorted(path.stem for path in GERMANY.glob("*.csv"))
PRIGNITZ = Path(__file__).parents[3] / "scenarios" / "prignitz"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_bounds(name: str) -> None:
    table = of_germany(name)
    assert (table[["source", "source_de"]] != "").all().all()
    value = table[VALUES.get(name, "share")]
    assert ((table["low"] <= value) & (value <= table["high"])).all()
    if name != "parameters":
        assert table["level"].isin(["Germany", "assumption"]).all()
        assert table["year"].between(2000, 2026).all()


@pytest.mark.parametrize("name", ["age_sex", "employment", "licences", "wheelchairs"])
def test_all_ages_are_there_once(name: str) -> None:
    table = of_germany(name)
    for _, part in table.groupby("sex") if "sex" in table else [("", table)]:
        ages = [age for row in part.itertuples() for age in range(row.age_from, row.age_to + 1)]
        assert sorted(ages) == list(range(OLDEST + 1))


def test_the_tables_of_the_prignitz_are_what_their_script_makes(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    shutil.copy(PRIGNITZ / "build" / "register_2022.csv", tmp_path / "build")
    runpy.run_path(str(PRIGNITZ / "build" / "population.py"))["main"](tmp_path)
    for path in (tmp_path / "population").iterdir():
        assert path.read_bytes() == (PRIGNITZ / "population" / path.name).read_bytes(), path.name
    sizes = pd.read_csv(tmp_path / "population" / "household_sizes.csv")
    assert (sizes["size"] * sizes["households"]).sum() / sizes["households"].sum() == pytest.approx(2.0, abs=1e-4)
    assert sizes["households"][0] == pytest.approx(477 / 1247, abs=1e-5)
