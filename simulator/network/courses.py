"""From changes that hold for some time to states of the roads that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.kernels.layout import FOREVER

ALWAYS = -FOREVER  # as a beginning: long before all

Active = tuple[int, ...]  # numbers of the changes in force, ascending


class Span(NamedTuple):
    """When a change is in force [s], and from when on drivers know of it; change: its number among all.

    later_s: how much later who makes plans learns of it.
    """

    change: int
    from_s: int
    until_s: int
    known_s: int = ALWAYS
    later_s: int = 0

    @property
    def for_plans(self) -> Span:
        """Return the same with the moment from which on plans count with it as known."""
        return self._replace(known_s=self.known_s + self.later_s, later_s=0)


class Stretch(NamedTuple):
    """The changes in force from a moment [s] until the next stretch begins."""

    from_s: int
    active: Active


def course_of(spans: Sequence[Span]) -> list[Stretch]:
    """Return what is in force when, the first stretch from ever; neighbours differ."""
    cuts = sorted({ALWAYS, *(cut for span in spans for cut in span[1:3] if cut < FOREVER)})
    found: list[Stretch] = []
    for cut in cuts:
        active = tuple(sorted({span.change for span in spans if span.from_s <= cut < span.until_s}))
        if not found or found[-1].active != active:
            found.append(Stretch(cut, active))
    return found


def courses_known(spans: Sequence[Span]) -> list[tuple[int, list[Stretch]]]:
    """Return what is known of the roads to come, from when on [s]; the last is what really comes."""
    moments = sorted({ALWAYS, *(span.known_s for span in spans)})
    return [(moment, course_of([span for span in spans if span.known_s <= moment])) for moment in moments]


def still_to_come(courses: Sequence[tuple[int, list[Stretch]]]) -> list[tuple[int, list[Stretch]]]:
    """Return from when on [s] which stretches are to come as far as is known, the one in force first."""
    found = []
    for number, (known_s, course) in enumerate(courses):
        until_s = courses[number + 1][0] if number + 1 < len(courses) else FOREVER
        begins = [max(known_s, stretch.from_s) for stretch in course]
        for position, begins_s in enumerate(begins):
            ends_s = course[position + 1].from_s if position + 1 < len(course) else FOREVER
            if ends_s > known_s and begins_s < until_s:
                found.append((begins_s, course[position:]))
    return found
