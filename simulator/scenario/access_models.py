"""How travellers get to vehicles: walks, and stops without a pole."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Metres, SpeedKph, quantity
from simulator.scenario.section import Section


class Walk(Section):
    """Walking between a place and its stop."""

    limit_m: Metres = quantity(
        800, unit="m", name="limit", ge=0, le=20_000, description="Longest way to or from a stop [m]"
    )
    speed_kph: SpeedKph = quantity(
        4.5, unit="kph", name="speed", gt=0, le=20, description="Speed of people on foot [km/h]"
    )
    detour_factor: float = Field(1.3, ge=1, le=5, description="Length of the path by the beeline")


class VirtualStops(Section):
    """Stops without a pole, added between ``min_distance`` and ``max_distance`` from the stops there are."""

    min_distance_m: Metres = quantity(
        600, unit="m", name="min_distance", gt=0, le=100_000, description="No nearer to a stop than this [m]"
    )
    max_distance_m: Metres = quantity(
        2000,
        unit="m",
        name="max_distance",
        gt=0,
        le=100_000,
        description="At most so far from the nearest stop in the file [m]",
    )
    built_up_only: bool = Field(True, description="Only where there are houses")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_distance_m < self.min_distance_m:
            raise PydanticCustomError("virtual_stops", "max_distance must not be smaller than min_distance")
        return self
