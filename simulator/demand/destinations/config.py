"""What the choice of destinations is told; ``scenario.population_models`` has what fits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from simulator.demand.gateways import NOWHERE as NOWHERE


class Band(Protocol):
    """A distance band; the last one is open."""

    @property
    def to_km(self) -> float | None:
        """Return where it ends [km]."""

    @property
    def share(self) -> float:
        """Return the share of all trips."""


class DestinationConfig(Protocol):
    """How far people go, and how many leave the area."""

    @property
    def distance_bands(self) -> Sequence[Band]:
        """Return the bands of all trips, ways home included, with their shares."""

    @property
    def scatter_m(self) -> float:
        """Return how far around a stop or a locality those stay who go there [m]."""

    @property
    def flows(self) -> Path | None:
        """Return the file of commuter flows: home, work, commuters."""

    @property
    def commuters_out(self) -> float:
        """Return the share of workers who work outside, where there are places outside and the flows do not say."""

    @property
    def trips_out(self) -> float:
        """Return the share of other ways than to work and school that lead outside, where there are places outside."""
