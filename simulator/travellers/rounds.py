"""Requests that are answered together, at the end of a period."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from simulator.engine.agenda import TimeoutAfterVehicles, Wait


class Rounds:
    """Collects requests by the moment of their answer; answer: gets all of a moment, in the order they came."""

    def __init__(self, env: simpy.Environment, answer: Callable[[list[int]], None]) -> None:
        self.env, self._answer = env, answer
        self._due: dict[int, list[int]] = {}

    def add(self, request: int, at_s: int) -> None:
        """Let a request be answered then [s]."""
        if at_s not in self._due:
            self._due[at_s] = []
            self.env.process(self._round(at_s))
        self._due[at_s].append(request)

    def _round(self, at_s: int) -> Wait:
        yield TimeoutAfterVehicles(self.env, at_s - int(self.env.now))
        self._answer(self._due.pop(at_s))
