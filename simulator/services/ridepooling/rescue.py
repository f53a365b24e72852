"""Riders whose vehicle is out of service on their way: another one fetches them where they stand, or nobody does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.protocol import How
from simulator.services.ridepooling.other_places import OtherPlaces, Ride
from simulator.services.ridepooling.vehicle import Operation
from simulator.tables import NO_TIME
from simulator.units import MINUTE_S

AGAIN_S = 5 * MINUTE_S  # as long as no vehicle can come, it is tried again so often
MARGIN_S = 10 * MINUTE_S  # a rescue that is planned comes no more than so much later


class Case(NamedTuple):
    """Somebody who stands where a vehicle broke down. ride: as it was promised, its pickup where they stand now.

    vehicle: number of that which broke down. due_s: when they were to get off at the latest, as promised [s].
    """

    ride: Ride
    vehicle: int
    by: int
    due_s: int


class Rescue:
    """Fetches who was set down.

    serves_until: when the service ends for the day, as of a time [s]. let_down: see ``MovedRides``.
    """

    def __init__(
        self, fleet: Operation, places: OtherPlaces, serves_until: Callable[[int], int], let_down: set[int]
    ) -> None:
        self._fleet, self._places, self._serves_until, self._let_down = fleet, places, serves_until, let_down
        self._cases: dict[int, Case] = {}  # of all who were ever set down
        self._open: set[int] = set()  # who stand there, and nobody is to fetch them yet

    def fetch(self, case: Case) -> None:
        """Let somebody be fetched who has just got off."""
        ride = int(case.ride[f.REQUEST, 0])
        self._cases[ride] = case
        self._open.add(ride)
        self._fleet.env.process(self._wait(ride))

    def again(self, ride: int) -> bool:
        """Let somebody be fetched whose rescue has fallen through; return whether anybody was to rescue them."""
        if ride not in self._cases:
            return False
        self._open.add(ride)
        self._fleet.env.process(self._wait(ride))
        return True

    def ends_s(self, ride: int) -> int:
        """Return when somebody who waits is to have been fetched at the latest [s], NO_TIME for who does not wait."""
        return self._serves_until(int(self._fleet.env.now)) if ride in self._open else NO_TIME

    def tell_end(self, ride: int) -> None:
        """Let it be told when the ride of somebody who waits ends."""
        self._cases[ride].ride[f.ABSENT, 1] = 1

    def _wait(self, ride: int) -> Wait:
        env = self._fleet.env
        while True:
            now_s = int(env.now)
            until_s = self._serves_until(now_s)
            if self._is_planned(self._cases[ride], now_s, until_s):
                return
            if now_s >= until_s:
                self.give_up(self._cases[ride], now_s)
                return
            yield RankedTimeout(env, min(AGAIN_S, until_s - now_s))

    def _is_planned(self, case: Case, now_s: int, until_s: int) -> bool:
        """Put a rescue into the plan with which everybody loses least time; return whether there is one."""
        fleet, plans = self._fleet, self._fleet.plans
        ride, number = case.ride.copy(), int(case.ride[f.REQUEST, 0])
        ride[f.EARLIEST], ride[f.LATEST] = now_s, (until_s, f.FOREVER)
        ride[f.MAX_RIDE] = f.FOREVER
        place = self._places.find(ride, now_s, in_a_hurry=True)
        if place is None:
            return False
        vehicle = place.vehicle
        if plans.put_in(vehicle, ride, place.after, place.drive_s, now_s):
            fleet.vehicles[vehicle].plan_changed()
        boards_s, gets_off_s = (plans.planned_start(vehicle, number, kind) for kind in (f.PICKUP, f.DROPOFF))
        plans.promise(vehicle, number, now_s, boards_s + MARGIN_S)
        plans.promise_dropoff(vehicle, number, max(gets_off_s, case.due_s))
        self._open.discard(number)
        node = fleet.roads.node_at(int(ride[f.NODE, 0]))
        fleet.log.add(now_s, Event.RESCUE_PLANNED, plans.number(vehicle), node=node, value=boards_s, ride=number)
        if gets_off_s > case.due_s:
            self._cases[number] = case._replace(due_s=gets_off_s)
            late_s, comes = gets_off_s - case.due_s, plans.number(vehicle)
            fleet.log.add(now_s, Event.PROMISE_BROKEN, comes, ride=number, value=late_s)
            fleet.log.add(now_s, Event.BROKEN_BY, comes, ride=number, value=case.by)
        return True

    def give_up(self, case: Case, now_s: int) -> None:
        """Let somebody who was set down be stranded there: nobody comes for them."""
        ride = int(case.ride[f.REQUEST, 0])
        node = self._fleet.roads.node_at(int(case.ride[f.NODE, 0]))
        self._fleet.log.add(now_s, Event.LEFT_STRANDED, case.vehicle, node=node, value=case.by, ride=ride)
        self._open.discard(ride)
        self._let_down.add(ride)
        self._fleet.is_over(ride, How.LET_DOWN)
