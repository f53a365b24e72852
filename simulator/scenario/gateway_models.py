"""Places outside of the area to which people go through its stations, and from which they come."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section

Share = Annotated[float, Field(ge=0, le=1)]
HourWeights = Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=24, max_length=24)]
GatewayName = Annotated[str, Field(min_length=1, max_length=80)]

# Assumption: people leave for work early, as the way is long, and come back from the early afternoon on.
_OUT = (0, 0, 0, 1, 5, 14, 22, 22, 12, 7, 4, 3, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0)
_BACK = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 10, 17, 21, 18, 11, 6, 4, 3, 1, 0)


class Gateway(Section):
    """A place outside: where its stops are, or at lon and lat."""

    name: GatewayName = Field(description="What people call it, like Berlin")
    stops: tuple[GatewayName, ...] = Field(
        (), max_length=50, description="Names or ids of stops of the timetable; who gets off at any of them is there"
    )
    lon: float | None = Field(None, ge=-180, le=180, description="Of the place; null: that of the first stop")
    lat: float | None = Field(None, ge=-90, le=90, description="Of the place; null: that of the first stop")
    weight: float = Field(1.0, ge=0, description="How many go there, beside the other places")
    beyond_s: Seconds = quantity(
        0,
        unit="s",
        name="beyond",
        ge=0,
        le=86_400,
        description="From the stops on to the place itself, by whatever means, and as long back: people who come are "
        "at the stops so much later, and who has to arrive has to be there so much sooner [s]",
    )

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise PydanticCustomError("lon_lat", "expected lon and lat, or none of them")
        if self.lon is None and not self.stops:
            raise PydanticCustomError("stops", "expected stops of a timetable, or lon and lat")
        return self


class Gateways(Section):
    """Places outside of the area that requests may name."""

    places: tuple[Gateway, ...] = Field(min_length=1, max_length=100, description="Where to and where from")

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [place.name for place in self.places]
        for number, name in enumerate(names):
            if name in names[:number]:
                raise PydanticCustomError("names", 'two places are called "{name}"', {"name": name})
        return self


class GatewayDemand(Gateways):
    """How many requests go to places outside of the area or come from there, and when."""

    share: Share = Field(description="Share of all requests that begin or end outside, 0 to 1")
    homes_outside: Share = Field(
        0.0, description="Share of these made by people who live outside: in the morning they come, 0 to 1"
    )
    out: HourWeights = Field(_OUT, description="Weight of each hour of leaving home, here or outside")
    back: HourWeights = Field(_BACK, description="Weight of each hour of leaving for home")

    @model_validator(mode="after")
    def _anybody_goes_somewhere(self) -> Self:
        if not sum(place.weight for place in self.places) > 0:
            raise PydanticCustomError("weight", "no place has a weight; expected one above 0")
        return self
