"""Places on the map that a scenario names."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.section import Section


class Depot(Section):
    """Where vehicles start and end their shifts."""

    name: str = Field(max_length=200, description="Of the place")
    lon: float = Field(ge=-180, le=180, description="Degrees east, WGS84")
    lat: float = Field(ge=-90, le=90, description="Degrees north, WGS84")
