"""The loop: one event after the other, until nothing is left to happen or nothing sound can come any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from simulator.engine.agenda import NOTHING, Clock
from simulator.kernels.event_order import key_of

Progress = Callable[[int, int], None]
REPORTS = 200  # of progress, at most
STEPS_UNCOUNTED = 64  # counting after each of them would take as long as some do


class Counts(Protocol):
    """Something that knows how much of its work is done."""

    @property
    def total(self) -> int:
        """All of its work."""

    @property
    def ended(self) -> int:
        """What is done of it."""


def run_until(clock: Clock, until_s: int, work: Sequence[Counts], progress: Progress) -> None:
    """Let everything happen until a time [s], and tell now and then how much of the work is done."""
    total = sum(part.total for part in work)
    report_every = max(1, total // REPORTS)
    reported, end, step_before, goes_on = 0, min(NOTHING, key_of(until_s + 1, 0, 0)), clock.step_before, True
    while goes_on:
        for _ in range(STEPS_UNCOUNTED):
            goes_on = step_before(end)
            if not goes_on:
                break
        ended = sum(part.ended for part in work)
        if ended >= reported + report_every:
            reported = ended
            progress(reported, total)
    progress(total, total)
