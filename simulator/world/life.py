"""What the knobs of a scenario make of its people: who lives there, what there is to go to, and where they work."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from simulator.days import DayType
from simulator.demand.destinations.anchors import Anchors, school_days
from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.lengths import PURPOSES
from simulator.demand.destinations.school_choice import SCHOOLS_FULL
from simulator.demand.destinations.site_changes import changed, closed_rows, purposes_of
from simulator.demand.destinations.site_file import far_from_homes
from simulator.demand.destinations.sites import Sites
from simulator.demand.life.newcomers import Lives, donors, forecast_of, households_at, moved_in, sizes_of
from simulator.demand.life.work import HomeWorkers, home_workers, near_any_home, work_on_day
from simulator.demand.population.tables import Population
from simulator.demand.tours.at_home import AtHome
from simulator.errors import ScenarioError
from simulator.scenario.life_models import Closing, Knobs, NewResidents
from simulator.scenario.models import Scenario
from simulator.suggest import suggest

Told = Iterator[tuple[str, str]]  # key, what is wrong


class Living(NamedTuple):
    """Who lives where and goes where once life has changed. workers: who works at home; None: as ever."""

    population: Population
    sites: Sites
    anchors: Anchors
    workers: HomeWorkers | None = None

    def on_day(self, knobs: Knobs, kind: DayType, seed: int, day: int) -> tuple[Anchors, AtHome | None]:
        """Return where people learn and work on a day, and who works at home."""
        if self.workers is None or knobs.home_office is None:
            return self.anchors, None
        return work_on_day(self.workers, self.anchors, (knobs.home_office, knobs.coworking), kind, seed, day)


def changed_lives(scenario: Scenario, before: Living, seed: int) -> Living:
    """Return what the knobs make of people, sites and anchors. Raises ScenarioError for what they name in vain.

    All that is chosen without what changes stays: places of work, how far people go, and the numbers of all.
    """
    knobs = scenario.people.knobs
    keys = {name: key for key, name in before.sites.municipalities.items()}
    keys |= {key: key for key in before.population.households["municipality"].unique()}
    found = [*_wrong_people(knobs, before.population, keys), *_wrong_places(knobs, before)]
    if found:
        raise ScenarioError([scenario.problem(f"people.knobs.{key}", message) for key, message in found])
    count = len(before.population.persons)
    lives = Lives(before.population, np.arange(count))
    for plan in knobs.new_residents:
        lives = moved_in(lives, plan, keys[plan.municipality], seed)
    if knobs.forecast:
        plans = [(None if one.municipality is None else keys[one.municipality], one) for one in knobs.forecast]
        lives = forecast_of(lives, plans, seed)
    sites = changed(before.sites, knobs.opens, {(one.name, one.kind): None for one in knobs.closes})
    anchors = _anchors(before.anchors, lives, sites, seed) if _people_or_places(knobs) else before.anchors
    workers = None
    if knobs.home_office is not None:
        workers = home_workers(lives.population, anchors, sites, knobs.home_office, knobs.coworking, seed)
    return Living(lives.population, sites, anchors, workers)


def _people_or_places(knobs: Knobs) -> bool:
    return bool(knobs.new_residents or knobs.forecast or knobs.opens or knobs.closes)


def _anchors(before: Anchors, lives: Lives, sites: Sites, seed: int) -> Anchors:
    """Return the anchors: all choose schools again; who comes works where who they are like does."""
    learns = school_days(lives.population, sites, seed)
    work = before.work_lon[lives.like], before.work_lat[lives.like], before.work_gateway[lives.like]
    others = tuple(note for note in before.notes if note.rule != SCHOOLS_FULL)
    return Anchors(*learns[:3], *work, balance=before.balance, notes=others + learns.notes)


def _wrong_people(knobs: Knobs, population: Population, keys: dict[str, str]) -> Told:
    """Tell municipalities and settlements that are not there, households nobody is like, and hubs far from all."""
    for number, plan in enumerate(knobs.new_residents):
        key = f"new_residents[{number}]"
        if plan.municipality not in keys:
            yield f"{key}.municipality", _unknown("municipality", plan.municipality, keys)
            continue
        yield from (
            (f"{key}.{where}", message) for where, message in _wrong_plan(plan, keys[plan.municipality], population)
        )
    for number, one in enumerate(knobs.forecast):
        if one.municipality is not None and one.municipality not in keys:
            yield f"forecast[{number}].municipality", _unknown("municipality", one.municipality, keys)
    coworking = knobs.coworking
    for number, hub in enumerate(coworking.hubs if coworking is not None else ()):
        assert coworking is not None
        if not near_any_home(population, hub, coworking.max_km):
            message = f"{hub.lon}, {hub.lat}: nobody lives within {coworking.max_km:g} km of {hub.name}"
            yield f"coworking.hubs[{number}].lon", message


def _wrong_plan(plan: NewResidents, municipality: str, population: Population) -> Told:
    there = population.households[households_at(population, municipality, None)]
    if plan.locality is not None and plan.locality not in set(there["locality"]):
        yield "locality", _unknown("settlement", plan.locality, set(there["locality"]) - {""})
        return
    some = sizes_of(population, donors(population, municipality, plan.like))
    if not len(some):
        yield "like", f"{plan.like}: there is no such household in {plan.municipality}"
    elif plan.persons_per_household is not None and not some.min() <= plan.persons_per_household <= some.max():
        limits = f"expected {some.min()} to {some.max()}, as households in {plan.municipality} have"
        yield "persons_per_household", f"{plan.persons_per_household:g}: {limits}"


def _wrong_places(knobs: Knobs, before: Living) -> Told:
    """Tell places that are not there, are there already, lie outside, or close so that nothing is left."""
    sites = before.sites
    names = sites.table["name"]
    for number, one in enumerate(knobs.opens):
        if (names == one.name).any():
            yield f"opens[{number}].name", f'"{one.name}" is there already; expected a name of its own'
        if (km := far_from_homes(before.population, (one.lon, one.lat))) is not None:
            yield f"opens[{number}].lon", f"{one.lon}, {one.lat} lies {km:.0f} km from the nearest home"
    closed = np.zeros((len(names), len(PURPOSES)), dtype=np.bool_)
    for number, closing in enumerate(knobs.closes):
        rows = closed_rows(sites, closing.name, closing.kind)
        if not rows.any():
            yield f"closes[{number}].name", _nothing_closes(closing, sites)
        closed |= rows[:, None] & np.isin(PURPOSES, purposes_of(closing.kind))[None, :]
    attracts = (sites.table[list(PURPOSES)].to_numpy(np.float64) > 0) & (sites.gateway == NOWHERE)[:, None]
    for purpose in np.flatnonzero(attracts.any(axis=0) & ~(attracts & ~closed).any(axis=0)).tolist():
        yield "closes", f"no place for {PURPOSES[purpose]} is left in the area; expected one at least"


def _nothing_closes(one: Closing, sites: Sites) -> str:
    if (sites.table["name"] == one.name).any():
        return f'"{one.name}" attracts nobody by {one.kind or "anything that can close"}'
    return _unknown("place", one.name, sites.table.loc[sites.gateway == NOWHERE, "name"].tolist())


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    some = ", ".join(list(dict.fromkeys(known))[:5])
    return f'unknown {what} "{name}"; {suggest(name, known) or f"there are {some}, ..."}'
