"""When each vehicle's drivers work, and the breaks and changeovers between."""

from __future__ import annotations

import pandas as pd

from simulator.event_kinds import Event
from simulator.scenario.driver_models import Drivers, DriverShift, breaks_needed
from simulator.scenario.models import Scenario
from simulator.tables import DUTY_DTYPES, PAUSE_DTYPES
from simulator.world.one_of_each import rides_of


def duties_of(drivers: Drivers, position: int, count: int) -> list[tuple[int, int, int]]:
    """Return (start, planned end, latest end) [s] of every driver of one vehicle, out of so many of its kind."""
    return [
        (shift.start[0] + (shift.start[1] - shift.start[0]) * position // max(count - 1, 1), *shift.end)
        for shift in drivers.shifts
    ]


def duty_tables(scenario: Scenario, vehicles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the drivers' duties and their pauses, see ``tables.DUTY_DTYPES`` and ``tables.PAUSE_DTYPES``.

    vehicles: ``tables.VEHICLE_INPUT_DTYPES``, by type in the order of the fleet.
    """
    duties: list[tuple[object, ...]] = []
    pauses: list[tuple[int, ...]] = []
    first, counts = 0, vehicles["vehicle_type"].value_counts()
    for type_name, kind in rides_of(scenario).config.fleet.items():
        count = int(counts.get(type_name, 0))
        for position in range(count if kind.drivers is not None else 0):
            assert kind.drivers is not None
            vehicle = first + position
            spans = duties_of(kind.drivers, position, count)
            for number, (span, shift) in enumerate(zip(spans, kind.drivers.shifts, strict=True)):
                limits, break_s = kind.drivers.limits, breaks_needed(kind.drivers.limits, span[2] - span[0])[1]
                duties.append((vehicle, number, _name(shift, number), *span, limits.longest_stretch_s, break_s))
                pauses += [(vehicle, *pause) for pause in _breaks(kind.drivers, span)]
                if number + 1 < len(spans):
                    pauses.append((vehicle, *_changeover(kind.drivers, span, spans[number + 1])))
        first += count
    return (
        pd.DataFrame(duties, columns=list(DUTY_DTYPES)).astype(DUTY_DTYPES),
        pd.DataFrame(pauses, columns=list(PAUSE_DTYPES)).astype(PAUSE_DTYPES),
    )


def _name(shift: DriverShift, number: int) -> str:
    return shift.name or f"shift {number + 1}"


def _breaks(drivers: Drivers, duty: tuple[int, int, int]) -> list[tuple[int, ...]]:
    """Return the breaks of one duty as rows of ``tables.PAUSE_DTYPES``, without the vehicle.

    However the breaks fall in their corridors, no stretch of work between them is longer than the rules allow.
    """
    rules, (start_s, _, end_s) = drivers.limits, duty
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


def _changeover(drivers: Drivers, duty: tuple[int, int, int], following: tuple[int, int, int]) -> tuple[int, ...]:
    """Return the handing over of a vehicle as a row of ``tables.PAUSE_DTYPES``, without the vehicle.

    It begins when the vehicle is back and ends when the next driver is there.
    """
    _, planned_end_s, latest_end_s = duty
    earliest_s, length_s = min(following[0], planned_end_s), drivers.changeover_s
    return int(Event.CHANGEOVER_STARTED), earliest_s, latest_end_s, length_s, max(earliest_s + length_s, following[0])
