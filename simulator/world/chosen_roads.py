"""Roads that a scenario names by conditions, and what is wrong where no road meets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import Problem
from simulator.network.changes import Circle, road_names, select_edges, unknown_values
from simulator.network.graph import RoadNetwork
from simulator.scenario.disruptions.roads import Roads
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import Around, RoadChange
from simulator.suggest import suggest


@dataclass(frozen=True)
class Choice:
    """Conditions on roads. key: of the scenario, where they stand; name: what they are there for."""

    key: str
    name: str
    roads: Sequence[str]
    highway: Sequence[str]
    kinds: Sequence[str]
    within: Around | None

    @classmethod
    def of_change(cls, key: str, change: RoadChange) -> Choice:
        """Return the conditions of a change that holds for all days, or at times."""
        return cls(key, change.name, change.roads, change.highway, change.kind, change.within)

    @classmethod
    def of_disruption(cls, key: str, name: str, its: Roads) -> Choice:
        """Return the conditions of a disruption."""
        return cls(key, name, its.roads, its.highway, its.road_kind, its.within)

    def edges(self, network: RoadNetwork) -> NDArray[np.int64]:
        """Return the streets that meet them all, rows of the edge table."""
        around = self.within
        circle = None if around is None else Circle(around.lon, around.lat, around.radius_m)
        return select_edges(network, roads=self.roads, highways=self.highway, kinds=self.kinds, within=circle)


def nothing_found(scenario: Scenario, network: RoadNetwork, wanted: Choice) -> list[Problem]:
    """Return why conditions concern no road: unknown words if there are any, else that nothing meets all of them."""
    known = road_names(network)
    folded = {name.casefold() for name in known}
    problems = []
    for road in wanted.roads:
        if road.casefold() not in folded:
            hint = suggest(road, known) or f"the network has {len(known)} names of roads"
            problems.append(scenario.problem(f"{wanted.key}.roads", f'no road is called "{road}"; {hint}'))
    problems += classes_of_no_road(scenario, network, f"{wanted.key}.highway", wanted.highway)
    return problems or [scenario.problem(wanted.key, f'no road meets all conditions of "{wanted.name}"')]


def classes_of_no_road(scenario: Scenario, network: RoadNetwork, key: str, wanted: Sequence[str]) -> list[Problem]:
    """Return the classes under a key of which there is no road."""
    unknown = unknown_values(network, "highway", wanted)
    known = sorted(set(network.edges["highway"].astype(str))) if unknown else []
    hints = [suggest(value, known) or f"known are {', '.join(known)}" for value in unknown]
    return [
        scenario.problem(key, f'no road has the class "{value}"; {hint}')
        for value, hint in zip(unknown, hints, strict=True)
    ]
