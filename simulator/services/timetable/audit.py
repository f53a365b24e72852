"""The auditor of journeys by timetable: whether they can be made as told, and whether there was no better one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from simulator.analysis.audit.trips import Asked, ToldTrip
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.services.timetable.audit_buses import buses_expected, buses_told
from simulator.services.timetable.audit_plans import Plan, plans_of
from simulator.services.timetable.audit_rides import AuditOfRides
from simulator.services.timetable.audit_ways import AuditOfWays
from simulator.services.timetable.schema import Config
from simulator.world.build import World

SHARED = True  # one vehicle carries many
MOST_CALLS = 50_000  # of timetables in which those who were refused are looked after
LOOKED_AFTER = frozenset({Reason.NO_JOURNEY, Reason.FULL, Reason.WALK_AS_FAST})  # refusals


def check(trips: Sequence[ToldTrip], part: ServicePart[Config], world: World) -> Iterator[str]:
    """Yield what is wrong with trips, in the order in which they were booked. world: with the timetable."""
    ground = _Audit(part, world)
    wrong = getattr(world.services[part.name], "wrong", None)
    told = [] if wrong is None else wrong.cut_by.tolist()
    if ground.cut != {call: number for call, number in enumerate(told) if number >= 0}:
        yield "other calls are left out than what goes wrong leaves out"
    if [*buses_told(ground)] != [*buses_expected(ground)]:
        yield "other buses run instead of what is cut than have to"
    booked: Counter[int] = Counter()
    for trip in (its for its in trips if not its.is_part):
        yield from (f"{trip}: {text}" for text in ground.wrong_with(trip))
    for plan in ground.plans(trips):
        plan._replace(takes=()).book(booked)
        if not plan.trip.is_part:
            yield from (f"{plan.trip}: {text}" for text in ground.better_than(plan, booked))
        plan._replace(gives_back=()).book(booked)
    for call, riders in sorted(booked.items()):
        if riders > ground.room(call):
            yield f"call {call}: {riders} riders on board, with places for {ground.room(call)}"


def given(part: ServicePart[Config], inputs: TimetableInputs, world: World) -> Iterator[str]:
    """Yield calls of the files of a run that are not when they have to be by the delays drawn there."""
    if part.config.delays is None:
        return
    trips, calls = (table[table["service"] == part.name] for table in (inputs.trips, inputs.calls))
    actual = _Audit(part, world).times(trips["drawn_delay_s"].tolist())
    told = zip(*(calls[name].tolist() for name in ("call", "actual_arrival_s", "actual_departure_s")), strict=True)
    for (call, *times_s), expected_s in zip(told, actual, strict=True):
        if tuple(times_s) != expected_s:
            yield f"call {call} is told to be at {tuple(times_s)} s, expected {expected_s} s"


def refused(
    part: ServicePart[Config], world: World, trips: Sequence[ToldTrip], told: tuple[pd.DataFrame, Mapping[int, Asked]]
) -> Iterator[str]:
    """Yield who was refused a journey that there was; not of large timetables, where that would take long.

    trips: those made, which took places. told: the rows of the log that refuse somebody, and what these asked for.
    """
    (rows, asked), ground = told, _Audit(part, world)
    if len(ground.calls) > MOST_CALLS:
        return
    booked: Counter[int] = Counter()
    waiting = ground.plans(trips)[::-1]
    columns = (rows[name].tolist() for name in ("time_s", "request", "value"))
    for number, time_s, request, reason in zip(rows.index.tolist(), *columns, strict=True):
        while waiting and waiting[-1].number < number:
            waiting.pop().book(booked)
        if request in asked and reason in LOOKED_AFTER:
            text = ground.wrongly_refused((request, asked[request]), time_s, Reason(reason), booked)
            yield from [f"row {number}: request {request} {text}"] if text else []


class _Audit(AuditOfRides, AuditOfWays):
    """Knows a service, and looks at the trips made with it."""

    def plans(self, trips: Sequence[ToldTrip]) -> list[Plan]:
        """Return what is planned for trips with which nothing is wrong, in the order in which it is."""
        right = [trip for trip in trips if trip.is_part or not [*self.wrong_with(trip)]]
        return sorted((plan for trip in right for plan in plans_of(trip)), key=lambda plan: plan.number)
