"""The event log read vehicle by vehicle: what happens to each vehicle in order, and who is on board after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Bools, Floats, Ints
from simulator.event_kinds import Event
from simulator.journey_parts import parts_of_journeys

PLUG_KINDS = (Event.PLUGGED_IN, Event.CHARGED)  # a vehicle is plugged in from the one to the other
GETS_OFF = (Event.ALIGHTED, Event.SET_DOWN)
VEHICLE_KINDS = (
    Event.SHIFT_STARTED,
    Event.SHIFT_ENDED,
    Event.DEPARTED,
    Event.ARRIVED,
    Event.DIVERTED,
    Event.BOARDED,
    Event.ALIGHTED,
    Event.NO_SHOW,
    Event.SET_DOWN,
    Event.STOP_ENDED,
    Event.BREAK_STARTED,
    Event.CHANGEOVER_STARTED,
    *PLUG_KINDS,
)


@dataclass(frozen=True)
class VehicleLog:
    """Rows of the event log that happen to vehicles, ordered by vehicle and then as logged.

    All arrays have one entry per row. ``riders`` and ``requests`` count who is on board just after the row.
    ``leg_start`` is the row of the DEPARTED that an ARRIVED or DIVERTED row ends, else -1. ``is_part``: the ride is
    part of a journey with several services.
    """

    time_s: Ints
    kind: Ints
    vehicle: Ints
    request: Ints
    ride: Ints
    node: Ints
    value: Ints
    riders: Ints
    requests: Ints
    leg_start: Ints
    is_part: Bools

    def rows(self, *kinds: Event) -> Ints:
        """Rows of the given kinds, in order."""
        return np.flatnonzero(np.isin(self.kind, kinds)).astype(np.int64)

    def last_row_of(self, *kinds: Event) -> Ints:
        """For every row: the latest row of these kinds up to and including it, of any vehicle; -1 if none."""
        marks = np.where(np.isin(self.kind, kinds), np.arange(self.kind.size), -1)
        return _running_maximum(marks)

    def same_vehicle_as_next(self) -> Bools:
        """Tell for every row whether the next row belongs to the same vehicle."""
        same = np.zeros(self.vehicle.size, dtype=np.bool_)
        same[:-1] = self.vehicle[:-1] == self.vehicle[1:]
        return same


@dataclass(frozen=True)
class Rides:
    """What the rides of each request did between boarding and alighting; arrays have one entry per request.

    ``length_m`` and ``drive_s`` cover the legs driven with the request on board; ``shared_legs`` counts those of them
    driven with another request on board too. ``sharing_s`` adds up leg time divided by the requests that share it.
    """

    ridden: Bools
    length_m: Ints
    drive_s: Ints
    shared_legs: Ints
    sharing_s: Floats


def read_vehicle_log(events: pd.DataFrame, party_size: Ints) -> VehicleLog:
    """Order the event log by vehicle and count who is on board.

    events: sorted by (time_s, seq). party_size: (requests,), riders of each request.
    """
    kind = events["kind"].to_numpy(dtype=np.int64)
    chosen = np.flatnonzero(np.isin(kind, VEHICLE_KINDS))
    vehicle = events["vehicle"].to_numpy(dtype=np.int64)[chosen]
    order = chosen[np.argsort(vehicle, kind="stable")]
    column = {
        name: events[name].to_numpy(dtype=np.int64)[order] for name in ("time_s", "vehicle", "request", "ride", "node")
    }
    kind = kind[order]
    step = (kind == Event.BOARDED).astype(np.int64) - np.isin(kind, GETS_OFF)
    size = np.zeros(kind.size, dtype=np.int64)
    size[step != 0] = party_size[column["request"][step != 0]]
    return VehicleLog(
        **column,
        kind=kind,
        value=events["value"].to_numpy(dtype=np.int64)[order],
        riders=_running_sum_per_vehicle(step * size, column["vehicle"]),
        requests=_running_sum_per_vehicle(step, column["vehicle"]),
        leg_start=_leg_starts(kind, column["vehicle"]),
        is_part=np.isin(column["ride"], parts_of_journeys(events)),
    )


def measure_rides(log: VehicleLog, request_count: int) -> Rides:
    """Add up the legs each request was on board for.

    A leg counts for the riders on board while it is driven, so it is booked on the row that ends it. A leg of no
    length and no duration is not driven and is never shared. Rides that are parts of journeys are none of a request's.
    """
    ends = np.flatnonzero(log.leg_start >= 0)
    drive_s = np.zeros(log.kind.size, dtype=np.int64)
    drive_s[ends] = log.time_s[ends] - log.time_s[log.leg_start[ends]]
    length_m = np.zeros(log.kind.size, dtype=np.int64)
    length_m[ends] = log.value[ends]
    shared = (log.requests >= 2) & ((length_m > 0) | (drive_s > 0))
    boarded, alighted = _boarding_pairs(log)
    own = ~log.is_part[boarded]
    boarded, alighted = boarded[own], alighted[own]
    request = log.request[boarded]

    def between(per_row: NDArray[Any]) -> NDArray[Any]:
        total = np.cumsum(per_row)
        result = np.zeros(request_count, dtype=total.dtype)
        np.add.at(result, request, total[alighted] - total[boarded])
        return result

    ridden = np.zeros(request_count, dtype=np.bool_)
    ridden[request] = True
    return Rides(
        ridden=ridden,
        length_m=between(length_m),
        drive_s=between(drive_s),
        shared_legs=between(shared.astype(np.int64)),
        sharing_s=between(drive_s / np.maximum(log.requests, 1)),
    )


def _boarding_pairs(log: VehicleLog) -> tuple[Ints, Ints]:
    """Find the row of boarding and that of getting off of every ride that has both on one vehicle, or on several."""
    rows = log.rows(Event.BOARDED, *GETS_OFF)
    rows = rows[np.argsort(log.ride[rows], kind="stable")]
    first, last = rows[:-1], rows[1:]
    paired = (log.kind[first] == Event.BOARDED) & (log.kind[last] != Event.BOARDED)
    paired &= (log.ride[first] == log.ride[last]) & (log.vehicle[first] == log.vehicle[last])
    return first[paired], last[paired]


def _leg_starts(kind: Ints, vehicle: Ints) -> Ints:
    """Pair every ARRIVED and DIVERTED row with the DEPARTED row before it on the same vehicle."""
    starts = np.full(kind.size, -1, dtype=np.int64)
    moves = np.flatnonzero(np.isin(kind, (Event.DEPARTED, Event.ARRIVED, Event.DIVERTED)))
    before, after = moves[:-1], moves[1:]
    paired = (kind[before] == Event.DEPARTED) & (kind[after] != Event.DEPARTED) & (vehicle[before] == vehicle[after])
    starts[after[paired]] = before[paired]
    return starts


def _running_sum_per_vehicle(values: Ints, vehicle: Ints) -> Ints:
    """Cumulative sum that starts anew with every vehicle; rows are grouped by vehicle."""
    if not values.size:
        return values.astype(np.int64)
    total = np.cumsum(values)
    first = np.flatnonzero(np.r_[True, vehicle[1:] != vehicle[:-1]])
    carried = (total - values)[first]
    result: Ints = total - np.repeat(carried, np.diff(np.r_[first, values.size]))
    return result


def _running_maximum(values: Ints) -> Ints:
    result: Ints = np.maximum.accumulate(values) if values.size else values
    return result
