"""What a feeder starts from: its hubs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.models import ServicePart
from simulator.services.feeder.hubs import HubStops, hubs_of
from simulator.services.feeder.journeys import JourneysOfWorld
from simulator.services.feeder.schema import Config, Partners, partners_of
from simulator.world.parts import Ground, WorldPart

RANK = 4  # behind the timetable, which has the stations


@dataclass(frozen=True)
class FeederWorld:
    """What a feeder starts from.

    partners: names of the services whose rides are parts of its journeys. journeys: by timetable, listed when needed.
    """

    part: ServicePart[Config]
    partners: Partners
    hubs: HubStops
    first_vehicle: int = 0
    begins_s: int = 0
    ends_s: int = 0
    journeys: JourneysOfWorld = field(default_factory=JourneysOfWorld)

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests: it knows none. number: see ``ServiceWorld``."""
        return self


class Part(WorldPart):
    """Finds the hubs."""

    part: ServicePart[Config]

    def measure(self, ground: Ground) -> FeederWorld:
        """Return the tables of the service. Raises ScenarioError where hubs are not there."""
        partners = partners_of(self.part.config, self.part.scenario.services)
        assert partners.timetable is not None  # as is checked when scenarios are read
        lines: Any = ground.services[partners.timetable]
        return FeederWorld(self.part, partners, hubs_of(self.part, lines.timetable, lines.stop_node))
