"""Rules of booking that services share: how soon, how far ahead, at which hours, and when an answer is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.reasons import Reason
from simulator.spans import Spans
from simulator.units import DAY_S
from simulator.world.build import World
from simulator.world.one_of_each import rides_of


@dataclass(frozen=True)
class BookingRules:
    """Who wants to leave earlier than notice_s after asking, later than horizon_s, or outside of the hours is refused.

    hours: of all days [s].
    """

    notice_s: int
    horizon_s: int
    hours: Spans

    def refusal(self, departure_s: int, asked_s: int) -> Reason | None:
        """Return why somebody is refused who asks at one time to leave at another [s]."""
        if self.hours.at(departure_s) is None:
            return Reason.OUTSIDE_SERVICE_HOURS
        if departure_s - asked_s < self.notice_s:
            return Reason.SHORT_NOTICE
        return Reason.TOO_EARLY if departure_s - asked_s > self.horizon_s else None


def answer_times(world: World, every_s: int | None = None) -> list[int]:
    """Return when each request is answered [s]; at once what is submitted later than that.

    every_s: what falls due in a period is answered together, when that ends.
    """
    rule, table = rides_of(world.scenario).config.dispatch.answer, world.requests
    submitted_s, departure_s = table["submitted_s"].to_numpy(np.int64), table["earliest_departure_s"].to_numpy(np.int64)
    answer_s = submitted_s
    if rule.when == "before_departure":
        answer_s = departure_s - rule.lead_s
    if rule.when == "evening_before":
        clock = world.days.clock
        answer_s = clock.true_s((clock.local_s(departure_s) // DAY_S - 1) * DAY_S + rule.at)
    due_s = np.maximum(submitted_s, answer_s)
    times: list[int] = (due_s if every_s is None else (due_s // every_s + 1) * every_s).tolist()
    return times
