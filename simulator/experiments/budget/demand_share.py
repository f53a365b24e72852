"""A year in which not all of the demand is there yet."""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.budget.lines import Side
from simulator.analysis.kpis.cost_kinds import Driver
from simulator.experiments.budget.costed import DIRECT_KM, Costed
from simulator.experiments.variants import Variant
from simulator.scenario.day_models import ByDay
from simulator.scenario.models import Scenario

KEY = "demand.requests_per_day"
BY_RIDERS = ("riders", "rides")


def at_share(base: Variant, scenario: Scenario, share: float) -> Variant | None:
    """Return the variant with a share of the requests; None where their number is no key of the scenario."""
    number = getattr(scenario.demand, "requests_per_day", None)
    if number is None:
        return None
    if isinstance(number, ByDay):
        return base.having(KEY, {name: _part(value, share) for name, value in number.given()})
    return base.having(KEY, _part(number, share))


def _part(number: float, share: float) -> float:
    return round(number * share) if isinstance(number, int) else round(number * share, 6)


def scaled(now: Costed, share: float) -> Costed:
    """Return a year with a share of riders and what they pay and book; vehicles drive as much as with all of them."""
    names = {line.figure for line in now.lines if line.side is not Side.COST or line.driver is Driver.RIDES}
    names |= {*BY_RIDERS, DIRECT_KM}
    year = [
        replace(kind, figures={name: its * (share if name in names else 1.0) for name, its in kind.figures.items()})
        for kind in now.year
    ]
    return Costed(now.lines, tuple(year))
