"""Requests that came in together are assigned together: as many as can be, one to a vehicle, at the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.dispatch.insertion import CheapestInsertion, insert_into
from simulator.dispatch.policy import Assignment, FleetView, Rejection


class _Rule(Protocol):
    @property
    def every_s(self) -> int: ...


@dataclass(frozen=True)
class Batch:
    """Assigns what came in within a period by its cheapest insertions; who gets none is asked again alone, in order.

    After Alonso-Mora et al. (2017), doi:10.1073/pnas.1611675114, with one request to a vehicle and period.
    """

    rule: _Rule

    @property
    def every_s(self) -> int:
        """Return the length of a period [s]."""
        return self.rule.every_s

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return an answer per request; one alone goes where it is cheapest."""
        if len(requests) == 1:
            return CheapestInsertion()(view, requests, now_s)
        places: dict[tuple[int, int], Assignment] = {}
        for row, request in enumerate(requests):
            seen = view.about(request)
            for vehicle in range(view.vehicles.shape[1]):
                place = insert_into(seen, request, vehicle, now_s)
                if isinstance(place, Assignment):
                    places[row, vehicle] = place
        taken = assign({pair: place.cost for pair, place in places.items()}, len(requests))
        return [places[row, taken[row]] if row in taken else Rejection(request) for row, request in enumerate(requests)]


def assign(costs: dict[tuple[int, int], int], requests: int) -> dict[int, int]:
    """Return the vehicles of requests: most of them served, then at the least cost. costs: by (request, vehicle)."""
    from scipy.optimize import linear_sum_assignment

    if not costs:
        return {}
    vehicles = sorted({vehicle for _, vehicle in costs})
    # One more not served costs more than any other choice can save.
    matrix = np.full((requests, len(vehicles)), float((max(costs.values()) + 1) * (requests + 1)))
    column = {vehicle: number for number, vehicle in enumerate(vehicles)}
    for (request, vehicle), cost in costs.items():
        matrix[request, column[vehicle]] = cost
    pairs = ((int(row), vehicles[number]) for row, number in zip(*linear_sum_assignment(matrix), strict=True))
    return {request: vehicle for request, vehicle in pairs if (request, vehicle) in costs}
