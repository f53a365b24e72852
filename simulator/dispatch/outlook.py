"""What a rider may expect from an insertion, before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView
from simulator.kernels import layout as f
from simulator.kernels.legs import next_junction


class _Visit(NamedTuple):
    """A stop of a plan with the request put in; pickup: position of a dropoff's pickup that is still to come."""

    node: int
    earliest_s: int
    dwell_s: int
    pickup: int | None


def boarding_and_alighting(
    view: FleetView, answer: Assignment, drive_s: Callable[[int, int], int], now_s: int
) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of a request in a plan it is not in yet [s].

    drive_s: drive time between two locations [s]. The same times as the plan will have once it is changed.
    """
    plan = view.plan[:, : view.vehicles[f.STOPS, answer.vehicle] + 1, answer.vehicle]
    visits = _visits(view, answer, plan)
    node, start, departure = int(plan[f.NODE, 0]), int(plan[f.START, 0]), int(plan[f.DEPARTURE, 0])
    if answer.pickup_index == 0:
        if view.vehicles[f.MOVING, answer.vehicle] == 1:
            _, node, at = next_junction(view.legs, view.vehicles, answer.vehicle, now_s)
            start = departure = int(at)
        else:
            departure = max(departure, now_s)
    starts: list[int] = []
    for visit in visits:
        arrival, shared = (start, departure) if visit.node == node else (departure + drive_s(node, visit.node), 0)
        start = max(arrival, visit.earliest_s)
        if visit.pickup is not None:
            start = max(start, starts[visit.pickup] + visits[visit.pickup].dwell_s)
        node, departure = visit.node, max(shared, start + visit.dwell_s)
        starts.append(start)
    return starts[answer.pickup_index], starts[answer.dropoff_index + 1]


def _visits(view: FleetView, answer: Assignment, plan: NDArray[np.int32]) -> list[_Visit]:
    """Return the stops to come, those of the request among them."""
    what, options = view.requests[answer.request], view.options_of(answer.request)
    order: list[int] = list(range(1, plan.shape[1]))
    new_pickup, new_dropoff = -1, -2
    order.insert(answer.dropoff_index, new_dropoff)
    order.insert(answer.pickup_index, new_pickup)
    position = {slot: index for index, slot in enumerate(order)}
    pickup = options[answer.pickup_option]
    dropoff = options[int(what[f.REQ_PICKUPS]) + answer.dropoff_option]
    ready = int(what[f.REQ_EARLIEST] + pickup[f.OPTION_WALK])
    visits = []
    for slot in order:
        if slot == new_pickup:
            visits.append(_Visit(int(pickup[f.OPTION_NODE]), ready, int(what[f.REQ_PICKUP_DWELL]), None))
        elif slot == new_dropoff:
            dwell = int(what[f.REQ_DROPOFF_DWELL])
            visits.append(_Visit(int(dropoff[f.OPTION_NODE]), ready, dwell, position[new_pickup]))
        else:
            stop = plan[:, slot]
            paired = None
            earliest = int(stop[f.EARLIEST])
            if stop[f.KIND] == f.DROPOFF:
                before = int(stop[f.PICKUP_SLOT])
                paired = position[before] if before else None
                if not before:
                    earliest = max(earliest, int(stop[f.RIDE_START]))
            visits.append(_Visit(int(stop[f.NODE]), earliest, int(stop[f.DWELL]), paired))
    return visits
