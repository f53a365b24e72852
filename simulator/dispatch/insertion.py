"""Cheapest insertion: every request goes where it adds the least cost, over all vehicles and all positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView, Rejection, register
from simulator.kernels.insertion import best_insertion


@register("insertion")
@dataclass(frozen=True)
class CheapestInsertion:
    """The exact best feasible insertion, as of the moment of the request."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return the cheapest place for each request; the plans do not change in between."""
        everyone = np.arange(view.vehicles.shape[1], dtype=np.int32)
        return [insert_among(view, request, everyone, now_s) for request in requests]


def insert_among(view: FleetView, request: int, candidates: NDArray[np.int32], now_s: int) -> Assignment | Rejection:
    """Return the cheapest place for a request among some vehicles (int32 indices, ascending)."""
    cost, vehicle, pickup_index, dropoff_index = best_insertion(
        view.plan, view.vehicles, view.seconds, view.requests[request], view.weights, candidates, now_s
    )
    if vehicle < 0:
        return Rejection(request)
    return Assignment(request, int(vehicle), int(pickup_index), int(dropoff_index), int(cost))
