"""Where in their zones trips begin and end: where people live, else at crossroads, else anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from simulator.demand.importing.zones import Zones
from simulator.demand.luck import luck
from simulator.demand.places import Places
from simulator.network.graph import METRES_PER_DEGREE, RoadNetwork
from simulator.network.snapping import StreetSnapper

Floats = NDArray[np.float64]
By = Literal["people", "crossroads", "area"]
SCATTER_M = 300.0  # around a locality; assumption, as in drawn demand
MOST_AWAY_M = 1000.0  # from a street, as ``network.max_snap`` of scenarios
TRIES = 32  # until a place lies in its zone
DIGITS = 6  # of a degree: a tenth of a metre


@dataclass(frozen=True)
class Anchors:
    """The points of one zone around which trips begin and end, and how far around. None: anywhere in the zone."""

    by: By
    lon: Floats
    lat: Floats
    weight: Floats
    radius_m: float


NOWHERE = np.zeros(0)
ANYWHERE = Anchors("area", NOWHERE, NOWHERE, NOWHERE, 0.0)


def anchors_of(zones: Zones, people: Places | None, network: RoadNetwork | None) -> list[Anchors]:
    """Return what draws trips in each zone: localities by inhabitants, else crossroads, all alike, else the area."""
    found = [ANYWHERE] * len(zones.ids)
    if network is not None:
        people = None if people is None else _near_streets(people, network)
        found = _with(found, zones, "crossroads", Places(network.lon, network.lat, np.ones(network.node_count)), 0.0)
    return found if people is None else _with(found, zones, "people", people, SCATTER_M)


def _near_streets(people: Places, network: RoadNetwork) -> Places:
    """Return the localities whose surroundings a vehicle can reach."""
    near = StreetSnapper(network).distance_m(people.lon, people.lat) <= MOST_AWAY_M - SCATTER_M
    return Places(people.lon[near], people.lat[near], people.weight[near])


def _with(found: list[Anchors], zones: Zones, by: By, places: Places, radius_m: float) -> list[Anchors]:
    """Return anchors, those of zones in which some places with a weight lie replaced by these."""
    zone = np.where(places.weight > 0, zones.holding(places.lon, places.lat), -1)
    order = np.argsort(zone, kind="stable")
    first = np.searchsorted(zone[order], np.arange(len(zones.ids) + 1))
    parts = [order[first[row] : first[row + 1]] for row in range(len(zones.ids))]
    return [
        Anchors(by, places.lon[part], places.lat[part], places.weight[part], radius_m) if len(part) else before
        for part, before in zip(parts, found, strict=True)
    ]


def places_apart(
    zones: Zones, anchors: list[Anchors], rows: list[NDArray[np.int64]], names: list[str], seed: int
) -> list[Floats]:
    """Return the places where trips begin, and where they end, which is elsewhere wherever their zone has two places.

    rows: zones of both ends, int64 (trips,) each.
    """
    begin, end = (places_in(zones, anchors, zone, names, f"end {n}", seed) for n, zone in enumerate(rows))
    for again in range(TRIES):
        same = np.flatnonzero((begin == end).all(axis=1))
        if not len(same):
            break
        its_names = [names[row] for row in same.tolist()]
        end[same] = places_in(zones, anchors, rows[1][same], its_names, f"end again {again}", seed)
    return [begin, end]


def places_in(
    zones: Zones, anchors: list[Anchors], zone: NDArray[np.int64], names: list[str], end: str, seed: int
) -> Floats:
    """Return a place (lon, lat) for each trip, float64 (trips, 2). zone: int64 (trips,). end: of the trip.

    A trip's place follows from its name, whatever other trips there are.
    """
    chance = luck(seed, f"imported {end}", names, 1 + 2 * TRIES)
    places = np.full((len(zone), 2), np.nan)
    for row in np.unique(zone).tolist():
        here = np.flatnonzero(zone == row)
        places[here] = _around(zones.areas[row], anchors[row], chance[here])
    return places.round(DIGITS)


def _anywhere(area: shapely.Geometry, chance: Floats) -> Floats:
    """Return places in an area, all alike: the first of some in its box that lie in it, else one that does."""
    west, south, east, north = area.bounds
    inside = area.representative_point()
    tried = chance[:, 1:].reshape(len(chance), -1, 2)
    # Even on the globe within a zone: its degrees of longitude are as good as equally long.
    return _first_inside(area, west + tried[..., 0] * (east - west), south + tried[..., 1] * (north - south),
                         np.tile([inside.x, inside.y], (len(chance), 1)))  # fmt: skip


def _around(area: shapely.Geometry, anchors: Anchors, chance: Floats) -> Floats:
    """Return places even in a disc around anchors drawn by weight, in the area; else at the anchor."""
    if anchors.by == "area":
        return _anywhere(area, chance)
    cumulative = np.cumsum(anchors.weight)
    drawn = np.searchsorted(cumulative, chance[:, 0] * cumulative[-1], side="right")
    drawn = np.minimum(drawn, len(cumulative) - 1)
    at = np.column_stack([anchors.lon[drawn], anchors.lat[drawn]])
    if not anchors.radius_m:
        return at
    tried = chance[:, 1:].reshape(len(chance), -1, 2)
    angle, radius = 2 * np.pi * tried[..., 0], anchors.radius_m * np.sqrt(tried[..., 1])
    east = radius * np.cos(angle) / (METRES_PER_DEGREE * np.cos(np.radians(at[:, 1:])))
    return _first_inside(area, at[:, :1] + east, at[:, 1:] + radius * np.sin(angle) / METRES_PER_DEGREE, at)


def _first_inside(area: shapely.Geometry, lon: Floats, lat: Floats, otherwise: Floats) -> Floats:
    """Return the first of several places (n, tries) that lies in an area, float64 (n, 2)."""
    inside = shapely.contains_xy(area, lon, lat)
    first = np.argmax(inside, axis=1)
    row = np.arange(len(lon))
    return np.where(inside.any(axis=1)[:, None], np.column_stack([lon[row, first], lat[row, first]]), otherwise)
