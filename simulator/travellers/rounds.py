"""Who is answered together, at the end of a period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import simpy

from simulator.engine.agenda import RankedTimeout, Wait

Case = TypeVar("Case")


class Rounds(Generic[Case]):
    """Collects cases by the moment of their answer; answer: gets all of a moment, in the order they came."""

    def __init__(self, env: simpy.Environment, answer: Callable[[list[Case]], None]) -> None:
        self.env, self._answer = env, answer
        self._due: dict[int, list[Case]] = {}

    def add(self, case: Case, at_s: int) -> None:
        """Let a case be answered then [s]."""
        if at_s not in self._due:
            self._due[at_s] = []
            self.env.process(self._round(at_s))
        self._due[at_s].append(case)

    def _round(self, at_s: int) -> Wait:
        yield RankedTimeout(self.env, at_s - int(self.env.now))
        self._answer(self._due.pop(at_s))
