"""What drives and stops really take, where that is drawn: nobody knows before they begin, then everybody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.factors import ONE, stretched
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.network.drawn_legs import DrawnLegs, Factors
from simulator.services.ridepooling.fallen_promises import FallenPromises
from simulator.services.ridepooling.late_drivers import LateDrivers

Draws = tuple[Callable[[int, int], Factors], Callable[[int, int], int]]
_PAUSES = (Event.BREAK_STARTED, Event.CHANGEOVER_STARTED)
_STOPS = (Event.BOARDED, Event.ALIGHTED, Event.NO_SHOW)


class UnderWay(NamedTuple):
    """The drive a vehicle is on, or was on last: its factors, when its junctions are reached, and were so as planned.

    planned_s, drawn_s: (nodes,), since it set off.
    """

    factors: Factors
    planned_s: NDArray[np.integer[Any]]
    drawn_s: NDArray[np.int32]


class DrawnTimes:
    """Draws the times of drives and stops as they begin, and times the rest of the plan anew.

    draws: the factors of the n-th drive, and that of the n-th stop, of a vehicle [1/1000]. Else vehicles are told by
    their plans. drivers: are told of breaks and changeovers as they begin.
    """

    def __init__(
        self, log: ServiceLog, promises: FallenPromises, legs: DrawnLegs, drivers: LateDrivers, draws: Draws
    ) -> None:
        self._log, self._plans, self._promises, self._legs = log, promises.plans, promises, legs
        self.drivers = drivers
        self._drive, self._dwell = draws
        self._under_way: dict[int, UnderWay] = {}
        self._drives: Counter[int] = Counter()
        self._stops: Counter[int] = Counter()
        self._open_until_s: dict[int, int] = {}

    def leg(self, vehicle: int, origin: int, destination: int, now_s: int) -> NDArray[np.int32]:
        """Return the leg of who sets off, with the times it really takes; after a turn it is as fast as before."""
        number = self._plans.number(vehicle)
        if not self._plans.duty[vehicle, f.TURNED_OFF]:
            self._drives[number] += 1
        return self.leg_anew(vehicle, (origin, destination), now_s, now_s)

    def leg_anew(self, vehicle: int, ends: tuple[int, int], began_s: int, known_s: int) -> NDArray[np.int32]:
        """Return the leg of who is under way since then, by what is known now."""
        number = self._plans.number(vehicle)
        factors = self._drive(number, self._drives[number] - 1)
        drawn, planned_s = self._legs.leg(ends, began_s, factors, known_s)
        self._under_way[vehicle] = UnderWay(factors, planned_s, drawn[f.LEG_TIME])
        return drawn

    def planned_s(self, vehicle: int, drive_s: int, *, is_whole: bool) -> int:
        """Return how long what a vehicle has driven was planned to take [s].

        drive_s: how long it took. is_whole: the drive did not end at a junction where the vehicle turned off. Its last
        streets may take less than a second, and places on them are no reason to count less of it.
        """
        under_way = self._under_way[vehicle]
        return int(under_way.planned_s[-1 if is_whole else np.searchsorted(under_way.drawn_s, drive_s)])

    def saved_s(self, vehicle: int) -> int:
        """Return by how much the drive that has just begun is shorter than planned [s], 0 where it is longer."""
        under_way = self._under_way[vehicle]
        return max(0, int(under_way.planned_s[-1] - under_way.drawn_s[-1]))

    def exceeds(self, vehicle: int, reserve: float) -> bool:
        """Return whether the last drive of a vehicle takes more than by this share longer than planned, anywhere."""
        return max(self._under_way[vehicle].factors) > ONE + round(ONE * reserve)

    def time_anew(self, now_s: int, vehicle: int) -> None:
        """Let a plan count with the drive that has just begun."""
        self._promises.time_anew(now_s, vehicle)

    def serve(self, now_s: int, vehicle: int, written: int) -> bool:
        """Let what has begun at a stop since so many rows take as long as drawn; return whether anything has."""
        self.drivers.began(self._plans.number(vehicle), now_s, self._count(written, _PAUSES))
        rows = self._log.rows[written : len(self._log)]
        served = [row for row, kind in enumerate(rows[:, f.ROW_KIND].tolist()) if kind in _STOPS]
        if not served:
            return False
        until_s, seated_s, absent = max(now_s, self._open_until_s.get(vehicle, now_s)), {}, -1
        for row in map(rows.__getitem__, served):
            row[f.ROW_VALUE] = self._takes_s(vehicle, int(row[f.ROW_VALUE]))
            ends_s = now_s + int(row[f.ROW_VALUE])
            until_s = max(until_s, ends_s)
            if row[f.ROW_KIND] == Event.NO_SHOW:
                absent = int(row[f.ROW_RIDE])
            elif row[f.ROW_KIND] == Event.BOARDED:
                seated_s[int(row[f.ROW_RIDE])] = ends_s
        self._open_until_s[vehicle] = until_s
        if self._plans.duty[vehicle, f.DOORS_OPEN]:
            self._plans.serve_until(vehicle, until_s, seated_s)
            self._promises.time_anew(now_s, vehicle, absent)
        return True

    def _count(self, written: int, kinds: tuple[Event, ...]) -> int:
        return sum(kind in kinds for kind in self._log.rows[written : len(self._log), f.ROW_KIND].tolist())

    def _takes_s(self, vehicle: int, planned_s: int) -> int:
        number = self._plans.number(vehicle)
        self._stops[number] += 1
        return stretched(planned_s, self._dwell(number, self._stops[number] - 1))
