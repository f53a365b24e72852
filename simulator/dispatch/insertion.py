"""Cheapest insertion: every request goes where it adds the least cost, over all vehicles and all positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView, Rejection, register
from simulator.kernels.layout import BUSY, ROSTER_FIELDS
from simulator.kernels.search import best_insertion


@register("insertion")
@dataclass(frozen=True)
class CheapestInsertion:
    """The exact best feasible insertion, as of the moment of the request."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return the cheapest place for each request; the plans do not change in between."""
        return [_insert(view, request, view.roster, now_s) for request in requests]


def insert_into(view: FleetView, request: int, vehicle: int, now_s: int) -> Assignment | Rejection:
    """Return the cheapest place for a request in the plan of one vehicle."""
    roster = np.zeros((ROSTER_FIELDS, 2), dtype=np.int32)
    roster[BUSY] = vehicle, 1
    return _insert(view, request, roster, now_s)


def _insert(view: FleetView, request: int, roster: NDArray[np.int32], now_s: int) -> Assignment | Rejection:
    cost, vehicle, pickup_index, dropoff_index, pickup_option, dropoff_option = best_insertion(
        view.plan,
        view.vehicles,
        view.legs,
        roster,
        view.reach,
        view.times,
        view.requests[request],
        view.options_of(request),
        view.weights,
        now_s,
    )
    if vehicle < 0:
        return Rejection(request)
    return Assignment(request, vehicle, pickup_index, dropoff_index, cost, pickup_option, dropoff_option)
