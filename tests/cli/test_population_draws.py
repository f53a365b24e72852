"""How much differs by who happens to be drawn: a small county with two populations, compared as a command."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from tests.demand.population.counties import ORIGIN, write_county
from tests.world.test_population_demand import written

REGISTER = "ags,name,inhabitants,male\n12070001,A,30,14\n12070002,C,20,9\n"
SETTLEMENTS = "locality,ags,lon,lat,inhabitants\nA,12070001,12.0,53.0,30\nC,12070002,12.0,53.09,20\n"


@pytest.mark.slow(20)
def test_populations_are_variants_of_a_comparison(tmp_path: Path) -> None:
    scenario = written(tmp_path)
    register = {"table": "register.csv", **ORIGIN}
    write_county(
        tmp_path, {"register.csv": REGISTER, "settlements.csv": SETTLEMENTS}, municipalities=register, name="few"
    )
    words = ["compare", scenario, "--set", "demand.population=county.yaml", "--vary", "demand.population_draw=1,2"]
    told = CliRunner().invoke(
        app, [*map(str, words), "--allow-outside-paths", "--replications", "1", "--out", str(tmp_path / "out")]
    )
    assert told.exit_code == 0, told.output
    folders = sorted(tmp_path.glob("out/*/runs/*-seed-1"))
    assert len(folders) == 2, sorted(tmp_path.glob("out/*/*"))
    first, second = (pd.read_parquet(folder / "persons.parquet") for folder in folders)
    assert len(first) == len(second) == 50  # margins hold in both
    assert (first["age"].to_numpy() != second["age"].to_numpy()).any()
