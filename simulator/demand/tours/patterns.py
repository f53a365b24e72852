"""How likely each purpose is for each group on each type of day, so that shares of people and of purposes both hold."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import NamedTuple

from simulator.days import DayType
from simulator.demand.tours import published
from simulator.demand.tours.published import ADULTS, EMPLOYED, FREE, INSTEAD, PUPILS, WEEKDAY
from simulator.demand.tours.tables import SCHOOL, WORK

_STEPS = 60  # of bisection: as exact as numbers are


class Pattern(NamedTuple):
    """What a group does on a type of day.

    mobile: share of persons who do anything. chances: of each purpose among these: work or school, then ``FREE``, drawn
    by themselves. forced: who does nothing of that is drawn again. again: share of those who do a purpose of ``FREE``
    that do it twice. stop: share of what is done after something else on the same tour.
    """

    mobile: float
    chances: tuple[float, ...]
    forced: bool
    again: tuple[float, ...]
    stop: float


@lru_cache(maxsize=64)
def pattern(kind: DayType, group: str, obliged: bool) -> Pattern:
    """Return the pattern of a group. obliged: of those who have work or school to go to."""
    done = _done(kind, group)
    shares = [done[0][0] if obliged else 0.0, *(share for share, _ in done[1:])]
    again = tuple(min(1.0, often / share - 1) for share, often in done[1:])
    of_group = WEEKDAY[group if obliged or group != PUPILS else ADULTS]
    stop = 1 - (of_group.tours - 1) / (of_group.activities - 1)
    mobile = of_group.mobile * published.WEEKEND_MOBILE.get(kind, 1.0)
    wanted = [min(1.0, share / mobile) for share in shares]
    if sum(wanted) <= 1:  # too little for so many to leave home: each purpose by itself
        return Pattern(1.0, tuple(shares), False, again, stop)
    factor = _by_themselves(wanted)
    return Pattern(mobile, tuple(factor * chance for chance in wanted), True, again, stop)


def _done(kind: DayType, group: str) -> list[tuple[float, float]]:
    """Return the share of persons who do it, and how often a day: of work or school, and of each of ``FREE``.

    Pupils without school do what adults do: assumption.
    """
    like = ADULTS if group == PUPILS and kind != DayType.SCHOOL_DAY else group
    rates = WEEKDAY[like].by_purpose
    weekend = published.WEEKEND.get((kind, group == EMPLOYED), {})
    duty, _ = rates.get(WORK, rates.get(SCHOOL, (0.0, 0.0)))
    if kind == DayType.HOLIDAY_WEEKDAY:
        duty *= published.HOLIDAY_WORK
    obliged = duty * weekend.get(WORK, 1.0)
    factors = {purpose: INSTEAD.get(like, 1.0) * weekend.get(purpose, 1.0) for purpose in FREE}
    return [
        (obliged, obliged),
        *((rates[purpose][0] * factors[purpose], rates[purpose][1] * factors[purpose]) for purpose in FREE),
    ]


def _by_themselves(wanted: list[float]) -> float:
    """Return the factor of chances with which, given that anything is done, each is done by as many as wanted.

    Chances times c are drawn by themselves, and again where nothing is done: then c over the share of those with
    anything is 1, or c = 1 - product(1 - c * wanted). There is one root above 0 where the wanted ones are more than 1.
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - prod(1 - middle * one for one in wanted) > middle else (low, middle)
    return high
