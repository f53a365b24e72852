"""Which duties, from which depots and in which hours, keep a service's goals for the least money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.statistics import Estimate, paired_estimate
from simulator.errors import ResultError
from simulator.experiments.duties.cover import Rates, cheapest
from simulator.experiments.duties.fleet import Fleet, fleet_of
from simulator.experiments.duties.kinds import SLOT_S, Kinds, Span, kinds_between
from simulator.experiments.duties.need import Need, need_of
from simulator.experiments.fleet_size import Goal, Tested, smallest
from simulator.experiments.run import run
from simulator.experiments.variants import Variant, of_days, run_variants
from simulator.units import DAYS_OF_A_YEAR, HOUR_S

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

STEP = 5  # percent of the need, from one try to the next
LEAST, MOST = 30, 300  # percent of the need
DAYS_FOR_NEED = 10
BEFORE_S = HOUR_S  # so much sooner than anything is needed duties may begin, and end so much later
SHORTER_S = (0, HOUR_S, 2 * HOUR_S)  # hours that begin so much later, or end so much earlier, are tried
COST = "cost_eur"


@dataclass(frozen=True)
class Wanted:
    """What is wanted. shortest_s: of a duty [s]. hours, depots: whether fewer of them are tried.

    depot_year_eur: what a depot costs a year [EUR].
    """

    goals: tuple[Goal, ...]
    level: float
    replications: int
    shortest_s: int = 4 * HOUR_S
    hours: bool = False
    depots: bool = False
    depot_year_eur: float = 0.0


@dataclass(frozen=True, eq=False)
class Option:
    """Hours and depots, and the cheapest duties in them that keep the goals.

    depots: numbers of those that are kept. tested: what was simulated. percent: of the need that is covered; None: no
    duties keep the goals. vehicles: the duties of each. daily_eur: mean cost of a day, as simulated, with depots.
    """

    hours: Span
    depots: tuple[int, ...]
    tested: tuple[Tested, ...]
    percent: int | None = None
    vehicles: list[list[Span]] = field(default_factory=list)
    daily_eur: float = np.inf


@dataclass(frozen=True, eq=False)
class DutyStudy:
    """What was found. best: None where nothing keeps the goals. variant: the scenario with its duties.

    against: by how much its served share and its cost a day are other than those of the scenario as it is, by figure.
    """

    fleet: Fleet
    need: Need
    options: tuple[Option, ...]
    best: Option | None
    variant: Variant | None = None
    against: dict[str, Estimate] = field(default_factory=dict)


class Search:
    """Looks for duties of one scenario; runs are kept in a folder."""

    def __init__(
        self, base: Variant, wanted: Wanted, folder: Path, executor: Executor, report: Callable[[int, int], None]
    ) -> None:
        scenario = base.load()
        self.base, self.wanted, self.fleet = base, wanted, fleet_of(scenario)
        self.days = scenario.calendar.days
        results = [run(scenario, scenario.seed + day) for day in range(min(wanted.replications, DAYS_FOR_NEED))]
        self.need = need_of(results, self.fleet.service, self.fleet.depots)
        self._folder, self._executor, self._report = folder, executor, report
        self._planned: dict[tuple[int, Span], list[list[Span]]] = {}

    @property
    def whole_day(self) -> Span:
        """Return the hours in which anything is needed, and some time before and after, in which duties may lie."""
        first_s = max(0, int(self.need.edges_s[0]) - BEFORE_S)
        shortest_s = -(-self.wanted.shortest_s // SLOT_S) * SLOT_S
        return Span(first_s, max(int(self.need.edges_s[-1]) + BEFORE_S, first_s + shortest_s))

    def option(self, hours: Span, depots: tuple[int, ...]) -> Option:
        """Return the cheapest duties within hours, from some depots, that keep the goals; what was tested anyway."""
        kinds = kinds_between(hours, self.fleet.rules, self.wanted.shortest_s, self.need.edges_s)
        figures: dict[int, dict[str, np.ndarray]] = {}

        def runs_of(step: int) -> dict[str, np.ndarray]:
            figures[step] = self._figures(self._plan(STEP * step, hours, kinds), depots)
            return figures[step]

        if not self._coverable(kinds, hours):
            return Option(hours, depots, ())
        wanted = self.wanted
        step, tested = smallest(LEAST // STEP, MOST // STEP, wanted.goals, wanted.level, runs_of)
        if step is None:
            return Option(hours, depots, tuple(tested))
        daily_eur = float(np.mean(figures[step][COST])) + len(depots) * self._depot_day_eur
        plan = self._plan(STEP * step, hours, kinds)
        return Option(hours, depots, tuple(tested), STEP * step, plan, daily_eur)

    def variant(self, option: Option) -> Variant:
        """Return the scenario with the duties of an option."""
        return self.fleet.with_duties(self.base, option.vehicles, option.depots, self.need.shares)

    def against(self, option: Option) -> dict[str, Estimate]:
        """Return by how much served share and daily cost of an option are other than those of the scenario as it is."""
        before, after = self._run([self.base, self.variant(option)])
        less = (len(self.fleet.depots) - len(option.depots)) * self._depot_day_eur
        return {
            "service_rate": paired_estimate(after["service_rate"], before["service_rate"])[0],
            COST: paired_estimate(after[COST] - less, before[COST])[0],
        }

    @property
    def _depot_day_eur(self) -> float:
        return self.wanted.depot_year_eur / DAYS_OF_A_YEAR

    def _coverable(self, kinds: Kinds, hours: Span) -> bool:
        return cheapest(kinds, np.minimum(self.need.whole(MOST, hours), 1), Rates(1.0)) is not None

    def _plan(self, percent: int, hours: Span, kinds: Kinds) -> list[list[Span]]:
        if (percent, hours) not in self._planned:
            plan = cheapest(kinds, self.need.whole(percent, hours), self.fleet.rates)
            assert plan is not None, "what covers one vehicle covers any number"
            self._planned[percent, hours] = plan
        return self._planned[percent, hours]

    def _figures(self, plan: list[list[Span]], depots: tuple[int, ...]) -> dict[str, np.ndarray]:
        return self._run([self.fleet.with_duties(self.base, plan, depots, self.need.shares)])[0]

    def _run(self, variants: Sequence[Variant]) -> list[dict[str, np.ndarray]]:
        told = run_variants(variants, self.wanted.replications, self._folder, self._executor, self._report)
        names = dict.fromkeys((*(goal.metric for goal in self.wanted.goals), COST, "service_rate"))
        found = []
        for its in told:
            if isinstance(its, str):
                raise ResultError(its)
            found.append({name: of_days(its, name) / (self.days if name == COST else 1) for name in names})
        return found


def find_duties(search: Search, step: Callable[[str], None]) -> DutyStudy:
    """Return the cheapest duties; with fewer hours and depots where these are to be tried. step: told what is done."""
    every = tuple(range(len(search.fleet.depots)))
    step("duties for the whole day")
    options = [search.option(search.whole_day, every)]
    for hours in _shorter(search) if search.wanted.hours else ():
        step(f"duties from {hours.times}")
        options.append(search.option(hours, every))
    best = min(options, key=lambda one: one.daily_eur)
    while search.wanted.depots and len(best.depots) > 1:
        step(f"one of {len(best.depots)} depots less")
        fewer = [search.option(best.hours, tuple(d for d in best.depots if d != left)) for left in best.depots]
        options += fewer
        cheaper = min(fewer, key=lambda one: one.daily_eur)
        if cheaper.daily_eur >= best.daily_eur:
            break
        best = cheaper
    if best.percent is None:
        return DutyStudy(search.fleet, search.need, tuple(options), None)
    variant = search.variant(best)
    return DutyStudy(search.fleet, search.need, tuple(options), best, variant, search.against(best))


def _shorter(search: Search) -> list[Span]:
    """Return hours that begin later or end earlier, as far as the served share that is wanted can be reached in them.

    Who wants to leave outside of them is taken not to be served.
    """
    first_s, last_s = int(search.need.edges_s[0]), int(search.need.edges_s[-1])
    least = max((goal.value for goal in search.wanted.goals if goal.metric == "service_rate"), default=0.0)
    each = [Span(first_s + later, last_s - sooner) for later in SHORTER_S for sooner in SHORTER_S]
    long_enough = [hours for hours in each if hours.end_s - hours.start_s >= search.wanted.shortest_s]
    return [hours for hours in long_enough if search.need.asked_within(hours) >= least]
