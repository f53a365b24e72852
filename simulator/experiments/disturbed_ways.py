"""Whose way leads over roads that a disruption changes, as roads are on an undisturbed day."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from simulator.analysis.disruptions.touched import MOST_NAMES, Ways
from simulator.network.road_labels import road_labels
from simulator.world.build import World
from simulator.world.disruptions import Disruption

NO_PLACES = pd.DataFrame({"name": [], "lon": [], "lat": []})


def ways_over(world: World) -> dict[int, Ways]:
    """Return what roads each disruption changes, and the requests whose direct drive leads over them while it does."""
    return {its.number: _ways(world, its) for its in world.disruptions if its.number in world.disturbed_streets}


def _ways(world: World, its: Disruption) -> Ways:
    changed = world.disturbed_streets[its.number]
    ends = set(zip(changed["u"].tolist(), changed["v"].tolist(), strict=True))
    ends |= {(v, u) for u, v in ends}
    found = set[int]()
    columns = ["request", "origin_node", "destination_node", "earliest_departure_s"]
    for request, origin, destination, leaves_s in world.requests[columns].itertuples(index=False):
        if its.from_s <= leaves_s < its.until_s and ends & _streets(world, origin, destination):
            found.add(int(request))
    names = tuple(_names(world, its, changed)[: MOST_NAMES + 1])
    return Ways(int(changed["edge"].nunique()), float(changed["length"].sum() / 1000), frozenset(found), names)


def _names(world: World, its: Disruption, changed: pd.DataFrame) -> list[str]:
    """Return what the roads are called that a disruption changes; a crossing has a name of its own."""
    crossing: str | None = getattr(its.config, "crossing", None)
    if crossing is not None:
        return [crossing]
    places = NO_PLACES if world.places is None else world.places[["name", "lon", "lat"]].fillna({"name": ""})
    return road_labels(world.network, places, changed)


def _streets(world: World, origin: int, destination: int) -> set[tuple[int, int]]:
    """Return the streets of the fastest way between two nodes before anything changes, as pairs of nodes."""
    return set(pairwise(world.roads.states[0].times.path(origin, destination).tolist()))
