"""Plans that are timed anew: promises that fall by it are replaced by what is possible now, and written down."""

from __future__ import annotations

from collections.abc import Callable

from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.network.roads import Roads

NO_DISRUPTION = -1
NOBODY = -1  # as the ride of a break or changeover


class FallenPromises:
    """Times plans anew. put_off: is told of rides that are to be picked up later, and when at the latest [s]."""

    def __init__(self, log: ServiceLog, plans: Plans, roads: Roads) -> None:
        self._log, self.plans, self._roads = log, plans, roads
        self.put_off: Callable[[int, int], None] | None = None

    def time_anew(self, now_s: int, vehicle: int, absent: int = -1, by: int = NO_DISRUPTION) -> None:
        """Set the times of a plan by the drives that are counted with now, and where its vehicle is.

        absent: a ride to whose pickup nobody came, so that there is no promise any more. by: number of the disruption
        because of which it is done. Breaks and changeovers that
        are put off are told when they begin.
        """
        plans = self.plans
        for ride, late_s in plans.time_anew(vehicle, now_s, self._roads.for_plans(now_s).drive_s):
            if ride in (absent, NOBODY):
                continue
            self._log.add(now_s, Event.PROMISE_BROKEN, plans.number(vehicle), ride=ride, value=late_s)
            if by != NO_DISRUPTION:
                self._log.add(now_s, Event.BROKEN_BY, plans.number(vehicle), ride=ride, value=by)
            if self.put_off is not None and plans.vehicle_awaited(ride) == vehicle:
                self.put_off(ride, plans.latest_start(vehicle, ride, f.PICKUP))
