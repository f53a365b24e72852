"""Where vehicles go that have nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Protocol


class IdlePolicy(Protocol):
    """Decides where an idle vehicle waits.

    Where an attribute ``stays`` is true, None is the answer until the vehicle has had something to do, or was woken.
    """

    def __call__(self, vehicle: int, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Return (node to drive to, time to leave [s]), or None to stay."""


class Surroundings(NamedTuple):
    """What an idle policy is made with.

    after_s: idle so long before vehicles go. places: locations of waiting places. drive_s: drive time between two
    locations as counted on at a time [s], negative where there is no way.
    """

    after_s: int
    places: tuple[int, ...]
    drive_s: Callable[[int, int, int], int]


@dataclass(frozen=True)
class Stay:
    """Wait where the last rider got off."""

    stays: ClassVar[bool] = True

    def __call__(self, vehicle: int, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Never drive anywhere."""
        return None


@dataclass(frozen=True)
class ReturnToDepot:
    """Go back to the depot after having been idle for ``after_s``."""

    stays: ClassVar[bool] = True
    after_s: int = 0

    def __call__(self, vehicle: int, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Drive to the depot unless already there."""
        return None if node == depot else (depot, max(now_s, idle_since_s + self.after_s))


@dataclass(frozen=True)
class NearestWaitingPlace:
    """Go to the nearest of some places after having been idle for ``after_s``.

    places: their locations. drive_s: as in ``Surroundings``, negative where there is no way.
    """

    stays: ClassVar[bool] = True
    places: tuple[int, ...]
    drive_s: Callable[[int, int, int], int]
    after_s: int = 0

    def __call__(self, vehicle: int, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Drive to the place reached first, the first in the list among equals, unless already at one."""
        if node in self.places:
            return None
        drives = [(self.drive_s(node, place, now_s), rank) for rank, place in enumerate(self.places)]
        reachable = [drive for drive in drives if drive[0] >= 0]
        if not reachable:
            return None
        return self.places[min(reachable)[1]], max(now_s, idle_since_s + self.after_s)


@dataclass
class GoWhereSent:
    """Go to the place one was last sent to, unless there was something else to do since."""

    stays: ClassVar[bool] = True  # who is sent is woken
    sent: dict[int, tuple[int, int]] = field(default_factory=dict)  # vehicle -> (location, when it was said [s])

    def __call__(self, vehicle: int, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Leave at once for where the vehicle was sent."""
        target, said_s = self.sent.get(vehicle, (node, now_s))
        return None if target == node or idle_since_s > said_s else (target, now_s)


def stay(_surroundings: Surroundings) -> IdlePolicy:
    """Return the policy of waiting where one is."""
    return Stay()


def return_to_depot(surroundings: Surroundings) -> IdlePolicy:
    """Return the policy of going home."""
    return ReturnToDepot(surroundings.after_s)


def nearest_waiting_place(surroundings: Surroundings) -> IdlePolicy:
    """Return the policy of going to the nearest place."""
    return NearestWaitingPlace(surroundings.places, surroundings.drive_s, surroundings.after_s)


def go_where_sent(_surroundings: Surroundings) -> IdlePolicy:
    """Return the policy of following the orders of whoever knows where requests are expected."""
    return GoWhereSent()
