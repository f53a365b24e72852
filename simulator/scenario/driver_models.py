"""The people who drive: shifts, breaks and changeovers."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.clock import format_clock
from simulator.scenario.day_models import ByDay, one_or_by_day
from simulator.scenario.quantities import ClockRange, Seconds, next_day, quantity
from simulator.scenario.section import Section
from simulator.spans import Span
from simulator.units import DAY_S, HOUR_S


class DriverRules(Section):
    """Working and driving time.

    The values are those for Germany: breaks of 30 min after at most 6 h of work, 45 min for more than 9 h, at most 10 h
    of work and 11 h of rest (Arbeitszeitgesetz, sections 3 to 5); a break of 30 min after at most 4.5 h of driving in
    regular services whose stops are more than 3 km apart (Fahrpersonalverordnung, section 1).
    """

    break_s: Seconds = quantity(1800, unit="s", name="break", gt=0, le=14_400, description="Length of a break [s]")
    long_break_s: Seconds = quantity(
        2700, unit="s", name="long_break", gt=0, le=14_400, description="Length of the break after much work [s]"
    )
    long_break_above_s: Seconds = quantity(
        9 * HOUR_S,
        unit="s",
        name="long_break_above",
        gt=0,
        le=86_400,
        description="More work than this needs the long break [s]",
    )
    break_after_work_s: Seconds = quantity(
        6 * HOUR_S, unit="s", name="break_after_work", gt=0, le=86_400, description="Longest work without a break [s]"
    )
    break_after_driving_s: Seconds = quantity(
        16_200,
        unit="s",
        name="break_after_driving",
        gt=0,
        le=86_400,
        description="Kept by the clock: no stretch between breaks is longer, driven or not",
    )
    most_work_s: Seconds = quantity(
        36_000, unit="s", name="most_work", gt=0, le=86_400, description="Longest work in a shift, without breaks [s]"
    )
    rest_s: Seconds = quantity(
        39_600, unit="s", name="rest", ge=0, le=86_400, description="Least time between two shifts of a driver [s]"
    )

    @property
    def longest_stretch_s(self) -> int:
        """Return the longest time without a break [s]."""
        return min(self.break_after_work_s, self.break_after_driving_s)


class DriverShift(Section):
    """One driver's day on a vehicle."""

    name: str = Field("", max_length=100, description="For people")
    start: ClockRange = Field(description="Drivers of the vehicles of one kind begin evenly spread over these times")
    end: ClockRange = Field(description="Planned end, and the latest one: what lies between is overtime")

    @field_validator("end")
    @classmethod
    def _later_than_the_start(cls, end: Span, info: ValidationInfo) -> Span:
        start = info.data.get("start")
        return next_day(end) if start is not None and end[0] <= start[1] else end


Shifts = Annotated[tuple[DriverShift, ...], Field(min_length=1, max_length=10)]


class ShiftsOfDays(ByDay[Shifts]):
    """Shifts for each type of day; on days of a type that has none nobody drives."""


ShiftsByDay = Annotated[Shifts | ShiftsOfDays, one_or_by_day(ShiftsOfDays, Shifts)]


class Drivers(Section):
    """Who drives the vehicles of a kind: one driver after the other, with a changeover at the depot in between."""

    shifts: ShiftsByDay = Field(description="One after the other, on each vehicle and day; may differ by type of day")
    rules: Literal["german"] | DriverRules = Field("german", description="german, or numbers of your own")
    changeover_s: Seconds = quantity(
        600, unit="s", name="changeover", ge=60, le=14_400, description="Time to change drivers at the depot [s]"
    )

    @property
    def limits(self) -> DriverRules:
        """Return the rules as numbers."""
        return self.rules if isinstance(self.rules, DriverRules) else DriverRules()

    @field_validator("shifts")
    @classmethod
    def _through_the_night(cls, shifts: Shifts | ShiftsOfDays) -> Shifts | ShiftsOfDays:
        """Put shifts that begin in the morning after one over midnight onto that day."""
        if not isinstance(shifts, ShiftsOfDays):
            return _placed(shifts)
        return shifts.model_copy(update={name: _placed(given) for name, given in shifts.given()})

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        if isinstance(self.shifts, ShiftsOfDays):
            for name, given in self.shifts.given():
                _check_shifts(given, self.limits, f"shifts.{name}")
        else:
            _check_shifts(self.shifts, self.limits, "shifts")
        return self


def _placed(shifts: Shifts) -> Shifts:
    placed = list(shifts[:1])
    for shift in shifts[1:]:
        after_midnight = placed[-1].end[1] >= DAY_S and shift.start[0] <= placed[-1].start[1]
        moved = {"start": next_day(shift.start), "end": next_day(shift.end)} if after_midnight else {}
        placed.append(shift.model_copy(update=moved))
    return tuple(placed)


def _check_shifts(shifts: Shifts, rules: DriverRules, key: str) -> None:
    """Raise a pydantic error for shifts of a day that the rules forbid, or that do not follow each other."""
    for number, shift in enumerate(shifts):
        shortest, longest = shift.end[0] - shift.start[1], shift.end[1] - shift.start[0]
        count, length = breaks_needed(rules, longest)
        where = f"{key}[{number}]"
        if count and shortest <= count * length:
            raise PydanticCustomError(
                "shift", "{where}: a shift of {shift} h is shorter than its break of {pause} min",
                {"where": where, "shift": f"{shortest / HOUR_S:g}", "pause": count * length // 60},
            )  # fmt: skip
        if longest - count * length > rules.most_work_s:
            raise PydanticCustomError(
                "shift", "{where}: up to {work} h of work; at most {most} h are allowed",
                {"where": where, "work": f"{(longest - count * length) / HOUR_S:g}",
                 "most": f"{rules.most_work_s / HOUR_S:g}"},
            )  # fmt: skip
        if DAY_S - longest < rules.rest_s:
            raise PydanticCustomError(
                "shift", "{where}: leaves less than {rest} h of rest until the same shift of the next day",
                {"where": where, "rest": f"{rules.rest_s / HOUR_S:g}"},
            )  # fmt: skip
    for earlier, later in pairwise(shifts):
        if later.start[0] > earlier.end[0] + DAY_S or later.start[0] <= earlier.start[1]:
            raise PydanticCustomError(
                "shift", "shifts must follow each other; one starts at {later}, the one before at {earlier}",
                {"later": format_clock(later.start[0]), "earlier": format_clock(earlier.start[1])},
            )  # fmt: skip
        if later.end[0] <= earlier.end[1] or later.start[0] > earlier.end[1] + 8 * HOUR_S:
            raise PydanticCustomError(
                "shift", "the next shift must start at most 8 h after the one before ends, and end later"
            )


def shifts_of_any_day(drivers: Drivers) -> list[DriverShift]:
    """Return the shifts of all types of days."""
    if not isinstance(drivers.shifts, ShiftsOfDays):
        return list(drivers.shifts)
    return [shift for _, given in drivers.shifts.given() for shift in given]


def breaks_needed(rules: DriverRules, presence_s: int) -> tuple[int, int]:
    """Return how many breaks a shift of this length needs at least, and how long each is [s]."""
    length_s = rules.long_break_s if presence_s - rules.break_s > rules.long_break_above_s else rules.break_s
    count = 0
    while presence_s - count * length_s > (count + 1) * rules.longest_stretch_s:
        count += 1
    return count, length_s
