"""Whether everybody to whom a disruption broke a promise is marked with its name, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from simulator.event_kinds import Event
from simulator.tables import ServiceName

_BREAKS = {Event.BROKEN_BY, Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED}
_READ = ("time_s", "service", "kind", "request", "ride", "value")


def audit_marks(
    journeys: pd.DataFrame,
    promises: pd.DataFrame,
    log: tuple[pd.DataFrame, Sequence[ServiceName]],
    names: Mapping[int, str],
) -> Iterator[str]:
    """List where journeys and broken promises tell otherwise than the log because of what promises fell.

    log: the events, sorted, and the services they number. names: of disruptions, by number.
    """
    events, services = log
    called = {service.number: service.name for service in services}
    first: dict[int | tuple[str, int], int] = {}  # by request, or service and booking of a rental of its own
    booking_of: dict[int, tuple[str, int]] = {}
    fallen, just_fallen = set[tuple[int, int, int]](), (-1, -1)
    for time_s, service, kind, request, ride, value in zip(*(events[name].tolist() for name in _READ), strict=True):
        if kind == Event.BOOKING_LOST:
            booking_of[ride] = called[service], request
        if kind in _BREAKS:
            first.setdefault(request if request >= 0 else booking_of.get(ride, -1), value)
        if kind == Event.BROKEN_BY and just_fallen == (ride, time_s):
            fallen.add((ride, time_s, value))
        just_fallen = (ride, time_s) if kind == Event.PROMISE_BROKEN else (-1, -1)
    told = promises[promises["disruption"].notna()]
    if fallen != set(zip(told["ride"].tolist(), told["told_s"].tolist(), told["disruption"].tolist(), strict=True)):
        yield f"broken promises: {len(told)} fell because of a disruption, the log tells {len(fallen)}"
    columns = (journeys[name].tolist() for name in ("request", "service", "booking", "promise_broken_by"))
    for request, service, booking, mark in zip(*columns, strict=True):
        number = first.get(request, None if pd.isna(booking) else first.get((service, int(booking))))
        expected, is_told = None if number is None else names.get(number), None if pd.isna(mark) else mark
        if expected != is_told:
            yield f"request {request}: a promise to them was broken by {expected}, journeys say {is_told}"
