"""From where to where a service takes people: who may cross a border, where, when, and how long ahead they ask."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.day_models import HoursByDay
from simulator.scenario.place_models import PlaceName
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.units import DAY_S

AREA = "Names of zones, or of territories where these count"
# What each preset wants to know beside its name.
NEEDS = {"everywhere": (), "home_boards": ("home",), "hubs": (), "corridors": ("corridors",), "stations": ("hubs",)}


class Terms(Section):
    """When rides leave, and how long ahead they are asked for, beside what holds for the whole service."""

    hours: HoursByDay | None = Field(None, description="They leave then; may differ by type of day; null: any time")
    notice_s: Seconds = quantity(
        0, unit="s", name="notice", ge=0, le=10 * DAY_S, description="They are asked for at least so long ahead [s]"
    )


class Corridor(Terms):
    """Rides from some areas to others that a service takes."""

    from_: tuple[PlaceName, ...] = Field(alias="from", min_length=1, description=AREA)
    to: tuple[PlaceName, ...] = Field(min_length=1, description=AREA)
    both_ways: bool = Field(True, description="The other way round, too")
    hubs: tuple[PlaceName, ...] = Field((), description="One end is at one of these hubs; none: anywhere")


class Relations(Section):
    """From where to where a service takes people; areas are zones or territories, hubs those of ``places``."""

    allow: Literal["everywhere", "home_boards", "hubs", "corridors", "stations"] = Field(
        "everywhere",
        description="home_boards: who begins or ends in the home areas; hubs: within an area, and across a border from "
        "or to a hub; corridors: within an area, and as these say; stations: only from or to one of the hubs",
    )
    areas: Literal["zones", "territories"] | None = Field(
        None, description="Whose borders count; null: those of zones where there are any, else of territories"
    )
    home: tuple[PlaceName, ...] = Field((), description="For home_boards: " + AREA)
    hubs: tuple[PlaceName, ...] = Field((), description="That count for hubs and stations; none: all, for hubs only")
    corridors: tuple[Corridor, ...] = Field((), max_length=1000, description="Who may cross which border")
    terms: dict[PlaceName, Terms] = Field({}, description="By area: of all rides that begin or end there")

    @model_validator(mode="after")
    def _as_allowed(self) -> Self:
        for key in ("home", "hubs", "corridors"):
            values = {"allow": self.allow, "key": key}
            if key in NEEDS[self.allow] and not getattr(self, key):
                raise PydanticCustomError("relations", "allow: {allow} needs {key}", values)
            if key not in NEEDS[self.allow] and getattr(self, key) and (key, self.allow) != ("hubs", "hubs"):
                raise PydanticCustomError("relations", "{key} says nothing with allow: {allow}", values)
        return self


def _named(value: object) -> object:
    return {"allow": value} if isinstance(value, str) else value


RelationRule = Annotated[Relations, BeforeValidator(_named)]
