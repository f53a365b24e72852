"""What a scenario says about bike sharing."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.place import Depot
from simulator.scenario.quantities import Euros, Metres, SpeedKph, quantity
from simulator.scenario.section import Section


class Station(Depot):
    """A place with bikes."""

    places: int = Field(ge=1, le=1000, description="For bikes")
    bikes: int = Field(0, ge=0, le=1000, description="There in the morning")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.bikes > self.places:
            raise PydanticCustomError("bikes", "more bikes than places")
        return self


class Config(Section):
    """Bike sharing between stations."""

    answers_requests: ClassVar[bool] = False
    by: ClassVar[str] = "bike"
    stations: tuple[Station, ...] = Field(min_length=1, description="Where bikes stand")
    bike_speed_kph: SpeedKph = quantity(15, unit="kph", name="bike_speed", gt=0, le=50, description="Of bikes [km/h]")
    walk_speed_kph: SpeedKph = quantity(4.5, unit="kph", name="walk_speed", gt=0, le=20, description="On foot [km/h]")
    longest_walk_m: Metres = quantity(
        1000, unit="m", name="longest_walk", ge=0, le=20_000, description="To or from a station, along streets [m]"
    )
    per_ride_eur: Euros = quantity(1, unit="eur", name="per_ride", ge=0, le=100, description="Price [EUR]")
