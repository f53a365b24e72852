"""Buses and trains that do not run, run only on a part of their way, or run late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.scenario.timetable_models import Text, Texts
from simulator.suggest import suggest

KIND = "timetable"


class Replacement(Section):
    """Buses that run where trains, or other buses, do not: one for each part of a trip that is cut, or at a headway."""

    speed_factor: float = Field(
        0.6, gt=0, le=1, description="They are so fast from stop to stop, by the speed of what they replace"
    )
    wait_s: Seconds = quantity(
        300, unit="s", name="wait", ge=0, le=7200, description="They leave so long after what they replace [s]"
    )
    ready_s: Seconds = quantity(
        3600,
        unit="s",
        name="ready",
        ge=0,
        le=86_400,
        description="The first ones leave no sooner than so long after it is announced [s]",
    )
    headway_s: Seconds | None = quantity(
        None,
        unit="s",
        name="headway",
        ge=60,
        le=86_400,
        description="Those along the same stops leave so often, from the first to the last of a day; null: one for "
        "each trip [s]",
    )
    stops: Texts = Field((), description="They call only at these stops, and where they begin and end; none: at all")
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        None, description="How many riders have room in each; null: as in other buses of the service"
    )


class Timetable(Section):
    """What becomes of lines by timetable, while it lasts."""

    service: str | None = Field(None, description="Of this service by timetable; null: of the only one")
    lines: Texts = Field((), description="Of these lines, by what people call them; none: of all")
    trips: Texts = Field((), description="Of these trips only, by their ids in the feed; none: of all")
    between: tuple[Text, Text] | None = Field(
        None,
        description="Nothing runs between these stops, by id or name: trips end at the one and begin at the other; "
        "null: nothing runs at all, unless it is delayed",
    )
    stations: Texts = Field(
        (),
        description="Nothing runs to, from or through these stops, by id or name: trips end at the stop before and "
        "begin at the one behind",
    )
    delayed_s: Seconds | None = quantity(
        None, unit="s", name="delayed", gt=0, le=86_400, description="Trips that begin while it lasts run so late [s]"
    )

    replacement: Replacement | None = Field(None, description="Buses that run instead; null: none")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.replacement is not None and self.delayed_s is not None:
            raise PydanticCustomError("disruption", "expected either replacement or delayed: what is late still runs")
        said = {"between": self.between is not None, "stations": self.stations, "delayed": self.delayed_s is not None}
        both = [name for name, its in said.items() if its]
        if len(both) > 1:
            raise PydanticCustomError("disruption", "expected either {names}", {"names": " or ".join(both)})
        if self.between is not None and self.between[0] == self.between[1]:
            raise PydanticCustomError("disruption", "between: expected two stops")
        return self

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service that is none by timetable, or that none or several are meant."""
        names = [name for name, its in scenario.services.items() if its.kind == KIND]
        if self.service is None and len(names) != 1:
            there = f"there are {', '.join(names)}" if names else "there is none by timetable"
            yield "service", f"expected the service by timetable that is meant; {there}"
        elif self.service is not None and self.service not in names:
            hint = suggest(self.service, names) or f"there are {', '.join(names)}"
            yield "service", f'no service "{self.service}" by timetable; {hint}'
