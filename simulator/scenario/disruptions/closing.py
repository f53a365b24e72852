"""What becomes of vehicles that are on a road as it is closed, and of who is on board and has no way left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.road_models import moment_s
from simulator.scenario.section import Section
from simulator.tables import RIDES
from simulator.units import DAY_S

FINISH, TURN_BACK, BLOCKED = "finish", "turn_back", "blocked"


class Closing(Section):
    """What a disruption that closes roads says of vehicles on them, and of who is on board."""

    under_way: Literal["finish", "turn_back", "blocked"] = Field(
        "finish",
        description="A vehicle that pools rides and is on a road as it is closed drives on to its end, turns back to "
        "where the road began, or stands there until it is open",
    )
    strand_after_s: Seconds = quantity(
        7200, unit="s", name="strand_after", ge=0, le=30 * DAY_S,
        description="Who is on board, and would ride so much longer than on everyday roads, gets off and is stranded",
    )  # fmt: skip

    @property
    def closes(self) -> bool:
        """Return whether nobody may drive there as long as it goes on."""
        raise NotImplementedError

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a rule for vehicles that there are none of: all others drive on to the end of a road."""
        rides = any(its.kind == RIDES for its in scenario.services.values())
        if self.under_way != FINISH and not rides:
            yield "under_way", "no service has a fleet that pools rides; expected finish, as all others do"

    @model_validator(mode="after")
    def _takes_by_surprise(self) -> Self:
        if self.under_way == FINISH:
            return self
        if not self.closes:
            raise PydanticCustomError(
                "under_way", "under_way: nobody is stopped there all at once; expected closed: true with it, or finish"
            )
        announced, from_ = getattr(self, "announced", None), getattr(self, "from_", None)  # with what all of them say
        knew = from_ is not None and moment_s(from_) <= 0
        if knew or (announced is not None and from_ is not None and moment_s(announced) < moment_s(from_)):
            raise PydanticCustomError(
                "under_way",
                "under_way: who knows of it beforehand is across by then; expected it announced no sooner than from, "
                "that after the first day begins, or finish",
            )
        return self
