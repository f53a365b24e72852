"""The part of a scenario about a car-sharing service."""

from __future__ import annotations

from simulator.scenario.carsharing_models import CarsharingConfig as Config

__all__ = ["Config"]
