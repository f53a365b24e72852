"""Roads that are closed, slower or under water for some time."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.disruptions.closing import Closing
from simulator.scenario.quantities import same_quantity
from simulator.scenario.road_models import Around

# What a scenario says beside the name of a preset counts more.
# snow: arterial roads are driven 30 to 40 % slower on snow and slush (FHWA, Road Weather Management Program).
# flood: water so deep that cars cannot drive any more (Pregnolato et al. 2017, doi:10.1016/j.trd.2017.06.020).
PRESETS: dict[str, dict[str, Any]] = {
    "snow": {"road_kind": ["road", "synthetic"], "speed_factor": 0.65},
    "flood": {"road_kind": ["road", "synthetic"], "depth_mm": 300},
}
IMPASSABLE_MM = 300
_HOW = ("closed", "speed_factor", "depth_mm")


class Roads(Closing):
    """Roads that are closed, driven at another speed, or under water: those that meet every condition given."""

    preset: Literal["snow", "flood"] | None = Field(
        None, description="Known kind of weather, whose values hold if not given"
    )
    roads: tuple[str, ...] = Field((), description="Names as the network has them; see: elbe-drt network info")
    highway: tuple[str, ...] = Field((), description="Classes of roads, such as primary")
    road_kind: tuple[Literal["road", "ferry", "synthetic"], ...] = Field((), description="Kinds of roads; empty: all")
    within: Around | None = Field(None, description="Some part of the road lies in the circle")
    closed: bool = Field(False, description="Nobody may drive there")
    speed_factor: float | None = Field(None, ge=0.01, le=1, description="Multiplies the speeds of these roads")
    depth_mm: float | None = Field(
        None, gt=0, le=100_000, description="Water on these roads [mm]; nobody drives through 300 mm"
    )

    @model_validator(mode="before")
    @classmethod
    def _as_preset(cls, data: Any) -> Any:
        preset = PRESETS.get(str(data.get("preset"))) if isinstance(data, dict) else None
        if preset is None:
            return data
        told = any(key in data for key in _HOW)
        given = {key: value for key, value in preset.items() if not (told and key in _HOW)}
        return {**{key: value for key, value in given.items() if not _says(data, key)}, **data}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sum((self.closed, self.speed_factor is not None, self.depth_mm is not None)) != 1:
            raise PydanticCustomError("roads", "expected one of closed: true, speed_factor, depth_mm")
        if not (self.roads or self.highway or self.road_kind or self.within):
            raise PydanticCustomError("roads", "expected at least one of roads, highway, road_kind, within")
        return self

    @property
    def factor(self) -> float:
        """Return what speeds are multiplied by, 0 where nobody may drive."""
        deep = self.depth_mm is not None and self.depth_mm >= IMPASSABLE_MM
        return 0.0 if self.closed or deep else 1.0 if self.speed_factor is None else self.speed_factor

    @property
    def closes(self) -> bool:
        """Return whether nobody may drive there."""
        return self.factor == 0

    @property
    def top_kph(self) -> float | None:
        """Return the speed that nobody exceeds [km/h], None where roads are as fast as they are."""
        return None if self.depth_mm is None else speed_through_water_kph(self.depth_mm)


def speed_through_water_kph(depth_mm: float) -> float:
    """Return how fast cars drive at most through standing water [km/h], 0 where they cannot.

    Pregnolato, Ford, Wilkinson and Dawson (2017, doi:10.1016/j.trd.2017.06.020): a curve through observations, R2 0.95.
    """
    if depth_mm >= IMPASSABLE_MM:
        return 0.0
    return 0.0009 * depth_mm**2 - 0.5529 * depth_mm + 86.9448


def _says(data: dict[Any, Any], key: str) -> bool:
    return any(key == other or same_quantity(key, other) for other in data)
