"""Requests come: when, and in which order within a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.engine.agenda import AFTER_VEHICLES, AT_ONCE, NOTHING, Clock


class Arrivals:
    """An agenda of requests that ask at one place in the order of a second.

    Those of before the beginning ask at once when the run begins, unless others have to be ready first. in_turn: when
    each is submitted [s], and the request, by time. first: the key of those that come next.
    """

    def __init__(self, clock: Clock, in_turn: Sequence[tuple[int, int]], rank: int, ask: Callable[[int], None]) -> None:
        self._clock, self._in_turn, self._rank, self._ask = clock, in_turn, rank, ask
        self._next, self._waits = 0, rank > AFTER_VEHICLES
        self._put_on(int(clock.now), AT_ONCE)

    def _put_on(self, time_s: int, rank: int) -> None:
        self._now_s, self.first = time_s, self._clock.new_key(time_s, rank)

    def advance(self, _limit: int) -> None:
        """Let all requests of this moment ask, one after the other."""
        now = self._now_s
        self._clock.jump(now)
        if not self._waits:
            while self._next < len(self._in_turn) and self._in_turn[self._next][0] <= now:
                request = self._in_turn[self._next][1]
                self._next += 1
                self._ask(request)
        self._waits = False
        if self._next < len(self._in_turn):
            self._put_on(max(now, self._in_turn[self._next][0]), self._rank)
        else:
            self.first = NOTHING
