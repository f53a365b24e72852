"""What a search for duties found, as tables, and as a scenario that can be run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import ResultError
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.duties.cover import dealt
from simulator.experiments.duties.study import STEP, DutyStudy, Option, Wanted
from simulator.scenario.models import Scenario
from simulator.scenario.yaml_text import yaml_text
from simulator.whole import write_whole


def write_duties(folder: Path, scenario: Scenario, wanted: Wanted, found: DutyStudy) -> dict[str, pd.DataFrame]:
    """Write need, options and duties, and the scenario with the best duties; return the tables by name.

    The scenario extends the one it was found for: it belongs beside that. Raises ResultError.
    """
    duties = _duties(found)
    at = duties.drop_duplicates("vehicle").groupby("depot", sort=True).size()
    depots = pd.DataFrame({"depot": at.index.astype("string"), "vehicles": at.to_numpy(np.int64)})
    tables = {"need": _need(found), "options": _options(found, wanted), "duties": duties, "depots": depots}
    for name, table in tables.items():
        write_csv(folder, f"{name}.csv", table)
    if found.best is not None and scenario.source_file is not None:
        best = found.best
        its = {
            "extends": scenario.source_file.name,
            "name": f"{scenario.name[:70]}-duties",
            "services": {
                found.fleet.service: {"fleet": found.fleet.section(best.vehicles, best.depots, found.need.shares)}
            },
        }
        path = folder / f"{scenario.source_file.stem}-duties.yaml"
        try:
            write_whole(path, f"# To be run, this belongs beside {scenario.source_file.name}.\n{yaml_text(its)}")
        except OSError as error:
            raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    return tables


def _need(found: DutyStudy) -> pd.DataFrame:
    """Return per slot the vehicles at work on days as they are, those that are covered, and those on duty."""
    need, best = found.need, found.best
    edges = need.edges_s
    covered = np.zeros(len(edges) - 1, np.int64) if best is None else need.whole(best.percent or 0, best.hours)
    duties = [] if best is None else [span for its in best.vehicles for span in its]
    on_duty = [
        sum(span.start_s <= begins < span.end_s for span in duties) for begins in edges[:-1].tolist()
    ]  # fmt: skip
    return pd.DataFrame({
        "from_s": edges[:-1], "to_s": edges[1:], "vehicles_at_work": need.vehicles, "covered": covered,
        "on_duty": on_duty, "requests": need.asked,
    })  # fmt: skip


def _options(found: DutyStudy, wanted: Wanted) -> pd.DataFrame:
    rows = [row for number, option in enumerate(found.options) for row in _tested(number, option, found, wanted)]
    figures = [name for goal in wanted.goals for name in (goal.metric, f"{goal.metric}_bound")]
    columns = ["option", "from_s", "to_s", "depots", "percent", "runs", *figures, "meets", "best"]
    return pd.DataFrame(rows, columns=columns)


def _tested(number: int, option: Option, found: DutyStudy, wanted: Wanted) -> list[tuple[object, ...]]:
    depots = "; ".join(found.fleet.depots[depot].name for depot in option.depots)
    about = number, option.hours.start_s, option.hours.end_s, depots
    if not option.tested:
        return [(*about, 0, 0, *[np.nan] * (2 * len(wanted.goals)), False, False)]
    return [
        (
            *about, STEP * test.size, test.n,
            *(value for pair in zip(test.means, test.bounds, strict=True) for value in pair),
            test.meets, option is found.best and STEP * test.size == option.percent,
        )
        for test in option.tested
    ]  # fmt: skip


def _duties(found: DutyStudy) -> pd.DataFrame:
    """Return a row per duty: vehicle, depot, begin and planned end."""
    columns = {"vehicle": "int64", "depot": "string", "begins_s": "int64", "ends_s": "int64", "hours": "float64"}
    best = found.best
    if best is None:
        return pd.DataFrame(columns=list(columns)).astype(columns)
    places = dealt([found.need.shares[depot] for depot in best.depots], len(best.vehicles))
    rows = [
        (number, found.fleet.depots[best.depots[place]].name, span.start_s, span.end_s, span.hours)
        for number, (place, its) in enumerate(zip(places, best.vehicles, strict=True), start=1)
        for span in its
    ]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
