"""Few of the people of a population, where all of them would take minutes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulator.demand.population.files import write_population
from simulator.demand.population.tables import Population
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.tables import no_rows
from simulator.world.people import read_population

COUNTY = bundled_folder() / "prignitz/population/county.yaml"


def write_few(folder: Path, every: int) -> Path:
    """Write a population of every so many households of the Prignitz, numbered anew."""
    whole = read_population(COUNTY, 1)
    households = whole.households.iloc[::every].copy()
    number = np.full(len(whole.households), -1)
    number[households["household"]] = np.arange(len(households))
    persons = whole.persons[number[whole.persons["household"]] >= 0].copy()
    persons["household"] = number[persons["household"]].astype(np.int32)
    persons["person"] = np.arange(len(persons), dtype=np.int32)
    households["household"] = np.arange(len(households), dtype=np.int32)
    few = Population(persons.reset_index(drop=True), households.reset_index(drop=True))
    folder.mkdir()
    margins = no_rows({"margin": "string"})
    write_population(folder, few, margins, {"kind": "demand build", "county": "prignitz"})
    return folder


def with_few(name: str, folder: Path, every: int = 160) -> Scenario:
    """Return a bundled scenario; of one with all people of the Prignitz, with every so many households.

    Of several days fewer: as many trips as on one.
    """
    scenario = load_scenario(name)
    if scenario.demand.kind != "population":
        return scenario
    few = write_few(folder / "few", every * scenario.calendar.days)
    return load_scenario(name, [f"demand.population={few}"], allow_outside_paths=True)
