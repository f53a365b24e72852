"""Rides to which no way leads any more, as soon as that is known: other vehicles take them, or they are cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from simulator.engine.agenda import RankedTimeout, Wait
from simulator.fleet.cut_drives import OnStreet
from simulator.kernels import layout as f
from simulator.network.travel_times import NO_WAY
from simulator.scenario.disruptions.closing import Closing
from simulator.services.ridepooling.caught import Caught
from simulator.services.ridepooling.fallen_promises import NO_DISRUPTION, FallenPromises
from simulator.services.ridepooling.moved_rides import LATER_S
from simulator.services.ridepooling.other_places import Ride
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.vehicle import Operation
from simulator.world.disruptions import Disruption


class LeftOut(NamedTuple):
    """A ride that is in no plan for now, as it was promised; vehicle: number of that it had."""

    ride: Ride
    vehicle: int


class CutOff:
    """Takes out of plans what cannot be any more, before they are timed anew, and finds other vehicles after that.

    A ride is cut off when its drive, or that of its vehicle to it, is counted with as taking an hour more than before,
    or there is none. Who is on board goes on as soon as there is a way; where that takes too long, they get off and are
    stranded. wrong: what happens to roads; of several at one moment the first is the cause. caught: who is on a street
    as it is closed. promises: of plans that are timed anew.
    """

    def __init__(
        self,
        fleet: Operation,
        out: OutOfService,
        caught: Caught,
        promises: FallenPromises,
        wrong: Sequence[Disruption],
    ) -> None:
        self._fleet, self._out, self.caught, self._promises = fleet, out, caught, promises
        self._wrong = wrong
        self._news = {its.known_s: its.number for its in reversed(wrong)}
        self._longest_s = {its.number: cast("Closing", its.config).strand_after_s for its in wrong}
        self._left_out: list[LeftOut] = []

    def cause(self, now_s: int) -> int:
        """Return the number of the disruption that becomes known now, or is there and not known."""
        there = (its.number for its in self._wrong if its.from_s <= now_s < its.known_s)
        return self._news.get(now_s, next(there, NO_DISRUPTION))

    def take_out(self, now_s: int) -> None:
        """Take the rides that are cut off from now on out of all plans, which still count with the times of before."""
        if now_s not in self._news:
            return
        plans, drive_s = self._fleet.plans, self._fleet.roads.for_plans(now_s - 1).drive_s
        for index in list(self._fleet.vehicles):
            for ride in self._rides_cut_off(index, now_s):
                self._left_out.append(LeftOut(plans.as_changes(index, ride), plans.number(index)))
                plans.withdraw(index, ride, now_s, drive_s)

    def find_others(self, now_s: int) -> None:
        """Find places in plans for those that were taken out, in the order in which they were to begin.

        Then those who are on board and have no way left get off.
        """
        self.caught.give_up(now_s)
        left_out, self._left_out = self._left_out, []
        for its in sorted(left_out, key=lambda its: (int(its.ride[f.START, 0]), int(its.ride[f.REQUEST, 0]))):
            self._out.move(its.ride, its.vehicle, self._news[now_s], now_s)
        if now_s in self._news:
            for index in list(self._fleet.vehicles):
                self._leave_behind(index, self._news[now_s], now_s)

    def _leave_behind(self, index: int, by: int, now_s: int) -> None:
        """Let those on board of a vehicle get off who have no way left, as soon as its doors are closed."""
        plans = self._fleet.plans
        if self._out.stops(index) or not plans.rides_aboard(index):
            return
        if plans.is_busy(index) and not plans.drives(index):
            self._fleet.env.process(self._when_closed(index, by))
            return
        waits_at = self.caught.waits_at(index, now_s)
        rides = self._without_way(index, waits_at, by, now_s)
        if rides:
            if waits_at is not None:
                self.caught.turn_off(index, waits_at, by, now_s)
            self._out.leave_behind(index, rides, by, now_s)
            self._promises.time_anew(now_s, index, by=by)

    def _when_closed(self, index: int, by: int) -> Wait:
        env, plans = self._fleet.env, self._fleet.plans
        while plans.is_busy(index) and not plans.drives(index):
            yield RankedTimeout(env, max(0, plans.origin(index)[1] - int(env.now)))
        self._leave_behind(index, by, int(env.now))

    def _without_way(self, index: int, waits_at: OnStreet | None, by: int, now_s: int) -> list[int]:
        """Return the rides on board that take too long from where the vehicle can stop next, by what is known now."""
        plans, roads = self._fleet.plans, self._fleet.roads
        here = self._stops_next(index, now_s) if waits_at is None else waits_at.tail
        found = []
        for ride, where in plans.rides_aboard(index):
            ends = roads.node_at(here), roads.node_at(where)
            takes_s, usual_s = roads.between(*ends, now_s, now_s), roads.states[0].times.between(*ends)
            if takes_s == NO_WAY or takes_s > usual_s + self._longest_s[by]:
                found.append(ride)
        return found

    def _stops_next(self, index: int, now_s: int) -> int:
        """Return where a vehicle can stop next."""
        plans = self._fleet.plans
        if not plans.drives(index):
            return plans.origin(index)[0]
        if plans.duty[index, f.LEG_END] != plans.duty[index, f.BOUND_FOR]:
            return int(plans.duty[index, f.LEG_END])
        return int(plans.junction(index, now_s)[1])

    def _rides_cut_off(self, index: int, now_s: int) -> list[int]:
        """Return the rides of a plan that have not begun and are cut off."""
        plans, found = self._fleet.plans, list[int]()
        count = int(plans.vehicles[f.STOPS, index])
        stops, here = plans.array[:, 1 : count + 1, index], plans.origin(index)[0]
        node = {(int(stop[f.REQUEST]), int(stop[f.KIND])): int(stop[f.NODE]) for stop in stops.T}
        for ride in [ride for ride, kind in node if kind == f.PICKUP]:
            pickup, dropoff = node[ride, f.PICKUP], node[ride, f.DROPOFF]
            far = self._is_far(here, pickup, now_s) or self._is_far(pickup, dropoff, now_s)
            if far and not plans.must_serve_next(index, ride):
                found.append(ride)
        return found

    def _is_far(self, origin: int, destination: int, now_s: int) -> bool:
        """Return whether a drive takes an hour more than plans have counted with until now, or there is none."""
        roads = self._fleet.roads
        before_s, then_s = (roads.for_plans(when_s).drive_s(origin, destination) for when_s in (now_s - 1, now_s))
        return before_s != NO_WAY and (then_s == NO_WAY or then_s > before_s + LATER_S)
