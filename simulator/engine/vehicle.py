"""One vehicle's day as a simpy process: drive, wait, serve, go home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.idle import IdlePolicy
from simulator.engine.clock_events import Wait, sleep_until
from simulator.engine.event_log import EventLog
from simulator.fleet.plans import Plans, Stop
from simulator.kernels.layout import LEG_METRES, LEG_TIME, PICKUP
from simulator.network.travel_times import TravelTimes
from simulator.tables import Event, LegPurpose

LONGEST_NAP_S = 6 * 3600


@dataclass(frozen=True)
class Rules:
    """How vehicles behave.

    diversion: a vehicle under way may turn off at the next junction. wait_before_driving: it waits where it is and
    leaves just in time for the next stop's window, instead of driving at once and waiting there.
    """

    diversion: bool
    wait_before_driving: bool
    idle: IdlePolicy


class Leg(NamedTuple):
    """A drive along the fastest path. way: int32 (fields of a leg, nodes), times since departure."""

    destination: int
    departed_s: int
    arrival_s: int
    purpose: LegPurpose
    way: NDArray[np.int32]

    def metres_until(self, time_s: int) -> int:
        """Return the metres driven until the junction that is reached at a time, or all of them."""
        if time_s >= self.arrival_s:
            return int(self.way[LEG_METRES, -1])
        return int(self.way[LEG_METRES, np.searchsorted(self.way[LEG_TIME], time_s - self.departed_s)])


class Vehicle:
    """Follows its plan; the plan may change whenever the vehicle waits, or drives and may divert.

    Its location is a place of the travel-time table, or the complement of a node that is none, as in plans.
    """

    def __init__(
        self,
        env: simpy.Environment,
        log: EventLog,
        plans: Plans,
        times: TravelTimes,
        rules: Rules,
        index: int,
        depot: int,
        shift: tuple[int, int],
    ) -> None:
        self.env = env
        self.log = log
        self.plans = plans
        self.times = times
        self.rules = rules
        self.index = index
        self.depot = depot
        self.shift_start_s, self.shift_end_s = shift
        self.location = depot
        self.leg: Leg | None = None
        self.at_junction = False
        self.doors_open = False
        self.idle_since_s = self.shift_start_s
        self._on_shift = False
        self._leg_end: tuple[int, int] = (depot, self.shift_start_s)
        self._asleep = False
        self.process = env.process(self._work())

    def plan_changed(self) -> None:
        """React to a new plan: turn off at the junction when under way, else think again."""
        if self.leg is None:
            if self._asleep:
                self.process.interrupt()
            return
        heads_elsewhere = self.leg.purpose != LegPurpose.SERVE or not self.plans.is_moving(self.index)
        if self.rules.diversion and heads_elsewhere and self._leg_end[0] == self.leg.destination:
            self._leg_end = self.plans.origin(self.index)
            if self._asleep:
                self.process.interrupt()

    def _work(self) -> Wait:
        now = int(self.env.now)
        while (wake := self._act(now)) is not None:
            self._asleep = True
            yield from sleep_until(self.env, wake)
            self._asleep = False
            now = int(self.env.now)

    def _act(self, now: int) -> int | None:
        """Do all that is due; return when to think again, or None when the shift is over."""
        if not self._on_shift:
            if now < self.shift_start_s:
                return self.shift_start_s
            self._on_shift = True
            self._record(now, Event.SHIFT_STARTED)
        wake: int | None = None
        while wake is None:
            if self.leg is not None:
                if now < self._leg_end[1]:
                    return self._leg_end[1]
                self._arrive(now, self.leg)
            count, departure_s, stop = self.plans.outlook(self.index)
            if self.doors_open and now >= departure_s:
                self.doors_open = False
                self._record(now, Event.STOP_ENDED)
                self.idle_since_s = now
            if count:
                wake = self._towards(now, stop, departure_s)
            elif self.doors_open:
                wake = departure_s
            elif now >= self.shift_end_s and self.location == self.depot:
                self._record(now, Event.SHIFT_ENDED)
                return None
            else:
                wake = self._idle(now)
        return wake

    def _towards(self, now: int, stop: Stop, departure_s: int) -> int | None:
        """Serve the first stop, or drive there, when it is time; else return when."""
        if stop.node == self.location:
            if now >= stop.start_s:
                self._serve(now, stop)
                return None
            wake = stop.start_s
        else:
            wake = departure_s
            if self.rules.wait_before_driving and not self.at_junction:
                wake = max(wake, stop.start_s - stop.drive_s)
            if now >= wake:
                self._drive(now, stop.node, LegPurpose.SERVE)
                return None
        return min(wake, departure_s) if self.doors_open else wake

    def _serve(self, now: int, stop: Stop) -> None:
        self.plans.serve_first(self.index)
        self.doors_open = True
        kind = Event.BOARDED if stop.kind == PICKUP else Event.ALIGHTED
        self._record(now, kind, stop.request, stop.dwell_s)

    def _idle(self, now: int) -> int | None:
        """Drive home or to wait elsewhere when it is time; else return when."""
        home_s = self.times.between(self.times.node_at(self.location), self.times.node_at(self.depot))
        go_home_s = self.shift_end_s - home_s
        if now >= go_home_s and self.location != self.depot:
            self._drive(now, self.depot, LegPurpose.TO_DEPOT)
            return None
        wake = self.shift_end_s if self.location == self.depot else go_home_s
        move = self.rules.idle(self.location, self.depot, self.idle_since_s, now)
        if move is not None and move[1] < wake:
            target, leave_s = move
            if now >= leave_s:
                self._drive(now, target, LegPurpose.TO_DEPOT if target == self.depot else LegPurpose.REBALANCE)
                return None
            wake = leave_s
        # A sleep that is broken off stays in simpy's queue until its time: short naps keep the queue short.
        return min(wake, now + LONGEST_NAP_S)

    def _drive(self, now: int, destination: int, purpose: LegPurpose) -> None:
        self._record(now, Event.DEPARTED, value=purpose)
        way = self.times.leg(self.times.node_at(self.location), self.times.node_at(destination))
        leg = Leg(destination, now, now + int(way[LEG_TIME, -1]), purpose, way)
        self.leg, self.at_junction = leg, False
        self._leg_end = (destination, leg.arrival_s)
        if purpose == LegPurpose.SERVE or self.rules.diversion:
            self.plans.set_off(self.index, now, way, can_divert=self.rules.diversion)
        else:
            self.plans.stand(self.index, destination, leg.arrival_s)

    def _arrive(self, now: int, leg: Leg) -> None:
        self.location, arrived_s = self._leg_end
        self.leg = None
        self.at_junction = self.location != leg.destination
        kind = Event.DIVERTED if self.at_junction else Event.ARRIVED
        self._record(now, kind, value=leg.metres_until(arrived_s))
        if not self.at_junction:
            self.plans.arrive(self.index, self.location, arrived_s)
        if leg.purpose != LegPurpose.SERVE:
            self.idle_since_s = arrived_s

    def _record(self, now: int, kind: Event, request: int = -1, value: int = 0) -> None:
        self.log.add(now, kind, self.index, request, self.times.node_at(self.location), value)
