"""What a rider may expect from an insertion, before it is made."""

from __future__ import annotations

from simulator.dispatch.policy import Assignment, FleetView
from simulator.kernels.told import times_when_inserted


def boarding_and_alighting(view: FleetView, answer: Assignment, now_s: int) -> tuple[int, int]:
    """Return the planned starts of boarding and alighting of a request in a plan it is not in yet [s].

    They are those of the plan to come, see ``kernels.told``.
    """
    drive = int(view.reach[answer.pickup_option, answer.vehicle]) if len(view.reach) else 0
    slots = (
        answer.vehicle, answer.pickup_index, answer.dropoff_index, answer.pickup_option, answer.dropoff_option, drive,
    )  # fmt: skip
    request, options = view.requests[answer.request].copy(), view.options_of(answer.request).copy()  # as acceptance has
    return times_when_inserted(view.shared.address, answer.request, request, options, slots, now_s)
