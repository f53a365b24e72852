"""The activities of a day one after another: each is looked for from where the one before was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.lengths import PURPOSES, road_m
from simulator.demand.destinations.reach import Reach
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.demand.tours.tables import Anchors

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Which = NDArray[np.bool_]


class Visited(NamedTuple):
    """Where activities are: site: int64 (n,), for those that are not given the site itself. lonlat: float64 (n, 2)."""

    site: Rows
    lonlat: Floats


@dataclass(frozen=True, eq=False)
class Chain:
    """Activities in their order, and what is known of them.

    purpose: int64 (n,), number of ``PURPOSES``. position: int64 (n,), in the tour, from 1. home: int64 (n,), the site
    next to it; home_at: float64 (n, 2). given: bool (n,), whose place is known; site: int64 (n,), the site there, or
    next to it; at: float64 (n, 2). same: int64 (n,), the row of an activity before at the same place: who is brought
    somewhere is fetched there; else the row itself. chance: float64 (n, 3), for the site and the place there; each
    person's own for the purpose and how often it has come that day. changed: float64 (n, 1 + places that open), for
    ``Reach.moved``; None: nothing opens or closes.
    """

    sites: Sites
    scatter_m: float
    purpose: Rows
    position: Rows
    home: Rows
    home_at: Floats
    given: Which
    site: Rows
    at: Floats
    same: Rows
    chance: Floats
    changed: Floats | None = None

    @property
    def free(self) -> Which:
        """Return which places are to be drawn, bool (n,)."""
        return np.asarray(~self.given & (self.same == np.arange(len(self.same))))

    def walked(self, reach: Reach) -> Visited:
        """Return where all activities are.

        What follows on a place outside is looked for from home, on the way back.
        """
        site, at, free = self.site.copy(), self.at.copy(), self.free
        again = self.same != np.arange(len(self.same))
        for position in range(1, int(self.position.max(initial=0)) + 1):
            rows = np.flatnonzero((self.position == position) & free)
            origin = self.home[rows] if position == 1 else site[rows - 1]
            origin = np.where(self.sites.gateway[origin] == NOWHERE, origin, self.home[rows])
            for purpose in np.unique(self.purpose[rows]).tolist():
                some = self.purpose[rows] == purpose
                found = reach.drawn(origin[some], purpose, self.chance[rows[some], 0])
                if self.changed is not None:
                    found = reach.moved(origin[some], purpose, found, self.changed[rows[some]])
                site[rows[some]] = found
            rows = np.flatnonzero((self.position == position) & again)
            site[rows] = site[self.same[rows]]
        at[free] = self.sites.places_at(site[free], self.scatter_m, self.chance[free, 1:])
        at[again] = at[self.same[again]]
        return Visited(site, at)

    def lengths_m(self, at: Floats) -> tuple[Floats, Floats]:
        """Return the lengths of the ways to all activities, float64 (n,), and of the ways home, float64 (tours,)."""
        first, last = self.position == 1, np.append(self.position[1:] == 1, True)[: len(self.position)]
        before = np.where(first[:, None], self.home_at, np.roll(at, 1, axis=0))
        return road_m(before, at), road_m(at[last], self.home_at[last])


def chain_of(
    activities: pd.DataFrame,
    population: Population,
    anchors: Anchors,
    sites: Sites,
    scatter_m: float,
    seed: tuple[int, int],
) -> Chain:
    """Return a day's activities with what is known of them. seed: of the run, and the day."""
    person = activities["person"].to_numpy(np.int64)
    purpose = _numbers(activities["purpose"])
    home_at = population.homes[person]
    households = population.households[["lon", "lat"]].to_numpy(np.float64)
    home = sites.nearest(households)[population.persons["household"].to_numpy(np.int64)[person]]
    given, site, at = _given(activities, person, purpose, anchors, sites)
    position = activities["position"].to_numpy(np.int64)
    unknown = _Free(person, purpose, ~given, len(population.persons), seed)
    chance, changed = unknown.chances("place", 3), None
    if sites.changes is not None:
        names = ["place closed", *(f"place opened {name}" for name in sites.changes.names)]
        changed = np.hstack([unknown.chances(name, 1) for name in names])
    same = _same_place(activities, person)
    return Chain(sites, scatter_m, purpose, position, home, home_at, given, site, at, same, chance, changed)


def _same_place(activities: pd.DataFrame, person: Rows) -> Rows:
    """Return the row of the activity that is at the same place, int64 (n,): where who is fetched was brought."""
    rows = np.arange(len(person))
    if "companion" not in activities:
        return rows
    there, back = (activities[name].to_numpy(np.int64) for name in ("party", "party_on"))
    brought = pd.Series(np.where(there > back, rows, np.nan)).groupby([person, activities["companion"].to_numpy()])
    before = brought.ffill().to_numpy()
    fetches = (there < back) & np.isfinite(before)
    return np.where(fetches, np.where(fetches, before, 0).astype(np.int64), rows)


def _numbers(purposes: pd.Series[str]) -> Rows:
    """Return the number of each purpose in ``PURPOSES``. Raises ValueError for one that is not there."""
    codes, names = pd.factorize(purposes)
    unknown = set(names) - set(PURPOSES)
    if unknown:
        raise ValueError(f"activities for {', '.join(sorted(unknown))}; expected {', '.join(PURPOSES)}")
    return np.array([PURPOSES.index(name) for name in names], dtype=np.int64)[codes]


def _given(
    activities: pd.DataFrame, person: Rows, purpose: Rows, anchors: Anchors, sites: Sites
) -> tuple[Which, Rows, Floats]:
    """Return whose place is known, the site next to it, and where it is: work, school, or that of who is taken."""
    site, at = np.full(len(person), NOWHERE, dtype=np.int64), np.zeros((len(person), 2))
    pupil = np.where(purpose == PURPOSES.index("school"), person, NOWHERE)
    if "companion" in activities:
        companion, to_school = activities["companion"].to_numpy(np.int64), activities["to_school"].to_numpy(bool)
        pupil = np.where((purpose == PURPOSES.index("escort")) & to_school, companion, pupil)
    school = np.where(pupil == NOWHERE, NOWHERE, anchors.school[pupil])
    learns = school != NOWHERE
    site[learns], at[learns] = school[learns], sites.lonlat[school[learns]]
    gateway = anchors.work_gateway[person]
    works = purpose == PURPOSES.index("work")
    leaves, stays = works & (gateway != NOWHERE), works & (gateway == NOWHERE) & ~np.isnan(anchors.work_lon[person])
    at[stays] = np.column_stack([anchors.work_lon, anchors.work_lat])[person[stays]]
    site[stays] = sites.nearest(at[stays])
    site[leaves] = np.flatnonzero(sites.gateway != NOWHERE)[gateway[leaves]]
    at[leaves] = sites.lonlat[site[leaves]]
    return learns | stays | leaves, site, at


class _Free(NamedTuple):
    """Activities whose places are to be drawn, of a day. seed: of the run, and the day."""

    person: Rows
    purpose: Rows
    free: Which
    persons: int
    seed: tuple[int, int]

    def chances(self, name: str, columns: int) -> Floats:
        """Return uniform numbers for each activity, float64 (n, columns), which are the person's own."""
        run, day = self.seed
        person, purpose = self.person, self.purpose
        by_both = pd.Series(1).reindex(range(len(person)), fill_value=1).groupby([person, purpose])
        ordinal = by_both.cumsum().to_numpy() - 1
        chance = np.zeros((len(person), columns))
        kind = purpose * (ordinal.max(initial=0) + 1) + ordinal
        for one in np.unique(kind[self.free]).tolist():
            number, times = divmod(one, int(ordinal.max(initial=0)) + 1)
            rows = np.flatnonzero((kind == one) & self.free)
            drawn = stream(run, f"{name} {PURPOSES[number]} {times} {day}").random((self.persons, columns))
            chance[rows] = drawn[person[rows]]
        return chance
