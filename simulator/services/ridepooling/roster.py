"""The next shifts of every vehicle, each with a plan of its own, so that rides can be booked over nights.

A shift begins in the depot, where the one before ended: no plan depends on another, and every kernel sees one shift as
it sees the only one of a day. Plan p is of vehicle p % vehicles. Who is far enough ahead has no plan yet, so that a run
of many days costs as much a day as one of few.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.units import HOUR_S

MARGIN_S = 2 * HOUR_S  # a ride may begin so much later than it was wished for


class Shift(NamedTuple):
    """One shift of a vehicle [s]. plan: its number among the plans."""

    vehicle: int
    number: int
    plan: int
    start_s: int
    planned_end_s: int
    latest_end_s: int


class Roster:
    """All shifts of a run by vehicle. width: how many of each vehicle have a plan at a time; at_once: all of them."""

    def __init__(self, world: RidepoolingWorld, *, at_once: bool = False) -> None:
        rows = world.shifts.sort_values(["vehicle", "shift"])
        self.vehicles = len(world.vehicles)
        self._times: list[list[tuple[int, int, int]]] = [[] for _ in range(self.vehicles)]
        columns = ("vehicle", "start_s", "planned_end_s", "latest_end_s")
        for vehicle, *times in zip(*(rows[name].tolist() for name in columns), strict=True):
            self._times[vehicle].append((times[0], times[1], times[2]))
        most = max([1, *(len(mine) for mine in self._times)])
        self.width = most if at_once else self._width(_longest_lead_s(world))

    @property
    def plans(self) -> int:
        """Return the number of plans."""
        return self.width * self.vehicles

    @property
    def begins_s(self) -> int:
        """Return when the first shift begins [s]."""
        return min(mine[0][0] for mine in self._times if mine)

    @property
    def ends_s(self) -> int:
        """Return when the last shift ends [s]."""
        return max(mine[-1][2] for mine in self._times if mine)

    def serves_until(self, now_s: int) -> int:
        """Return when the last of the shifts ends that have begun by a time [s]; that time itself where none has."""
        return max([now_s, *(ends_s for mine in self._times for start_s, _, ends_s in mine if start_s <= now_s)])

    def shift(self, vehicle: int, number: int) -> Shift | None:
        """Return a shift of a vehicle, None when it has no more."""
        mine = self._times[vehicle]
        if number >= len(mine):
            return None
        return Shift(vehicle, number, number % self.width * self.vehicles + vehicle, *mine[number])

    def first(self) -> list[Shift]:
        """Return the shifts that have a plan from the beginning, by plan."""
        found = (self.shift(vehicle, number) for number in range(self.width) for vehicle in range(self.vehicles))
        return [shift for shift in found if shift is not None]

    def _width(self, lead_s: int) -> int:
        """Return how many shifts must be planned at a time, so that whoever asks finds the one wanted."""
        width = 1
        for mine in self._times:
            starts = [start_s for start_s, _, _ in mine]
            for number, (_, _, end_s) in enumerate(mine):
                ahead = bisect_left(starts, end_s + lead_s) - number
                width = max(width, ahead)
        return width


def _longest_lead_s(world: RidepoolingWorld) -> int:
    """Return how far ahead of its start a ride may be booked at most [s]."""
    table, rule = world.requests, world.config.offers
    if not len(table):
        return 0
    lead_s = int((table["earliest_departure_s"].to_numpy() - table["submitted_s"].to_numpy()).max())
    return lead_s + (rule.steps * rule.step_s if rule.most > 1 else 0) + MARGIN_S
