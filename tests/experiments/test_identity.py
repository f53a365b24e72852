"""What makes a run another run: also a table that only a file of the scenario names."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import load_scenario
from simulator.experiments.identity import _content, scenario_digest
from simulator.scenario.models import Scenario
from simulator.world.population import residents_of
from tests.demand.population.counties import REGISTER, write_county

SCENARIO = """
name: few
network: {file: NETWORK}
calendar: {day_types: [school_day]}
demand: {kind: population, population: county.yaml, localities: places.csv}
people: {classes: {worker: {}, pupil: {}, senior: {}, carless: {}, adult: {}}}
services:
  line:
    {kind: ridepooling, mode: door_to_door, hours: [05:00, 23:00],
     fleet: {minibus: {count: 1, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}}
"""
PLACES = "locality,lon,lat,population\nAdorf,11.8,53.1,400\nBestadt,11.95,53.05,900\n"


def written(folder: Path) -> Scenario:
    roads = load_scenario("tiny/line").network.file
    (folder / "scenario.yaml").write_text(SCENARIO.replace("NETWORK", str(roads)), encoding="utf-8")
    return load_scenario(folder / "scenario.yaml", allow_outside_paths=True)


def test_another_table_of_a_county_is_another_scenario(tmp_path: Path) -> None:
    write_county(tmp_path, {"places.csv": PLACES})
    scenario = written(tmp_path)
    digest, people = scenario_digest(scenario), residents_of(scenario)
    assert scenario_digest(written(tmp_path)) == digest
    (tmp_path / "register.csv").write_text(REGISTER.replace("900,460", "500,250"), encoding="utf-8")
    _content.cache_clear()
    assert scenario_digest(scenario) != digest
    fewer = residents_of(scenario)
    assert people is not None
    assert fewer is not None
    assert people.count - fewer.count == 400


def test_a_table_that_no_longer_is_there_is_told(tmp_path: Path) -> None:
    write_county(tmp_path, {"places.csv": PLACES})
    scenario = written(tmp_path)
    (tmp_path / "register.csv").unlink()
    with pytest.raises(Exception, match=r"county\.yaml.*register\.csv"):
        scenario_digest(scenario)
