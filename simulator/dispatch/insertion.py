"""Cheapest insertion: every request goes where it adds the least cost, over all vehicles and all positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.dispatch.pairs import FoundPair, Pair, Part, cheapest_pair
from simulator.dispatch.policy import Assignment, FleetView, Rejection, Told
from simulator.kernels.departures import FOUND_FIELDS, insertions_at
from simulator.kernels.gaps import Insertion
from simulator.kernels.search import best_insertion, best_insertion_into


@dataclass(frozen=True)
class CheapestInsertion:
    """The exact best feasible insertion, as of the moment of the request."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return the cheapest place for each request; the plans do not change in between."""
        return [as_answer(request, search(view.about(request), request, now_s)) for request in requests]

    def at_departures(self, view: FleetView, departures_s: Sequence[int], now_s: int) -> list[Told | None]:
        """Return the cheapest place for the only request of a view at each of some departures [s]."""
        found = np.empty((len(departures_s), FOUND_FIELDS), dtype=np.int64)
        what, options = view.requests[0].copy(), view.options.copy()
        insertions_at(view.shared.address, view.reach, what, options, np.array(departures_s), found, now_s)
        answers: list[Told | None] = []
        for *insertion, boarding_s, alighting_s in found.tolist():
            answer = as_answer(0, insertion)
            answers.append(None if isinstance(answer, Rejection) else Told(answer, boarding_s, alighting_s))
        return answers

    def cheapest_pair(
        self, view: FleetView, parts: Sequence[Part], pairs: Sequence[Pair], now_s: int, most: int | None = None
    ) -> FoundPair | None:
        """Return the cheapest pair of parts of ways, each with its place; None when none can be served at such a cost.

        most: [thousandths]; None: whatever it is.
        """
        return cheapest_pair(view, parts, pairs, now_s, most)


def insert_into(view: FleetView, request: int, vehicle: int, now_s: int) -> Assignment | Rejection:
    """Return the cheapest place for a request in the plan of one vehicle."""
    options, what = view.options_of(request), view.requests[request]
    found = best_insertion_into(view.shared.address, view.reach, what, options, now_s, vehicle)
    return as_answer(request, found)


def search(view: FleetView, request: int, now_s: int) -> Insertion:
    """Return the cheapest place for a request, as the kernel tells it."""
    return best_insertion(view.shared.address, view.reach, view.requests[request], view.options_of(request), now_s)


def as_answer(request: int, found: Sequence[int]) -> Assignment | Rejection:
    """Return what a kernel has found, as an answer."""
    cost, vehicle, pickup_index, dropoff_index, pickup_option, dropoff_option = found
    if vehicle < 0:
        return Rejection(request)
    return Assignment(request, vehicle, pickup_index, dropoff_index, cost, pickup_option, dropoff_option)
