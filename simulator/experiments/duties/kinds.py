"""Which duties a driver may have in a day, by the rules, and which slots of time they cover with a vehicle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from simulator.clock import format_clock
from simulator.scenario.driver_models import Drivers, shifts_of_any_day
from simulator.units import HOUR_S, MINUTE_S
from simulator.world.drivers import breaks_of
from simulator.world.shifts import Duty

SLOT_S = 30 * MINUTE_S  # duties begin and end on these
LENGTHS_S = tuple(range(HOUR_S, 11 * HOUR_S, SLOT_S))  # from begin to planned end, breaks included
OVERTIME_S = 30 * MINUTE_S  # how much later than planned a duty may end
CLOCK = len("00:00")


class Span(NamedTuple):
    """When a duty begins, and is planned to end [s of the day]."""

    start_s: int
    end_s: int

    @property
    def hours(self) -> float:
        """Return how long it is, breaks included [h]."""
        return (self.end_s - self.start_s) / HOUR_S

    @property
    def times(self) -> str:
        """Return it as people write it."""
        return f"{format_clock(self.start_s)[:CLOCK]}-{format_clock(self.end_s)[:CLOCK]}"


@dataclass(frozen=True)
class Kinds:
    """Duties that may be had. spans: of each. duty, there: a row for each way to place its breaks.

    duty: int64 (rows,), whose row it is; there: bool (rows, slots), in which slots it has a vehicle on the road.
    """

    spans: tuple[Span, ...]
    duty: NDArray[np.int64]
    there: NDArray[np.bool_]


def kinds_between(hours: Span, rules: Drivers, shortest_s: int, edges_s: NDArray[np.int64]) -> Kinds:
    """Return all duties within hours, as planned.

    Only such as the rules allow, overtime included. rules: limits and changeover; its shifts do not count. shortest_s:
    a duty lasts at least so long [s]. edges_s: of the slots, one after the other.
    """
    lengths = [length_s for length_s in LENGTHS_S if length_s >= shortest_s and _allowed(Span(0, length_s), rules)]
    first_s, last_s = -(-hours.start_s // SLOT_S) * SLOT_S, hours.end_s // SLOT_S * SLOT_S
    spans = [
        Span(start_s, start_s + length_s)
        for start_s in range(first_s, last_s, SLOT_S)
        for length_s in lengths
        if start_s + length_s <= last_s
    ]
    rows = [(number, row) for number, span in enumerate(spans) for row in _ways(span, rules, edges_s)]
    there = np.array([row for _, row in rows], np.bool_).reshape(len(rows), len(edges_s) - 1)
    return Kinds(tuple(spans), np.array([number for number, _ in rows], np.int64), there)


def drivers_of(spans: Sequence[Span], rules: Drivers) -> dict[str, object]:
    """Return the section ``drivers`` of vehicles whose drivers have these duties, one after the other."""
    shifts = [
        {
            "name": span.times,
            "start": [format_clock(span.start_s)] * 2,
            "end": [format_clock(span.end_s), format_clock(span.end_s + OVERTIME_S)],
        }
        for span in spans
    ]
    return {"rules": rules.model_dump()["rules"], "changeover_s": rules.changeover_s, "shifts": shifts}


def _allowed(span: Span, rules: Drivers) -> bool:
    try:
        Drivers.model_validate(drivers_of([span], rules))
    except ValidationError:
        return False
    return True


def _ways(span: Span, rules: Drivers, edges_s: NDArray[np.int64]) -> Iterator[NDArray[np.bool_]]:
    """Yield in which slots a vehicle is on the road, for each way to place the breaks within their corridors.

    A break begins with a slot, where one begins within its corridor; a slot is lost where the break takes any of it.
    """
    drivers = Drivers.model_validate(drivers_of([span], rules))
    duty = Duty(span.start_s, span.end_s, span.end_s + OVERTIME_S, shifts_of_any_day(drivers)[0], 0)
    there = (edges_s[:-1] >= span.start_s) & (edges_s[1:] <= span.end_s)
    corridors = [
        [(begin_s, begin_s + length_s) for begin_s in _begins(earliest_s, latest_s)]
        for _, earliest_s, latest_s, length_s, _ in breaks_of(drivers, duty)
    ]
    for breaks in product(*corridors):
        if any(later[0] < earlier[1] for earlier, later in pairwise(breaks)):
            continue
        row = there.copy()
        for begin_s, end_s in breaks:
            row &= (edges_s[1:] <= begin_s) | (edges_s[:-1] >= end_s)
        yield row


def _begins(earliest_s: int, latest_s: int) -> list[int]:
    first_s = -(-earliest_s // SLOT_S) * SLOT_S
    return list(range(first_s, latest_s + 1, SLOT_S)) or [earliest_s]
