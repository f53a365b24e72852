"""Rules of booking: one list for each service, built in or from packages; and when an answer is given.

A rule is made once, at the start of a run, and asked at every attempt, in the order of the registry's group ``rule``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from simulator import registry
from simulator.days import LocalClock
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.scenario.dispatch_models import AnswerRule
from simulator.units import DAY_S

if TYPE_CHECKING:
    from simulator.services.protocol import Attempt, Day


class Verdict(NamedTuple):
    """What a rule says. reason: why the attempt is refused; None: it is not.

    surcharge_eur: what each rider pays on top of the fare. told: what the log tells of it: kinds and values.
    """

    reason: Reason | None = None
    surcharge_eur: float = 0.0
    told: tuple[tuple[Event, int], ...] = ()


class Case(NamedTuple):
    """What rules are asked about: an attempt that can leave from a time on, and what time it is now [s].

    wish_s: when it wants to leave, which is over where the answer comes late.
    """

    attempt: Attempt
    departure_s: int
    now_s: int
    wish_s: int

    @property
    def ahead_s(self) -> int:
        """Return how long before leaving the attempt asks [s]; it does not grow while an answer is late."""
        return max(0, self.wish_s - self.attempt.asked_s)


# Returns what is in the way, or comes with it; None: nothing. A rule may also have ``beats(offer)``: whether
# there is something better than an offer, which is dropped then; and ``of_whole_ways``: True if it is not about
# parts of ways.
Rule = Callable[[Case], Verdict | None]


def rules_of(day: Day) -> list[Rule]:
    """Return the rules that a service has, whose part of the scenario says which: see ``Day``."""
    part = day.tables.part
    found: list[Rule | None] = [
        registry.find("rule", name)(day)
        for name in registry.names("rule")
        if registry.package_of("rule", name) == registry.OWN
    ]
    found += [section.make(day) for section in part.config.rules]
    return [rule for rule in found if rule is not None]


def within_hours(day: Day) -> Rule:
    """Return the rule that refuses departures outside of the service hours, wished for or left by a late answer."""
    span_at = day.tables.days.spans(day.tables.part.config.hours).at
    refused = Verdict(Reason.OUTSIDE_SERVICE_HOURS)

    def rule(case: Case) -> Verdict | None:
        return refused if span_at(case.departure_s) is None or span_at(case.wish_s) is None else None

    return rule


def in_time(day: Day) -> Rule | None:
    """Return the rule that refuses who wants to leave sooner after asking than the notice of their class."""
    notice_s = _of_each(day, "notice_s")
    if not any(notice_s):
        return None
    refused = Verdict(Reason.SHORT_NOTICE)

    def rule(case: Case) -> Verdict | None:
        return refused if case.ahead_s < notice_s[case.attempt.request] else None

    return rule


def not_too_early(day: Day) -> Rule | None:
    """Return the rule that refuses who wants to leave later after asking than the horizon of their class."""
    horizon_s = _of_each(day, "booking_horizon_s")
    if all(limit_s is None for limit_s in horizon_s):
        return None
    refused = Verdict(Reason.TOO_EARLY)

    def rule(case: Case) -> Verdict | None:
        limit_s = horizon_s[case.attempt.request]
        return refused if limit_s is not None and case.ahead_s > limit_s else None

    return rule


def _of_each(day: Day, name: str) -> list[Any]:
    """Return a limit of the class of each request; None where the service knows no limits for it."""
    part = day.tables.part
    sets = {kind: part.config.limits.get(its.limits) for kind, its in part.scenario.people.classes.items()}
    of_class = {kind: None if limits is None else getattr(limits, name) for kind, limits in sets.items()}
    return [of_class[kind] for kind in day.world.demand["traveller_class"].tolist()]


def answer_times(rule: AnswerRule, requests: pd.DataFrame, clock: LocalClock, every_s: int | None = None) -> list[int]:
    """Return when each request is answered [s]; at once what is submitted later than that.

    every_s: what falls due in a period is answered together, when that ends.
    """
    submitted_s = requests["submitted_s"].to_numpy(np.int64)
    departure_s = requests["earliest_departure_s"].to_numpy(np.int64)
    answer_s = submitted_s
    if rule.when == "before_departure":
        answer_s = departure_s - rule.lead_s
    if rule.when == "evening_before":
        answer_s = clock.true_s((clock.local_s(departure_s) // DAY_S - 1) * DAY_S + rule.at)
    due_s = np.maximum(submitted_s, answer_s)
    times: list[int] = (due_s if every_s is None else (due_s // every_s + 1) * every_s).tolist()
    return times
