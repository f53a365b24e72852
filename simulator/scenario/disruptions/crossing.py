"""A bridge or ferry that is closed for some time, by its name in the network's table of crossings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.disruptions.closing import Closing
from simulator.scenario.quantities import DailyHours
from simulator.scenario.road_models import Moment, moment_s
from simulator.scenario.section import Section

TABLE = "table"


def _hours(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Return hours as they are checked; what is wrong is told once, not as no hours and as no word."""
    try:
        return check(value)
    except ValidationError as error:
        told = {"why": error.errors()[0]["msg"]}
        raise PydanticCustomError("hours", "expected two clock times, or table; {why}", told) from error


CrossingHours = Annotated[DailyHours | Literal["table"], WrapValidator(_hours)]


class Gauge(Section):
    """How high the water stands at the gauge that a crossing's limits are told for."""

    level_m: float | None = Field(None, ge=-10, le=100, description="All the time [m]")
    levels: dict[Moment, Annotated[float, Field(ge=-10, le=100)]] = Field(
        {}, max_length=10_000, description='By moments, like "2 10:00": each holds until the next one [m]'
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.level_m is None) == (not self.levels):
            raise PydanticCustomError("gauge", "expected either level_m or levels")
        return self

    def readings(self) -> list[tuple[int, float]]:
        """Return the levels in their order, each with the moment from which it holds, as clocks show it [s]."""
        if self.level_m is not None:
            return [(0, self.level_m)]
        return sorted((moment_s(moment), level_m) for moment, level_m in self.levels.items())


class Crossing(Closing):
    """A bridge or ferry that nobody can use: all the time, outside of some hours, or by its limits of water."""

    crossing: str = Field(min_length=1, max_length=200, description="Name; see: elbe-drt network info")
    closed: bool = Field(False, description="Nobody can cross there")
    hours: CrossingHours | None = Field(
        None, description='A ferry runs only at these hours of every day; "table": at those that the network tells'
    )
    gauge: Gauge | None = Field(None, description="Closed while the water is outside of the limits of the crossing")

    @model_validator(mode="after")
    def _one_of_these(self) -> Self:
        if sum((self.closed, self.hours is not None, self.gauge is not None)) != 1:
            raise PydanticCustomError("crossing", "expected one of closed: true, hours, gauge")
        return self

    @property
    def closes(self) -> bool:
        """Return whether nobody can cross all the time."""
        return self.closed
