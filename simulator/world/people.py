"""The people of an area: as they were drawn before, or drawn from a county file."""

from __future__ import annotations

from pathlib import Path

from simulator.demand.population.build import draw_population
from simulator.demand.population.files import read_folder
from simulator.demand.population.reading import read_county
from simulator.demand.population.tables import Population
from simulator.scenario.county import load_county


def read_population(path: Path, seed: int) -> Population:
    """Return the people of a folder of ``elbe-drt demand build``, or those that a county file and a seed come to.

    Raises ElbeDrtError with file, line, key, value and what was expected.
    """
    return read_folder(path) if path.is_dir() else draw_population(read_county(load_county(path)), seed)
