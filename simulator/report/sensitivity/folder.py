"""The tables of a sensitivity analysis, read from its folder."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.movements import COLUMNS
from simulator.errors import ResultError
from simulator.report.compare.tables import Experiment, read_experiment
from simulator.report.page.language import Language
from simulator.report.sensitivity.charts import Movement, movement_charts, movement_sentences
from simulator.results.reader import read_parquet, read_table

TABLE = "sensitivity.parquet"
ENDING = "-sensitivity"  # of the experiment's name, behind that of the scenario


@dataclass(frozen=True)
class Moved:
    """A sensitivity analysis.

    command: that makes it again. table: see ``analysis.movements``. ledger: of the scenario that was moved.
    """

    experiment: Experiment
    command: str
    table: pd.DataFrame
    ledger: pd.DataFrame

    def in_words(self, words: Language) -> Movement:
        """Return what the analysis found, in one language."""
        days = self.experiment.days
        return Movement(movement_sentences(self.table, words), movement_charts(self.table, words, days))


def is_sensitivity(folder: Path) -> bool:
    """Tell the folder of a sensitivity analysis from others."""
    return (folder / TABLE).is_file()


def read_moved(folder: Path) -> Moved:
    """Read the folder of a sensitivity analysis. Raises ResultError where it is none, or a table does not fit."""
    if not is_sensitivity(folder):
        raise ResultError(f"{folder}: not the results of elbe-drt sensitivity: {TABLE} is missing")
    table = read_parquet(folder / TABLE, COLUMNS)
    experiment = read_experiment(folder)
    return Moved(experiment, _command(experiment.described), table, read_table(folder, "assumptions"))


def moved_of(folder: Path, scenario: str) -> Moved:
    """Read the analysis of a scenario by its name. Raises ResultError where it is that of another one."""
    moved = read_moved(folder)
    if moved.experiment.name != f"{scenario}{ENDING}"[:80]:
        raise ResultError(
            f"{folder}: is about {moved.experiment.name.removesuffix(ENDING)}, and the run is of {scenario}"
        )
    return moved


def _command(described: Mapping[str, Any]) -> str:
    """Return the command that makes an analysis again, from what its experiment says."""
    words = [
        "elbe-drt",
        "sensitivity",
        str(described.get("base", "")),
        f"--replications={described.get('replications')}",
    ]
    words += [f"--set={override}" for override in described.get("overrides") or ()]
    words += [f"--metric={metric}" for metric in described.get("metrics") or ()]
    return shlex.join(words)
