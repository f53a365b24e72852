"""The world a finished run took place in, built again from its results folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import ResultError, ScenarioError
from simulator.results.reader import read_named
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.tables import NO_TOUR
from simulator.world.branched import branch_told_again
from simulator.world.build import World, build_world


def world_of_run(
    folder: Path,
    *,
    scenarios: Path | None = None,
    outside: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> World:
    """Build the world of a results folder again.

    scenarios: the folder that the scenario's file names are relative to; that of the bundled scenarios by default.
    outside: let it name files elsewhere, too. Raises ResultError when the folder is no run, or the roads are not those
    of the run.
    """
    manifest = read_manifest(folder)
    if not (folder / "scenario.yaml").is_file():
        raise ResultError(f"{folder}: scenario.yaml is missing: not the results of a run")
    base = scenarios or bundled_folder()
    try:
        scenario = load_scenario(folder / "scenario.yaml", base=base, allow_outside_paths=outside)
    except ScenarioError as error:
        hint = f"its file names are relative to the folder of scenarios; looked in {base}, say --scenarios for another"
        raise ResultError(f"{error}\n{folder}: {hint}") from error
    if "parent" in manifest:
        world = branch_told_again(scenarios_before(folder, manifest, base, outside=outside), scenario, report)
    else:
        world = build_world(scenario, report=report)
    if world.network.digest() != manifest["network_sha256"]:
        raise ResultError(f"{folder}: the roads in {base} are not those of the run; name its folder of scenarios")
    return world


def scenarios_before(
    folder: Path, manifest: Mapping[str, Any], base: Path, *, outside: bool = False
) -> list[tuple[Scenario, str]]:
    """Return what held before in a branch, in the order of time, each with until when, like "10:00"; else nothing."""
    if "parent" not in manifest:
        return []
    found = []
    with TemporaryDirectory() as place:
        for step in manifest.get("earlier", ()):
            file = Path(place) / "scenario.yaml"
            file.write_text(step["scenario"], encoding="utf-8")
            found.append((load_scenario(file, base=base, allow_outside_paths=outside), str(step["at"])))
    before = load_scenario(folder / "parent.yaml", base=base, allow_outside_paths=outside)
    return [*found, (before, str(manifest["at"]))]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what is written about a run as a whole. Raises ResultError when the folder is no run."""
    try:
        manifest = read_named(folder, "manifest")
    except ResultError as error:
        raise ResultError(f"{folder}: manifest.json is missing or broken: not the results of a run") from error
    if not {"network_sha256", "files_sha256"} <= manifest.keys():
        raise ResultError(f"{folder}: manifest.json is incomplete: not the results of a run")
    return manifest


def numbered_as(world: World, tables: Sequence[pd.DataFrame]) -> World:
    """Return a world built again with its requests numbered as in the log of its run.

    tables: with request and request_id; first that of services with rides, then of those with trips told as a whole.
    Those of the latter alone come behind in a log, and who never asked is in none but those of tours. Tables of other
    requests than the world has change nothing.
    """
    both = pd.concat([table[["request", "request_id"]] for table in tables])
    told = both.drop_duplicates("request").sort_values("request")
    row = pd.Index(world.demand["request_id"]).get_indexer(told["request_id"])
    numbers = np.arange(len(row))
    if (
        (row < 0).any()
        or not np.array_equal(told["request"], numbers)
        or np.array_equal(row, np.arange(len(world.demand)))
    ):
        return world
    return world.only(row.astype(np.int64), tables[0]["request"].nunique())


def with_ids(tours: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Return the trips of tours of a run with their request_id, as in the demand of its world."""
    place = ["tour", "tour_position"]
    if not set(place) <= set(demand.columns):
        return tours.iloc[:0].assign(request_id=pd.Series(dtype="string"))
    known = demand.loc[demand["tour"] != NO_TOUR, [*place, "request_id"]]
    return tours.merge(known, on=place)
