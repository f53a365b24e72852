"""What `elbe-drt demand observed-day` writes: the scenario of the day, its sides, and what is told of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.errors import Problem, RequestFileError
from simulator.experiments.observed_day import beside
from simulator.experiments.observed_day.day import ObservedDay
from simulator.experiments.observed_day.scenario import EXPERIMENT, SCENARIO, Base, write_scenario
from simulator.experiments.observed_day.shifts import Shift
from simulator.experiments.observed_day.sides import observed_side, simulated_sides
from simulator.whole import draft_folder, put_in_place, refusal

SIDES, FIGURES, CHANGES, SAME = "sides.parquet", "figures.csv", "changes.csv", "same-requests.csv"


@dataclass(frozen=True)
class Told:
    """What is told of a day. figures, changes, same: as in `beside`."""

    figures: pd.DataFrame
    changes: pd.DataFrame
    same: pd.DataFrame


def check_out(folder: Path, *, force: bool) -> None:
    """Raise RequestFileError where a day cannot be written, or would destroy something."""
    reason = refusal(folder)
    if reason is None and os.path.lexists(folder) and any(folder.iterdir()):
        if not all((folder / name).is_file() for name in (SCENARIO, EXPERIMENT, SIDES)):
            reason = "exists and is no observed day; nothing was written"
        elif not force:
            reason = "exists; --force puts the new day in its place"
    if reason is not None:
        raise RequestFileError([Problem(str(folder), 0, 0, "", reason)])


def write_day(
    folder: Path,
    base: Base,
    day: ObservedDay,
    shifts: Sequence[Shift],
    paint: Callable[[Path, Told], None],
    report: Callable[[str], None],
) -> Told:
    """Write the folder, whole or not at all, with the day replayed and re-planned. paint: adds the page.

    Raises ElbeDrtError, OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder.parent) as draft:
        write_scenario(draft, folder, base, day, shifts)
        sides = [observed_side(day, shifts), *simulated_sides(draft / SCENARIO, base, day.declined, report)]
        single = day.bookings.single
        told = Told(
            beside.figures(sides, single=single),
            beside.changes(sides, single=single),
            beside.same_requests(sides, single=single),
        )
        beside.together(sides).to_parquet(draft / SIDES, index=False)
        for name, table in ((FIGURES, told.figures), (CHANGES, told.changes), (SAME, told.same)):
            (draft / name).write_text(table.round(3).to_csv(index=False, lineterminator="\n"), encoding="utf-8")
        paint(draft, told)
        put_in_place(draft, folder)
    return told
