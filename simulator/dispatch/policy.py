"""What a dispatch policy is: from a view of the fleet and some requests to assignments and rejections.

A new policy is one file: a frozen dataclass with ``__call__``, and ``@register("its_name")`` above it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.tables import Reason


@dataclass(frozen=True)
class Assignment:
    """A place for a request in a plan: pickup after slot ``pickup_index``, dropoff after slot ``dropoff_index``.

    Indices count in the plan as it is; equal indices mean the dropoff comes directly after the pickup. ``cost`` is in
    thousandths of the weights' unit.
    """

    request: int
    vehicle: int
    pickup_index: int
    dropoff_index: int
    cost: int


@dataclass(frozen=True)
class Rejection:
    """A request that gets no place."""

    request: int
    reason: Reason = Reason.NO_VEHICLE


@dataclass(frozen=True)
class FleetView:
    """What a policy may look at; the arrays are read-only and named in ``simulator.kernels.layout``.

    plan: int32 (fields, slots, vehicles). vehicles: int32 (fields, vehicles). seconds: uint16 (nodes, nodes), drive
    times. requests: int64 (requests, fields). weights: int64 (3,), thousandths per second.
    """

    plan: NDArray[np.int32]
    vehicles: NDArray[np.int32]
    seconds: NDArray[np.uint16]
    requests: NDArray[np.int64]
    weights: NDArray[np.int64]


class Policy(Protocol):
    """Decides on requests; proposes and never changes anything."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return one answer per request, in the order of ``requests``."""


_POLICIES: dict[str, Callable[[], Policy]] = {}
Factory = TypeVar("Factory", bound=Callable[[], Policy])


def register(name: str) -> Callable[[Factory], Factory]:
    """Make a policy available in scenario files as ``dispatch.policy: name``."""

    def add(factory: Factory) -> Factory:
        _POLICIES[name] = factory
        return factory

    return add


def policy_names() -> tuple[str, ...]:
    """Return the names of all registered policies, sorted."""
    return tuple(sorted(_POLICIES))


def make_policy(name: str) -> Policy:
    """Return a policy by name; KeyError when it is unknown."""
    return _POLICIES[name]()
