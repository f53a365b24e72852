"""Days of a scenario, whose people expect something."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.experiments.day_to_day.cells import KEY, cells_of_day
from simulator.experiments.day_to_day.learning import BOTH
from simulator.experiments.run import run
from simulator.scenario.expectation_models import Expectations
from simulator.scenario.models import Scenario
from simulator.whole import write_whole

CELLS = "expectations.csv"


@dataclass(frozen=True)
class Days:
    """Simulates a scenario's days, each with luck of its own. folder: where expectations are written for a run."""

    scenario: Scenario
    folder: Path
    first_seed: int

    def __call__(self, expected: pd.DataFrame, number: int) -> pd.DataFrame:
        """Return the cells of a day on which people expect something."""
        path = self.folder / CELLS
        write_expectations(path, expected)
        told = self.scenario.people.expectations or Expectations()
        expects = told.model_copy(update={"cells_file": path})
        people = self.scenario.people.model_copy(update={"expectations": expects})
        scenario = self.scenario.model_copy(update={"people": people})
        cells = cells_of_day(run(scenario, self.first_seed + number))
        gc.collect()  # a run refers to itself in circles, and few objects are hardly ever searched
        return cells


def write_expectations(path: Path, expected: pd.DataFrame) -> None:
    """Write what people expect, as a scenario reads it."""
    table = expected.reset_index()[[*KEY, *BOTH]]
    write_whole(path, table.to_csv(index=False, lineterminator="\n", float_format="%.6f"))
