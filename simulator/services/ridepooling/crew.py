"""The vehicles of a fleet on their shifts: who has come home gets the plan of a later shift."""

from __future__ import annotations

from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.pauses_there import has_pauses
from simulator.services.ridepooling.roster import Roster, Shift
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.vehicle import Operation, Rules, Vehicle


class Crew:
    """Lets the vehicles of a fleet work."""

    def __init__(
        self, fleet: Operation, entrance: Entrance, roster: Roster, rules: Rules, energy: Energy | None
    ) -> None:
        self.fleet, self._entrance, self.roster, self.rules, self._energy = fleet, entrance, roster, rules, energy
        self._absent: set[tuple[int, int]] = set()  # vehicle and number of shifts without a driver
        for shift in roster.first():
            if shift.vehicle not in entrance.on_call:
                self._begin(shift)

    def call(self, vehicle: int) -> None:
        """Let a reserve vehicle have its shifts from now on."""
        for number in range(self.roster.width):
            shift = self.roster.shift(vehicle, number)
            if shift is not None:
                self._entrance.enter(shift)
                self._begin(shift)

    def at_work(self) -> list[Vehicle]:
        """Return the vehicles that are on shift now, by plan."""
        vehicles = self.fleet.vehicles
        return [vehicles[plan] for plan in sorted(vehicles) if vehicles[plan].is_at_work]

    def working_at(self, time_s: int) -> list[Vehicle]:
        """Return the vehicles whose shift, as planned by now, has begun by a time and is not over [s]."""
        found = [its for _, its in sorted(self.fleet.vehicles.items()) if not its.is_over]
        return [its for its in found if its.shift_start_s < time_s < its.shift_end_s]

    def planned(self, shift: Shift) -> Vehicle | None:
        """Return the vehicle on a shift that has a plan by now."""
        vehicle = self.fleet.vehicles.get(shift.plan)
        return vehicle if vehicle is not None and vehicle.shift.number == shift.number else None

    def fall_out(self, shift: Shift) -> bool:
        """Let nobody drive a shift that has not begun; return whether somebody would have."""
        if (shift.vehicle, shift.number) in self._absent:
            return False
        self._absent.add((shift.vehicle, shift.number))
        return True

    def drop(self, vehicle: Vehicle, now_s: int) -> None:
        """Let a vehicle stay in its depot for a whole shift."""
        vehicle.fall_out(now_s)
        if self.rules.drawn is not None:
            self.rules.drawn.drivers.leave_out(vehicle.shift)

    def end_early(self, vehicle: Vehicle, now_s: int) -> None:
        """Let the shift of a vehicle end as soon as all on board are where they want to be."""
        vehicle.end_early(now_s, is_out=vehicle.shift.vehicle in self.fleet.out_until_s)
        if self.rules.drawn is not None:
            self.rules.drawn.drivers.leave_out(vehicle.shift)

    def change(self, rules: Rules) -> None:
        """Let all vehicles behave by other rules from now on."""
        self.rules = rules
        for vehicle in self.fleet.vehicles.values():
            if not vehicle.is_over:
                vehicle.follow(rules)

    def _begin(self, shift: Shift) -> None:
        before = self.roster.shift(shift.vehicle, shift.number - 1) if shift.number else None
        vehicles = self.fleet.vehicles
        vehicle = vehicles[shift.plan] = Vehicle(
            self.fleet, self.rules, shift, self._entrance.depot[shift.vehicle], self._energy,
            before=None if before is None else vehicles[before.plan], ended=self._ended,
        )  # fmt: skip
        out_until_s = self.fleet.out_until_s.get(shift.vehicle, shift.start_s)
        if out_until_s > shift.start_s:
            plans, roads = self.fleet.plans, self.fleet.roads
            stood = plans.stand(shift.plan, out_until_s, shift.start_s, roads.for_plans(shift.start_s).drive_s)
            vehicle.stands(plans.origin(shift.plan)[1], shift.start_s)
            if stood.pauses:
                self.fleet.env.process(has_pauses(self.fleet, vehicle, stood))
        if (shift.vehicle, shift.number) in self._absent:
            self.drop(vehicle, int(self.fleet.env.now))

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
