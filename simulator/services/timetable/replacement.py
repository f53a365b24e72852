"""Buses that run instead of trains, or other buses, that are cut: trips of the same timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.network.timetable.timetable import CALL_DTYPES, Timetable
from simulator.scenario.disruptions.timetable import Replacement
from simulator.tables import typed

NOBODY = -1
Bools = NDArray[np.bool_]
PREFIX = "SEV "  # of the names of lines, as passengers in Germany know it


@dataclass(frozen=True)
class Cut:
    """What a disruption takes out of a timetable, and what runs instead.

    name: of the disruption. calls: those from which nobody rides on, bool (calls,). halts: where its buses call
    on the way, likewise. from_s: no bus leaves sooner [s].
    """

    name: str
    calls: Bools
    halts: Bools
    from_s: int
    rule: Replacement


class Bus(NamedTuple):
    """A bus: it stands for a part of a trip. calls: of that trip, with the times of the bus [s]."""

    trip: int
    part: int
    calls: Sequence[tuple[int, int, int]]

    @property
    def leaves_s(self) -> int:
        """Return when it begins [s]."""
        return self.calls[0][2]


def with_buses(
    timetable: Timetable, calls: pd.DataFrame, cuts: Mapping[int, Cut]
) -> tuple[Timetable, NDArray[np.int32]]:
    """Return a timetable with buses behind its trips; and of all trips the disruption they run because of.

    calls: of each trip once, sorted by trip and along it. cuts: by number of the disruption. The numbers are int32
    (trips,), NOBODY of all but the buses.
    """
    day = timetable.trips["service_day"].to_numpy()
    buses = [(number, bus) for number, cut in cuts.items() for bus in _told_apart(_buses(calls, cut, day))]
    of_trip = [NOBODY] * len(timetable.trips) + [number for number, _ in buses]
    if buses:
        trips = pd.concat([timetable.trips, _trips(timetable.trips, buses, cuts)], ignore_index=True)
        rows = pd.concat([timetable.calls, _rows(timetable, calls, [bus for _, bus in buses])], ignore_index=True)
        timetable = replace(
            timetable, trips=trips.astype(timetable.trips.dtypes.to_dict()), calls=typed(rows, CALL_DTYPES)
        )
    return timetable, np.array(of_trip, dtype=np.int32)


def _buses(calls: pd.DataFrame, cut: Cut, day: NDArray[np.int32]) -> Iterator[Bus]:
    """Yield the buses of a disruption that can be there in time. day: int32 (trips,), to which each belongs."""
    buses = list(_one_by_one(calls, cut))
    if cut.rule.headway_s is not None:
        buses = list(_at_headway(buses, calls["stop"].tolist(), day.tolist(), cut.rule.headway_s))
    return (bus for bus in buses if bus.leaves_s >= cut.from_s)


def _told_apart(buses: Iterator[Bus]) -> Iterator[Bus]:
    """Yield buses with numbers that tell those apart that stand for parts of the same trip."""
    parts = Counter[int]()
    for bus in buses:
        yield bus._replace(part=parts[bus.trip])
        parts[bus.trip] += 1


def _at_headway(buses: Sequence[Bus], stops: Sequence[int], days: Sequence[int], headway_s: int) -> Iterator[Bus]:
    """Yield buses at a headway instead of some, from the first to the last of each day along the same stops.

    All take as long as the first one.
    """
    alike: dict[tuple[int, ...], list[Bus]] = {}
    for bus in buses:
        along = (stops[call] for call, *_ in bus.calls)
        alike.setdefault((days[bus.trip], *along), []).append(bus)
    for its in alike.values():
        first, last_s = min(its, key=lambda bus: bus.leaves_s), max(bus.leaves_s for bus in its)
        for later_s in range(0, last_s - first.leaves_s + 1, headway_s):
            calls = [(call, there_s + later_s, leaves_s + later_s) for call, there_s, leaves_s in first.calls]
            yield first._replace(calls=calls)


def _one_by_one(calls: pd.DataFrame, cut: Cut) -> Iterator[Bus]:
    """Yield a bus for each part of a trip that is cut."""
    trip, arrives_s, leaves_s = (calls[name].tolist() for name in ("gtfs_trip", "arrival_s", "departure_s"))
    ends = np.flatnonzero(np.diff(np.concatenate(([False], cut.calls, [False])).astype(np.int8))).tolist()
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        here = slice(first, last + 1)
        times_s = _times(arrives_s[here], leaves_s[here], cut.rule)
        told = zip(range(first, last + 1), times_s, strict=True)
        yield Bus(trip[first], 0, [(its, *at_s) for its, at_s in told if its in (first, last) or cut.halts[its]])


def _times(arrives_s: Sequence[int], leaves_s: Sequence[int], rule: Replacement) -> Iterator[tuple[int, int]]:
    """Yield when a bus arrives and leaves [s], where a trip does: it stands as long, and is slower in between."""
    at_s = leaves_s[0] + rule.wait_s
    yield at_s, at_s
    for call in range(1, len(arrives_s)):
        there_s = at_s + ceil(round((arrives_s[call] - leaves_s[call - 1]) / rule.speed_factor, 6))
        at_s = there_s + leaves_s[call] - arrives_s[call] if call + 1 < len(arrives_s) else there_s
        yield there_s, at_s


def _trips(trips: pd.DataFrame, buses: Sequence[tuple[int, Bus]], cuts: Mapping[int, Cut]) -> pd.DataFrame:
    """Return the trips of buses."""
    its = trips.iloc[[bus.trip for _, bus in buses]]
    names = [
        f"{name}~{cuts[number].name}" + (f"~{bus.part}" if bus.part else "")
        for name, (number, bus) in zip(its["gtfs_trip_id"], buses, strict=True)
    ]
    return its.assign(
        gtfs_trip_id=names,
        gtfs_route_id=PREFIX + its["gtfs_route_id"],
        line=PREFIX + its["line"],
        route_type=ROUTE_TYPES["bus"][0],
        on_demand=False,
    )


def _rows(timetable: Timetable, calls: pd.DataFrame, buses: Sequence[Bus]) -> pd.DataFrame:
    """Return the calls of buses, each in a chain of its own; one may change to them, and from them, at their ends."""
    told = np.array([its for bus in buses for its in bus.calls], dtype=np.int64)
    length = np.array([len(bus.calls) for bus in buses])
    number, position = np.repeat(np.arange(len(buses)), length), np.concatenate([np.arange(its) for its in length])
    first_chain = int(timetable.calls["chain"].max()) + 1
    its = calls.iloc[told[:, 0]]
    return pd.DataFrame(
        {
            "chain": first_chain + number,
            "gtfs_trip": len(timetable.trips) + number,
            "position": position,
            "stop": its["stop"].to_numpy(),
            "arrival_s": told[:, 1],
            "departure_s": told[:, 2],
            "may_board": its["may_board"].to_numpy() | (position == 0),
            "may_alight": its["may_alight"].to_numpy() | (position == length[number] - 1),
        }
    )
