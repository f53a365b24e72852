"""The vehicles of a fleet on their shifts: who has come home gets the plan of a later shift."""

from __future__ import annotations

from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.vehicle import Operation, Rules, Vehicle


class Crew:
    """Lets the vehicles of a fleet work."""

    def __init__(
        self, fleet: Operation, entrance: Entrance, roster: Roster, rules: Rules, energy: Energy | None
    ) -> None:
        self._fleet, self._entrance, self.roster, self._rules, self._energy = fleet, entrance, roster, rules, energy
        for shift in roster.first():
            self._begin(shift)

    def _begin(self, shift: Shift) -> None:
        before = self.roster.shift(shift.vehicle, shift.number - 1) if shift.number else None
        vehicles = self._fleet.vehicles
        vehicle = vehicles[shift.plan] = Vehicle(
            self._fleet, self._rules, shift, self._entrance.depot[shift.vehicle], self._energy,
            before=None if before is None else vehicles[before.plan], ended=self._ended,
        )  # fmt: skip
        out_until_s = self._fleet.out_until_s.get(shift.vehicle, shift.start_s)
        if out_until_s > shift.start_s:
            plans, roads = self._fleet.plans, self._fleet.roads
            plans.stand(shift.plan, out_until_s, shift.start_s, roads.for_plans(shift.start_s).drive_s)
            vehicle.stands(out_until_s, shift.start_s)

    def _ended(self, vehicle: Vehicle) -> None:
        """Let the vehicle charge for its next shift, and let a later one be planned; who stranded is brought home."""
        shift, energy = vehicle.shift, vehicle.energy
        following = self.roster.shift(shift.vehicle, shift.number + 1)
        later = self.roster.shift(shift.vehicle, shift.number + self.roster.width)
        stays = vehicle.is_stranded and following is None
        if energy is not None:
            energy.unplug(vehicle.index)
        if later is not None:
            self._entrance.enter(later)
            if energy is not None:
                energy.look_ahead(later)
            self._begin(later)
        if energy is not None and not stays:
            energy.after_shift(vehicle, following)
