"""Who takes whom along: children to kindergarten or school and back, and to their errands those who may not drive."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.tours import published
from simulator.demand.tours.doing import SLOTS
from simulator.demand.tours.duty import QUARTER_S, Duty
from simulator.demand.tours.people import GROWN_UP, Chance, People
from simulator.demand.tours.published import GROUPS, PUPILS, WORKDAY_LIMITS_MIN
from simulator.demand.tours.tables import ERRANDS, LEISURE, NOBODY
from simulator.units import HOUR_S, MINUTE_S

HANDED_OVER_S = 10 * MINUTE_S  # so long it takes to bring or fetch; SrV 2023: 89 % of such stays are below half an hour
OPENS_S, CLOSES_S = 6 * HOUR_S, 18 * HOUR_S  # of a kindergarten; assumption, as in Brandenburg 6:00 to 17:00 or 18:00
# When children come and are fetched whose carers do not work that day. SrV 2023: of their ways there 56 % begin at 7
# o'clock and 36 % at 8, of those home 54 % between 14 and 18.
COME_S, LEAVE_S = (7 * HOUR_S, 9 * HOUR_S), (14 * HOUR_S, 17 * HOUR_S)
LATEST_WORK_S = 10 * HOUR_S  # who begins later does not bring children on the way, if another can; assumption
EARLIEST_WORK_S = OPENS_S + 45 * MINUTE_S
SHIFTED_S = HOUR_S  # by so much carers begin later at most to bring children to school; assumption
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Escorts(NamedTuple):
    """Who brings and fetches children on a day; arrays (persons,).

    children: how many a person takes along, 0: none. chairs: of these in wheelchairs. companion: the first of them; of
    children and others NOBODY.
    brought_s, fetched_s: when carers are at the school or kindergarten. taken: children who are brought and fetched.
    """

    children: Numbers
    chairs: Numbers
    companion: Numbers
    brought_s: Numbers
    fetched_s: Numbers
    taken: Flags


class _Children(NamedTuple):
    """The children of a household who are taken somewhere; arrays (households,).

    number: 0, if none are. chairs: of these in wheelchairs.
    """

    number: Numbers
    chairs: Numbers
    first: Numbers
    to_school: Flags
    comes_s: Numbers
    leaves_s: Numbers


def escorts(people: People, kind: DayType, duty: Duty, chance: Chance) -> tuple[Escorts, Duty]:
    """Return who brings and fetches children, and when all then work.

    Of the grown-ups of a household one does, rather one who is not at work that day, and one whose work lies between
    bringing and fetching. Where nobody's does, one works shorter hours for those in kindergarten, who go nowhere alone;
    pupils then go by themselves.
    """
    goes = _to_kindergarten(people, kind, chance)
    driven = _driven(people, kind, duty, goes, chance)
    children = _by_household(people, goes, driven, chance)
    duty, carer = _carers(people, duty, children, chance)
    household = people.household[carer]
    works, to_school = duty.on[carer], children.to_school[household]
    shift = np.where(works & to_school, _late_by(people, duty, children, carer), 0)
    begins, ends = duty.begins_s[carer] + shift, duty.ends_s[carer] + shift
    way = people.to_duty_s[carer]
    on_way = np.maximum(begins - way - 2 * HANDED_OVER_S, OPENS_S)
    at_door = children.comes_s[household]
    brought = np.where(works & ~to_school, on_way, at_door)
    fetched = np.where(works, np.maximum(ends + way, children.leaves_s[household]), children.leaves_s[household])
    found = Escorts(*_columns(people, carer, children, brought, fetched), (goes | driven) & _has(people, household))
    moved = (duty.begins_s.copy(), duty.ends_s.copy())
    moved[0][carer], moved[1][carer] = begins, ends
    return found, Duty(duty.on & ~(found.taken & driven), *moved)


def _columns(
    people: People, carer: Numbers, children: _Children, brought: Numbers, fetched: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Return what carers do as columns of all persons; children have the times of their carer."""
    household = people.household[carer]
    columns = [np.full(len(people.household), filler, dtype=np.int64) for filler in (0, 0, NOBODY)]
    for column, values in zip(columns, (children.number, children.chairs, children.first), strict=True):
        column[carer] = values[household]
    times = []
    for values in (brought, fetched):
        of_household = np.zeros(len(children.number), dtype=np.int64)
        of_household[household] = values
        times.append(of_household[people.household])
    return columns[0], columns[1], columns[2], times[0], times[1]


def _has(people: People, households: Numbers) -> Flags:
    """Return who lives in one of some households, bool (persons,)."""
    found = np.zeros(people.household.max(initial=-1) + 1, dtype=bool)
    found[households] = True
    return np.asarray(found[people.household])


def _to_kindergarten(people: People, kind: DayType, chance: Chance) -> Flags:
    if kind not in (DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY):
        return np.zeros(len(people.group), dtype=bool)
    share = published.KINDERGARTEN * (published.KINDERGARTEN_HOLIDAYS if kind == DayType.HOLIDAY_WEEKDAY else 1)
    return np.asarray((people.group < 0) & (chance.of("kindergarten", 1)[:, 0] < share))


def _driven(people: People, kind: DayType, duty: Duty, goes: Flags, chance: Chance) -> Flags:
    """Return which pupils are driven to school, where no smaller child is taken elsewhere."""
    pupils = duty.on & (people.school >= 0) & (kind == DayType.SCHOOL_DAY) & ~_has(people, people.household[goes])
    below = [people.age < age for age in published.DRIVEN_TO_SCHOOL]
    share = np.select(below, list(published.DRIVEN_TO_SCHOOL.values()), 0.0)
    return np.asarray(pupils & (chance.of("driven", 1)[:, 0] < share))


def _by_household(people: People, goes: Flags, driven: Flags, chance: Chance) -> _Children:
    """Return who is taken in each household; pupils only with one of the same school and hours.

    ``driven`` is changed in place.
    """
    households = people.household.max(initial=-1) + 1
    first = np.full(households, NOBODY, dtype=np.int64)
    rows = np.flatnonzero(goes | driven)
    first[people.household[rows[::-1]]] = rows[::-1]
    with_first = first[people.household]
    for times in (people.school, people.bell_s, people.last_bell_s):
        driven &= times == times[with_first]
    count, chairs = (
        np.bincount(people.household[who], minlength=households)
        for who in (goes | driven, (goes | driven) & people.wheelchair)
    )
    who = np.maximum(first, 0)
    to_school = (first >= 0) & driven[who]
    drawn = chance.of("kindergarten hours", 2)[who]
    come, leave = (a + share * (b - a) for (a, b), share in zip((COME_S, LEAVE_S), drawn.T, strict=True))
    comes = np.where(to_school, people.bell_s[who] - HANDED_OVER_S, come)
    return _Children(
        count,
        chairs,
        first,
        to_school,
        comes.astype(np.int64),
        np.where(to_school, people.last_bell_s[who], leave).astype(np.int64),
    )


def _carers(people: People, duty: Duty, children: _Children, chance: Chance) -> tuple[Duty, Numbers]:
    """Return when people work, and who takes the children of their household, one each, int64 (carers,)."""
    count = children.number[people.household]
    late = _late_by(people, duty, children, np.arange(len(count)))
    to_school = children.to_school[people.household]
    early = (duty.begins_s >= EARLIEST_WORK_S) & (duty.begins_s <= LATEST_WORK_S)
    early &= np.where(to_school, late <= SHIFTED_S, True)
    in_time = duty.ends_s + people.to_duty_s <= CLOSES_S - SHIFTED_S
    grown_up = (people.age >= GROWN_UP) & (people.group != GROUPS.index(PUPILS))  # pupils have bells of their own
    can = (count > 0) & grown_up & (~duty.on | (early & in_time))
    score = published.HOME_FIRST * duty.on + chance.once("cares")
    carer = first_of_households(people, np.flatnonzero(can), score)
    has_to = (count > 0) & grown_up & ~to_school & ~_has(people, people.household[carer])
    bent = first_of_households(people, np.flatnonzero(has_to), score)
    return _between(duty, bent, people.to_duty_s[bent]), np.sort(np.concatenate([carer, bent]))


def _between(duty: Duty, who: Numbers, way_s: Numbers) -> Duty:
    """Return when people work, where some do between bringing and fetching, for so long as that leaves them."""
    begins_s, ends_s = duty.begins_s.copy(), duty.ends_s.copy()
    begins_s[who] = np.clip(begins_s[who], EARLIEST_WORK_S, LATEST_WORK_S)
    last = (CLOSES_S - SHIFTED_S - way_s) // QUARTER_S * QUARTER_S
    ends_s[who] = np.maximum(np.minimum(ends_s[who], last), begins_s[who] + WORKDAY_LIMITS_MIN[0] * MINUTE_S)
    return Duty(duty.on, begins_s, ends_s)


def first_of_households(people: People, rows: Numbers, score: NDArray[np.float64]) -> Numbers:
    """Return of some persons who has the lowest score in each household, int64 (households with any,)."""
    order = rows[np.lexsort((score[rows], people.household[rows]))]
    return np.asarray(order[np.unique(people.household[order], return_index=True)[1]])


def _late_by(people: People, duty: Duty, children: _Children, who: Numbers) -> Numbers:
    """Return by how much persons would come late to work if they brought the children to school [s]."""
    there = children.comes_s[people.household[who]] + 2 * HANDED_OVER_S + people.to_duty_s[who]
    late = np.maximum(there - duty.begins_s[who], 0)
    return np.asarray(-(-late // QUARTER_S) * QUARTER_S)


class Pairs(NamedTuple):
    """Who is driven to what, if somebody has time; arrays (pairs,), one of a household. slot: of ``SLOTS``."""

    taken: Numbers
    slot: Numbers


def accompanied(people: People, free: Flags, chance: Chance) -> Pairs:
    """Return who would be driven to errands or leisure: at most one of a household, rather one who may not drive.

    free: what they do, bool (persons, SLOTS). Who drives may, and is another.
    """
    pupil = people.group == GROUPS.index(PUPILS)
    errands, leisure = (free[:, SLOTS.index(purpose)] for purpose in (ERRANDS, LEISURE))
    to_leisure = leisure & (pupil | ~errands)
    often = ~people.drives & (pupil | errands)
    share = np.where(often, published.ACCOMPANIED, published.ACCOMPANIED_ELSE)
    could = _could_drive(people)
    another = np.bincount(people.household[could], minlength=people.household.max(initial=-1) + 1)[people.household]
    wants = (errands | leisure) & (another > could) & (chance.of("accompanied", 1)[:, 0] < share)
    taken = first_of_households(people, np.flatnonzero(wants), people.drives.astype(np.float64))
    return Pairs(taken, np.where(to_leisure[taken], SLOTS.index(LEISURE), SLOTS.index(ERRANDS)))


def drivers(people: People, taken: Numbers, has_time: Flags, chance: Chance) -> Numbers:
    """Return who drives each of those taken, one of a household each; NOBODY where nobody who may has time then."""
    could = _could_drive(people) & has_time
    could[taken] = False
    of_household = np.full(people.household.max(initial=-1) + 1, NOBODY, dtype=np.int64)
    driver = first_of_households(people, np.flatnonzero(could), chance.once("drives"))
    of_household[people.household[driver]] = driver
    return np.asarray(of_household[people.household[taken]])


def _could_drive(people: People) -> Flags:
    return np.asarray(people.drives & (people.age >= GROWN_UP))
