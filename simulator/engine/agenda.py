"""Waiting in simpy so that what happens in one second has a fixed order, and agendas beside simpy's own queue."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any, Protocol, TypeVar

import simpy

from simulator.kernels import event_order
from simulator.kernels.event_order import key_of

Wait = Generator[simpy.Event, Any, None]
Done = TypeVar("Done")
Steps = Generator["int | simpy.Event", Any, Done]  # what it waits for in turn: times [s], of travellers, or events

AT_ONCE = 0  # rank of what is urgent; simpy's own priorities are 0 (urgent) and 1 (normal)
VEHICLES = event_order.VEHICLES
AFTER_VEHICLES = 2  # rank of travellers
NOTHING = event_order.NOTHING  # the key where nothing is to come


def before_travellers(time_s: int) -> int:
    """Return the key of what comes behind all vehicles of a second and before all travellers."""
    return key_of(time_s, AFTER_VEHICLES, 0) - 1


class Agenda(Protocol):
    """What is to happen to many who need no simpy event each. first: the least key of all that is to come."""

    first: int

    def advance(self, limit: int) -> None:
        """Let what comes first happen, and what follows, as long as its key is below a limit."""


class Clock(simpy.Environment):
    """simpy's environment, in which agendas take their turns in the same order as events.

    number: of the next event, or of what is put on an agenda next.
    """

    def __init__(self, begins_s: int = 0) -> None:
        super().__init__(begins_s)
        self._agendas: list[Agenda] = []
        self.number = 0
        self._taken: _StepByStep | None = None

    def add(self, agenda: Agenda) -> None:
        """Let an agenda take part."""
        self._agendas.append(agenda)

    def take(self, steps: Steps[None]) -> None:
        """Let somebody take steps, from now on; just when a process would."""
        if self._taken is None:
            self._taken = _StepByStep(self)
            self.add(self._taken)
        self._taken.put_on(int(self._now), AT_ONCE, steps)

    def jump(self, time_s: int) -> None:
        """Let it be so late: only for agendas, whose turn it is."""
        self._now = time_s

    def new_key(self, time_s: int, rank: int) -> int:
        """Return the key of what is put on an agenda now, to happen at a time [s]."""
        key = key_of(time_s, rank, self.number)
        self.number += 1
        return key

    def schedule(self, event: simpy.Event, priority: int = VEHICLES, delay: int = 0) -> None:  # type: ignore[override]
        """Let an event happen after a delay [s], with a rank in its second."""
        heappush(self._queue, (self._now + delay, priority, self.number, event))  # type: ignore[misc]
        self.number += 1

    def step(self) -> None:
        """Let what comes first happen. Raises simpy.core.EmptySchedule when nothing does."""
        if not self.step_before(NOTHING):
            raise simpy.core.EmptySchedule

    def step_before(self, end: int) -> bool:
        """Let what comes first happen, if its key is lower: an event, or what an agenda has before all others' next.

        Returns whether something has happened.
        """
        first = second = self._first_event()
        chosen = None
        for agenda in self._agendas:
            if agenda.first < first:
                first, second, chosen = agenda.first, first, agenda
            elif agenda.first < second:
                second = agenda.first
        if first >= end:
            return False
        if chosen is None:
            super().step()
        else:
            chosen.advance(second)
        return True

    def _first_event(self) -> int:
        if not self._queue:
            return NOTHING
        time_s, rank, number, _ = self._queue[0]
        return key_of(int(time_s), rank, number)


class _StepByStep:
    """An agenda of those who take steps, who mostly wait for times: without what simpy does for each process."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.first = clock, NOTHING
        self._queue: list[tuple[int, int, Steps[None]]] = []  # by key, with the time [s]

    def put_on(self, time_s: int, rank: int, steps: Steps[None]) -> None:
        """Let somebody take the next step at a time [s]."""
        heappush(self._queue, (self._clock.new_key(time_s, rank), time_s, steps))
        self.first = self._queue[0][0]

    def advance(self, limit: int) -> None:
        """Let what comes first happen, and what follows until somebody else has something to do."""
        clock, queue = self._clock, self._queue
        while self.first < limit:
            _, time_s, steps = heappop(queue)
            self.first = queue[0][0] if queue else NOTHING
            clock.jump(time_s)
            number, others = clock.number, len(queue)
            self._go_on(steps)
            if clock.number - number != len(queue) - others:
                return  # not only steps have come

    def _go_on(self, steps: Steps[None]) -> None:
        awaited = next(steps, None)
        if isinstance(awaited, simpy.Event):
            awaited.callbacks.append(lambda _event: self._go_on(steps))
        elif awaited is not None:
            self.put_on(awaited, AFTER_VEHICLES, steps)


def as_process(clock: Clock, steps: Steps[Done]) -> Generator[simpy.Event, Any, Done]:
    """Take steps within a process; return what they do."""
    while True:
        try:
            awaited = next(steps)
        except StopIteration as end:
            done: Done = end.value
            return done
        yield RankedTimeout(clock, awaited - int(clock.now)) if isinstance(awaited, int) else awaited


class Signal(simpy.Event):
    """Something that is waited for: who does goes on in the second in which it is given, after vehicles."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env, self.callbacks, self._ok, self._value = env, [], True, None  # as simpy's own do

    def give(self) -> None:
        """Let who waits go on."""
        self.env.schedule(self, AFTER_VEHICLES, 0)  # type: ignore[arg-type]  # a number, but a type of its own to simpy


class RankedTimeout(simpy.Event):
    """A timeout with a place in the order of one second: 1 is that of vehicles, higher numbers come later."""

    def __init__(self, env: simpy.Environment, delay: int, rank: int = AFTER_VEHICLES) -> None:
        self.env, self.callbacks, self._ok, self._value = env, [], True, None  # as simpy's own do
        env.schedule(self, rank, delay)  # type: ignore[arg-type]  # a number, but a type of its own to simpy
