"""Buses and trains that do not run, run only on a part of their way, or run late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.scenario.timetable_models import Text, Texts
from simulator.suggest import suggest

KIND = "timetable"


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
    delayed_s: Seconds | None = quantity(
        None, unit="s", name="delayed", gt=0, le=86_400, description="Trips that begin while it lasts run so late [s]"
    )

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.between is not None and self.delayed_s is not None:
            raise PydanticCustomError("disruption", "expected either between or delayed")
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
