"""What the runs of an experiment kept over time, variant by variant: tables of an experiment with disruptions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from simulator.analysis.resilience.bands import OfRun, bands_of, times_of
from simulator.experiments.task import OVER_TIME
from simulator.results.reader import missing_files, read_table


def band_tables(folder: Path, runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables by their names; none where no run has a twin. runs: as ``experiment.table_of_runs``."""
    found = {
        variant: list(_told(folder, rows["run"].tolist())) for variant, rows in runs.groupby("variant", sort=False)
    }
    if not any(found.values()):
        return {}
    some = {str(variant): its for variant, its in found.items() if its}
    return {
        "resilience_bands": _beside({variant: bands_of(its) for variant, its in some.items()}),
        "resilience_times": _beside({variant: times_of(its) for variant, its in some.items()}),
    }


def _told(folder: Path, runs: list[str]) -> Iterator[OfRun]:
    """Give what each run tells; runs of earlier versions tell nothing."""
    for run in runs:
        if not missing_files(folder / run, OVER_TIME):
            yield OfRun(*(read_table(folder / run, name) for name in OVER_TIME))


def _beside(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return tables of variants one below the other, with a column that names them first."""
    table: pd.DataFrame = pd.concat(tables, names=["variant", ""]).reset_index(level=0).reset_index(drop=True)
    return table
