"""Plans whose drives or stops take other times than they were made for; called by ``plans``, whose arrays these are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import changes
from simulator.kernels import layout as f
from simulator.kernels.range import plan_keeps_going
from simulator.kernels.schedule import bound_starts, keep_boardings, reschedule
from simulator.kernels.times import Times

Plan = NDArray[np.int32]


def go_on(plan: Plan, vehicles: Plan, legs: Plan, duty: Plan, vehicle: int, leg: NDArray[np.int32]) -> None:
    """Let a vehicle under way go on along another leg to its end, or to the junction where it is about to turn off.

    leg: int32 (fields, nodes), from where it set off, times since then.
    """
    stands = plan[f.DEPARTURE, 0, vehicle] > duty[vehicle, f.LEG_END_S]  # out of service from there on
    nodes = leg.shape[1]
    began_s = int(legs[vehicle, f.LEG_TIME, 0])
    legs[vehicle, : f.LEG_FIELDS, :nodes] = leg
    legs[vehicle, f.LEG_TIME, :nodes] += began_s
    vehicles[f.LEG_NODES, vehicle] = nodes
    ends_s = int(legs[vehicle, f.LEG_TIME, nodes - 1])
    duty[vehicle, f.LEG_END_S] = ends_s
    if vehicles[f.MOVING, vehicle] == 0:  # slot 0 is already where it will be then
        leaves_s = max(ends_s, int(plan[f.DEPARTURE, 0, vehicle]) if stands else ends_s)
        changes.begin_at(plan, vehicles, vehicle, int(plan[f.NODE, 0, vehicle]), leaves_s)


def serve_until(array: Plan, vehicles: Plan, vehicle: int, until_s: int, seated_s: dict[int, int]) -> None:
    """Let slot 0 be left then [s]; seated_s: when rides on board really began. All times are to be set anew."""
    plan, count = array[:, :, vehicle], int(vehicles[f.STOPS, vehicle])
    plan[f.DEPARTURE, 0] = until_s
    for ride, began_s in seated_s.items():
        plan[f.RIDE_START, 1 : count + 1][plan[f.REQUEST, 1 : count + 1] == ride] = began_s


def time_anew(
    array: Plan, vehicles: Plan, legs: Plan, times: Times, vehicle: int, now_s: int, drive_s: Callable[[int, int], int]
) -> list[tuple[int, int]]:
    """Set the times of a plan by the drives that are counted with now; return the promises that fall.

    Each as (ride, seconds later than promised); they are replaced by what is planned now, and so is the end of the
    shift. drive_s: between two locations [s].
    """
    plan, count = array[:, :, vehicle], int(vehicles[f.STOPS, vehicle])
    if not count:
        return []
    if vehicles[f.MOVING, vehicle] == 1:
        arrival_s = legs[vehicle, f.LEG_TIME, vehicles[f.LEG_NODES, vehicle] - 1]
        plan[f.DRIVE, 1] = arrival_s - plan[f.DEPARTURE, 0]
    else:
        plan[f.DEPARTURE, 0] = max(int(plan[f.DEPARTURE, 0]), now_s)  # who still stands there has not left before
        if plan[f.NODE, 0] < 0:
            plan[f.DRIVE, 1] = drive_s(int(plan[f.NODE, 0]), int(plan[f.NODE, 1]))
    keep_boardings(array, vehicles, vehicle)
    reschedule(array, vehicles, times, vehicle, 1)
    home_s = int(plan[f.DEPARTURE, count]) + int(vehicles[f.HOME, vehicle])
    vehicles[f.SHIFT_END, vehicle] = max(int(vehicles[f.SHIFT_END, vehicle]), home_s)
    fallen = _late_stops(plan[:, 1 : count + 1])
    bound_starts(array, vehicles, times, vehicle)
    return fallen


def hold(array: Plan, vehicles: Plan, times: Times, vehicle: int, pickup: int, until_s: int, now_s: int) -> int | None:
    """Let the boarding at a slot of a plan begin no sooner than a time [s]; return how much later than promised it is.

    None, and all as before, where a promise to somebody else, the end of the shift or the energy would not keep. What
    that rider was promised gives way. Stops keep their order.
    """
    plan, count = array[:, :, vehicle], int(vehicles[f.STOPS, vehicle])
    before = plan[:, pickup : count + 1].copy()
    plan[f.EARLIEST, pickup] = max(int(plan[f.EARLIEST, pickup]), until_s)
    reschedule(array, vehicles, times, vehicle, pickup)
    stops = plan[:, 1 : count + 1]
    own = stops[f.REQUEST] == plan[f.REQUEST, pickup]
    late_s, home_s = _late_s(stops), int(plan[f.DEPARTURE, count]) + int(vehicles[f.HOME, vehicle])
    keeps = not (late_s[~own] > 0).any() and home_s <= int(vehicles[f.SHIFT_END, vehicle])
    if not (keeps and plan_keeps_going(array, vehicles, times, vehicle, now_s)):
        plan[:, pickup : count + 1] = before
        bound_starts(array, vehicles, times, vehicle)
        return None
    fallen = _late_stops(stops)
    bound_starts(array, vehicles, times, vehicle)
    return fallen[0][1] if fallen else 0


def _late_s(stops: Plan) -> NDArray[np.int32]:
    """Return how much later than promised stops begin, or how much too long the ride to them is [s]; 0 or less: not."""
    is_dropoff = stops[f.KIND] == f.DROPOFF
    too_long_s = np.where(is_dropoff, stops[f.START] - stops[f.RIDE_START] - stops[f.MAX_RIDE], 0)
    late_s: NDArray[np.int32] = np.maximum(stops[f.START] - stops[f.LATEST], too_long_s)
    return late_s


def _late_stops(stops: Plan) -> list[tuple[int, int]]:
    """Return the rides with stops later than promised, and by how much [s]; let these be as late as they are."""
    late_s = _late_s(stops)
    rides_s = np.where(stops[f.KIND] == f.DROPOFF, stops[f.START] - stops[f.RIDE_START], stops[f.MAX_RIDE])
    stops[f.LATEST] = np.maximum(stops[f.LATEST], stops[f.START])
    stops[f.MAX_RIDE] = np.maximum(stops[f.MAX_RIDE], rides_s)
    fallen: dict[int, int] = {}
    for stop in np.flatnonzero(late_s > 0).tolist():
        ride = int(stops[f.REQUEST, stop])
        fallen[ride] = max(int(late_s[stop]), fallen.get(ride, 0))
    return list(fallen.items())
