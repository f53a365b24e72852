"""When each vehicle's drivers work, and the breaks and changeovers between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.event_kinds import Event
from simulator.scenario.driver_models import Drivers, DriverShift, breaks_needed
from simulator.scenario.models import ServicePart
from simulator.tables import DUTY_DTYPES, PAUSE_DTYPES, table_of
from simulator.units import DAY_S, HOUR_S
from simulator.world.calendar import days_of
from simulator.world.reserve_vehicles import called
from simulator.world.shifts import Duty, shifts_of_drivers


def duty_tables(part: ServicePart[Any], vehicles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the drivers' duties and their pauses, see ``tables.DUTY_DTYPES`` and ``tables.PAUSE_DTYPES``.

    vehicles: ``tables.VEHICLE_INPUT_DTYPES``, by type in the order of the fleet; those in reserve have no duties.
    """
    days = days_of(part.scenario.calendar)
    duties: list[tuple[object, ...]] = []
    problems: list[Problem] = []
    pauses: list[tuple[int, ...]] = []
    fleet = vehicles.iloc[: len(vehicles) - len(called(part))]
    first, counts = 0, fleet["vehicle_type"].value_counts()
    for type_name, kind in part.config.fleet.items():
        count = int(counts.get(type_name, 0))
        for position in range(count if kind.drivers is not None else 0):
            assert kind.drivers is not None
            shifts = shifts_of_drivers(kind.drivers, position, count, days)
            if position == 0:
                problems += _short_rests(part, type_name, kind.drivers, shifts)
            duties += _duty_rows(kind.drivers, first + position, shifts)
            pauses += [(first + position, *pause) for shift in shifts for pause in _pauses(kind.drivers, shift)]
        first += count
    if problems:
        raise ScenarioError(problems)
    return (
        table_of(duties, DUTY_DTYPES),
        table_of(pauses, PAUSE_DTYPES),
    )


def _short_rests(
    part: ServicePart[Any], type_name: str, drivers: Drivers, shifts: list[list[Duty]]
) -> Iterator[Problem]:
    """Tell where a driver has too little rest until the same shift of a later day, in the time that really passes."""
    clock, least_s = part.scenario.calendar.clock, drivers.limits.rest_s
    ended_s: dict[str, int] = {}
    for duty in (duty for shift in shifts for duty in shift):
        name = _name(duty.shift, duty.number)
        rest_s = duty.start_s - ended_s.get(name, duty.start_s - least_s)
        if rest_s < least_s:
            day = clock.local(duty.start_s) // DAY_S
            text = (
                f'"{name}" leaves {rest_s / HOUR_S:g} h of rest before that of day {day}, '
                f"as clocks or types of days change; expected at least {least_s / HOUR_S:g} h"
            )
            yield part.problem(f"fleet.{type_name}.drivers.shifts", text)
        ended_s[name] = duty.latest_end_s


def _duty_rows(drivers: Drivers, vehicle: int, shifts: list[list[Duty]]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number, duty in enumerate(duty for shift in shifts for duty in shift):
        limits, break_s = drivers.limits, breaks_needed(drivers.limits, duty.latest_end_s - duty.start_s)[1]
        name = _name(duty.shift, duty.number)
        rows.append((vehicle, number, name, *duty[:3], limits.longest_stretch_s, break_s))
    return rows


def _pauses(drivers: Drivers, shift: list[Duty]) -> list[tuple[int, ...]]:
    """Return the breaks and changeovers of one shift as rows of ``tables.PAUSE_DTYPES``, without the vehicle."""
    found: list[tuple[int, ...]] = []
    for duty, following in zip(shift, [*shift[1:], None], strict=True):
        found += breaks_of(drivers, duty)
        if following is not None:
            found.append(changeover_between(drivers, duty, following))
    return found


def _name(shift: DriverShift, number: int) -> str:
    return shift.name or f"shift {number + 1}"


def breaks_of(drivers: Drivers, duty: Duty) -> list[tuple[int, ...]]:
    """Return the breaks of one duty, as ``changeover_between`` returns the handing over.

    However the breaks fall in their corridors, no stretch of work between them is longer than the rules allow.
    """
    rules, start_s, end_s = drivers.limits, duty.start_s, duty.latest_end_s
    count, length_s = breaks_needed(rules, end_s - start_s)
    if not count:
        return []
    work_s = end_s - start_s - count * length_s
    slack_s = rules.longest_stretch_s - -(-work_s // (count + 1))
    play_s = slack_s if count == 1 else slack_s // 2  # of two breaks, one may be early and the next one late
    found: list[tuple[int, ...]] = []
    for number in range(count):
        middle_s = start_s + (number + 1) * work_s // (count + 1) + number * length_s
        earliest_s = max(middle_s - play_s, start_s)
        found.append((int(Event.BREAK_STARTED), earliest_s, middle_s + play_s, length_s, earliest_s + length_s))
    return found


def changeover_between(drivers: Drivers, duty: Duty, following: Duty) -> tuple[int, ...]:
    """Return the handing over of a vehicle: kind, earliest and latest begin, length, end if begun as early [s].

    It begins when the vehicle is back and ends when the next driver is there.
    """
    earliest_s, length_s = min(following.start_s, duty.planned_end_s), drivers.changeover_s
    ends_s = max(earliest_s + length_s, following.start_s)
    return int(Event.CHANGEOVER_STARTED), earliest_s, duty.latest_end_s, length_s, ends_s
