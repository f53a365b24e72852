"""Who takes steps does so just when a process of simpy would, also among others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from simulator.engine.agenda import NOTHING, Clock, RankedTimeout, Steps, as_process

Told = list[tuple[int, Any]]


def begun(clock: Clock, *, as_processes: bool) -> Callable[[Steps[None]], Any]:
    return (lambda steps: clock.process(as_process(clock, steps))) if as_processes else clock.take


def at_once(clock: Clock, told: Told, what: Any, _event: Any) -> None:
    told.append((int(clock.now), what))


def somebody(clock: Clock, begin: Callable[[Steps[None]], Any], told: Told, name: str, drawn: Any) -> Steps[None]:
    """Wait for times, this one too, and for events; let others begin, and something happen in the same second."""
    for step in range(int(drawn.integers(1, 5))):
        kind, later_s = int(drawn.integers(4)), int(drawn.integers(4))
        if kind == 0:
            yield RankedTimeout(clock, later_s, int(drawn.integers(1, 7)))
        else:
            yield int(clock.now) + later_s
        told.append((int(clock.now), (name, step)))
        if kind == 1:
            rank = int(drawn.integers(7))
            RankedTimeout(clock, 0, rank).callbacks.append(partial(at_once, clock, told, (name, rank)))
        if kind == 2 and len(name) < 6:
            begin(somebody(clock, begin, told, f"{name}+", drawn))


def day(seed: int, *, as_processes: bool) -> Told:
    clock, told, drawn = Clock(), list[tuple[int, Any]](), np.random.default_rng(seed)
    begin = begun(clock, as_processes=as_processes)
    for number in range(6):
        begin(somebody(clock, begin, told, str(number), drawn))
    while clock.step_before(NOTHING):
        pass
    return told


@pytest.mark.parametrize("seed", range(40))
def test_all_happens_in_the_order_of_processes(seed: int) -> None:
    told = day(seed, as_processes=False)
    assert told == day(seed, as_processes=True)
    assert [at_s for at_s, _ in told] == sorted(at_s for at_s, _ in told)


def test_a_process_gets_what_steps_come_to() -> None:
    clock, told = Clock(), list[tuple[float, int]]()

    def steps() -> Steps[int]:
        yield 5
        yield RankedTimeout(clock, 2)
        return 3

    def process() -> Iterator[Any]:
        done = yield from as_process(clock, steps())
        told.append((clock.now, done))

    clock.process(process())  # type: ignore[arg-type]
    clock.run()
    assert told == [(7, 3)]
