"""Roads that are closed or slower, all the time or for some time."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.clock import parse_clock
from simulator.scenario.quantities import DailyHours, Metres, Seconds, quantity
from simulator.scenario.section import Section
from simulator.units import DAY_S, HOUR_S

LONGEST_SURPRISE_S = 12 * HOUR_S  # the day after, everybody plans with it
_MOMENT = re.compile(r"(?:([1-9][0-9]{0,2}) +)?([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")


def moment_s(text: str) -> int:
    """Return the second of a moment of the run, ``10:00`` on the first day or ``2 10:00`` on the second.

    Raises ValueError with what was expected.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text[:40]}" is no moment; expected a time like "10:00", with a day like "2 10:00"')
    return (int(match[1] or 1) - 1) * DAY_S + parse_clock(match[2])


def _moment(text: str) -> str:
    try:
        moment_s(text)
    except ValueError as error:
        raise PydanticCustomError("moment", "{reason}", {"reason": str(error)}) from error
    return text


Moment = Annotated[str, AfterValidator(_moment)]


class Junctions(Section):
    """What passing a junction takes, a node of the network with at least three neighbours."""

    built_up_s: Seconds = quantity(
        0, unit="s", name="built_up", ge=0, le=300, description="In built-up areas [s]; networks tell by builtup"
    )
    outside_s: Seconds = quantity(0, unit="s", name="outside", ge=0, le=300, description="Elsewhere [s]")


class Variation(Section):
    """Times differ from those planned by a factor that is drawn: log-normal, with mean 1."""

    spread: float = Field(ge=0, le=1, description="Standard deviation of the factor; 0.2: mostly within a fifth")

    @property
    def spreads(self) -> tuple[float, ...]:
        """Return all its spreads."""
        return (self.spread,)


RoadClass = Annotated[str, Field(min_length=1, max_length=80)]


class DriveVariation(Variation):
    """Of drives: on each class of roads by its own spread. A drive is slow or fast on all of them by one chance."""

    by_class: dict[RoadClass, Annotated[float, Field(ge=0, le=1)]] = Field(
        {}, max_length=100, description="Spread on roads of a class, such as primary; spread holds for all others"
    )

    @property
    def spreads(self) -> tuple[float, ...]:
        """Return the spread of all other roads, and that of each class in its order."""
        return self.spread, *self.by_class.values()


class Around(Section):
    """A place on the map and what lies around it."""

    lon: float = Field(ge=-180, le=180, description="Longitude of the middle")
    lat: float = Field(ge=-90, le=90, description="Latitude of the middle")
    radius_m: Metres = quantity(500, unit="m", name="radius", gt=0, le=1_000_000, description="Radius [m]")


class RoadChange(Section):
    """Roads that are closed or driven at another speed: those that meet every condition given."""

    name: str = Field(min_length=1, max_length=200, description="What happens there; for pages and maps")
    roads: tuple[str, ...] = Field((), description="Names as the network has them; see: elbe-drt network info")
    highway: tuple[str, ...] = Field((), description="Classes of roads, such as primary")
    kind: tuple[Literal["road", "ferry", "synthetic"], ...] = Field((), description="Kinds of roads; empty: all")
    within: Around | None = Field(None, description="Some part of the road lies in the circle")
    closed: bool = Field(False, description="Nobody may drive there")
    speed_factor: float | None = Field(None, ge=0.01, le=100, description="Multiplies the speeds of these roads")
    from_: Moment | None = Field(
        None,
        alias="from",
        description='Begins, like "10:00" (first day) or "2 10:00" (second day); null: ever',
    )
    until: Moment | None = Field(None, description="It ends, told like from; it goes with from")
    hours: DailyHours | None = Field(None, description="Only at these hours of every day; without from and until")
    known_from: Moment | None = Field(
        None, description="Nobody knows of it before this moment, told like from and no later; null: known all along"
    )

    @property
    def dated(self) -> bool:
        """Return whether it does not hold all the time."""
        return self.from_ is not None or self.hours is not None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.closed == (self.speed_factor is not None):
            raise PydanticCustomError("road_change", "expected either closed: true or a speed_factor")
        if not (self.roads or self.highway or self.kind or self.within):
            raise PydanticCustomError("road_change", "expected at least one of roads, highway, kind, within")
        return self

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        if (self.from_ is None) != (self.until is None):
            raise PydanticCustomError("road_change", "expected both from and until, or none of them")
        if self.hours is not None and self.from_ is not None:
            raise PydanticCustomError("road_change", "expected either hours or from and until")
        if self.from_ is not None and self.until is not None and moment_s(self.until) <= moment_s(self.from_):
            raise PydanticCustomError("road_change", "expected until later than from")
        if self.known_from is not None:
            self._comes_known(self.known_from)
        return self

    def _comes_known(self, known_from: str) -> None:
        if self.from_ is None or self.until is None or moment_s(known_from) > moment_s(self.from_):
            raise PydanticCustomError("road_change", "expected known_from no later than from, and both from and until")
        if moment_s(self.until) - moment_s(known_from) > LONGEST_SURPRISE_S:
            raise PydanticCustomError("road_change", "expected until at most 12 h after known_from: who knows plans")
