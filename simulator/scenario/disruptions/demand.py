"""More or fewer requests for some time: a factor, or a list of further ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.disruptions.known_names import unknown
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.road_models import Around
from simulator.scenario.section import Name, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames
from simulator.units import DAY_S


class Areas(Section):
    """Areas on the map, outlines included."""

    file: Path = Field(description="GeoJSON with polygons, each with a name in its properties, or an id")
    names: tuple[str, ...] = Field((), description="Of the areas that count; none: all in the file")


class Demand(Section):
    """Other demand than usual: of those who want to leave between from and until, and meet every condition given."""

    factor: float = Field(
        1, ge=0, le=100, description="By what it multiplies their requests; of tours all trips go together"
    )
    within: Around | None = Field(None, description="Circle they are in; null: anywhere")
    areas: Areas | None = Field(None, description="Areas they are in; null: anywhere")
    ends: Literal["origin", "destination", "either"] = Field(
        "either", description="What lies within the circle or the areas"
    )
    purposes: tuple[str, ...] = Field((), description="Of these purposes; none: of all")
    classes: tuple[Name, ...] = Field((), description="Of these classes of travellers; none: of all")
    spread_s: Seconds = quantity(
        900,
        unit="s",
        name="spread",
        ge=0,
        le=DAY_S,
        description="Further requests are sooner or later than those they are like, by so much at most [s]",
    )
    requests_file: Path | None = Field(
        None, description="CSV or Parquet of further requests, as an evacuation has them; see docs/requests.md"
    )
    columns: ColumnNames = Field({}, description=f"Of the requests_file. {COLUMNS}")

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.ends != "either" and self.within is None and self.areas is None:
            raise PydanticCustomError("disruption", "ends goes with within or areas")
        return self

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell classes that the scenario does not have."""
        yield from unknown("classes", "class", self.classes, scenario.people.classes)
