"""The folder of a study of days: tables, what people expect as scenarios read it, and a page."""

from __future__ import annotations

import importlib.metadata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import ResultError
from simulator.experiments.day_to_day.cells import COUNTS
from simulator.experiments.day_to_day.runs import CELLS, write_expectations
from simulator.experiments.day_to_day.study import COUNTED, Study, days_table
from simulator.experiments.identity import scenario_digest
from simulator.report.page.day_to_day_page import DayToDayTold, write_day_to_day_page
from simulator.results.writer import write_json
from simulator.whole import draft_folder, put_in_place, refusal

DAYS, FRESH_DAYS, ELASTICITIES = "days.csv", "fresh-days.csv", "elasticities.csv"


def check_out(folder: Path) -> None:
    """Raise ResultError where nothing can be written, or something is, before any day is simulated."""
    reason = refusal(folder)
    if reason is None and folder.is_dir() and any(folder.iterdir()):
        reason = "is not empty; name a new folder"
    if reason is not None:
        raise ResultError(f"{ascii(str(folder))[1:-1]}: cannot write results here: {reason}")


def write_study(found: Study, folder: Path) -> None:
    """Write the folder, whole or not at all. Raises ResultError."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with draft_folder(folder.parent) as draft:
            _write(found, draft)
            put_in_place(draft, folder)
    except OSError as error:
        raise ResultError(f"{folder}: cannot write results: {error.strerror or error}") from error


def _write(found: Study, folder: Path) -> None:
    days = days_table(found)
    _csv(folder / DAYS, days)
    fresh = [its.counts.rename_axis("day").reset_index().assign(start=start) for start, its in found.held.items()]
    _csv(folder / FRESH_DAYS, pd.concat(fresh)[["start", "day", *COUNTS]])
    first = found.asked.starts[0]
    write_expectations(folder / CELLS, found.learned[first].expected)
    for start in found.asked.starts[1:]:
        write_expectations(folder / f"expectations-{start}.csv", found.learned[start].expected)
    if found.elasticities is not None:
        _csv(folder / ELASTICITIES, found.elasticities)
    scenario, rule = found.asked.scenario, found.asked.rule
    starts = {start: _of_start(found, start) for start in found.asked.starts}
    version = importlib.metadata.version("elbe-drt")
    told = {
        "kind": "day-to-day", "version": version, "scenario": scenario.name, "digest": scenario_digest(scenario),
        "seed": scenario.seed, "rule": asdict(rule), "fresh_days": found.asked.replications, "starts": starts,
        "same": found.same, "apart": {name: [*map(_known, its)] for name, its in found.apart.items()},
        "expected_apart": found.expected_apart,
    }  # fmt: skip
    write_json(folder, "manifest", told)
    title = scenario.title if isinstance(scenario.title, str) else scenario.title.model_dump()
    counts = {"fresh": found.asked.replications, "window": rule.window, "version": version}
    apart = {name: list(its) for name, its in found.apart.items()}
    page = DayToDayTold(title or scenario.name, days, starts, found.same, apart, found.elasticities, counts)
    write_day_to_day_page(folder, page)


def _of_start(found: Study, start: str) -> dict[str, Any]:
    """Return what comes of a start."""
    learned, held = found.learned[start], found.held[start]
    counts = {name: float(held.counts[name].mean()) for name in COUNTED}
    return {
        "days": len(learned.days), "settled": learned.settled, "settled_on_fresh_days": held.settled,
        "wait_min": _known(held.gap.expected[0]), "rejected": _known(held.gap.expected[1]),
        "gap_wait_min": _known(held.gap.wait_min), "gap_points": _known(100 * held.gap.rejected), **counts,
    }  # fmt: skip


def _known(value: float) -> float | None:
    """Return a number that JSON has; None where nobody asked, so that there is none."""
    return None if value != value else value


def _csv(path: Path, table: pd.DataFrame) -> None:
    path.write_text(table.round(6).to_csv(index=False, lineterminator="\n"), encoding="utf-8")
