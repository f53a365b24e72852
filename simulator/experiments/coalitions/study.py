"""Who pays a common service: every coalition's cheapest fleet, all splits side by side, and who would leave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.payers.core import leaving, members, not_subadditive
from simulator.analysis.payers.draws import Goals, cheapest, drawn_days, interval, ranking
from simulator.analysis.payers.splits import CostOfAll, exact_splits, in_cents
from simulator.experiments.coalitions.day_types import shares_of
from simulator.experiments.coalitions.fleets import Fleets, Search, Watch, by_size, find_fleets, yearly
from simulator.experiments.coalitions.game import Game, game_of
from simulator.experiments.coalitions.use import DaysOfUse, days_of_use
from simulator.experiments.csv_tables import write_csv
from simulator.experiments.identity import scenario_digest
from simulator.experiments.variants import Variant
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RUNS, MANIFEST = "runs", "payers.json"
COALITION_DTYPES = {"coalition": "string", "members": "int64", "vehicles": "int64", "served_share": "float64",
                    "wait_p95_s": "float64", "cost_eur": "float64", "low_eur": "float64", "high_eur": "float64",
                    "beyond_tried": "float64"}  # fmt: skip
SPLIT_DTYPES = {"split": "string", "territory": "string", "share_eur": "float64", "low_eur": "float64",
                "high_eur": "float64", "alone_eur": "float64", "inhabitants": "float64",
                "per_inhabitant_eur": "float64"}  # fmt: skip
LEAVING_DTYPES = {"split": "string", "coalition": "string", "saves_eur": "float64", "share_of_draws": "float64"}
DEARER_DTYPES = {"coalition": "string", "other": "string", "more_eur": "float64", "share_of_draws": "float64"}
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What is asked. days_of_year: how many days like those simulated a year has."""

    goals: Goals
    replications: int
    most: int
    days_of_year: int


@dataclass(frozen=True, eq=False)
class Payers:
    """What was found: COALITION_DTYPES, SPLIT_DTYPES, LEAVING_DTYPES, DEARER_DTYPES, and ``ranking``."""

    names: tuple[str, ...]
    coalitions: pd.DataFrame
    splits: pd.DataFrame
    leaving: pd.DataFrame
    dearer: pd.DataFrame
    ranking: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Costs:
    """The cost of a year of each coalition [cents]: int64 (2**players,), and drawn anew, (draws, 2**players).

    beyond: in which share of the draws no fleet that was tried reaches the goals.
    """

    of: NDArray[np.int64]
    drawn: Array
    beyond: Array
    weights: Array


def study_payers(base: Variant, asked: Asked, folder: Path, executor: Executor, watch: Watch) -> Payers:
    """Find what every coalition costs, split the cost of all, and write tables into the folder. Raises ElbeDrtError."""
    scenario = base.load()
    game = game_of(base, scenario)
    (folder / RUNS).mkdir(parents=True, exist_ok=True)
    search = Search(asked.goals, asked.replications, asked.most, folder / RUNS)
    fleets = find_fleets(game, search, executor, watch)
    size = fleets.smallest(game.everybody, asked.goals)
    watch[0]("the service of all, territory by territory")
    of_all = list(zip(game.variants(game.everybody, size), shares_of(game.kinds).tolist(), strict=True))
    use = days_of_use(of_all, asked.replications, game.inhabitants, folder, watch[1])
    costs = _costs(game, fleets, asked, scenario.seed)
    found = _found(game, fleets, costs, use, asked)
    for name in ("coalitions", "splits", "leaving", "dearer", "ranking"):
        write_csv(folder, f"{name}.csv", getattr(found, name))
    told = {
        "scenario": scenario.name, "digest": scenario_digest(scenario), "seed": scenario.seed,
        "replications": asked.replications, "served_share": asked.goals.served_share,
        "wait_p95_s": asked.goals.wait_p95_s, "days_of_year": asked.days_of_year, "territories": list(game.names),
        "runs": sum(map(len, fleets.tried.values())) * asked.replications * max(len(game.kinds), 1),
    }  # fmt: skip
    if game.kinds:
        told["day_types"] = {kind.name: kind.days for kind in game.kinds}
    write_whole(folder / MANIFEST, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return found


def _costs(game: Game, fleets: Fleets, asked: Asked, seed: int) -> _Costs:
    """Return what each coalition costs a year, on the days simulated and on days drawn anew from them."""
    weights = drawn_days(asked.replications, seed)
    drawn = np.zeros((len(weights), game.everybody + 1))
    beyond = np.zeros(game.everybody + 1)
    for mask, sizes in fleets.tried.items():
        day_eur, none = cheapest(by_size(sizes), asked.goals, weights)
        drawn[:, mask], beyond[mask] = 100 * asked.days_of_year * day_eur, none.mean()
    return _Costs(yearly(fleets, game, asked.goals, asked.days_of_year), drawn, beyond, weights)


def _found(game: Game, fleets: Fleets, costs: _Costs, use: DaysOfUse, asked: Asked) -> Payers:
    everybody = game.everybody
    size = fleets.smallest(everybody, asked.goals)
    of_hours, of_km = (100 * asked.days_of_year * its[everybody, size] for its in (fleets.of_hours, fleets.of_km))
    once = np.ones(asked.replications)
    total = int(costs.of[everybody])
    cost_of_all = _cost_of_all(np.float64(total), total, of_hours, of_km)
    exact = exact_splits(use.mean(once), cost_of_all, costs.of.astype(float))
    again = _cost_of_all(costs.drawn[:, everybody], total, of_hours, of_km)
    drawn = exact_splits(use.mean(costs.weights), again, costs.drawn)
    drawn = {name: np.broadcast_to(its, (len(costs.weights), len(game.names))) for name, its in drawn.items()}
    exact = {name: its for name, its in exact.items() if name in drawn}
    shares = in_cents(exact, total)
    return Payers(
        game.names, _coalitions(game, fleets, costs, asked), _splits(game, shares, drawn, costs),
        _leaving(game, shares, drawn, costs), _dearer(game, costs),
        ranking(drawn, {name: its.astype(float) for name, its in shares.items()}, game.names),
    )  # fmt: skip


def _cost_of_all(drawn: Array | np.float64, total: int, of_hours: float, of_km: float) -> CostOfAll:
    """Return the cost of all, of which the same parts depend on hours and kilometres whatever it comes to."""
    whole, shares = np.asarray(drawn, dtype=np.float64), [part / total if total else 0.0 for part in (of_hours, of_km)]
    return CostOfAll(whole, *(whole * share for share in shares))


def _coalitions(game: Game, fleets: Fleets, costs: _Costs, asked: Asked) -> pd.DataFrame:
    low, high = interval(costs.drawn)
    rows = []
    for mask in range(1, game.everybody + 1):
        size = fleets.smallest(mask, asked.goals)
        its = fleets.tried[mask][size]
        share, wait = its.served.sum() / its.asked.sum(), float(np.nanmean(its.wait_p95_s))
        eur = (costs.of[mask] / 100, low[mask] / 100, high[mask] / 100)
        rows.append((game.called(mask), mask.bit_count(), size, share, wait, *eur, costs.beyond[mask]))
    table = pd.DataFrame(rows, columns=list(COALITION_DTYPES)).astype(COALITION_DTYPES)
    return table.sort_values("members", kind="stable", ignore_index=True)


def _splits(game: Game, shares: dict[str, NDArray[np.int64]], drawn: dict[str, Array], costs: _Costs) -> pd.DataFrame:
    people = np.full(len(game.names), np.nan) if game.inhabitants is None else game.inhabitants
    rows = []
    for split, cents in shares.items():
        low, high = interval(drawn[split])
        for player, name in enumerate(game.names):
            eur = int(cents[player]) / 100
            alone, count = int(costs.of[1 << player]) / 100, float(people[player])
            rows.append((split, name, eur, low[player] / 100, high[player] / 100, alone, count, eur / count))
    return pd.DataFrame(rows, columns=list(SPLIT_DTYPES)).astype(SPLIT_DTYPES)


def _leaving(game: Game, shares: dict[str, NDArray[np.int64]], drawn: dict[str, Array], costs: _Costs) -> pd.DataFrame:
    """Return who would pay less alone with each split, and in which share of the draws they would as well."""
    rows = []
    for split, cents in shares.items():
        for its in leaving(cents.tolist(), costs.of):
            pays = drawn[split][:, list(members(its.mask))].sum(axis=1)
            also = float((pays > costs.drawn[:, its.mask] + 0.5).mean())
            rows.append((split, game.called(its.mask), its.saves / 100, also))
    return pd.DataFrame(rows, columns=list(LEAVING_DTYPES)).astype(LEAVING_DTYPES)


def _dearer(game: Game, costs: _Costs) -> pd.DataFrame:
    """Return which coalitions are dearer together than apart, and in which share of the draws they are as well."""
    rows = []
    for its in not_subadditive(costs.of):
        apart = costs.drawn[:, its.one] + costs.drawn[:, its.other]
        also = float((costs.drawn[:, its.one | its.other] > apart + 0.5).mean())
        rows.append((game.called(its.one), game.called(its.other), its.more / 100, also))
    return pd.DataFrame(rows, columns=list(DEARER_DTYPES)).astype(DEARER_DTYPES)
