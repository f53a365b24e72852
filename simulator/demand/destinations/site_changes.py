"""Places that open and close: whose choice does not involve them, goes where they went before.

Who finds the place they would go to closed chooses again, among those that are left. Each place that opens wins of
those who would go elsewhere the share that makes all probabilities those of a choice among the places there are then:
they are in proportion to weights (independence of irrelevant alternatives). Numbers are each person's own, one for each
place that opens. Schools are chosen by ``school_choice``, where that holds as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.destinations.lengths import PURPOSES
from simulator.demand.destinations.schools import bell_s
from simulator.demand.destinations.site_file import KINDS, SCHOOLS
from simulator.demand.destinations.sites import OPENED, SITE_DTYPES, SiteChanges, Sites
from simulator.tables import NO_TIME

SCHOOL, WORK, ESCORT = "school", "work", "escort"
# Places of work follow commuters, and kindergartens are chosen once for all: neither closes here.
CHANGEABLE = tuple(purpose for purpose in PURPOSES if purpose not in (WORK, ESCORT))


class Opening(Protocol):
    """A place that opens."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def lon(self) -> float:
        """Return its longitude."""

    @property
    def lat(self) -> float:
        """Return its latitude."""

    @property
    def kind(self) -> str:
        """Return what it is, of ``site_file.KINDS``."""

    @property
    def weight(self) -> float:
        """Return how much it attracts: of the mean school, or of all other places in the area together."""

    @property
    def places(self) -> int | None:
        """Return how many find a place at a school."""

    @property
    def begins(self) -> int | None:
        """Return the first bell of a school [s]."""


def purposes_of(kind: str | None) -> tuple[str, ...]:
    """Return the purposes people have at a kind of place; None: all that can close."""
    return CHANGEABLE if kind is None else (KINDS[kind],)


def closed_rows(sites: Sites, name: str, kind: str | None) -> NDArray[np.bool_]:
    """Return which sites of a name attract anybody by what closes there, bool (sites,)."""
    attracts = sites.table[list(purposes_of(kind))].to_numpy(np.float64).sum(axis=1) > 0
    return np.asarray(attracts & (sites.table["name"] == name).to_numpy(np.bool_) & (sites.gateway < 0))


def changed(sites: Sites, opens: Sequence[Opening], closes: Mapping[tuple[str, str | None], None]) -> Sites:
    """Return the sites with what opens and closes. closes: names and kinds, of sites that ``closed_rows`` finds."""
    if not opens and not closes:
        return sites
    table = sites.table.copy()
    closed = np.zeros((len(table), len(PURPOSES)), dtype=np.bool_)
    for name, kind in closes:
        for purpose in purposes_of(kind):
            closed[closed_rows(sites, name, kind), PURPOSES.index(purpose)] = True
    inside = table[sites.gateway < 0]
    rows = pd.DataFrame([_row(one, inside) for one in opens], columns=list(SITE_DTYPES)).astype(SITE_DTYPES)
    opened = np.zeros((len(opens), len(PURPOSES)))
    for number, one in enumerate(opens):
        purpose = KINDS[one.kind]
        if purpose != SCHOOL:
            opened[number, PURPOSES.index(purpose)] = one.weight * float(inside[purpose].sum())
    table.loc[closed[:, PURPOSES.index(SCHOOL)], SCHOOL] = 0.0
    whole = pd.concat([table, rows], ignore_index=True).astype(SITE_DTYPES) if opens else table
    return replace(sites, table=whole, changes=SiteChanges(closed, opened, tuple(one.name for one in opens)))


def _row(one: Opening, inside: pd.DataFrame) -> dict[str, object]:
    """Return the row of a place that opens: only of schools with a weight, others are chosen by ``SiteChanges``."""
    row: dict[str, object] = dict.fromkeys(PURPOSES, 0.0)
    row |= {"name": one.name, "kind": OPENED, "municipality": "", "lon": one.lon, "lat": one.lat, "gateway": -1}
    row |= {"places": np.nan, "from_age": -1, "to_age": -1, "begins_s": NO_TIME, "ends_s": NO_TIME}
    school = SCHOOLS.get(one.kind)
    if school is None:
        return row
    mean = inside.loc[inside[SCHOOL] > 0, SCHOOL].mean()
    begins = bell_s(one.name) if one.begins is None else one.begins
    row |= {"from_age": school.from_age, "to_age": school.to_age, "begins_s": begins, "ends_s": begins + school.lasts_s}
    places = np.nan if one.places is None else one.places
    return row | {SCHOOL: one.weight * (1.0 if np.isnan(mean) else float(mean)), "places": places}
