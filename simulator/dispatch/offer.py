"""What a rider may expect from an insertion, before it is made."""

from __future__ import annotations

import numpy as np

from simulator.dispatch.policy import Assignment, FleetView
from simulator.kernels import layout as f
from simulator.kernels.acceptance import insert


def boarding_and_alighting(view: FleetView, answer: Assignment, now_s: int) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of a request in a plan it is not in yet [s].

    The request is put into a copy of the plan as acceptance does it, so that the times are those of the plan to come.
    """
    number = answer.vehicle
    one = slice(number, number + 1)
    stops = int(view.vehicles[f.STOPS, number])
    plan = np.zeros((f.PLAN_FIELDS, stops + 3, 1), dtype=np.int32, order="F")
    plan[:, : stops + 1] = view.plan[:, : stops + 1, one]
    drive = int(view.reach[answer.pickup_option, number]) if len(view.reach) else 0
    slots = (0, answer.pickup_index, answer.dropoff_index, answer.pickup_option, answer.dropoff_option, drive)
    insert(
        (plan, view.vehicles[:, one].copy(order="F"), view.legs[one].copy()), view.times, answer.request,
        view.requests[answer.request].copy(), view.options_of(answer.request).copy(), slots, now_s,
    )  # fmt: skip
    return int(plan[f.START, answer.pickup_index + 1, 0]), int(plan[f.START, answer.dropoff_index + 2, 0])
