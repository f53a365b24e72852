"""What is needed to close streets on paper: the links of a scenario's roads, and who drives where on drawn days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, ScenarioError
from simulator.network.graph import RoadNetwork
from simulator.network.near import Near
from simulator.network.road_labels import places_at
from simulator.network.snapping import StreetSnapper
from simulator.network.split import split_network
from simulator.network.weak.harm import Drives
from simulator.network.weak.links import Links, links_of
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.world.build import World, build_world
from simulator.world.roads import ScenarioRoads

ENDS = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
LARGEST = 3  # places that are centres where nobody says which


@dataclass(frozen=True, eq=False)
class Region:
    """The roads of a scenario and the drives on them.

    roads: before places are put onto them; network: with places as nodes. street: int64 (edges of network,), the row of
    the edge table of ``roads`` each is a piece of. points: where drives begin and end, with name, lon, lat and
    inhabitants, and ``place``, the position of its node among the places of ``drives``. days: how many are drawn.
    """

    roads: RoadNetwork
    network: RoadNetwork
    street: NDArray[np.int64]
    links: Links
    drives: Drives
    points: pd.DataFrame
    days: int

    @property
    def degrees_by_height(self) -> float:
        """Return how many times as long a degree to the north is as one to the east, for maps."""
        middle = np.array([self.roads.lon.mean()]), np.array([self.roads.lat.mean()])
        east, north = (self.roads.project(middle[0] + lon, middle[1] + lat) for lon, lat in ((1, 0), (0, 1)))
        start = self.roads.project(*middle)
        return float((north - start)[0, 1] / (east - start)[0, 0])

    @property
    def names(self) -> list[str]:
        """Return the names of places, those with most inhabitants first, each once."""
        by_name = self.points.groupby("name", sort=False)["inhabitants"].sum()
        return [str(name) for name in by_name.sort_values(ascending=False, kind="stable").index if name]

    def centres(self, wanted: tuple[str, ...]) -> dict[str, int]:
        """Return centres by name with their place: of several points the one with most people. Raises ScenarioError."""
        names = self.names
        unknown = [name for name in wanted if name not in names]
        if unknown:
            problems = [Problem("--centre", 0, 0, name, f"no such place; {suggest(name, names)}") for name in unknown]
            raise ScenarioError(problems)
        largest = self.points.sort_values("inhabitants", ascending=False, kind="stable").drop_duplicates("name")
        place = largest.set_index("name")["place"]
        return {name: int(place[name]) for name in wanted or tuple(names[:LARGEST])}

    @cached_property
    def ends(self) -> list[tuple[str, str]]:
        """Return the names of the places nearest to both ends of each link."""
        names = places_at(self.network, self.points, self.links.node)
        return list(zip(names[self.links.tail].tolist(), names[self.links.head].tolist(), strict=True))


def region_of(scenario: Scenario, days: int) -> Region:
    """Return the roads of a scenario and the requests of some drawn days, each a drive between the nearest places.

    The days have the scenario's seed and those after it. Raises ElbeDrtError.
    """
    worlds = [build_world(scenario, scenario.seed + day) for day in range(days)]
    roads = ScenarioRoads(scenario).today
    ends = [_ends(world) for world in worlds]
    if not sum(map(len, ends)):
        raise ScenarioError([scenario.problem("demand", "nobody drives from one place to another; nothing to close")])
    points = _points(worlds[0], ends)
    snapper = StreetSnapper(roads)
    node, _ = snapper.snap(points["lon"], points["lat"])
    cuts = snapper.cuts()
    network = split_network(roads, cuts)
    each, place = np.unique(node, return_inverse=True)
    links = links_of(network, each)
    near, weight = Near(roads.project(points["lon"], points["lat"])), np.zeros((len(each), len(each)))
    for of_day in ends:
        there = [
            place[near.nearest(roads.project(of_day[f"{end}_lon"], of_day[f"{end}_lat"]))[0]]
            for end in ("origin", "destination")
        ]
        np.add.at(weight, tuple(there), 1.0)
    np.fill_diagonal(weight, 0.0)
    if not weight.any():
        raise ScenarioError([scenario.problem("demand", "nobody drives from one place to another; nothing to close")])
    street = np.repeat(np.arange(len(roads.edges)), 1 + np.bincount(cuts.edge, minlength=len(roads.edges)))
    drives = Drives(np.searchsorted(links.node, each), weight)
    return Region(roads, network, street, links, drives, points.assign(place=place), days)


def _ends(world: World) -> pd.DataFrame:
    """Return from where to where people want to go, as far as it lies in the area: by place, or by stop."""
    ends = pd.DataFrame({name: world.demand[name].to_numpy(np.float64).copy() for name in ENDS})
    for service in world.with_requests.values():
        table, nodes = service.requests, ("origin_node", "destination_node")
        rows = table["request"].to_numpy(np.int64)
        for end, node in zip(("origin", "destination"), nodes, strict=True):
            known = (table[node].to_numpy(np.int64) >= 0) & ends[f"{end}_lon"].isna().to_numpy()[rows]
            at = table[node].to_numpy(np.int64)[known]
            ends.loc[rows[known], f"{end}_lon"] = world.network.lon[at]
            ends.loc[rows[known], f"{end}_lat"] = world.network.lat[at]
    return ends.dropna().reset_index(drop=True)


def _points(world: World, ends: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the places people live at as the scenario names them; else where they want to go from and to."""
    places = world.places
    if places is not None and len(places):
        return pd.DataFrame({
            "name": places["name"].fillna("").astype(object), "lon": places["lon"], "lat": places["lat"],
            "inhabitants": places.get("inhabitants", 0.0),
        }).reset_index(drop=True)  # fmt: skip
    both = pd.concat([its[list(ENDS[at : at + 2])].set_axis(["lon", "lat"], axis=1) for its in ends for at in (0, 2)])
    each = both.drop_duplicates().sort_values(["lon", "lat"]).reset_index(drop=True)
    return each.assign(name="", inhabitants=0.0)[["name", "lon", "lat", "inhabitants"]]
