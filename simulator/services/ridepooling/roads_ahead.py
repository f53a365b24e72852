"""Plans when the roads change, or more is known of them: vehicles under way go on by it, and stops are timed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.fallen_promises import NO_DISRUPTION, FallenPromises
from simulator.services.ridepooling.vehicle import Operation

if TYPE_CHECKING:
    from simulator.services.ridepooling.cut_off import CutOff


class RoadsAhead:
    """Lets the plans of a fleet keep up with the roads.

    What was known has been counted with: then stops only come sooner. After a surprise a promise may fall; it is
    replaced by what is possible now, and written down. cut_off: takes rides out of plans to which no way leads any
    more; None where no disruption changes roads.
    """

    def __init__(
        self, fleet: Operation, promises: FallenPromises, drawn: DrawnTimes | None, cut_off: CutOff | None
    ) -> None:
        self._plans, self._roads, self._vehicles = fleet.plans, fleet.roads, fleet.vehicles
        self._promises, self._drawn, self._news = promises, drawn, set(fleet.roads.surprises())
        self._cut_off = cut_off
        fleet.when_late.append(self.late)

    def late(self, now_s: int, vehicle: int) -> None:
        """Time a plan anew whose vehicle has just set off on roads of which who makes plans does not know all."""
        by = NO_DISRUPTION if self._cut_off is None else self._cut_off.cause(now_s)
        self._promises.time_anew(now_s, vehicle, by=by)

    def __call__(self, now_s: int) -> None:
        """Time all plans anew, at the moment something changes."""
        plans, by = self._plans, NO_DISRUPTION
        if self._cut_off is not None:
            by = self._cut_off.cause(now_s)
            self._cut_off.take_out(now_s)
        plans.count_with(self._roads.for_plans(now_s).table)
        for vehicle in self._vehicles.values():
            index = vehicle.index
            if now_s in self._news and plans.drives(index) and not self._is_caught(index, now_s):
                plans.go_on(index, self._leg_of(index, now_s))
            self._promises.time_anew(now_s, index, by=by)
            vehicle.plan_changed()
        if self._cut_off is not None:
            self._cut_off.find_others(now_s)

    def _is_caught(self, vehicle: int, now_s: int) -> bool:
        """Return whether the drive of a vehicle ends on a street that is closed, so that nothing known changes it."""
        return self._cut_off is not None and self._cut_off.caught.catch(vehicle, now_s)

    def _leg_of(self, vehicle: int, now_s: int) -> NDArray[np.int32]:
        """Return the leg that a vehicle under way drives by what is known now, and with the factor it set off with."""
        origin, destination, began_s = self._drive_of(vehicle)
        if self._drawn is not None:
            return self._drawn.leg_anew(vehicle, (origin, destination), began_s, now_s)
        return self._roads.leg(origin, destination, began_s, now_s)

    def _drive_of(self, vehicle: int) -> tuple[int, int, int]:
        """Return the nodes from and to which a vehicle drives, the junction where it is to turn off, and since when."""
        legs, node_at = self._plans.legs, self._roads.node_at
        destination = node_at(int(self._plans.duty[vehicle, f.LEG_END]))
        return node_at(int(legs[vehicle, f.LEG_NODE, 0])), destination, int(legs[vehicle, f.LEG_TIME, 0])
