"""A mean day of a year whose days differ by type: a day of each type, which counts as often as it comes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.kpis.cost_kinds import COST_DRIVERS
from simulator.experiments.budget.days import DayKind, days_of_year, knows_day_types
from simulator.experiments.variants import Told, of_days
from simulator.scenario.models import Scenario

SUMS = ("cost_eur", *COST_DRIVERS)


def kinds_of(scenario: Scenario) -> tuple[DayKind, ...]:
    """Return the days of a year by type where a scenario says something of its year and knows types; else none."""
    says = scenario.money is not None and "year" in scenario.money.model_fields_set
    return days_of_year(scenario).kinds if says and knows_day_types(scenario) else ()


def shares_of(kinds: Sequence[DayKind]) -> NDArray[np.float64]:
    """Return which share of the days of a year is of each type; all of it without types, float64 (types,)."""
    days = np.array([kind.days for kind in kinds] or [1], dtype=np.float64)
    shares: NDArray[np.float64] = days / days.sum()
    return shares


def mean_day(told: Sequence[Told], shares: NDArray[np.float64]) -> Told:
    """Return key figures of a mean day, seed by seed. told: of a day of each type, in the order of their shares.

    A 95 % wait is the mean of those of the days on which somebody rode.
    """
    requests = np.array([of_days(its, "requests") for its in told])
    served = np.array([np.nan_to_num(of_days(its, "service_rate")) for its in told]) * requests
    waits_s = np.array([of_days(its, "wait_p95_s") for its in told])
    rode = shares @ ~np.isnan(waits_s)
    asked = shares @ requests
    with np.errstate(invalid="ignore", divide="ignore"):
        figures = {
            "requests": asked,
            "service_rate": shares @ served / asked,
            "wait_p95_s": shares @ np.nan_to_num(waits_s) / rode,
        } | {name: shares @ np.array([of_days(its, name) for its in told]) for name in SUMS}
    return [
        {name: None if np.isnan(its[seed]) else float(its[seed]) for name, its in figures.items()}
        for seed in range(len(asked))
    ]
