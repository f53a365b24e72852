"""What a feeder does that answers before the service on demand, as a rule of that says: see ``parallel_rule``."""

from __future__ import annotations

from dataclasses import replace

from simulator.network.timetable.reach import StopWalks
from simulator.reasons import Reason
from simulator.scenario.rule_models import ParallelService
from simulator.scenario.turns import first_asked
from simulator.services.feeder.chains import Limits, Wish
from simulator.services.feeder.world import FeederWorld
from simulator.services.parallel_rule import Parallel
from simulator.services.protocol import Day
from simulator.services.rules import Case
from simulator.tables import NO_TIME


class FirstAnswer:
    """Has nothing for whom the rule does not hold, or sends to a journey on foot; its limits are those of journeys.

    max_changes: between buses and trains.
    """

    def __init__(self, day: Day, on_demand: str) -> None:
        part = day.world.scenario.services[on_demand]
        self._rule: ParallelService = part.parallel_service  # type: ignore[attr-defined]
        self._parallel = Parallel(replace(day, tables=day.world.services[on_demand]), self._rule)
        self.max_changes = self._rule.max_changes

    def refusal(self, case: Case) -> Reason | None:
        """Return why there is nothing for an attempt; None: nothing stands in the way."""
        if self._parallel.excepts(case):
            return Reason.NOT_ELIGIBLE
        verdict = self._parallel(case)
        return None if verdict is None else verdict.reason

    def narrowed(self, wish: Wish) -> Wish:
        """Return the wish of who, having to arrive by a time, is not there much sooner."""
        if wish.by_s == NO_TIME:
            return wish
        return wish._replace(after_s=max(wish.after_s, wish.by_s - self._rule.within_s))

    def limited(self, limits: Limits, request: int) -> Limits:
        """Return what journeys of a request may be like."""
        return limits._replace(
            longest_wait_s=min(limits.longest_wait_s, self._rule.within_s),
            longest_s=min(limits.longest_s, self._parallel.longest_s(request)),
        )

    def in_reach(self, walks: StopWalks) -> StopWalks:
        """Return the walks that are no longer than those of the rule."""
        near = walks.walk_m <= self._rule.walk_m
        return StopWalks(walks.stop[near], walks.walk_s[near], walks.walk_m[near])


def first_answer(day: Day) -> FirstAnswer | None:
    """Return what a feeder does that answers first; None: it does not."""
    tables: FeederWorld = day.tables
    on_demand = str(tables.partners.on_demand)
    is_first = first_asked(on_demand, day.world.scenario.services) == tables.part.name
    return FirstAnswer(day, on_demand) if is_first else None
