"""The activities of all people on one day: what they do, on which tours, when, and whom they take along."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.population.tables import Population
from simulator.demand.tours import published
from simulator.demand.tours.agenda import LATEST_S, NEVER, Agenda, Profiles
from simulator.demand.tours.at_home import AtHome, staying
from simulator.demand.tours.chains import AFTER_DUTY, NEXT_S, WAY_S, Chains, chains, outings
from simulator.demand.tours.doing import SLOTS, doing, patterns_of
from simulator.demand.tours.duty import Duty, duties
from simulator.demand.tours.escorts import (
    HANDED_OVER_S,
    Escorts,
    Pairs,
    accompanied,
    drivers,
    escorts,
    first_of_households,
)
from simulator.demand.tours.how_much import day_factor
from simulator.demand.tours.people import GROWN_UP, Chance, People, people_of
from simulator.demand.tours.published import EMPLOYED, FREE, GROUPS
from simulator.demand.tours.sheet import Entry, table_of_day
from simulator.demand.tours.tables import ESCORT, LEISURE, NOBODY, SCHOOL, SHOPPING, WORK, Anchors, TourConfig
from simulator.units import MINUTE_S

BRING, DUTY, FETCH, STOPS = 0, 1, 2, 3  # order of what is done on the tour of work or school
BRINGING, FETCHING, DRIVING, DRIVING_BACK, ALONE = range(AFTER_DUTY + 1, AFTER_DUTY + 6)  # tours of their own
Numbers = NDArray[np.int64]


class Day(NamedTuple):
    """What is known of a day before its times are placed."""

    people: People
    kind: DayType
    chance: Chance
    duty: Duty
    escorts: Escorts
    chains: Chains


def activities_of_day(
    population: Population,
    anchors: Anchors,
    kind: DayType,
    day: int,
    config: TourConfig,
    seed: int,
    at_home: AtHome | None = None,
) -> pd.DataFrame:
    """Return what people do away from home on a day, with ``ACTIVITY_DTYPES``.

    Chance belongs to a person, by its number: whatever changes for some leaves others as they are, but for those of
    their household, who take each other along. at_home: who works at home that day.
    """
    people = people_of(population, anchors, kind)
    chance = Chance(seed, day, len(population.persons))
    on, free = doing(people, kind, day_factor(config, day, seed), chance)
    if at_home is not None:
        on, free = staying(at_home, on, free, chance)
    taken, duty = escorts(people, kind, duties(people, on, chance), chance)
    pairs = accompanied(people, free, chance)
    free[pairs.taken, pairs.slot] = False
    table, which = patterns_of(people, kind)
    stop = np.array([one.stop for one in table])[which]
    of_day = Day(people, kind, chance, duty, taken, chains(duty.on, free, stop, chance))
    agenda = Agenda(len(on), _profiles(kind))
    entries = [*_duty_tours(of_day, agenda), *_bring_and_fetch(of_day, agenda)]
    entries += _driving(of_day, agenda, pairs)
    entries += _free_tours(of_day, agenda)
    return table_of_day(entries)


def _profiles(kind: DayType) -> Profiles:
    """Return the departures of all groups and purposes, row by row as ``_profile_rows`` counts."""
    return Profiles([published.hours(kind, group, purpose) for group in GROUPS for purpose in FREE])


def _profile_rows(people: People, rows: Numbers, slot: Numbers | int) -> Numbers:
    """Return the rows of the profiles for what persons do in a slot."""
    return np.asarray(people.group[rows] * len(FREE) + slot % len(FREE))


def _duty_tours(of: Day, agenda: Agenda) -> list[Entry]:
    """Return the tours to work and school: children on the way there and back, then what else is done.

    What would begin after midnight is left for another day.
    """
    rows = np.flatnonzero(of.duty.on)
    begins, ends = of.duty.begins_s[rows], of.duty.ends_s[rows]
    children, companion = of.escorts.children[rows], of.escorts.companion[rows]
    chairs = of.escorts.chairs[rows]
    carers = np.flatnonzero(children > 0)
    entries = []
    for group, purpose in ((EMPLOYED, WORK), (None, SCHOOL)):
        some = np.flatnonzero((of.people.group[rows] == GROUPS.index(EMPLOYED)) == (group == EMPLOYED))
        entries.append(Entry(rows[some], AFTER_DUTY, DUTY, purpose, begins[some], ends[some], fixed=True))
    brings, fetches = of.escorts.brought_s[rows][carers], of.escorts.fetched_s[rows][carers]
    who, more, whom, theirs = rows[carers], children[carers] + 1, companion[carers], chairs[carers]
    entries += [
        Entry(who, AFTER_DUTY, BRING, ESCORT, brings, brings + HANDED_OVER_S, False, more, 1, whom, True, theirs, 0),
        Entry(who, AFTER_DUTY, FETCH, ESCORT, fetches, fetches + HANDED_OVER_S, False, 1, more, whom, True, 0, theirs),
    ]
    until, starts = ends.copy(), begins.copy()
    until[carers], starts[carers] = fetches + HANDED_OVER_S, brings
    party = np.where(children > 0, children + 1, 1)
    for slot, purpose in enumerate(SLOTS):
        some = np.flatnonzero((of.chains.tour[rows, slot] == AFTER_DUTY) & (until + NEXT_S < LATEST_S))
        from_s = until[some] + NEXT_S
        until[some] = from_s + of.chains.stays_s[rows[some], slot]
        with_them = _together(party[some], chairs[some])
        entries.append(Entry(rows[some], AFTER_DUTY, STOPS + slot, purpose, from_s, until[some], **with_them))
    way = of.people.to_duty_s[rows]
    agenda.take(rows, starts - way - WAY_S, until + way + WAY_S)
    return entries


def _bring_and_fetch(of: Day, agenda: Agenda) -> list[Entry]:
    """Return the tours of those who bring and fetch children and do not work; pupils taken are away in between."""
    rows = np.flatnonzero((of.escorts.children > 0) & ~of.duty.on)
    more, whom, chairs = of.escorts.children[rows] + 1, of.escorts.companion[rows], of.escorts.chairs[rows]
    brings, fetches = of.escorts.brought_s[rows], of.escorts.fetched_s[rows]
    for begins in (brings, fetches):
        agenda.take(rows, begins - WAY_S, begins + HANDED_OVER_S + WAY_S)
    pupils = np.flatnonzero(of.escorts.taken & (of.people.group >= 0))
    away = of.escorts.brought_s[pupils] - WAY_S, of.escorts.fetched_s[pupils] + HANDED_OVER_S + WAY_S
    agenda.take(pupils, *away)
    return [
        Entry(rows, BRINGING, 0, ESCORT, brings, brings + HANDED_OVER_S, False, more, 1, whom, True, chairs, 0),
        Entry(rows, FETCHING, 0, ESCORT, fetches, fetches + HANDED_OVER_S, False, 1, more, whom, True, 0, chairs),
    ]


def _together(party: Numbers, chairs: Numbers) -> dict[str, Any]:
    """Return who is on the way to and from what people do together, wheelchairs of those taken along with them."""
    return {"party": party, "party_on": party, "chairs": chairs, "chairs_on": chairs}


def _driving(of: Day, agenda: Agenda, pairs: Pairs) -> list[Entry]:
    """Return the tours of those who would be driven, and of who drives them and waits there, or comes back.

    They go when they go: where nobody has time to drive them then, by themselves.
    """
    stays = of.chains.stays_s[pairs.taken, pairs.slot]
    share = of.chance.of("driven by others", 1)[pairs.taken, 0]
    leaves = agenda.place(pairs.taken, _profile_rows(of.people, pairs.taken, pairs.slot), stays + 2 * WAY_S, share)
    went = leaves != NEVER
    taken, slot, begins = pairs.taken[went], pairs.slot[went], leaves[went] + WAY_S
    ends = begins + stays[went]
    waits = stays[went] <= published.WAITS_MIN * MINUTE_S
    back = np.where(waits, ends, begins + HANDED_OVER_S) + WAY_S  # of the first tour of who drives
    again = np.where(waits, begins, ends - HANDED_OVER_S) - WAY_S  # the second one, or the first where that is all
    spans = ((begins - WAY_S, back), (again, ends + WAY_S))
    has_time = np.logical_and.reduce([agenda.free(*_of_homes(of.people, taken, span)) for span in spans])
    driver = drivers(of.people, taken, has_time, of.chance)
    driven = driver != NOBODY
    for leaves_s, home_s in spans:
        agenda.take(driver[driven], leaves_s[driven], home_s[driven])
    two, chairs = np.full(len(taken), 2), of.people.wheelchair[taken].astype(np.int64)
    both, fetched = np.flatnonzero(driven & waits), np.flatnonzero(driven & ~waits)
    with_them = _together(two[both], chairs[both])
    entries = [Entry(driver[both], DRIVING, 0, ESCORT, begins[both], ends[both], companion=taken[both], **with_them)]
    who, whom, more, theirs = driver[fetched], taken[fetched], two[fetched], chairs[fetched]
    at, until = begins[fetched], ends[fetched]
    entries += [
        Entry(who, DRIVING, 0, ESCORT, at, at + HANDED_OVER_S, False, more, 1, whom, False, theirs, 0),
        Entry(who, DRIVING_BACK, 0, ESCORT, until - HANDED_OVER_S, until, False, 1, more, whom, False, 0, theirs),
    ]
    for which in np.unique(slot).tolist():
        alone = np.flatnonzero(~driven & (slot == which))
        entries.append(Entry(taken[alone], ALONE, 0, SLOTS[which], begins[alone], ends[alone]))
    return entries


def _of_homes(people: People, taken: Numbers, span: tuple[Numbers, Numbers]) -> tuple[Numbers, Numbers]:
    """Return the span of who is taken for everybody of the household, int64 (persons,); of all others, none."""
    found = []
    for times in span:
        of_household = np.zeros(people.household.max(initial=-1) + 1, dtype=np.int64)
        of_household[people.household[taken]] = times
        found.append(of_household[people.household])
    return found[0], found[1]


def _free_tours(of: Day, agenda: Agenda) -> list[Entry]:
    """Return the tours to what can be put off, where people have time for them."""
    entries = []
    shares, which = of.chance.of("leaves", len(SLOTS)), of.chance.of("leaves for", len(SLOTS))
    along, chairs = _children_along(of)
    for opener, opens in enumerate(SLOTS):
        rows = np.flatnonzero(of.chains.tour[:, opener] == opener)
        outing = outings(of.chains, opener, rows, which[rows, opener])
        profile = _profile_rows(of.people, rows, outing.slot)
        leaves = agenda.place(rows, profile, outing.needs_s, shares[rows, opener], outing.lag_s)
        rows, leaves = rows[leaves != NEVER], leaves[leaves != NEVER]
        party, theirs = np.ones(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
        if opens in (SHOPPING, LEISURE):
            joined = leaves >= of.escorts.fetched_s[rows]
            party += np.where(joined, along[rows], 0)
            theirs += np.where(joined, chairs[rows], 0)
            along[rows[joined]] = chairs[rows[joined]] = 0
        begins = leaves + WAY_S
        for slot in range(opener, len(SLOTS)):
            some = np.flatnonzero((of.chains.tour[rows, slot] == opener) & (begins < LATEST_S))
            ends = begins[some] + of.chains.stays_s[rows[some], slot]
            with_them = _together(party[some], theirs[some])
            entries.append(Entry(rows[some], opener, slot, SLOTS[slot], begins[some], ends, **with_them))
            begins[some] = ends + NEXT_S
    return entries


def _children_along(of: Day) -> tuple[Numbers, Numbers]:
    """Return how many children under six each person takes along on a tour to shops or leisure, int64 (persons,).

    Also how many of these use wheelchairs.
    Who brings them does; where nobody does, one of the grown-ups.
    """
    people = of.people
    goes = (people.group < 0) & (of.chance.of("along", 1)[:, 0] < published.TAKEN_ALONG)
    count, chairs = (
        np.bincount(people.household[who], minlength=people.household.max(initial=-1) + 1)
        for who in (goes, goes & people.wheelchair)
    )
    grown_up = np.flatnonzero((people.age >= GROWN_UP) & (count[people.household] > 0))
    score = of.chance.once("cares") - (of.escorts.children > 0)
    carer = first_of_households(people, grown_up, score)
    along = np.zeros((2, len(goes)), dtype=np.int64)
    along[:, carer] = np.array([count, chairs])[:, people.household[carer]]
    return along[0], along[1]
