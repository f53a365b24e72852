"""Vehicles that wait at a pickup for riders who come later than planned, as with a train that is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.ridepooling.vehicle import Operation
from simulator.world.outages import Outages, out_at

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Replanner


class Holds:
    """Lets vehicles wait. replanner: is told until when; None where plans are not improved. outages: nobody plans."""

    def __init__(self, fleet: Operation, replanner: Replanner | None, outages: Outages = ()) -> None:
        self._fleet, self._replanner, self._outages = fleet, replanner, outages

    def hold(self, ride: int, until_s: int, most_s: int) -> bool:
        """Let a boarding begin no sooner than a time, at most so much later than planned [s]; return whether it does.

        It does where every promise to others, the shift and the energy keep. That the rider comes later than promised
        is written down.
        """
        fleet, plans, now_s = self._fleet, self._fleet.plans, int(self._fleet.env.now)
        vehicle = plans.vehicle_awaited(ride) if out_at(self._outages, now_s) is None else None
        if vehicle is None or until_s - plans.planned_start(vehicle, ride, f.PICKUP) > most_s:
            return False
        late_s = plans.hold(vehicle, ride, until_s, now_s)
        if late_s is None:
            return False
        if late_s:
            fleet.log.add(now_s, Event.PROMISE_BROKEN, plans.number(vehicle), ride=ride, value=late_s)
        if self._replanner is not None:
            pickup = plans.stops_of(vehicle, ride)[:, 0].tolist()
            self._replanner.promised(ride, pickup[f.EARLIEST], pickup[f.LATEST])
        fleet.vehicles[vehicle].plan_changed()
        return True
