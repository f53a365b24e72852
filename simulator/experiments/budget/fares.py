"""Other fares: what stated demand says of them, and what runs say where people choose by fares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.analysis.budget.break_even import Today, break_even_fare, root_on
from simulator.analysis.budget.lines import Side, by_riders
from simulator.analysis.budget.year import around
from simulator.analysis.statistics import Estimate
from simulator.errors import Problem, ScenarioError
from simulator.experiments.budget.costed import Costed
from simulator.experiments.variants import Variant
from simulator.scenario.choice_models import Choice
from simulator.scenario.models import Scenario
from simulator.tables import RIDES

TIMES = (0.5, 1.0, 2.0, 4.0)  # today's fare, where no fares are asked for


@dataclass(frozen=True, eq=False)
class FareRun:
    """A year at a fare of each rider [EUR]."""

    fare: float
    year: Costed


def chosen_by_fare(scenario: Scenario) -> bool:
    """Return whether anybody decides by the fare whether to ride."""
    return any(_by_fare(its.choice) for its in scenario.people.classes.values())


def _by_fare(choice: Choice) -> bool:
    if choice.model == "threshold":
        return choice.max_fare_eur is not None
    worth = (choice.per_eur, *(taste.per_eur or 0 for taste in choice.of.values()))
    return choice.model not in ("accept_all", "threshold") and any(worth)


def fare_variants(base: Variant, scenario: Scenario, fares: Sequence[float], *, chosen: bool) -> dict[float, Variant]:
    """Return the variants with other fares of a rider, by fare; none where nobody chooses by fares or pays such a one.

    fares: none: some times as much as today. chosen: whether anybody chooses by the fare. Raises ScenarioError for
    fares that cannot be, or tell nothing.
    """
    today: dict[str, Any] = {
        name: getattr(its, "fares").per_rider_eur  # noqa: B009  of this kind of service
        for name, its in scenario.services.items()
        if its.kind == RIDES
    }
    plain = {name: float(fare) for name, fare in today.items() if isinstance(fare, int | float) and fare > 0}
    if fares and not (plain and chosen):
        why = "nobody in this scenario chooses by the fare" if plain else "no service has a per_rider above 0"
        raise ScenarioError([Problem("--fare", 0, 0, "", f"{why}, so that runs at other fares tell nothing")])
    if not (plain and chosen):
        return {}
    grid = sorted(fares) or [round(by * next(iter(plain.values())), 2) for by in TIMES]
    if grid[0] < 0:
        message = f"{grid[0]:g} EUR: a fare is at least 0"
        raise ScenarioError([Problem("--fare", 0, 0, "", message)])
    found = {}
    for fare in grid:
        variant = base
        for name in plain:
            variant = variant.having(f"services.{name}.fares.per_rider_eur", fare)
        found[fare] = variant
    return found


def today_of(now: Costed) -> Today:
    """Return a year as it is, of the means of all runs."""
    riders = float(now.counted("riders").mean())
    more = sum(now.eur[line.figure] * (1 + (on_top.rate if on_top else 0)) for line, on_top in by_riders(now.priced))
    money = now.money
    fare = money.fares / riders if riders else 0.0
    return Today(money.cost, fare, riders, money.compensation, more)


def stated_break_even(now: Costed, elasticity: float, level: float) -> Estimate | None:
    """Return the fare at which nothing is left to pay, with the interval over seeds; None where there is none."""
    today = today_of(now)
    value = break_even_fare(today, elasticity)
    if value is None:
        return None
    cost, compensation = now.seeds_of(Side.COST), now.seeds_of(Side.COMPENSATION)
    fares, riders = now.seeds_of(Side.FARES), now.counted("riders")
    each = [
        break_even_fare(Today(*its, today.by_riders), elasticity)
        for its in zip(cost, fares / np.maximum(riders, 1), riders, compensation, strict=True)
    ]
    known = np.array([np.nan if fare is None else fare for fare in each])
    return around(value, known, level)


def simulated_break_even(runs: Sequence[FareRun]) -> float | None:
    """Return the fare at which nothing is left to pay, between those that were run; None where it is beyond them."""
    return root_on(np.array([run.fare for run in runs]), [run.year.subsidy for run in runs]) if runs else None
