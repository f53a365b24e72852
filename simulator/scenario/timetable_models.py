"""Changes of a timetable, and what journeys before and after them are compared by."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Clock, DailyHours, Seconds, SpeedKph, quantity
from simulator.scenario.section import Section
from simulator.suggest import suggest

RouteTypeName = Literal["tram", "subway", "rail", "bus", "ferry"]
Days = tuple[Literal["weekday", "school_day", "holiday_weekday", "saturday", "sunday"], ...]


def _known_kind(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Return a kind of line as it is checked; what is none is told once, not as no name and as no number."""
    try:
        return check(value)
    except ValidationError as error:
        names = get_args(RouteTypeName)
        hint = f"; {said}" if (said := suggest(str(value), names)) else ""
        told = {"names": ", ".join(names), "hint": hint}
        raise PydanticCustomError("kind", "expected {names}, or a number of GTFS from 0 to 1799{hint}", told) from error


RouteType = Annotated[RouteTypeName | Annotated[int, Field(ge=0, le=1799)], WrapValidator(_known_kind)]


def _text(value: Any) -> Any:
    """Return a name that YAML takes for a number, as 902, as the text it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=200)]
Texts = tuple[Text, ...]


class TripConditions(Section):
    """Which trips a change is about: all conditions hold that are given."""

    lines: Texts = Field((), description="Of these lines, by what people call them: short names, else long ones")
    routes: Texts = Field((), description="Of these routes, by their ids in the feed")
    route_types: tuple[RouteType, ...] = Field((), description="Of these kinds: bus, rail, tram, or numbers of GTFS")
    hours: DailyHours | None = Field(
        None, description="Trips that begin within these hours by the clock, not at their end; null: at any time"
    )
    days: Days = Field((), description="On days of these types only; else on all days")


class DropRule(TripConditions):
    """Trips that run no more: those for which all conditions hold that are given."""

    trips: Texts = Field((), description="These trips, by their ids in the feed")
    stops: Texts = Field(
        (),
        description="Not the trips, but their calls at these stops, by id or name; who has fewer than two left runs no "
        "more",
    )

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields if name != "days"):
            raise PydanticCustomError(
                "drop", "expected at least one of lines, routes, trips, stops, hours, route_types"
            )
        return self


class ThinRule(TripConditions):
    """Some of the trips run no more; of each line, direction and order of stops the first one stays."""

    keep_every: int | None = Field(None, ge=2, le=100, description="Every so many-th stays, from the first on")
    headway_s: Seconds | None = quantity(
        None,
        unit="s",
        name="headway",
        gt=0,
        le=86_400,
        description="Those stay that begin no sooner than this after the last that stays [s]",
    )

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if (self.keep_every is None) == (self.headway_s is None):
            raise PydanticCustomError("thin", "expected either keep_every or headway")
        return self


class AddRule(Section):
    """A line more."""

    line: Text = Field(description="What people call it")
    name: str = Field("", max_length=200, description="Where it goes, as it stands on the vehicle")
    stops: Annotated[Texts, Field(min_length=2)] = Field(description="Stops in order, by id or name")
    first: Clock = Field(description="When the first trip begins, at both ends")
    last: Clock = Field(description="No trip begins later")
    headway_s: Seconds = quantity(unit="s", name="headway", gt=0, le=86_400, description="From trip to trip [s]")
    between_s: tuple[Seconds, ...] | None = quantity(
        None,
        unit="s",
        name="between",
        description="How long it takes from each stop to the next [s]; null: as long as the way along the roads takes "
        "at `speed`",
    )
    speed_kph: SpeedKph = quantity(
        40, unit="kph", name="speed", gt=0, le=200, description="Speed along the roads between stops [km/h]"
    )
    dwell_s: Seconds = quantity(0, unit="s", name="dwell", ge=0, le=3600, description="At every stop on the way [s]")
    both_ways: bool = Field(True, description="Back as well")
    days: Days = Field((), description="On days of these types only; else on all days")
    route_type: RouteType = Field("bus", description="Kind of line: bus, rail, tram, or a number of GTFS")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("add", "last must not be earlier than first; 02:00 in the night after is 26:00")
        if any(one == other for one, other in pairwise(self.stops)):
            raise PydanticCustomError("add", "no stop must follow itself")
        if self.between_s is not None and len(self.between_s) != len(self.stops) - 1:
            message = "between has {count} values; expected {wanted}, one from each stop to the next"
            values = {"count": len(self.between_s), "wanted": len(self.stops) - 1}
            raise PydanticCustomError("add", message, values)
        if self.between_s is not None and min(self.between_s) < 0:
            raise PydanticCustomError("add", "between must not be negative")
        return self


class ChangeRule(Section):
    """One change of a timetable; they are made one after the other."""

    drop: DropRule | None = Field(None, description="Trips, or calls, that are left out")
    thin: ThinRule | None = Field(None, description="Trips of which some are left out")
    add: AddRule | None = Field(None, description="A line more")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if [self.drop, self.thin, self.add].count(None) != len(type(self).model_fields) - 1:
            raise PydanticCustomError("change", "expected one of drop, thin, add")
        return self

    @property
    def rule(self) -> DropRule | ThinRule | AddRule:
        """Return what is changed."""
        found: DropRule | ThinRule | AddRule = getattr(self, self.kind)
        return found

    @property
    def kind(self) -> str:
        """Return which of the three it is."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class Comparison(Section):
    """How journeys before and after the changes are compared."""

    within_s: Seconds = quantity(
        3600,
        unit="s",
        name="within",
        ge=0,
        le=86_400,
        description="A journey is useful to a request if it leaves so much before or after the wished time at most; to "
        "who must be there in time, if it arrives by then and so much sooner at most [s]",
    )
    towns: Annotated[int, Field(ge=0, le=50)] | Texts = Field(
        3, description="Places that people want to get to, by name, or how many: those with most inhabitants"
    )
