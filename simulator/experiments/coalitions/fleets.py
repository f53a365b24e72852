"""The cheapest fleet of every coalition that reaches the goals, by few sizes, all on the same days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.kpis.cost_kinds import COST_DRIVERS, Driver
from simulator.analysis.payers.core import members
from simulator.analysis.payers.draws import Goals, Tried
from simulator.errors import ResultError
from simulator.experiments.coalitions.day_types import mean_day, shares_of
from simulator.experiments.coalitions.game import Game
from simulator.experiments.coalitions.search import found_size, next_size
from simulator.experiments.variants import Told, of_days, run_variants

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

OF_KM = (Driver.KM, Driver.ENERGY)
Watch = tuple[Callable[[str], None], Callable[[int, int], None]]


@dataclass(frozen=True)
class Search:
    """How fleets are looked for: what they have to reach, on how many days, with how many vehicles at most."""

    goals: Goals
    replications: int
    most: int
    folder: Path


@dataclass
class Fleets:
    """What was tried: ``tried[mask][size]``, and what of the cost of a day depends on hours and on kilometres [EUR].

    days: of a run.
    """

    days: int = 1
    tried: dict[int, dict[int, Tried]] = field(default_factory=dict)
    of_hours: dict[tuple[int, int], float] = field(default_factory=dict)
    of_km: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, mask: int, size: int, told: Told) -> None:
        """Take the key figures of all days of a coalition with a fleet."""
        asked = of_days(told, "requests")
        served = np.nan_to_num(of_days(told, "service_rate")) * asked
        costs = of_days(told, "cost_eur") / self.days
        self.tried.setdefault(mask, {})[size] = Tried(size, costs, asked, served, of_days(told, "wait_p95_s"))
        for kept, drivers in ((self.of_hours, (Driver.HOURS,)), (self.of_km, OF_KM)):
            kinds = [kind for kind, driver in COST_DRIVERS.items() if driver in drivers]
            kept[mask, size] = float(sum(np.nan_to_num(of_days(told, kind)).mean() for kind in kinds)) / self.days

    def serves(self, mask: int, goals: Goals) -> dict[int, bool]:
        """Return which of the sizes tried reach the goals."""
        return {size: bool(its.meets(goals)[0]) for size, its in self.tried.get(mask, {}).items()}

    def smallest(self, mask: int, goals: Goals) -> int:
        """Return the smallest size tried that reaches the goals; 0: none."""
        return found_size(self.serves(mask, goals)) or 0


def find_fleets(game: Game, search: Search, executor: Executor, watch: Watch) -> Fleets:
    """Run fleets of every coalition until its smallest is known, and one more and one less for other days.

    Raises ResultError where not even the largest fleet does, and for costs that are not known.
    """
    found, step = Fleets(game.days), watch[0]
    masks = range(1, game.everybody + 1)
    for count in range(1, len(game.names) + 1):
        these = [mask for mask in masks if mask.bit_count() == count]
        step(f"coalitions of {count}: {len(these)}")
        while left := _to_try(found, these, search):
            _run(game, left, found, (search, executor, watch))
        for mask in these:
            if not found.smallest(mask, search.goals):
                raise ResultError(_not_reached(game, mask, found, search))
        beside = {mask: found.smallest(mask, search.goals) for mask in these}
        more = [(mask, size + add) for add in (-1, 1) for mask, size in beside.items() if size + add >= 1]
        more = [(mask, size) for mask, size in more if size not in found.tried[mask]]
        _run(game, more, found, (search, executor, watch))
    return found


def _to_try(found: Fleets, masks: list[int], search: Search) -> list[tuple[int, int]]:
    left = []
    for mask in masks:
        size = next_size(found.serves(mask, search.goals), _guess(found, mask, search), search.most)
        if size is not None:
            left.append((mask, size))
    return left


def _guess(found: Fleets, mask: int, search: Search) -> int:
    """Return the fleet that a coalition may need: one member's, and that of the others together, less one."""
    apart = [
        found.smallest(1 << one, search.goals) + found.smallest(mask ^ 1 << one, search.goals)
        for one in members(mask)
        if mask ^ 1 << one
    ]
    return max(min(apart) - 1, 1) if apart else 2


def _run(game: Game, tried: list[tuple[int, int]], found: Fleets, means: tuple[Search, Executor, Watch]) -> None:
    search, executor, (_, runs) = means
    variants = [variant for mask, size in tried for variant in game.variants(mask, size)]
    told = run_variants(variants, search.replications, search.folder, executor, runs) if variants else []
    each = len(variants) // max(len(tried), 1)
    for place, (mask, size) in enumerate(tried):
        days = told[place * each : (place + 1) * each]
        known = [its for its in days if not isinstance(its, str)]
        if len(known) < each:
            refused = next(its for its in days if isinstance(its, str))
            raise ResultError(f"{game.called(mask)}, {size} vehicles: {refused}")
        found.add(mask, size, mean_day(known, shares_of(game.kinds)) if game.kinds else known[0])
        if np.isnan(found.tried[mask][size].cost_eur).any():
            message = "what a day costs is not known; expected prices in services.NAME.costs"
            raise ResultError(f"{game.called(mask)}: {message}")
        if not found.tried[mask][size].asked.any():
            raise ResultError(f"{game.called(mask)}: nobody who lives there asks on any of the days")


def _not_reached(game: Game, mask: int, found: Fleets, search: Search) -> str:
    best = found.tried[mask][search.most]
    share = best.served.sum() / best.asked.sum()
    waits_s = best.wait_p95_s[~np.isnan(best.wait_p95_s)]
    wanted = f"served share {search.goals.served_share:g}"
    wanted += "" if search.goals.wait_p95_s is None else f" and 95 % wait {search.goals.wait_p95_s:g} s"
    wait = f" with a 95 % wait of {waits_s.mean():.0f} s" if waits_s.size else ""
    return (
        f"{game.called(mask)}: not even {search.most} vehicles reach {wanted}; they serve {share:.3f}{wait}. "
        "Ask for less, or for more vehicles with money.split.most_vehicles"
    )


def yearly(found: Fleets, game: Game, goals: Goals, days_of_year: int) -> NDArray[np.int64]:
    """Return the cost of a year of each coalition [cents], int64 (2**players,)."""
    cost: NDArray[np.int64] = np.zeros(game.everybody + 1, dtype=np.int64)
    for mask, sizes in found.tried.items():
        cost[mask] = round(100 * days_of_year * float(sizes[found.smallest(mask, goals)].cost_eur.mean()))
    return cost


def by_size(tried: Mapping[int, Tried]) -> list[Tried]:
    """Return what was tried, the smallest fleet first."""
    return [tried[size] for size in sorted(tried)]
