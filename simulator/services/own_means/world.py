"""Where everybody's trip by own means begins and ends, who has the means, and how far it is to walk or cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.luck import luck
from simulator.network.both_ways import shortest_m
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import Cuts
from simulator.network.timetable.beeline import beeline_m
from simulator.scenario.access_models import Walk
from simulator.scenario.models import ServicePart
from simulator.services.own_means.schema import Config
from simulator.tables import NO_NODE, typed
from simulator.world.access import find_access
from simulator.world.gateways import ENDS, are_outside, outside_ends, with_ends_inside
from simulator.world.parts import Ground, WorldPart
from simulator.world.tours import begin_on_the_way, has_tours, names_of_people

NO_WAY = -1
WAY_DTYPES = {
    "request": "int32",
    "has_it": "bool",
    "all_have_it": "bool",  # everybody of a party, at home; nobody who needs a wheelchair has a bike
    "origin": "int32",
    "destination": "int32",
    "length_m": "int32",  # on foot or by bike, or of a drive outside; NO_WAY: there is none, or a car drives
    "outside": "bool",  # one of the ends is outside of the area, and has NO_NODE
}


@dataclass(frozen=True)
class OwnMeansWorld:
    """What a service of own means starts from. ways: ``WAY_DTYPES``, a row per request."""

    part: ServicePart[Config]
    ways: pd.DataFrame
    first_vehicle: int = 0
    begins_s: int = 0
    ends_s: int = 0

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: int32 (requests,), of each from now on; -1: left out."""
        ways = self.ways.assign(request=number).sort_values("request", ignore_index=True)
        kept: pd.DataFrame = ways[ways["request"] >= 0].reset_index(drop=True)
        return replace(self, ways=kept)

    def ways_to(self, network: RoadNetwork, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return how far it is on foot or by bike from origins to nodes [m], and how long it takes [s].

        int32 (requests, nodes) each; NO_WAY: there is none, or somebody of the party does not have it.
        """
        config, origin = self.part.config, self.ways["origin"].to_numpy()
        has_it = self.ways["all_have_it"].to_numpy() & (origin != NO_NODE)
        ends = np.repeat(nodes, len(origin)), np.tile(np.where(has_it, origin, 0), len(nodes))
        metres = np.round(config.detour_factor * shortest_m(network, *ends)).reshape(len(nodes), -1).T
        length_m = np.where(has_it[:, None] & np.isfinite(metres), metres, NO_WAY).astype(np.int32)
        moves_s = of_each(length_m, config.moves_s)
        return length_m, np.where(moves_s == NO_WAY, NO_WAY, config.reach_s + moves_s).astype(np.int32)


class Part(WorldPart):
    """Puts both ends of every request onto the roads, and measures the ways between them."""

    part: ServicePart[Config]
    at_doors = True

    def place_day(self, demand: pd.DataFrame, lasting: Cuts) -> None:
        """Put the requests onto the roads."""
        inside, count = with_ends_inside(demand), len(demand)
        both = {f"place_{of}": np.concatenate([inside[f"{end}_{of}"] for end in ENDS]) for of in ("lon", "lat", "node")}
        node = find_access(self.snapper, None, pd.DataFrame(both), "place", Walk()).node
        self._origin, self._destination = node[:count], node[count:]

    def nodes(self) -> list[NDArray[np.int32]]:
        """Return the nodes between which cars drive."""
        return [self._origin, self._destination] if self.part.config.by == "car" else []

    def measure(self, ground: Ground) -> OwnMeansWorld:
        """Return the tables of the service: who has the means is the same whatever else happens."""
        config, demand, length_m = self.part.config, ground.demand, np.full(len(self._origin), NO_WAY, dtype=np.int32)
        if config.by != "car":
            metres = np.round(config.detour_factor * shortest_m(ground.network, self._origin, self._destination))
            length_m = np.where(np.isfinite(metres), metres, NO_WAY).astype(np.int32)
        outside = are_outside(demand)
        if outside.any():
            length_m = np.where(outside, _drives_outside(config, ground.network, demand), length_m).astype(np.int32)
        drawn = luck(self.part.scenario.seed, f"own {self.part.name}", names_of_people(demand))[:, 0]
        share = np.array([config.share_of(name) for name in demand["traveller_class"].tolist()], dtype=np.float64)
        alone = (demand["wheelchairs"] == 0) | (config.by != "bike")
        of_all = drawn < share ** demand["party_size"].to_numpy()  # as if everybody had it or not for themselves
        has_it = drawn < share
        later = begin_on_the_way(demand) & (config.by != "walk")  # where what is parked at home is not
        if config.by == "car" and has_tours(demand):
            has_it &= demand["own_car"].to_numpy(np.bool_)
        ways = {"request": np.arange(len(demand)), "length_m": length_m}
        ways |= {"has_it": has_it, "all_have_it": of_all & alone.to_numpy() & ~later}
        begins, ends = outside_ends(demand)
        origin, destination = (
            np.where(end, NO_NODE, node) for end, node in ((begins, self._origin), (ends, self._destination))
        )
        table = pd.DataFrame({**ways, "origin": origin, "destination": destination, "outside": outside})
        return OwnMeansWorld(self.part, typed(table, WAY_DTYPES))


def of_each(length_m: NDArray[np.integer], what: Callable[[int], int]) -> NDArray[np.int64]:
    """Return what is told of each length, int64 of the same shape; NO_WAY stays. what: asked once of each."""
    different, place = np.unique(length_m, return_inverse=True)
    told = [NO_WAY if metres == NO_WAY else what(metres) for metres in different.tolist()]
    return np.array(told, dtype=np.int64)[place].reshape(length_m.shape)


def _drives_outside(config: Config, network: RoadNetwork, demand: pd.DataFrame) -> NDArray[np.int64]:
    """Return how far it would be from end to end by beeline and its factor [m], NO_WAY where nobody goes outside."""
    if config.goes_outside is None:
        return np.full(len(demand), NO_WAY)
    ends = []
    for end in ENDS:
        node = demand[f"{end}_node"].to_numpy()
        told = ((f"{end}_lon", network.lon), (f"{end}_lat", network.lat))
        ends += [np.where(node == NO_NODE, demand[name].to_numpy(np.float64), axis[node]) for name, axis in told]
    return np.round(config.goes_outside.detour_factor * beeline_m(*ends)).astype(np.int64)
