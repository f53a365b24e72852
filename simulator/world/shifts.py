"""When each vehicle works, on all days of a run: a shift ends in the depot, where the next one begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.scenario.day_models import ByDay, value_on
from simulator.scenario.driver_models import Drivers, DriverShift
from simulator.spans import Span
from simulator.tables import SHIFT_DTYPES, table_of
from simulator.world.calendar import RunDays


class Duty(NamedTuple):
    """A driver's work on a vehicle, true seconds. shift: that of the scenario; number: its place in the day."""

    start_s: int
    planned_end_s: int
    latest_end_s: int
    shift: DriverShift
    number: int


Shift = tuple[int, int, int]  # start, planned end, latest end [s]


def shifts_of_hours(hours: Span | ByDay[Span], days: RunDays) -> list[Shift]:
    """Return the shifts of a vehicle without drivers; those of days that meet are one."""
    return [(start, end, end) for start, end in days.spans(hours)]


def shifts_of_drivers(drivers: Drivers, position: int, count: int, days: RunDays) -> list[list[Duty]]:
    """Return the duties of the drivers of one vehicle, out of so many of its kind, shift by shift of the vehicle.

    Within a shift one driver hands over to the next; between shifts the vehicle is left in the depot.
    """
    shifts: list[list[Duty]] = []
    for duty in _duties(drivers, position, count, days):
        last = shifts[-1][-1] if shifts else None
        if last is not None and (duty.number > 0 or duty.start_s <= last.latest_end_s + drivers.changeover_s):
            shifts[-1].append(duty)
        else:
            shifts.append([duty])
    return shifts


def _duties(drivers: Drivers, position: int, count: int, days: RunDays) -> Iterable[Duty]:
    for day in days.numbers:
        for number, shift in enumerate(value_on(drivers.shifts, days.type_of(day)) or ()):
            start_s = shift.start[0] + (shift.start[1] - shift.start[0]) * position // max(count - 1, 1)
            begins_s, planned_s = days.span_on(day, (start_s, shift.end[0]))
            yield Duty(begins_s, planned_s, days.span_on(day, shift.end)[1], shift, number)


def as_shift(duties: list[Duty]) -> Shift:
    """Return the shift of a vehicle during which its drivers have these duties."""
    return duties[0].start_s, duties[-1].planned_end_s, duties[-1].latest_end_s


def shift_table(shifts: Iterable[list[Shift]]) -> pd.DataFrame:
    """Return the shifts of each vehicle as a table, see ``tables.SHIFT_DTYPES``."""
    rows = [(vehicle, number, *shift) for vehicle, mine in enumerate(shifts) for number, shift in enumerate(mine)]
    return table_of(rows, SHIFT_DTYPES)


def single_shifts(vehicles: pd.DataFrame, planned_end_s: NDArray[np.int64]) -> pd.DataFrame:
    """Return the shifts of vehicles of which each has one."""
    start_s, end_s = vehicles["shift_start_s"].tolist(), vehicles["shift_end_s"].tolist()
    return shift_table([shift] for shift in zip(start_s, planned_end_s.tolist(), end_s, strict=True))
