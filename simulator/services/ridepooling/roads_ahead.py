"""Plans when the roads change, or more is known of them: vehicles under way go on by it, and stops are timed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.ridepooling.vehicle import Operation

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Replanner


class RoadsAhead:
    """Lets the plans of a fleet keep up with the roads.

    What was known has been counted with: then stops only come sooner. After a surprise a promise may fall; it is
    replaced by what is possible now, and written down.
    """

    def __init__(self, fleet: Operation, replanner: Replanner | None) -> None:
        self._log, self._plans, self._roads, self._vehicles = fleet.log, fleet.plans, fleet.roads, fleet.vehicles
        self._replanner, self._news = replanner, set(fleet.roads.surprises())

    def __call__(self, now_s: int) -> None:
        """Time all plans anew, at the moment something changes."""
        plans, times = self._plans, self._roads.for_plans(now_s)
        plans.count_with(times.table)
        for vehicle in self._vehicles.values():
            index = vehicle.index
            if now_s in self._news and plans.drives(index):
                plans.go_on(index, self._roads.leg(*self._drive_of(index), now_s))
            for ride, late_s in plans.time_anew(index, times.drive_s):
                self._log.add(now_s, Event.PROMISE_BROKEN, plans.number(index), ride=ride, value=late_s)
                if self._replanner is not None and plans.vehicle_awaited(ride) == index:
                    self._replanner.window_s[ride, 1] = plans.latest_start(index, ride, f.PICKUP)
            vehicle.plan_changed()

    def _drive_of(self, vehicle: int) -> tuple[int, int, int]:
        """Return the nodes from and to which a vehicle drives, the junction where it is to turn off, and since when."""
        legs, node_at = self._plans.legs, self._roads.node_at
        destination = node_at(int(self._plans.duty[vehicle, f.LEG_END]))
        return node_at(int(legs[vehicle, f.LEG_NODE, 0])), destination, int(legs[vehicle, f.LEG_TIME, 0])
