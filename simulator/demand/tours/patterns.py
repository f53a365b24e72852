"""How likely each purpose is for each group on each type of day, so that shares of people and of purposes both hold."""

from __future__ import annotations

from collections.abc import Sequence
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

    mobile: share of persons who leave home. duty: of these, to work or school. on: chances of ``FREE``, each by itself,
    for who does. off: for who does not; forced: they do one of it at least. again: share of those who do a purpose of
    ``FREE`` that do it twice. stop: share of what is done after something else on the same tour.
    """

    mobile: float
    duty: float
    on: tuple[float, ...]
    off: tuple[float, ...]
    forced: bool
    again: tuple[float, ...]
    stop: float


@lru_cache(maxsize=64)
def pattern(kind: DayType, group: str, obliged: bool) -> Pattern:
    """Return the pattern of a group. obliged: of those who have work, or school on a school day, to go to."""
    obliged &= group == EMPLOYED or (group == PUPILS and kind == DayType.SCHOOL_DAY)
    like = WEEKDAY[ADULTS if group == PUPILS and not obliged else group]
    stop = 1 - (like.tours - 1) / (like.activities - 1)
    mobile = like.mobile * published.WEEKEND_MOBILE.get(kind, 1.0)
    duty = _duty(kind, group) if obliged else 0.0
    on, off = _free(kind, group, obliged)
    again = _again(group, obliged)
    idle = mobile - duty  # share of persons who leave home for ``FREE`` alone
    wanted = [min(1.0, share * (1 - duty) / idle) for share in off]
    if sum(wanted) <= 1:  # too little for so many to leave home: each purpose by itself
        return Pattern(1.0, duty, on, off, False, again, stop)
    factor = _by_themselves(wanted)
    return Pattern(mobile, duty / mobile, on, tuple(factor * one for one in wanted), True, again, stop)


def _duty(kind: DayType, group: str) -> float:
    """Return the share of persons who go to work or school on a type of day."""
    done = WEEKDAY[group].by_purpose
    share = done[WORK if WORK in done else SCHOOL][0]
    if kind == DayType.HOLIDAY_WEEKDAY:
        return share * published.HOLIDAY_WORK
    return share * published.WEEKEND.get((kind, group == EMPLOYED), {}).get(WORK, 1.0)


def _free(kind: DayType, group: str, obliged: bool) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the shares of persons who do each of ``FREE``: of those at work or school, and of all others.

    On weekdays off people in employment do what adults without do, and at work what is left of what all of them do:
    assumption. Pupils without school do what adults do: assumption.
    """
    like = ADULTS if group == PUPILS and not obliged else group
    factor = published.WEEKEND.get((kind, group == EMPLOYED), {})
    all_of = tuple(_share(like, purpose) * factor.get(purpose, 1.0) for purpose in FREE)
    if not (obliged and group == EMPLOYED) or factor:
        return all_of, all_of
    off = tuple(_share(ADULTS, purpose) for purpose in FREE)
    at_work = _duty(DayType.SCHOOL_DAY, group)
    return tuple((own - (1 - at_work) * free) / at_work for own, free in zip(all_of, off, strict=True)), off


def _share(group: str, purpose: str) -> float:
    return INSTEAD.get(group, 1.0) * WEEKDAY[group].by_purpose[purpose][0]


def _again(group: str, obliged: bool) -> tuple[float, ...]:
    like = WEEKDAY[ADULTS if group == PUPILS and not obliged else group].by_purpose
    return tuple(often / share - 1 for share, often in (like[purpose] for purpose in FREE))


def _by_themselves(wanted: Sequence[float]) -> float:
    """Return the factor of chances with which, given that anything is done, each is done by as many as wanted.

    Chances times c are drawn by themselves, and again where nothing is done: then c over the share of those with
    anything is 1, or c = 1 - product(1 - c * wanted). There is one root above 0 where the wanted ones are more than 1.
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - prod(1 - middle * one for one in wanted) > middle else (low, middle)
    return high
