"""The dispatcher of models of collective ride-pooling: everybody arrives as early as can be, and nobody is put off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.dispatch.insertion import as_answer
from simulator.dispatch.policy import Assignment, FleetView, Rejection
from simulator.kernels.earliest_arrival import earliest_arrival


@dataclass(frozen=True)
class EarliestArrival:
    """The vehicle and place with which the new rider arrives first, without delay for anybody who has been accepted.

    Of equal arrivals the one with the latest pickup, which leaves the vehicle free for others, then the fullest
    vehicle. After Zech, Molkenthin, Timme and Schröder (2022, doi:10.1038/s41598-022-14960-x).
    """

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return the place for each request; the plans do not change in between."""
        return [as_answer(request, _search(view.about(request), request, now_s)) for request in requests]


def _search(view: FleetView, request: int, now_s: int) -> tuple[int, ...]:
    options, fields = view.options_of(request), view.requests[request]
    return earliest_arrival(view.shared.address, view.reach, fields, options, now_s)
