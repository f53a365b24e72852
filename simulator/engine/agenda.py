"""Waiting in simpy so that what happens in one second has a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

Wait = Generator[simpy.Event, Any, None]

AT_ONCE = 0  # rank of what is urgent; simpy's own priorities are 0 (urgent) and 1 (normal)
VEHICLES = 1
AFTER_VEHICLES = 2  # rank of travellers


Callback = Callable[[simpy.Event], None]


class RankedTimeout(simpy.Event):
    """A timeout with a place in the order of one second: 1 is that of vehicles, higher numbers come later.

    callbacks: what it calls, beside the process that waits for it.
    """

    def __init__(
        self, env: simpy.Environment, delay: int, rank: int = AFTER_VEHICLES, callbacks: tuple[Callback, ...] = ()
    ) -> None:
        self.env, self.callbacks, self._ok, self._value = env, [*callbacks], True, None  # as simpy's own do
        env.schedule(self, rank, delay)  # type: ignore[arg-type]  # a number, but a type of its own to simpy


class Alarm:
    """Wakes somebody who sleeps or acts, and nothing else: all that a simpy process would do here, at half the cost.

    act: gets the time, and returns when to wake next [s], None for never again. It acts first as soon as the run
    begins.
    """

    def __init__(self, env: simpy.Environment, act: Callable[[int], int | None]) -> None:
        self._env, self._act = env, act
        self._sleep: RankedTimeout | None = None
        self._on_time, self._early = (self._wake,), (self._wake_early,)
        RankedTimeout(env, 0, AT_ONCE, self._on_time)

    def ring(self) -> None:
        """Wake at once, before anything else happens in this second; nothing for who acts now, or never will again."""
        if self._sleep is not None:
            RankedTimeout(self._env, 0, AT_ONCE, self._early)

    def _wake(self, _event: simpy.Event) -> None:
        now = int(self._env.now)
        self._sleep = None
        next_s = self._act(now)
        if next_s is not None:
            self._sleep = RankedTimeout(self._env, max(0, next_s - now), VEHICLES, self._on_time)

    def _wake_early(self, event: simpy.Event) -> None:
        if self._sleep is None:  # it has gone off duty since
            return
        assert self._sleep.callbacks is not None
        self._sleep.callbacks.remove(self._wake)
        self._wake(event)
