"""The parts of a world that belong to one service each; the module ``world`` of its kind makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import registry
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.snapping import Cuts, Snapper
from simulator.scenario.models import Scenario, ServicePart
from simulator.world.impossible_requests import Impossible

Done = Callable[..., Any]  # does a step of reading, and keeps what goes wrong


class ServiceWorld(Protocol):
    """What a service starts from: its frozen tables, whatever its kind has.

    first_vehicle: number of its first vehicle among those of all services. begins_s, ends_s: when its first thing
    happens, and its last one [s].
    """

    @property
    def part(self) -> ServicePart[Any]:
        """Return what the scenario says about the service."""

    @property
    def first_vehicle(self) -> int:
        """Return the number of its first vehicle among those of all services."""

    @property
    def begins_s(self) -> int:
        """Return when its first thing happens [s]."""

    @property
    def ends_s(self) -> int:
        """Return when its last thing happens [s]."""

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: int32 (requests,), of each from now on; -1: left out."""


@dataclass(frozen=True)
class Ground:
    """What a service measures its tables with, when all places of all services are nodes.

    services: tables of those whose vehicles are numbered before its own. sites: of all services. others_sites: numbers
    of those where cars of other services stand and charge. guests: how many vehicles of other services may come to a
    site, by the energy they need.
    """

    network: RoadNetwork
    roads: Roads
    sites: pd.DataFrame
    prices: pd.DataFrame
    demand: pd.DataFrame
    impossible: Impossible
    first_vehicle: int
    others_sites: frozenset[int]
    guests: Counter[str]
    services: Mapping[str, ServiceWorld] = field(default_factory=dict)


class WorldPart:
    """How a service gets into the world: one step after the other, each for all services before the next one.

    All places are put onto the roads by the one snapper, then there are drives between them. What a kind does not need
    is left out. Raises InputError in any step. vehicles: how many it has, known after the first step. at_doors: whether
    people are met where they are.
    """

    vehicles = 0
    at_doors = False

    def __init__(self, part: ServicePart[Any], snapper: Snapper) -> None:
        self.part, self.snapper = part, snapper

    def read_alone(self, done: Done) -> None:
        """Read every table by itself, for all mistakes at once."""

    def place_vehicles(self) -> None:
        """Put onto the roads where vehicles start and wait."""

    def add_sites(self, sites: pd.DataFrame, first_vehicle: int) -> pd.DataFrame:
        """Return the charging sites with those of its own, and put onto the roads what stands there."""
        return sites

    def place_stops(self) -> None:
        """Put onto the roads where people get on."""

    def place_day(self, demand: pd.DataFrame, lasting: Cuts) -> None:
        """Put onto the roads what is elsewhere on another day. lasting: places that are nodes on all days."""

    def nodes(self) -> list[NDArray[np.int32]]:
        """Return the nodes between which vehicles drive, each int32."""
        return []

    def prices(self) -> list[tuple[int, float]]:
        """Return the sites of its own with their price [EUR/kWh], the same all day; NaN: not known."""
        return []

    def sites_used(self) -> frozenset[int]:
        """Return the numbers of sites where its cars stand and charge, as long as nobody drives them."""
        return frozenset()

    def guests(self) -> Counter[str]:
        """Return how many of its vehicles may come to any site, by the energy they need."""
        return Counter()

    def measure(self, ground: Ground) -> ServiceWorld | None:
        """Return the tables of the service."""
        return None


def parts_of(scenario: Scenario, snapper: Snapper | None) -> list[WorldPart]:
    """Return the parts of a world in the order of their vehicles: as services are written, shared cars last.

    snapper: None, only to `read_alone`.
    """
    found = []
    for part in scenario.parts:
        module = registry.aspect("service", part.config.kind, "world")
        if module is not None:
            found.append((getattr(module, "RANK", 0), part.number, module.Part(part, snapper)))
    return [made for *_, made in sorted(found, key=lambda one: one[:2])]


def first_vehicles(parts: Sequence[WorldPart]) -> list[int]:
    """Return the number of the first vehicle of each part."""
    return [sum(part.vehicles for part in parts[:position]) for position in range(len(parts))]
