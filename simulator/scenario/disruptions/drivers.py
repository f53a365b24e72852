"""Drivers that do not come: ill, or on strike."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.disruptions.fleets import OfFleets


class Drivers(OfFleets):
    """Shifts that begin within the time without anybody to drive; in a strike, those under way end, too."""

    absent: float = Field(
        0,
        ge=0,
        le=1,
        description="Share of the shifts of vehicles that begin in the time and have no driver; drawn for each shift: "
        "a larger share has all absences of a smaller one",
    )
    strike: bool = Field(False, description="Nobody drives: shifts under way end as well, once all on board are there")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.strike and self.absent:
            raise PydanticCustomError("drivers", "in a strike nobody comes; expected either absent or strike")
        return self

    @property
    def share(self) -> float:
        """Return the share of shifts without a driver."""
        return 1.0 if self.strike else self.absent
