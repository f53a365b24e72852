"""What every disruption says: its name, when it happens, and when the dispatcher and travellers learn of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.road_models import Moment, moment_s
from simulator.units import DAY_S

LONGEST_S = 400 * DAY_S


class DisruptionConfig(NamesCode):
    """Something that goes wrong for some time, with what its kind wants to know beside it."""

    group: ClassVar[str] = "disruption"
    key: ClassVar[str] = "kind"
    name: str = Field(min_length=1, max_length=200, description="What happens; for pages and tables, of one alone")
    kind: Annotated[str, registered("disruption")] = Field(description="What is concerned")
    from_: Moment = Field(alias="from", description='It happens, like "10:00" (first day) or "2 10:00" (second day)')
    until: Moment | None = Field(None, description="It is over, told like from; or lasts")
    lasts_s: Seconds | None = quantity(
        None, unit="s", name="lasts", ge=0, le=LONGEST_S, description="How long it takes, instead of until [s]"
    )
    length_varies: float = Field(
        0,
        ge=0,
        le=3,
        description="Standard deviation of a factor of its length, drawn: log-normal, with mean 1; 0: as told",
    )
    announced: Moment | None = Field(
        None, description="The dispatcher learns of it, told like from; null: as it happens. Earlier: planned works"
    )
    told: Moment | None = Field(
        None, description="Travellers learn of it, told like from; null: when the dispatcher does"
    )

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if (self.until is None) == (self.lasts_s is None):
            raise PydanticCustomError("disruption", "expected either until or lasts")
        if self.until is not None and moment_s(self.until) < moment_s(self.from_):
            raise PydanticCustomError("disruption", "expected until no sooner than from")
        if self.until is not None and self.length_varies:
            raise PydanticCustomError("disruption", "length_varies goes with lasts: until says when it is over")
        ends_s = moment_s(self.from_) + self.lasts_s if self.until is None else moment_s(self.until)  # type: ignore[operator]
        for key, moment in (("announced", self.announced), ("told", self.told)):
            if moment is not None and moment_s(moment) > ends_s:
                raise PydanticCustomError("disruption", "{key}: after the end; expected it no later", {"key": key})
        return self

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell what does not fit the rest of a ``Scenario``: the key of its own that says it, and what is wrong."""
        yield from ()
