"""A whole study of where roads are weak: closed on paper, the worst ones in the simulation, tables in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.experiments.variants import Variant
from simulator.experiments.weak.points import most_used, points_of, put_out
from simulator.experiments.weak.region import Region, region_of
from simulator.experiments.weak.screen import Asked, Screened, screen, worst_of_each_road
from simulator.experiments.weak.verify import verify
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RUNS, MANIFEST = "runs", "weak.json"
DAYS_OF_USE = 3  # that are simulated to know which stations and sites are used


@dataclass(frozen=True)
class Extent:
    """How much is done. days: drawn for the drives. top: links closed in the simulation, replications runs each.

    points: stations, and sites of each kind, that are closed so, too.
    """

    days: int
    top: int
    replications: int
    points: int = 0


@dataclass(frozen=True, eq=False)
class Study:
    """What was found. worst: the worst link of each road. verified: see ``verify``; no rows where nothing was run.

    points: stations and sites, see ``points_of``; without: what it does where each is out, see ``put_out``.
    """

    region: Region
    screened: Screened
    worst: pd.DataFrame
    verified: pd.DataFrame
    points: pd.DataFrame
    without: pd.DataFrame


def study_links(
    base: Variant,
    asked: Asked,
    extent: Extent,
    folder: Path,
    executor: Executor,
    watch: tuple[Callable[[str], None], Callable[[int, int], None]],
) -> Study:
    """Close all links on paper and the worst in the simulation; write tables into the folder.

    watch: gets what is done now, and how many of all runs are. Raises ElbeDrtError.
    """
    step, runs = watch
    scenario = base.load()
    if scenario.demand.kind == "none":
        raise ScenarioError([Problem(base.name, 0, 0, "demand.kind", "none: nobody drives, so that no road matters")])
    step(f"drawing {extent.days} days")
    region = region_of(scenario, extent.days)
    step("closing all roads one by one, on paper")
    found = screen(region, asked)
    worst = worst_of_each_road(found.links, extent.top)
    write_csv(folder, "links.csv", found.links.drop(columns="line"))
    write_csv(folder, "places.csv", found.places)
    write_csv(folder, "pairs.csv", found.pairs)
    step(f"closing the worst {len(worst)} in the simulation")
    (folder / RUNS).mkdir(parents=True, exist_ok=True)
    verified = verify(base, worst, extent.replications, folder / RUNS, executor, runs)
    write_csv(folder, "verified.csv", verified)
    step("looking for stations and charging sites that are used")
    points = points_of(scenario, min(extent.replications, DAYS_OF_USE))
    tried = most_used(points, extent.points)
    step(f"closing {len(tried)} stations and charging sites in the simulation")
    without = put_out(base, tried, extent.replications, folder / RUNS, executor, runs)
    write_csv(folder, "points.csv", points)
    write_csv(folder, "points_out.csv", without)
    told = {
        "scenario": scenario.name, "digest": scenario_digest(scenario), "seed": scenario.seed, "days": extent.days,
        "replications": extent.replications, "cut_off_min": asked.cut_off_min, "centres": list(found.centres),
    }  # fmt: skip
    write_whole(folder / MANIFEST, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return Study(region, found, worst, verified, points, without)
