"""What drives and stops really take, where that is drawn: nobody knows before they begin, then everybody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.demand.factors import stretched
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.network.drawn_legs import DrawnLegs, Factors
from simulator.services.ridepooling.fallen_promises import FallenPromises

Draws = tuple[Callable[[int, int], Factors], Callable[[int, int], int]]
_STOPS = (Event.BOARDED, Event.ALIGHTED, Event.NO_SHOW)


class DrawnTimes:
    """Draws the times of drives and stops as they begin, and times the rest of the plan anew.

    draws: the factors of the n-th drive, and that of the n-th stop, of a vehicle [1/1000]. Else vehicles are told by
    their plans.
    """

    def __init__(self, log: ServiceLog, plans: Plans, promises: FallenPromises, legs: DrawnLegs, draws: Draws) -> None:
        self._log, self._plans, self._promises, self._legs = log, plans, promises, legs
        self._drive, self._dwell = draws
        self._drives: Counter[int] = Counter()
        self._stops: Counter[int] = Counter()
        self._open_until_s: dict[int, int] = {}

    def leg(self, vehicle: int, leg: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return a leg with the times it really takes; after a turn a vehicle is as fast as before."""
        number = self._plans.number(vehicle)
        if not self._plans.duty[vehicle, f.TURNED_OFF]:
            self._drives[number] += 1
        return self._legs.slowed(leg, self._drive(number, self._drives[number] - 1))

    def time_anew(self, now_s: int, vehicle: int) -> None:
        """Let a plan count with the drive that has just begun."""
        self._promises.time_anew(now_s, vehicle)

    def serve(self, now_s: int, vehicle: int, written: int) -> bool:
        """Let what has begun at a stop since so many rows take as long as drawn; return whether anything has."""
        rows = self._log.rows[written : len(self._log)]
        served = np.flatnonzero(np.isin(rows[:, f.ROW_KIND], _STOPS)).tolist()
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

    def _takes_s(self, vehicle: int, planned_s: int) -> int:
        number = self._plans.number(vehicle)
        self._stops[number] += 1
        return stretched(planned_s, self._dwell(number, self._stops[number] - 1))
