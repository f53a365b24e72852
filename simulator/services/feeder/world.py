"""What a feeder starts from: its hubs, and how people come there by bike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.chains import NO_WAY
from simulator.scenario.models import ServicePart
from simulator.services.feeder.hubs import HubStops, hubs_of
from simulator.services.feeder.journeys import JourneysOfWorld
from simulator.services.feeder.schema import Config, Partners, partners_of
from simulator.world.parts import Ground, WorldPart

RANK = 4  # behind the timetable, which has the stations
Ints = NDArray[np.int32]


class BikeWays(NamedTuple):
    """How far it is by one's own bike to each hub [m], and how long it takes [s], int32 (requests, hubs).

    NO_WAY: there is none, somebody has no bike, it takes too long, or they could as well ride all the way.
    """

    length_m: Ints
    takes_s: Ints

    def only(self, number: Ints) -> BikeWays:
        """Return those of some of the requests, see ``ServiceWorld``."""
        kept = np.flatnonzero(number >= 0)
        kept = kept[np.argsort(number[kept])]
        return BikeWays(self.length_m[kept], self.takes_s[kept])


@dataclass(frozen=True)
class FeederWorld:
    """What a feeder starts from.

    partners: names of the services whose rides are parts of its journeys. journeys: by timetable, listed when needed.
    bikes: None where nobody comes by bike.
    """

    part: ServicePart[Config]
    partners: Partners
    hubs: HubStops
    bikes: BikeWays | None = None
    first_vehicle: int = 0
    begins_s: int = 0
    ends_s: int = 0
    journeys: JourneysOfWorld = field(default_factory=JourneysOfWorld)

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: see ``ServiceWorld``."""
        return self if self.bikes is None else replace(self, bikes=self.bikes.only(number))


class Part(WorldPart):
    """Finds the hubs."""

    part: ServicePart[Config]

    def measure(self, ground: Ground) -> FeederWorld:
        """Return the tables of the service. Raises ScenarioError where hubs are not there."""
        partners = partners_of(self.part.config, self.part.scenario.services)
        assert partners.timetable is not None  # as is checked when scenarios are read
        lines: Any = ground.services[partners.timetable]
        hubs, access = hubs_of(self.part, lines.planned, lines.stop_node), self.part.config.access
        if access is None or partners.bike is None:
            return FeederWorld(self.part, partners, hubs)
        own: Any = ground.services[str(partners.bike)]
        length_m, takes_s = own.ways_to(ground.network, hubs.node)
        whole_m = own.ways["length_m"].to_numpy()[:, None]
        nearer = (length_m > 0) & ((length_m < whole_m) | (whole_m == NO_WAY))
        near = nearer & (takes_s <= access.longest_s)
        bikes = BikeWays(*(np.where(near, told, NO_WAY).astype(np.int32) for told in (length_m, takes_s)))
        return FeederWorld(self.part, partners, hubs, bikes)
