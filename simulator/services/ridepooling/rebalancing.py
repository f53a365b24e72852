"""Vehicles without orders sent to where requests are expected, every so often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.demand.forecast import NO_ZONE, Forecast
from simulator.dispatch.idle import GoWhereSent
from simulator.dispatch.rebalance import Supply, choose_zones
from simulator.engine.agenda import RankedTimeout, Wait
from simulator.kernels import layout as f
from simulator.kernels.times import NEVER
from simulator.network.travel_times import NO_WAY, TravelTimes
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.vehicle import Operation
from simulator.world.outages import Outages, out_at


class Rebalancing:
    """Looks at the fleet at the beginning of each period of a forecast and sends idle vehicles."""

    def __init__(
        self,
        fleet: Operation,
        roster: Roster,
        forecast: Forecast,
        orders: GoWhereSent,
        worth_s: int,
        outages: Outages = (),
    ) -> None:
        self.env, self._outages = fleet.env, outages
        self._plans, self._roads, self._vehicles = fleet.plans, fleet.roads, fleet.vehicles
        self._forecast, self._orders, self._worth_s = forecast, orders, worth_s
        self._roster = roster
        self.is_over = False  # nobody is sent any more
        if len(fleet.vehicles) and len(forecast.node):
            fleet.env.process(self._work())

    def _work(self) -> Wait:
        every, end_s = self._forecast.period_s, self._roster.ends_s
        next_s = -(-max(self._roster.begins_s, int(self.env.now)) // every) * every
        while next_s < end_s:
            yield RankedTimeout(self.env, next_s - int(self.env.now))
            if self.is_over:
                return
            if out_at(self._outages, next_s) is None:
                self._send(next_s)
            next_s += every

    def _send(self, now: int) -> None:
        """Tell idle vehicles where to go; those that are to stay hear nothing."""
        on_shift = np.zeros(self._roster.plans, dtype=np.bool_)
        on_shift[[plan for plan, one in self._vehicles.items() if one.shift_start_s <= now < one.shift_end_s]] = True
        nothing_ahead = on_shift & (self._plans.vehicles[f.STOPS] == 0)
        standing = (self._plans.duty[:, f.DRIVING] == 0) & (self._plans.duty[:, f.DOORS_OPEN] == 0)
        idle = np.flatnonzero(nothing_ahead & standing)
        if not len(idle):
            return
        here = self._plans.array[f.NODE, 0, idle].tolist()
        target = self._roads.location[self._forecast.node]
        times = self._roads.for_plans(now)
        drive_s = np.array([[_drive_s(times, node, place) for place in target.tolist()] for node in here])
        supply = Supply(self._zones(here), self._others(np.flatnonzero(on_shift), idle, now))
        zones = choose_zones(supply, self._forecast.coming(now), drive_s, self._worth_s)
        for vehicle, was, zone in zip(idle.tolist(), supply.idle.tolist(), zones.tolist(), strict=True):
            if zone not in (was, NO_ZONE):
                self._orders.sent[vehicle] = int(target[zone]), now
                self._vehicles[vehicle].plan_changed()

    def _others(self, on_shift: NDArray[np.int64], idle: NDArray[np.int64], now: int) -> NDArray[np.int64]:
        """Return how many vehicles of each zone are there anyway: on their way, or done there within the period."""
        there = np.zeros(len(self._forecast.node), dtype=np.int64)
        plan, until = self._plans.array, now + self._forecast.period_s
        for vehicle in np.setdiff1d(on_shift, idle).tolist():
            last = self._plans.stop_count(vehicle)
            place = int(plan[f.NODE, last, vehicle])
            if last == 0 and self._plans.duty[vehicle, f.DRIVING] == 1:
                place = int(self._plans.duty[vehicle, f.BOUND_FOR])
            elif plan[f.DEPARTURE, last, vehicle] > until:
                continue
            zone = self._zones([place])[0]
            if zone != NO_ZONE:
                there[zone] += 1
        return there

    def _zones(self, locations: list[int]) -> NDArray[np.int64]:
        nodes = [self._roads.node_at(location) for location in locations]
        return self._forecast.zone_of[nodes].astype(np.int64)


def _drive_s(times: TravelTimes, origin: int, destination: int) -> int:
    time_s = times.drive_s(origin, destination)
    return NEVER if time_s == NO_WAY else time_s
