"""Sites that give less: plans count on less as soon as it is known, and rides for which that is too little move."""

from __future__ import annotations

from simulator.services.disrupted import Phase
from simulator.services.protocol import Day
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.vehicle import Operation
from simulator.world.disruptions import Disruption
from simulator.world.short_supply import KINDS, shortages


class ShortSupply:
    """The dispatcher's side of power cuts and empty pumps."""

    def __init__(self, day: Day, fleet: Operation, energy: Energy, out: OutOfService) -> None:
        self._fleet, self._energy, self._out = fleet, energy, out
        self._all = shortages(day.world.disruptions, day.tables.sites)
        self._known: set[int] = set()
        if self._all:
            for kind in KINDS:
                day.disrupted.tell(kind, self._hear)

    def _hear(self, its: Disruption, phase: Phase, now_s: int) -> None:
        if phase == Phase.BEGINS:
            self._send_away(its)
        elif phase == Phase.KNOWN:
            self._known.add(its.number)
            self._count_anew()
            for plan in sorted(self._fleet.vehicles):
                self._mend(plan, its.number, now_s)
        elif phase == Phase.ENDS:
            self._known.discard(its.number)
            self._count_anew()

    def _count_anew(self) -> None:
        vehicles = self._fleet.vehicles
        shifts = {plan: its.shift for plan, its in vehicles.items() if its.energy is not None and not its.is_over}
        self._energy.count_on([one for one in self._all if one.number in self._known], shifts)

    def _mend(self, plan: int, by: int, now_s: int) -> None:
        """Let others have the last rides of a vehicle, until its energy lasts for the others."""
        plans, vehicle = self._fleet.plans, self._fleet.vehicles[plan]
        if vehicle.energy is None or vehicle.is_over:
            return
        awaited = plans.rides_awaited(plan)
        while awaited and not plans.keeps_going(plan, now_s):
            if vehicle.on_shift and plans.lasts(plan, self._energy.range_s(plan), now_s):
                return
            self._out.withdraw(awaited.pop(), by, now_s)

    def _send_away(self, its: Disruption) -> None:
        """Let vehicles look for another site that stand at one without any power, unless it is at home."""
        out = {one.site for one in self._all if one.number == its.number and one.share <= 0}
        for plan in sorted(self._fleet.vehicles):
            vehicle = self._fleet.vehicles[plan]
            if vehicle.energy is not None and vehicle.is_at_work and self._energy.guest_at(plan) in out:
                self._energy.unplug(plan)
                vehicle.plan_changed()
