"""Few of the people of a population, where all of them would take minutes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

from simulator.demand.population.files import write_population
from simulator.demand.population.tables import Population
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.tables import no_rows
from simulator.world.people import read_population

LONG_AGO_S = 10**9
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

    Of several days fewer: as many trips as on one. As many fewer families move in, one of each kind at least. The
    people are written to the folder once: scenarios that want the same share them.
    """
    scenario = load_scenario(name)
    if scenario.demand.kind != "population":
        return scenario
    share = every * scenario.calendar.days
    few = folder / f"every-{share}"
    if not few.exists():
        write_few(few, share)
        for file in few.iterdir():
            os.utime(file, (LONG_AGO_S, LONG_AGO_S))  # what has just been written is read again and again
    families = [
        one.model_copy(update={"dwellings": max(1, one.dwellings // share)}).model_dump(mode="json", exclude_none=True)
        for one in scenario.people.knobs.new_residents
    ]
    changes = [f"people.knobs.new_residents={json.dumps(families)}"] if families else []
    return load_scenario(name, [f"demand.population={few}", *changes], allow_outside_paths=True)
