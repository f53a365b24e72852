"""Places that a scenario names beside those of its services: territories, zones of rules and tariffs, hubs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Metres, quantity
from simulator.scenario.section import Section

LAYER = "Of a GeoPackage with several layers; null: the only one"


class ZoneFile(Section):
    """Areas of rules and tariffs."""

    file: Path = Field(description="GeoJSON or GeoPackage with polygons, each with a name in its properties, or an id")
    layer: str | None = Field(None, description=LAYER)


class TerritoryFile(Section):
    """Counties or municipalities, which have borders and pay."""

    file: Path = Field(
        description="GeoJSON or GeoPackage with polygons, each with a name in its properties, and its official key "
        "as `key` or `ags`"
    )
    layer: str | None = Field(None, description=LAYER)
    approximate: bool = Field(False, description="True: the borders are drawn roughly, which maps tell")


class Hub(Section):
    """A place at which rides may begin or end across a border: on the map, or a stop."""

    lon: float | None = Field(None, ge=-180, le=180, description="Degrees east, WGS84")
    lat: float | None = Field(None, ge=-90, le=90, description="Degrees north, WGS84")
    stop: str | None = Field(None, description="Name or id of a stop of any service, instead of lon and lat")
    within_m: Metres = quantity(
        300, unit="m", name="within", ge=0, le=5000, description="Rides that begin or end so near are at the hub [m]"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.lon is None) != (self.lat is None) or (self.lon is None) == (self.stop is None):
            raise PydanticCustomError("hub", "expected lon and lat, or the name of a stop")
        return self


def _named(value: object) -> object:
    return {"stop": value} if isinstance(value, str) else value


PlaceName = Annotated[str, Field(pattern=r"^.{1,80}$")]


class Places(Section):
    """Territories, zones and hubs, which rules of services, tariffs and costs tell by their names."""

    territories: TerritoryFile | None = Field(None, description="Who has a border and pays; null: nobody is told apart")
    zones: ZoneFile | None = Field(None, description="Areas of rules and tariffs; null: none")
    hubs: dict[PlaceName, Annotated[Hub, BeforeValidator(_named, json_schema_input_type=str | Hub)]] = Field(
        {}, max_length=1000, description="By name: lon and lat, or the name of a stop"
    )
