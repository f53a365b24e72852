"""Only residents of some territories ask, as if these had the service for themselves: beyond their borders are hubs.

A request is that of a resident where it begins in one of the territories; of a tour, where its first way begins. A way
out of them ends at a hub of their outer border, one into them begins there; a way outside of them does not come about,
and nobody asks for a way from a hub out, or to a hub in, as nothing of it is left.
What lies in no territory at all is nobody's: ways from and to there stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.network.graph import RoadNetwork
from simulator.network.territories import Territories
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import NO_NODE, NO_TOUR
from simulator.world.places import hubs_of, territories_of
from simulator.world.tours import has_tours

KEY = "people.live_in"
Array = NDArray[np.float64]


class _Hubs(NamedTuple):
    """Hubs at the outer border of some territories. lon, lat, within_m (how near to one is at it): float64 (hubs,)."""

    lon: Array
    lat: Array
    within_m: Array

    def nearest_to_way(self, begins: tuple[Array, Array], ends: tuple[Array, Array]) -> NDArray[np.int64]:
        """Return the hub over which each way is shortest by beeline, int64 (ways,); the first of equal ones."""
        places = zip(self.lon, self.lat, strict=True)
        over_m = [beeline_m(*begins, lon, lat) + beeline_m(*ends, lon, lat) for lon, lat in places]
        found: NDArray[np.int64] = np.argmin(over_m, axis=0)
        return found


def only_residents(scenario: Scenario, demand: pd.DataFrame, network: RoadNetwork) -> pd.DataFrame:
    """Return the requests of those who live in the territories of ``people.live_in``.

    Raises ScenarioError for unknown territories, and ways across a border that has no hub.
    """
    territories, inside = _known(scenario, scenario.people.live_in)
    places = {end: _places(demand, end, network) for end in ("origin", "destination")}
    within = {end: territories.at(*its) for end, its in places.items()}
    ours, foreign = (
        {end: np.isin(its, inside) for end, its in within.items()},
        {end: (its >= 0) & ~np.isin(its, inside) for end, its in within.items()},
    )
    asks = np.isin(_homes(demand, within["origin"]), inside)
    moved = demand.copy()
    for end, other in (("destination", "origin"), ("origin", "destination")):
        rows = np.flatnonzero(asks & foreign[end] & ~foreign[other])
        if len(rows):
            hubs = _outer_hubs(scenario, territories, inside)
            way = [(lon[rows], lat[rows]) for lon, lat in (places["origin"], places["destination"])]
            which = hubs.nearest_to_way(way[0], way[1])
            _meet(moved, end, rows, hubs, which)
            own = places[other][0][rows], places[other][1][rows]
            asks[rows[beeline_m(*own, hubs.lon[which], hubs.lat[which]) <= hubs.within_m[which]]] = False
    asks &= ours["origin"] | ours["destination"]
    return moved[asks].reset_index(drop=True)


def _known(scenario: Scenario, names: Sequence[str]) -> tuple[Territories, list[int]]:
    """Return the territories of a scenario, and the numbers of those named."""
    territories = territories_of(scenario)
    if territories is None:
        raise ScenarioError([scenario.problem(KEY, "no territories are told; expected places.territories")])
    known = territories.names
    problems = [
        scenario.problem(KEY, f'no territory is called "{name}"; {suggest(name, known) or "there are " + _list(known)}')
        for name in names
        if name not in known
    ]
    if problems:
        raise ScenarioError(problems)
    return territories, [known.index(name) for name in names]


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:20])


def _places(demand: pd.DataFrame, end: str, network: RoadNetwork) -> tuple[Array, Array]:
    """Return longitude and latitude of an end of each request."""
    node = demand[f"{end}_node"].to_numpy()
    lon, lat = (
        np.where(node == NO_NODE, demand[f"{end}_{axis}"].to_numpy(np.float64), of_nodes[node])
        for axis, of_nodes in (("lon", network.lon), ("lat", network.lat))
    )
    return lon, lat


def _homes(demand: pd.DataFrame, origin: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the territory where those live who ask, int32 (requests,): where the first way of a tour begins."""
    if not has_tours(demand):
        return origin
    tour = demand["tour"].to_numpy(np.int64)
    order = demand["tour_position"].to_numpy()
    first = pd.Series(origin).iloc[np.argsort(order, kind="stable")]
    of_tour = first.groupby(tour[first.index]).first()
    return np.where(tour == NO_TOUR, origin, of_tour.reindex(tour).to_numpy()).astype(np.int32)


def _outer_hubs(scenario: Scenario, territories: Territories, inside: Sequence[int]) -> _Hubs:
    """Return the hubs of the border between some territories and others.

    A hub is at the border between the territory it lies in and the nearest other one. Raises ScenarioError for none.
    """
    hubs = list(hubs_of(scenario).values())
    lon, lat = (np.array([getattr(hub, axis) for hub in hubs], dtype=np.float64) for axis in ("lon", "lat"))
    own = territories.at(lon, lat) if hubs else np.zeros(0, np.int32)
    points = shapely.points(lon, lat)
    far = np.array([shapely.distance(area, points) for area in territories.areas])
    far[own, np.arange(len(hubs))] = np.inf
    outer = np.isin(own, inside) != np.isin(far.argmin(axis=0), inside)
    if not outer.any():
        names = _list([territories.names[number] for number in inside])
        message = f"rides out of {names} need a place to end at; expected a hub at its border in places.hubs"
        raise ScenarioError([scenario.problem(KEY, message)])
    return _Hubs(lon[outer], lat[outer], np.array([hub.within_m for hub in hubs], dtype=np.float64)[outer])


def _meet(demand: pd.DataFrame, end: str, rows: NDArray[np.int64], hubs: _Hubs, which: NDArray[np.int64]) -> None:
    """Put an end of some requests at hubs, in place."""
    for axis, values in (("lon", hubs.lon), ("lat", hubs.lat)):
        at = demand[f"{end}_{axis}"].to_numpy(np.float64).copy()
        at[rows] = values[which]
        demand[f"{end}_{axis}"] = at
    node = demand[f"{end}_node"].to_numpy().copy()
    node[rows] = NO_NODE
    demand[f"{end}_node"] = node
