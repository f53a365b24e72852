"""Keys and paths of before are answered with those of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.plan import load_base, make_experiment
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_file import Document

NETWORK = f"network: {{file: {bundled_folder() / 'tiny' / 'network'}}}\n"
OLD = f"""\
name: before
{NETWORK}service:
  name: rufbus
  mode: door_to_door
charging:
  sites: []
"""


def said(file: Path, *overrides: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file, overrides, allow_outside_paths=True)
    return str(caught.value).splitlines()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_each_moved_key_is_told_where_it_stands(tmp_path: Path) -> None:
    parent = write(tmp_path / "old.yaml", OLD)
    child = write(tmp_path / "child.yaml", "extends: old.yaml\nfleet: {bus: {count: 3}}\ndemand: {nobody: true}\n")
    assert said(child) == [
        f"{child}:2:1: fleet: is now services.rufbus.fleet; run: elbe-drt migrate {child}",
        f"{child}:3:10: demand.nobody: is now demand.kind; run: elbe-drt migrate {child}",
        f"{parent}:3:1: service: is now services.rufbus; run: elbe-drt migrate {parent}",
        f"{parent}:4:3: service.name: is now services.rufbus; run: elbe-drt migrate {parent}",
        f"{parent}:7:3: charging.sites: is now energy.sites; run: elbe-drt migrate {parent}",
    ]


def test_many_keys_are_told_in_a_few_lines(tmp_path: Path) -> None:
    classes = "".join(f"  c{number}: {{constraint_set: tight}}\n" for number in range(40))
    file = write(tmp_path / "old.yaml", f"{OLD}traveller_classes:\n{classes}")
    lines = said(file)
    assert len(lines) == 9
    assert lines[-1] == f"{file}: 36 more keys have moved; run: elbe-drt migrate {file}"


def test_a_null_of_before_is_told_too(tmp_path: Path) -> None:
    file = write(tmp_path / "child.yaml", f"extends: {bundled_folder() / 'tiny' / 'line.yaml'}\neconomics: null\n")
    assert said(file) == [f"{file}:2:1: economics: is not needed any more; run: elbe-drt migrate {file}"]


ANSWERS = {
    "service.dwell=30 s": "service.dwell: is now services.rufbus.dwell",
    "constraint_sets.default.max_wait=5 min": "is now services.rufbus.limits.default.max_wait",
    "traveller_classes.driver.service=carsharing": "is now people.classes.driver.asks",
    "charging.rule.below=0.4": "is now services.rufbus.charging.below",
    "economics.fare_per_rider=2 EUR": "is now services.rufbus.fares.per_rider",
    "economics=null": "economics: is now services.rufbus.fares.per_rider and services.rufbus.fares.per_km and services",
    "carsharing.tariff.cost_per_km=1 EUR": "is now services.cars.costs.per_km",
    "carsharing.days=3": "carsharing.days: is now calendar.days",
    "carsharing=null": "carsharing: is now services.cars",
    "demand.synthetic.requests_per_day=5": "is now demand.requests_per_day",
    "demand.nobody=true": "demand.nobody: is now demand.kind",
    "weather.temperature_c=3": "is now energy.weather.temperature_c",
}


@pytest.mark.parametrize("override", list(ANSWERS))
def test_a_path_from_outside_is_answered(override: str) -> None:
    (line,) = said(bundled_folder() / "prignitz" / "integrated.yaml", override)
    assert line.startswith(f"--set {override}: ")
    assert ANSWERS[override] in line


@pytest.mark.parametrize("path", ["fleet.minibus.count", "charging.start_level", "demand.requests_per_day"])
def test_what_is_short_or_the_same_today_is_no_path_of_before(path: str) -> None:
    assert load_scenario("prignitz/integrated", [f"{path}=1"]).name == "prignitz-integrated"


def test_a_factor_of_before_is_answered(tmp_path: Path) -> None:
    data = {"name": "e", "base": "prignitz/rufbus", "factors": {"service.dwell": ["30 s", "60 s"]}}
    with pytest.raises(ScenarioError, match=r"e: factors: service.dwell: is now services.rufbus.dwell"):
        load_base(make_experiment(Document(data)), tmp_path)
