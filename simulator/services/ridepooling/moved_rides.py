"""Rides that their vehicle cannot serve any more: others take them, sooner or later, or the operator cancels them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.protocol import How
from simulator.services.ridepooling.other_places import OtherPlaces, Place, Ride
from simulator.services.ridepooling.vehicle import Operation
from simulator.units import HOUR_S

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Replanner

LATER_S = HOUR_S  # than promised, at most; else a ride is cancelled


class MovedRides:
    """Finds other vehicles for rides that have not begun. replanner: is told of new windows; None: there is none."""

    def __init__(self, fleet: Operation, places: OtherPlaces, replanner: Replanner | None) -> None:
        self._fleet, self._places, self._replanner = fleet, places, replanner
        self.let_down: set[int] = set()  # rides that will not be, or have not brought them there

    def move(self, ride: Ride, vehicle: int, by: int, now_s: int) -> bool:
        """Find a place for a ride that is in no plan; return whether there is one. vehicle: number of that it had.

        As promised, where that can be; else no more than ``LATER_S`` later. Else the ride is cancelled.
        """
        number = int(ride[f.REQUEST, 0])
        place = self._places.find(ride, now_s)
        if place is None:
            later = ride.copy()
            later[f.LATEST] = [min(int(latest_s) + LATER_S, f.FOREVER) for latest_s in ride[f.LATEST]]
            place, ride_then = self._places.find(later, now_s, in_a_hurry=True), later
        else:
            ride_then = ride
        if place is None:
            self.cancel(number, vehicle, by, now_s)
            return False
        self._put(ride_then, place, now_s)
        self._tell(number, ride, (vehicle, place.vehicle), by, now_s)
        return True

    def cancel(self, ride: int, vehicle: int, by: int, now_s: int) -> None:
        """Let the operator cancel a ride that has not begun, and is in no plan."""
        self._fleet.log.add(now_s, Event.CANCELLED_BY_OPERATOR, vehicle, ride=ride, value=by)
        self.let_down.add(ride)
        self._fleet.is_over(ride, How.LET_DOWN)

    def _put(self, ride: Ride, place: Place, now_s: int) -> None:
        fleet = self._fleet
        if fleet.plans.put_in(place.vehicle, ride, place.after, place.drive_s, now_s):
            fleet.vehicles[place.vehicle].plan_changed()

    def _tell(self, number: int, was: Ride, vehicles: tuple[int, int], by: int, now_s: int) -> None:
        """Write what a rider is told, and let the plan keep that. was: the ride as promised. vehicles: before, plan."""
        log, plans, (before, vehicle) = self._fleet.log, self._fleet.plans, vehicles
        starts_s = [plans.planned_start(vehicle, number, kind) for kind in (f.PICKUP, f.DROPOFF)]
        promised_s = was[f.LATEST].tolist()
        late_s = max(0, *(start_s - latest_s for start_s, latest_s in zip(starts_s, promised_s, strict=True)))
        latest_s = [max(ends) for ends in zip(starts_s, promised_s, strict=True)]
        plans.promise(vehicle, number, int(was[f.EARLIEST, 0]), latest_s[0])
        plans.promise_dropoff(vehicle, number, latest_s[1])
        if late_s:
            log.add(now_s, Event.PROMISE_BROKEN, before, ride=number, value=late_s)
            log.add(now_s, Event.BROKEN_BY, before, ride=number, value=by)
        if plans.number(vehicle) != before:
            log.add(now_s, Event.REASSIGNED, plans.number(vehicle), ride=number, value=starts_s[0])
        if self._replanner is not None:
            self._replanner.promised(number, int(was[f.EARLIEST, 0]), latest_s[0])
