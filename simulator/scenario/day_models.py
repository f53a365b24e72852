"""Values that differ by the type of the day: hours, numbers, weights."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import Field, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator

from simulator.days import DayType
from simulator.scenario.quantities import DailyHours, Hours
from simulator.scenario.section import Section
from simulator.spans import Span

T = TypeVar("T")
OWN = {kind: kind.name.lower() for kind in DayType}
WEEKDAYS = (DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY)


class ByDay(Section, Generic[T]):
    """A value for each type of day; days of a type that has none do without."""

    of_clocks: ClassVar[bool] = False  # the values are pairs of clock times
    weekday: T | None = Field(None, description="School days and holiday weekdays, if these are not given")
    school_day: T | None = Field(None, description="Monday to Friday while there is school")
    holiday_weekday: T | None = Field(None, description="Monday to Friday in the school holidays")
    saturday: T | None = Field(None, description="Saturdays that are no public holidays")
    sunday: T | None = Field(None, description="Sundays and public holidays")

    def on(self, kind: DayType) -> T | None:
        """Return the value of days of a type."""
        own: T | None = getattr(self, OWN[kind])
        return self.weekday if own is None and kind in WEEKDAYS else own

    def given(self) -> list[tuple[str, T]]:
        """Return the values that are given, by key."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return [(name, value) for name, value in values if value is not None]


class HoursOfDays(ByDay[Hours]):
    """Hours for each type of day; on days of a type that has none there is nothing."""

    of_clocks = True


class DailyHoursOfDays(ByDay[DailyHours]):
    """Hours of at most a day for each type of day; on days of a type that has none there is nothing."""

    of_clocks = True


def one_or_by_day(model: type[ByDay[Any]], single: Any) -> WrapValidator:
    """Return a validator of a mapping of day types, or else of a single value for all of them."""
    adapter: TypeAdapter[Any] = TypeAdapter(single)

    def validate(value: object, _otherwise: ValidatorFunctionWrapHandler) -> object:
        if isinstance(value, dict | ByDay):
            return model.model_validate(value)
        return adapter.validate_python(value)

    return WrapValidator(validate)


HoursByDay = Annotated[Hours | HoursOfDays, one_or_by_day(HoursOfDays, Hours)]
DailyHoursByDay = Annotated[DailyHours | DailyHoursOfDays, one_or_by_day(DailyHoursOfDays, DailyHours)]


def value_on(value: Any, kind: DayType) -> Any:
    """Return what holds on days of a type: the value itself, or that of the type; None where there is none."""
    return value.on(kind) if isinstance(value, ByDay) else value


def hours_on(hours: Span | ByDay[Span], kind: DayType) -> Span | None:
    """Return the hours of days of a type, None where there are none."""
    found: Span | None = value_on(hours, kind)
    return found


def widest(hours: Span | ByDay[Span]) -> Span:
    """Return the hours from the first beginning on any type of day until the last end."""
    if not isinstance(hours, ByDay):
        return hours
    spans = [span for span in (hours.on(kind) for kind in DayType) if span is not None]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (0, 0)
