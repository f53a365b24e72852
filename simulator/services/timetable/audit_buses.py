"""Which buses have to run instead of what is cut, for the auditor: plain loops over all calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

from simulator.services.timetable.audit_cut import NOBODY, TimedCall, calls_cut, of_service, stops_of
from simulator.services.timetable.audit_ground import Ground

BUS = 3  # of GTFS


class ToldBus(NamedTuple):
    """A bus: because of which disruption it runs, its line, kind and places.

    calls: of each its stop, when it arrives and leaves [s], and whether people may get on, and off.
    """

    number: int
    line: str
    kind: int
    room: int
    calls: Sequence[tuple[int, int, int, bool, bool]]


def buses_told(ground: Ground) -> Iterator[ToldBus]:
    """Yield the buses that run, in the order of their numbers."""
    lines, kinds = (ground.timetable.trips[name].tolist() for name in ("line", "route_type"))
    calls: dict[int, list[tuple[int, int, int, bool, bool]]] = {}
    for trip, _, *call in ground.calls:
        calls.setdefault(trip, []).append(tuple(call))
    for trip, number in enumerate(ground.runs_for):
        if number != NOBODY:
            yield ToldBus(number, lines[trip], kinds[trip], ground.capacity[trip], calls[trip])


def buses_expected(ground: Ground) -> Iterator[ToldBus]:
    """Yield the buses that have to run, in the same order."""
    planned = [call for call in ground.calls if ground.runs_for[call[0]] == NOBODY]
    timed = [TimedCall(trip, place, stop, leaves_s) for trip, place, stop, _, leaves_s, *_ in planned]
    lines, days = (ground.timetable.trips[name].tolist() for name in ("line", "service_day"))
    stop_ids = ground.timetable.stops["gtfs_stop_id"].tolist()
    for its in of_service(ground.world, ground.part.name):
        config: Any = its.config
        rule = config.replacement
        if rule is None:
            continue
        cut = set(calls_cut(its, ground.part, ground.timetable, timed, ground.runs_for))
        stops = {number for stop in rule.stops for number in stops_of(ground.part, stop, stop_ids)}
        room = ground.config.capacity.bus if rule.seats is None else rule.seats
        buses: list[tuple[int, ToldBus]] = []
        for first in sorted(cut):
            if first - 1 not in cut:
                last = next(call for call in range(first, len(planned)) if call not in cut)
                calls = _calls(planned[first : last + 1], rule, stops)
                trip = planned[first][0]
                buses.append((days[trip], ToldBus(its.number, f"SEV {lines[trip]}", BUS, room, [*calls])))
        told = [bus for _, bus in buses] if rule.headway_s is None else _at_headway(buses, rule.headway_s)
        yield from (bus for bus in told if bus.calls[0][2] >= its.known_s + rule.ready_s)


def _at_headway(buses: Sequence[tuple[int, ToldBus]], headway_s: int) -> Iterator[ToldBus]:
    """Yield buses that run at a headway instead of some, told with their days."""
    seen: list[tuple[int, list[int]]] = []
    for day, bus in buses:
        way = day, [stop for stop, *_ in bus.calls]
        if way in seen:
            continue
        seen.append(way)
        alike = [one for other, one in buses if (other, [stop for stop, *_ in one.calls]) == way]
        leaves_s = sorted(one.calls[0][2] for one in alike)
        first = next(one for one in alike if one.calls[0][2] == leaves_s[0])
        time_s = leaves_s[0]
        while time_s <= leaves_s[-1]:
            on_s = time_s - leaves_s[0]
            yield first._replace(calls=[(its[0], its[1] + on_s, its[2] + on_s, *its[3:]) for its in first.calls])
            time_s += headway_s


def _calls(part: Sequence[Any], rule: Any, stops: set[int]) -> Iterator[tuple[int, int, int, bool, bool]]:
    """Yield the calls of a bus that runs instead of a part of a trip."""
    now_s = before_s = 0
    for place, (_, _, stop, arrives_s, leaves_s, may_board, may_alight) in enumerate(part):
        begins, ends = place == 0, place == len(part) - 1
        stands_s = 0 if begins or ends else leaves_s - arrives_s
        driven_s = ceil(round((arrives_s - before_s) / rule.speed_factor, 6))
        there_s = leaves_s + rule.wait_s if begins else now_s + driven_s
        now_s, before_s = there_s + stands_s, leaves_s
        if begins or ends or not stops or stop in stops:
            yield stop, there_s, now_s, may_board or begins, may_alight or ends
