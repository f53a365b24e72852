"""The four other counties: scenarios whose roads come from OpenStreetMap on first use."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.network.osm import region_of
from simulator.scenario.loader import load_scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
# Inhabitants on 31.12.2022, Statistisches Bundesamt (Destatis), Gemeindeverzeichnis
INHABITANTS = {
    "luechow-dannenberg": 49_178,
    "stendal": 110_291,
    "altmarkkreis-salzwedel": 82_457,
    "ludwigslust-parchim": 214_161,
}


@pytest.mark.parametrize("county", INHABITANTS)
def test_scenario_is_valid_and_names_a_place(county):
    scenario = load_scenario(SCENARIOS / county / "rufbus.yaml")
    assert scenario.network.place is not None
    assert region_of(scenario.network.place).place.endswith(", Germany")
    assert scenario.services["rufbus"].mode == "door_to_door"


@pytest.mark.parametrize(("county", "inhabitants"), INHABITANTS.items())
def test_localities_hold_all_inhabitants(county, inhabitants):
    table = pd.read_csv(SCENARIOS / county / "localities.csv", dtype={"ags": str})
    assert table["population"].sum() == inhabitants
    assert table["ags"].is_unique
    assert table["lon"].between(10.5, 12.5).all()
    assert table["lat"].between(52.3, 53.9).all()


@pytest.mark.parametrize("county", INHABITANTS)
def test_depots_lie_in_towns_of_the_county(county):
    scenario = load_scenario(SCENARIOS / county / "rufbus.yaml")
    table = pd.read_csv(SCENARIOS / county / "localities.csv")
    for vehicles in scenario.services["rufbus"].fleet.values():
        assert {depot.name for depot in vehicles.depots} <= set(table["locality"])
