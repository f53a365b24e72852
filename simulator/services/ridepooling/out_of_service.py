"""Vehicles out of service: they stand until they are repaired; who is on board or waits for them is taken care of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.fleet.standing import Stood
from simulator.kernels import layout as f
from simulator.services.protocol import How
from simulator.services.ridepooling.moved_rides import MovedRides
from simulator.services.ridepooling.other_places import OtherPlaces, Ride
from simulator.services.ridepooling.pauses_there import has_pauses
from simulator.services.ridepooling.rescue import Case, Rescue
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.vehicle import Operation, Vehicle
from simulator.services.ridepooling.views import Views

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Replanner


class OutOfService:
    """Takes vehicles out of service, and rides out of plans: the dispatcher's side of whatever goes wrong.

    moved: finds other vehicles for rides that have not begun. rescue: fetches who was on board.
    """

    def __init__(self, fleet: Operation, views: Views, roster: Roster, replanner: Replanner | None) -> None:
        self._fleet, self._roster = fleet, roster
        self._stopping = set[int]()  # plans whose vehicles let people get off who have no way left
        places = OtherPlaces(views)
        self.moved = MovedRides(fleet, places, replanner)
        self.rescue = Rescue(fleet, places, self._serves_until, self.moved.let_down)

    def take_out(self, vehicle: int, until_s: int, by: int, now_s: int) -> None:
        """Let a vehicle be out of service from now until a time [s]. by: number of the disruption because of which.

        Under way it stops at the next junction; while its doors are open it stays in service until they are closed.
        """
        if until_s <= max(now_s, self._fleet.out_until_s.get(vehicle, now_s)):
            return
        on_shift = self._on_shift(vehicle)
        if on_shift is not None and self._serves(on_shift.index):
            self._fleet.env.process(self._when_closed(on_shift.index, vehicle, until_s, by))
        else:
            self._stop(vehicle, on_shift, until_s, by, now_s)

    def withdraw(self, ride: int, by: int, now_s: int) -> None:
        """Take a ride that has not begun out of its plan: another vehicle takes it, or it is cancelled.

        by: number of the disruption because of which. Who is on board, or met in a moment, is left alone.
        """
        plans = self._fleet.plans
        vehicle = plans.vehicle_awaited(ride)
        if vehicle is None or plans.must_serve_next(vehicle, ride):
            return
        columns = plans.as_changes(vehicle, ride)
        if plans.withdraw(vehicle, ride, now_s, self._fleet.roads.for_plans(now_s).drive_s):
            self._fleet.vehicles[vehicle].plan_changed()
        self.move(columns, plans.number(vehicle), by, now_s)

    def empty(self, plan: int, by: int, now_s: int, close: Callable[[], None], *, home_by_s: int | None = None) -> None:
        """Take all rides that have not begun out of a plan; others take them, once it takes nobody any more.

        close: sees to that. Who is on board, or met in a moment, stays in the plan. home_by_s: only the last rides,
        with which the vehicle is not home by then.
        """
        plans, drive_s = self._fleet.plans, self._fleet.roads.for_plans(now_s).drive_s
        taken = []
        for ride in reversed(plans.rides_awaited(plan)):
            if home_by_s is not None and plans.home_s(plan) <= home_by_s:
                break
            if not plans.must_serve_next(plan, ride):
                taken.append(plans.as_changes(plan, ride))
                plans.withdraw(plan, ride, now_s, drive_s)
        close()
        for columns in reversed(taken):
            self.move(columns, plans.number(plan), by, now_s)

    def move(self, columns: Ride, vehicle: int, by: int, now_s: int) -> None:
        """Find another vehicle for a ride that is in no plan, or cancel it. vehicle: number of that it had."""
        if not self.rescue.again(int(columns[f.REQUEST, 0])):
            self.moved.move(columns, vehicle, by, now_s)

    def stops(self, plan: int) -> bool:
        """Return whether a vehicle stops at the next junction, or stands, whatever its plan says."""
        return plan in self._stopping or self._fleet.plans.number(plan) in self._fleet.out_until_s

    def leave_behind(self, plan: int, rides: Sequence[int], by: int, now_s: int) -> None:
        """Let some who are on board of a vehicle with closed doors get off at the next junction: they are stranded."""
        fleet = self._fleet
        stood = fleet.plans.set_down(plan, rides, now_s, fleet.roads.for_plans(now_s).drive_s)
        self._stopping.add(plan)
        leaves_s = fleet.plans.origin(plan)[1]
        fleet.vehicles[plan].stands(leaves_s, leaves_s)
        fleet.env.process(self._set_down(plan, stood, by, self._left_behind))

    def _left_behind(self, case: Case) -> None:
        self.rescue.give_up(case, int(self._fleet.env.now))

    def _on_shift(self, number: int) -> Vehicle | None:
        """Return a vehicle as it is on its shift now, if it is."""
        mine = (its for its in self._fleet.vehicles.values() if its.shift.vehicle == number)
        return next((its for its in mine if its.on_shift and not its.is_over), None)

    def _serves(self, plan: int) -> bool:
        plans = self._fleet.plans
        return plans.is_busy(plan) and not plans.drives(plan)

    def _when_closed(self, plan: int, vehicle: int, until_s: int, by: int) -> Wait:
        env, plans = self._fleet.env, self._fleet.plans
        while self._serves(plan):
            yield RankedTimeout(env, max(0, plans.origin(plan)[1] - int(env.now)))
        if int(env.now) < until_s:
            self.take_out(vehicle, until_s, by, int(env.now))

    def _stop(self, vehicle: int, on_shift: Vehicle | None, until_s: int, by: int, now_s: int) -> None:
        """Let a vehicle stop, with the plans of all its shifts that begin before it is repaired.

        It is not repaired before it stands and all on board have got off.
        """
        fleet = self._fleet
        if on_shift is not None:
            until_s = max(until_s, fleet.plans.off_board_s(on_shift.index, now_s))
        fleet.log.add(now_s, Event.OUT_OF_SERVICE, vehicle, value=by)
        fleet.log.add(now_s, Event.OUT_UNTIL, vehicle, value=until_s)
        fleet.out_until_s[vehicle] = until_s
        fleet.env.process(self._back(vehicle, until_s))
        left_out, ready_s = list[Ride](), until_s
        if on_shift is not None:
            stood = self._stand(on_shift, until_s, now_s)
            if stood.aboard.size:
                fleet.env.process(self._set_down(on_shift.index, stood, by, self.rescue.fetch))
            left_out += stood.left_out
            if until_s < on_shift.shift_end_s and not on_shift.is_cut:  # else it is towed home
                home_s = fleet.roads.for_plans(now_s).drive_s(stood.location, on_shift.depot)
                ready_s = max(until_s, stood.at_s) + max(0, home_s)
        for later in [its for its in fleet.vehicles.values() if its.shift.vehicle == vehicle]:
            if later is not on_shift and not later.is_over and later.shift_start_s < ready_s:
                left_out += self._stand(later, ready_s, now_s).left_out
        if on_shift is not None and on_shift.is_cut:
            self.empty(on_shift.index, by, now_s, partial(fleet.plans.close, on_shift.index))
        for columns in sorted(left_out, key=lambda ride: (int(ride[f.START, 0]), int(ride[f.REQUEST, 0]))):
            self.move(columns, vehicle, by, now_s)

    def _stand(self, vehicle: Vehicle, until_s: int, now_s: int) -> Stood:
        """Let a vehicle stand. One with limited energy serves nobody until then, as it cannot charge before."""
        fleet, plan = self._fleet, vehicle.index
        is_limited = vehicle.energy is not None and vehicle.on_shift
        if is_limited:
            fleet.plans.set_range(plan, -1, holds=False)
        stood = fleet.plans.stand(plan, until_s, now_s, fleet.roads.for_plans(now_s).drive_s)
        leaves_s = fleet.plans.origin(plan)[1]
        if is_limited:
            fleet.env.process(self._out_of_energy(vehicle, leaves_s))
        off_s = stood.at_s if fleet.plans.drives(plan) else now_s  # it may stand already
        if stood.aboard.size:
            off_s = stood.at_s + max(1, *stood.aboard[f.DWELL].tolist())
        vehicle.stands(leaves_s, off_s)
        if stood.pauses:
            fleet.env.process(has_pauses(fleet, vehicle, stood))
        return stood

    def _out_of_energy(self, vehicle: Vehicle, until_s: int) -> Wait:
        """Let a vehicle with limited energy not charge, and nobody count with it, until a time [s]."""
        env, plans, energy = self._fleet.env, self._fleet.plans, vehicle.energy
        assert energy is not None
        energy.break_off(vehicle.index)
        plans.set_range(vehicle.index, -1, holds=False)
        while plans.drives(vehicle.index):
            yield RankedTimeout(env, max(0, int(plans.duty[vehicle.index, f.LEG_END_S]) - int(env.now)))
        plans.set_range(vehicle.index, -1, holds=False)
        yield RankedTimeout(env, max(0, until_s - int(env.now)), AT_ONCE)
        if not vehicle.is_over:
            energy.counts_again(vehicle.index)

    def _back(self, vehicle: int, until_s: int) -> Wait:
        yield RankedTimeout(self._fleet.env, until_s - int(self._fleet.env.now), AT_ONCE)
        if self._fleet.out_until_s.get(vehicle) == until_s:
            del self._fleet.out_until_s[vehicle]
            self._fleet.log.add(until_s, Event.BACK_IN_SERVICE, vehicle)

    def _set_down(self, plan: int, stood: Stood, by: int, then: Callable[[Case], None]) -> Wait:
        """Let people get off where the vehicle stands, as soon as it does; who is there is there, all others: then."""
        fleet, env, plans = self._fleet, self._fleet.env, self._fleet.plans
        while plans.drives(plan) or int(env.now) < stood.at_s:
            at_s = int(plans.duty[plan, f.LEG_END_S]) if plans.drives(plan) else stood.at_s
            yield RankedTimeout(env, max(0, at_s - int(env.now)))
        now_s, vehicle = int(env.now), plans.number(plan)
        node = fleet.roads.node_at(stood.location)
        dwell_s = max(1, *stood.aboard[f.DWELL].tolist())
        fleet.vehicles[plan].stands(max(plans.origin(plan)[1], now_s + dwell_s), now_s + dwell_s)
        there = stood.aboard[f.NODE] == stood.location
        for columns, is_there in zip(stood.aboard.T, there.tolist(), strict=True):
            kind, takes_s = Event.ALIGHTED if is_there else Event.SET_DOWN, max(1, int(columns[f.DWELL]))
            fleet.log.add(now_s, kind, vehicle, node=node, value=takes_s, ride=int(columns[f.REQUEST]))
        yield RankedTimeout(env, dwell_s, AT_ONCE)
        self._stopping.discard(plan)
        fleet.log.add(int(env.now), Event.STOP_ENDED, vehicle, node=node)
        for columns, is_there in zip(stood.aboard.T, there.tolist(), strict=True):
            if is_there:
                fleet.is_over(int(columns[f.REQUEST]), How.CARRIED)
            else:
                then(_case(columns, stood.location, vehicle, by))

    def _serves_until(self, now_s: int) -> int:
        """Return when the last of those shifts ends that have begun by now [s]."""
        return self._roster.serves_until(now_s)


def _case(dropoff: Ride, location: int, vehicle: int, by: int) -> Case:
    """Return what is known of somebody who was on board. dropoff: int32 (fields,), as a column of the plan."""
    due_s = min(int(dropoff[f.LATEST]), int(dropoff[f.RIDE_START]) + int(dropoff[f.MAX_RIDE]))
    pickup = dropoff.copy()
    pickup[f.KIND], pickup[f.NODE], pickup[f.ABSENT] = f.PICKUP, location, 0
    pickup[f.LOAD : f.LOAD + f.LOADS] *= -1
    ride: Ride = dropoff[:, None].repeat(2, axis=1)
    ride[:, 0] = pickup
    return Case(ride, vehicle, by, due_s)
