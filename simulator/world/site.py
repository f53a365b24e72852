"""Where requests are made: what a source of demand may look at."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.network.graph import RoadNetwork
from simulator.network.snapping import StreetSnapper
from simulator.scenario.models import Scenario
from simulator.world.impossible_requests import Impossible


@dataclass(frozen=True)
class Site:
    """Where requests are made: what a source of demand may look at."""

    scenario: Scenario
    snapper: StreetSnapper
    impossible: Impossible

    @property
    def network(self) -> RoadNetwork:
        """Return the roads, of an everyday."""
        return self.snapper.network
