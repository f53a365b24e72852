"""A small county whose people live as the knobs of a scenario say."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simulator.days import DayType
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.world.population import Residents, day_of_people, residents_of
from tests.demand.population.counties import write_county

LONG_AGO_S = 1_000_000_000
LOCALITIES = """locality,municipality,ags,lon,lat,population
Adorf,Adorf,12070001,11.80,53.10,300
Adorf Ausbau,Adorf,12070001,11.84,53.12,100
Bestadt,Bestadt,12070002,11.95,53.05,800
Bestadt Nord,Bestadt,12070002,11.96,53.08,100
"""
SITES = """name,lon,lat,kind,weight,places
Bestadt school,11.951,53.051,school,1,
Adorf school,11.801,53.101,school,1,
Bestadt shop,11.952,53.052,shop,2,
Adorf shop,11.802,53.102,shop,1,
Bestadt doctor,11.953,53.053,doctor,1,
Works,11.955,53.055,employer,3,
Farm,11.805,53.105,employer,1,
Nursery,11.956,53.056,kindergarten,1,
"""
HEAD = """
name: lives
network: {file: sites.csv}
demand: {kind: population, population: county.yaml, localities: localities.csv, sites: sites.csv}
services:
  car: {kind: own_means, by: car}
people:
  classes: {pupil: &all {asks: [car]}, carless: *all, senior: *all, worker: *all, adult: *all}
"""


def lives(folder: Path, knobs: str = "") -> Scenario:
    """Return the scenario of the county. knobs: of its people, a flow mapping."""
    if not (folder / "county.yaml").exists():
        write_county(folder)
        (folder / "localities.csv").write_text(LOCALITIES, encoding="utf-8")
        (folder / "sites.csv").write_text(SITES, encoding="utf-8")
        for table in folder.iterdir():
            os.utime(table, (LONG_AGO_S, LONG_AGO_S))  # so that the people are drawn once for all tests
    file = folder / "lives.yaml"
    file.write_text(HEAD + (f"  knobs: {knobs}\n" if knobs else ""), encoding="utf-8")
    return load_scenario(file)


def people(scenario: Scenario) -> Residents:
    """Return who lives there."""
    residents = residents_of(scenario)
    assert residents is not None
    return residents


def day(scenario: Scenario, number: int = 0, kind: DayType = DayType.SCHOOL_DAY) -> pd.DataFrame:
    """Return the requests of a day."""
    return day_of_people(scenario, people(scenario), kind, 3, number)


def of_others(table: pd.DataFrame, touched: Iterable[int]) -> pd.DataFrame:
    """Return the requests of all but some persons; numbers of tours are those of all and do not count."""
    return table[~table["person"].isin(list(touched))].drop(columns="tour").reset_index(drop=True)
