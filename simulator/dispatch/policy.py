"""What a dispatch policy is: from a view of the fleet and some requests to assignments and rejections.

A new policy is one file: a frozen dataclass with ``__call__``, registered by its name in the group ``dispatch``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gaps import Scratch
from simulator.kernels.question import Shared, share
from simulator.kernels.slot_index import SlotIndex
from simulator.kernels.times import Times, look_up
from simulator.reasons import Reason


class Assignment(NamedTuple):
    """A place for a request in a plan: pickup after slot ``pickup_index``, dropoff after slot ``dropoff_index``.

    Indices count in the plan as it is; equal indices mean the dropoff comes directly after the pickup. ``cost`` is in
    thousandths of the weights' unit. The options are places to meet, counted from 0, the nearest, at either end.
    """

    request: int
    vehicle: int
    pickup_index: int
    dropoff_index: int
    cost: int
    pickup_option: int = 0
    dropoff_option: int = 0


class Rejection(NamedTuple):
    """A request that gets no place."""

    request: int
    reason: Reason = Reason.NO_VEHICLE


class Told(NamedTuple):
    """A place for a request, and the planned starts of boarding and alighting if it gets it [s]."""

    answer: Assignment
    boarding_s: int
    alighting_s: int


@dataclass(frozen=True)
class FleetView:
    """What a policy may look at; the arrays are read-only and named in ``simulator.kernels.layout``.

    plan: int32 (fields, slots, vehicles). vehicles: int32 (fields, vehicles). legs: int32 (vehicles, fields,
    positions). index: of the slots. reach: int64 (options,
    vehicles), drive to the pickups of the request asked about [s] for vehicles at a node that is no place of the table.
    times: the travel-time table. requests: int64 (requests, fields). options: int32 (n, fields), the rows of a request
    are ``options_of``. weights: int64 (4,), thousandths per second. scratch: what searches work in. locate: returns the
    reach of one of several requests, see ``about``.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    legs: NDArray[np.int32]
    index: SlotIndex
    reach: NDArray[np.int64]
    times: Times
    requests: NDArray[np.int64]
    options: NDArray[np.int32]
    first_option: Sequence[int]
    weights: NDArray[np.int64]
    scratch: Scratch
    locate: Callable[[int], NDArray[np.int64]] | None = None

    def options_of(self, request: int) -> NDArray[np.int32]:
        """Return where a request can be picked up, then where it can be dropped off; the nearest place comes first."""
        return self.options[self.first_option[request] : self.first_option[request + 1]]

    def about(self, request: int) -> FleetView:
        """Return the view in which reach is that of one of the requests that are asked about together."""
        return self if self.locate is None else self._with(reach=self.locate(request))

    def drives_to_s(self, place: int, origins: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the drives from places to another one [s], int64; beyond all others where there is no way."""
        return look_up(self.times, origins, place) * self.times.unit_s

    def with_one(self, fields: NDArray[np.int64], options: NDArray[np.int32]) -> FleetView:
        """Return a view in which there is one request, number 0, with these fields and options."""
        return self._with(requests=fields[None, :], options=options, first_option=(0, len(options)))

    def with_reach(self, reach: NDArray[np.int64]) -> FleetView:
        """Return a view in which vehicles are so far from the pickups."""
        return self._with(reach=reach)

    def with_vehicles(self, vehicles: NDArray[np.int32]) -> FleetView:
        """Return a view in which vehicles are others."""
        view = replace(self, vehicles=vehicles)
        view.__dict__["shared"] = self.shared.with_other(vehicles=vehicles)
        return view

    def with_weights(self, weights: NDArray[np.int64]) -> FleetView:
        """Return a view in which seconds cost something else."""
        view = self._with(weights=weights)
        view.__dict__["shared"] = self.shared.with_other(weights=weights)
        return view

    def locating(self, locate: Callable[[int], NDArray[np.int64]]) -> FleetView:
        """Return a view for several requests, each with a reach of its own."""
        return self._with(locate=locate)

    def _with(self, **others: Any) -> FleetView:
        """Return a view of the same fleet; what all requests share is made once."""
        view = object.__new__(type(self))  # a copy and what differs: several for each request who compares
        view.__dict__.update(self.__dict__, shared=self.shared, **others)
        return view

    @cached_property
    def shared(self) -> Shared:
        """What all requests share, as one for compiled functions."""
        fleet = (self.plan, self.vehicles, self.legs, self.index)
        return share(fleet, self.times, self.scratch, self.weights)

    @cached_property
    def one(self) -> Shared:
        """Return a fleet of one vehicle, with room for its plan and two requests more, to work in."""
        fields, slots, _ = self.plan.shape
        fleet = (
            np.zeros((fields, slots + 4, 1), dtype=np.int32, order="F"),
            np.zeros((len(self.vehicles), 1), dtype=np.int32, order="F"),
            np.zeros((1, *self.legs.shape[1:]), dtype=np.int32),
            self.index,
        )
        scratch = self.scratch._replace(best=np.empty(6, np.int64), delay=np.empty(slots + 4, np.int64))
        return share(fleet, self.times, scratch, self.weights)


class Policy(Protocol):
    """Decides on requests; proposes and never changes anything.

    A policy with an attribute ``every_s`` is asked about all requests of so long a period at once, when it ends; others
    about each as it comes. One with a method ``at_departures``, see ``CheapestInsertion``, is asked for all departures
    of a request that travellers choose from at once; it answers as it does for each. One with a method
    ``cheapest_pair``, see there too, is asked for both rides of a way at once; of others each is asked for alone.
    """

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return one answer per request, in the order of ``requests``."""
