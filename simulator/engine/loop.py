"""The loop: one event after the other, until nothing is left to happen or nothing sound can come any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import simpy

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


def run_until(env: simpy.Environment, until_s: int, work: Sequence[Counts], progress: Progress) -> None:
    """Let everything happen until a time [s], and tell now and then how much of the work is done."""
    total = sum(part.total for part in work)
    report_every = max(1, total // REPORTS)
    reported, peek, step = 0, env.peek, env.step
    while peek() <= until_s:
        for _ in range(STEPS_UNCOUNTED):
            step()
            if peek() > until_s:
                break
        ended = sum(part.ended for part in work)
        if ended >= reported + report_every:
            reported = ended
            progress(reported, total)
    progress(total, total)
