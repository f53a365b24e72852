"""What bike sharing starts from: where the stations are, and how far it is between them and everybody's ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from elbe_shuttle.bikes.schema import Config
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.network.both_ways import shortest_m
from simulator.scenario.access_models import Walk
from simulator.scenario.models import ServicePart
from simulator.world.access import find_access
from simulator.world.fleet import snap_places
from simulator.world.parts import Ground, WorldPart

RANK = 2  # bikes are numbered behind vehicles and cars


@dataclass(frozen=True)
class BikesWorld:
    """Nodes and metres. to_m, from_m: float64 (requests, stations); between_m: float64 (stations, stations)."""

    part: ServicePart[Config]
    first_vehicle: int
    vehicle_count: int
    stations: NDArray[np.int32]
    ends: NDArray[np.int32]
    to_m: NDArray[np.float64]
    from_m: NDArray[np.float64]
    between_m: NDArray[np.float64]
    begins_s: int = 0
    ends_s: int = 0

    def only(self, number: NDArray[np.int32]) -> Self:
        rows = np.argsort(number, kind="stable")[np.count_nonzero(number < 0) :]
        return replace(self, ends=self.ends[:, rows], to_m=self.to_m[rows], from_m=self.from_m[rows])


class Part(WorldPart):
    part: ServicePart[Config]
    at_doors = True

    def place_vehicles(self) -> None:
        stations = self.part.config.stations
        self._nodes, problems = snap_places(self.part.scenario, self.snapper, stations, self.part.key("stations"))
        if problems:
            raise ScenarioError(problems)
        self.vehicles = sum(station.bikes for station in stations)

    def place_day(self, demand, lasting) -> None:
        ends = (find_access(self.snapper, None, demand, end, Walk()).node for end in ("origin", "destination"))
        self._ends = np.array([*ends])

    def measure(self, ground: Ground) -> BikesWorld:
        def metres(rows: NDArray[np.int32]) -> NDArray[np.float64]:
            pairs = np.repeat(rows, len(self._nodes)), np.tile(self._nodes, len(rows))
            return shortest_m(ground.network, *pairs).reshape(len(rows), -1)

        measured = (metres(rows) for rows in (*self._ends, self._nodes))
        return BikesWorld(self.part, ground.first_vehicle, self.vehicles, self._nodes, self._ends, *measured)
