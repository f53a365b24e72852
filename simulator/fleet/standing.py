"""Vehicles that have to stand for some time, whatever they were about to do; called by ``mended``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import changes
from simulator.kernels import layout as f
from simulator.kernels.legs import next_junction
from simulator.kernels.range import plan_keeps_going
from simulator.kernels.times import Times

Plan = NDArray[np.int32]
LOADS = slice(f.LOAD, f.LOAD + f.LOADS)


class Pause(NamedTuple):
    """A break or changeover that is had where the vehicle stands: its kind, as in plans, from when, how long [s]."""

    kind: int
    begins_s: int
    lasts_s: int


class Stood(NamedTuple):
    """What becomes of a plan when its vehicle has to stand.

    location: where it does; at_s: since when [s]. aboard: int32 (fields, rides), the dropoffs of who is on board.
    left_out: int32 (fields, 2) each, pickup and dropoff of rides that it cannot serve in time afterwards. pauses: in
    order. All are no more in the plan.
    """

    location: int
    at_s: int
    aboard: Plan
    left_out: list[Plan]
    pauses: list[Pause]


def stop_driving(array: Plan, vehicles: Plan, legs: Plan, duty: Plan, vehicle: int, now_s: int) -> tuple[int, int]:
    """Let a vehicle under way stop at the next junction; return where it stands, and since when [s].

    Its leg ends there; slot 0 is for the caller.
    """
    if not duty[vehicle, f.DRIVING]:
        return int(array[f.NODE, 0, vehicle]), max(now_s, int(array[f.DEPARTURE, 0, vehicle]))
    if duty[vehicle, f.LEG_END] == duty[vehicle, f.BOUND_FOR]:
        _, junction, at_s = next_junction(legs, vehicles, vehicle, now_s)
        if vehicles[f.RANGE, vehicle] < f.FOREVER:
            counted_s = array[f.DEPARTURE, 0, vehicle] if vehicles[f.MOVING, vehicle] else duty[vehicle, f.LEG_END_S]
            vehicles[f.RANGE, vehicle] -= at_s - counted_s
        duty[vehicle, f.LEG_END], duty[vehicle, f.LEG_END_S] = junction, at_s
    return int(duty[vehicle, f.LEG_END]), int(duty[vehicle, f.LEG_END_S])


def without_riders(array: Plan, vehicles: Plan, vehicle: int) -> tuple[Plan, Plan]:
    """Return the stops to come of who is not on board, and the dropoffs of who is, as columns; nobody is then.

    int32 (fields, stops); loads are changes by the stop.
    """
    stops = as_changes(array, vehicles, vehicle)
    leaves = is_aboard(stops)
    array[LOADS, 0, vehicle] += stops[LOADS, leaves].sum(axis=1, dtype=np.int32)
    return stops[:, ~leaves], stops[:, leaves]


def without_rides(array: Plan, vehicles: Plan, vehicle: int, rides: Sequence[int]) -> tuple[Plan, Plan]:
    """Return the stops to come without those of some who are on board, and their dropoffs, as columns; see above."""
    stops = as_changes(array, vehicles, vehicle)
    leaves = is_aboard(stops) & np.isin(stops[f.REQUEST], rides)
    array[LOADS, 0, vehicle] += stops[LOADS, leaves].sum(axis=1, dtype=np.int32)
    return stops[:, ~leaves], stops[:, leaves]


def is_aboard(stops: Plan) -> NDArray[np.bool_]:
    """Return which stops of a plan, as columns, are dropoffs of who is on board, bool (stops,)."""
    awaited = stops[f.REQUEST, stops[f.KIND] == f.PICKUP]
    its: NDArray[np.bool_] = (stops[f.KIND] == f.DROPOFF) & ~np.isin(stops[f.REQUEST], awaited)
    return its


def as_changes(array: Plan, vehicles: Plan, vehicle: int) -> Plan:
    """Return the stops of a plan as columns, int32 (fields, stops); loads are changes by the stop."""
    count = int(vehicles[f.STOPS, vehicle])
    stops: Plan = array[:, 1 : count + 1, vehicle].copy()
    stops[LOADS] -= array[LOADS, :count, vehicle]
    return stops


def stand_at(array: Plan, vehicles: Plan, vehicle: int, location: int, until_s: int) -> None:
    """Let slot 0 be a place that is left no sooner than a time [s]."""
    changes.begin_at(array, vehicles, vehicle, location, until_s)


def first_broken(array: Plan, vehicles: Plan, times: Times, vehicle: int, now_s: int) -> int | None:
    """Return the position of the first stop that a plan cannot serve as promised, of the last where home is too far."""
    count = int(vehicles[f.STOPS, vehicle])
    if not count:
        return None
    stops = array[:, 1 : count + 1, vehicle]
    too_long = (stops[f.KIND] == f.DROPOFF) & (stops[f.START] - stops[f.RIDE_START] > stops[f.MAX_RIDE])
    late = np.flatnonzero((stops[f.START] > stops[f.LATEST]) | too_long)
    if late.size:
        return int(late[0])
    home_s = int(stops[f.DEPARTURE, -1]) + int(vehicles[f.HOME, vehicle])
    if home_s > vehicles[f.SHIFT_END, vehicle] or not plan_keeps_going(array, vehicles, times, vehicle, now_s):
        return count - 1
    return None


def pauses_up_to(stops: Plan, position: int, from_s: int) -> tuple[Plan, list[Pause]]:
    """Return columns without their breaks and changeovers up to a position, and these, as they are had from a time."""
    mine = (stops[f.KIND] >= f.BREAK) & (np.arange(stops.shape[1]) <= position)
    found, free_s = list[Pause](), from_s
    for stop in stops[:, mine].T.tolist():
        begins_s = max(free_s, stop[f.RIDE_START])
        found.append(Pause(stop[f.KIND], begins_s, max(stop[f.PAUSE], stop[f.EARLIEST] - begins_s)))
        free_s = begins_s + found[-1].lasts_s
    return stops[:, ~mine], found


def without(stops: Plan, position: int) -> tuple[Plan, Plan]:
    """Return columns without a ride, of which one stop is told, and these."""
    gone = stops[f.REQUEST] == stops[f.REQUEST, position]
    return stops[:, ~gone], stops[:, gone]
