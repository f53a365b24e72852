"""What a border costs: the same days with open borders, and with borders that are crossed from or to hubs only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.request_table import SERVED
from simulator.analysis.statistics import mean_estimate, paired_estimate
from simulator.errors import ScenarioError
from simulator.experiments.coalitions.kept_days import KeptDays
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.experiments.run import RunResult, run
from simulator.experiments.variants import TOGETHER, Told, Variant, of_days
from simulator.scenario.models import Scenario
from simulator.whole import write_whole
from simulator.world.places import territories_of

MANIFEST = "border.json"
ENDS = ("origin", "destination")
SUMS = frozenset({"served", "riders_served", "vehicle_hours", "vehicle_km", "cost_eur", "subsidy_eur"})  # of a run
FIGURES = (
    "service_rate", "served", "riders_served", "wait_mean_s", "wait_p95_s", "vehicle_hours", "vehicle_km", "cost_eur",
    "subsidy_eur", "cost_per_served_request_eur",
)  # fmt: skip
FIGURE_DTYPES = {"figure": "string", "open": "float64", "closed": "float64", "difference": "float64",
                 "half_width": "float64", "days": "int64"}  # fmt: skip
PAIR_DTYPES = {"origin": "string", "destination": "string", "riders": "float64", "open": "float64",
               "closed": "float64", "lost": "float64", "half_width": "float64"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Border:
    """What was found. figures: FIGURE_DTYPES, a day on average, closed minus open on the same days.

    pairs: PAIR_DTYPES, riders a day who ask to go from one territory to another, are carried, and are lost.
    """

    figures: pd.DataFrame
    pairs: pd.DataFrame


def study_border(
    base: Variant, replications: int, folder: Path, watch: tuple[Callable[[str], None], Callable[[int, int], None]]
) -> Border:
    """Simulate the same days with open and with closed borders; write tables into the folder. Raises ElbeDrtError."""
    step, runs = watch
    scenario = base.load()
    variants = {name: _variant(base, scenario, closed=name == "closed") for name in ("open", "closed")}
    step(f"{replications} days with open borders, and with closed ones")
    told: dict[str, Told] = {"open": [], "closed": []}
    rides: dict[str, list[pd.DataFrame]] = {"open": [], "closed": []}
    loaded = {name: variant.load() for name, variant in variants.items()}
    kept = {name: KeptDays(folder, "border", its) for name, its in loaded.items()}
    for number in range(replications):
        seed = scenario.seed + number
        for name, its in loaded.items():
            day = kept[name].of(seed, lambda its=its, seed=seed: _told(run(its, seed)))  # type: ignore[misc]
            told[name].append(_of_a_day(day["kpis"], scenario.calendar.days))
            rides[name].append(_as_table(day["riders"]) / scenario.calendar.days)
        runs(number + 1, replications)
    found = Border(_figures(told), pd.DataFrame(list(_pairs(rides)), columns=list(PAIR_DTYPES)).astype(PAIR_DTYPES))
    write_csv(folder, "border.csv", found.figures)
    write_csv(folder, "riders_lost.csv", found.pairs)
    digest = scenario_digest(scenario)
    about = {"scenario": scenario.name, "digest": digest, "seed": scenario.seed, "days": replications}
    write_whole(folder / MANIFEST, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return found


def _variant(base: Variant, scenario: Scenario, *, closed: bool) -> Variant:
    """Return the scenario with all borders of territories open or closed. Raises ScenarioError without territories."""
    if territories_of(scenario) is None:
        raise ScenarioError([scenario.problem("places.territories", "missing; expected who has a border")])
    relations = {"allow": "hubs", "areas": "territories"} if closed else {"allow": "everywhere"}
    for part in scenario.parts:
        if hasattr(part.config, "relations"):
            base = base.having(part.key("relations"), relations)
    return base


def _told(result: RunResult) -> dict[str, Any]:
    """Return the key figures of a run, and how many riders ask to go from each territory to each, and are carried."""
    requests = result.tables.requests
    ends = {end: requests[f"{end}_territory"].fillna("") for end in ENDS}
    riders = requests["party_size"].to_numpy(np.int64)
    carried = riders * (requests["status"] == SERVED).to_numpy(np.int64)
    pairs = pd.DataFrame({**ends, "riders": riders, "riders_served": carried}).groupby(list(ENDS), sort=True).sum()
    names = {name for figure in FIGURES for name in (figure, TOGETHER.get(figure, figure))}
    return {
        "kpis": {name: result.kpis[name] for name in sorted(names & result.kpis.keys())},
        "riders": pairs.reset_index().to_numpy().tolist(),
    }


def _as_table(riders: list[list[Any]]) -> pd.DataFrame:
    return pd.DataFrame(riders, columns=[*ENDS, "riders", "riders_served"]).set_index(list(ENDS)).astype(np.int64)


def _of_a_day(kpis: dict[str, Any], days: int) -> dict[str, Any]:
    """Return key figures of a run of so many days, its sums those of a day on average."""
    return kpis | {name: kpis[name] / days for name in SUMS if kpis.get(name) is not None}


def _figures(told: dict[str, Told]) -> pd.DataFrame:
    rows = []
    for figure in FIGURES:
        opened, closed = (of_days(told[name], figure) for name in ("open", "closed"))
        if np.isnan(opened).all():
            continue
        apart, _ = paired_estimate(closed, opened)
        means = [mean_estimate(its).value for its in (opened, closed)]
        rows.append((figure, *means, apart.value, apart.half_width, apart.n))
    return pd.DataFrame(rows, columns=list(FIGURE_DTYPES)).astype(FIGURE_DTYPES)


def _pairs(rides: dict[str, list[pd.DataFrame]]) -> Iterator[tuple[object, ...]]:
    """Yield each pair of territories, those that lose most riders first; a pair nobody asks for on a day has 0."""
    wide = {name: pd.concat(days, axis=1, keys=range(len(days))).fillna(0.0) for name, days in rides.items()}
    rows: list[tuple[object, ...]] = []
    for pair in wide["open"].index:
        opened, closed = (wide[name].loc[pair].xs("riders_served", level=1).to_numpy(float) for name in wide)
        asked = wide["open"].loc[pair].xs("riders", level=1).to_numpy(float)
        lost, _ = paired_estimate(opened, closed)
        rows.append((*pair, asked.mean(), opened.mean(), closed.mean(), lost.value, lost.half_width))
    yield from sorted(rows, key=lambda row: (-float(str(row[5])), str(row[0]), str(row[1])))
