"""One vehicle's day as a simpy process: drive, wait, serve, go home."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import NamedTuple

import simpy

from simulator.dispatch.idle import IdlePolicy
from simulator.engine.clock_events import Wait
from simulator.engine.event_log import EventLog
from simulator.fleet.plans import Plans
from simulator.kernels.changes import Outlook
from simulator.kernels.layout import LEG_TIME, PICKUP
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
    """A drive along the fastest path."""

    destination: int
    arrival_s: int
    purpose: LegPurpose


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
        self.node = self._home = times.node_at(depot)
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
        env = self.env
        now = int(env.now)
        while (wake := self._act(now)) is not None:
            self._asleep = True
            # No generator of its own for this: it would double what a day's simulation spends here.
            with contextlib.suppress(simpy.Interrupt):
                yield simpy.Timeout(env, max(0, wake - now))
            self._asleep = False
            now = int(env.now)

    def _act(self, now: int) -> int | None:
        """Do all that is due; return when to think again, or None when the shift is over."""
        if not self._on_shift:
            if now < self.shift_start_s:
                return self.shift_start_s
            self._on_shift = True
            self._record(now, Event.SHIFT_STARTED)
        outlook: Outlook | None = None
        if self.leg is not None:
            if now < self._leg_end[1]:
                return self._leg_end[1]
            outlook = self._arrive(now, self.leg)
        while True:
            count, departure_s, kind, node, request, start_s, drive_s, dwell_s = outlook or self.plans.outlook(
                self.index
            )
            outlook = None
            if self.doors_open and now >= departure_s:
                self.doors_open = False
                self._record(now, Event.STOP_ENDED)
                self.idle_since_s = now
            if count and node == self.location:
                if now >= start_s:
                    self._record(now, Event.BOARDED if kind == PICKUP else Event.ALIGHTED, request, dwell_s)
                    self.doors_open = True
                    outlook = self.plans.serve_first(self.index)
                    continue
                return min(start_s, departure_s) if self.doors_open else start_s
            if count:
                wake = departure_s
                if self.rules.wait_before_driving and not self.at_junction:
                    wake = max(wake, start_s - drive_s)
                if now < wake:
                    return min(wake, departure_s) if self.doors_open else wake
                self._drive(now, node, LegPurpose.SERVE)
            elif self.doors_open:
                return departure_s
            elif now >= self.shift_end_s and self.location == self.depot:
                self._record(now, Event.SHIFT_ENDED)
                return None
            else:
                idle_until = self._idle(now)
                if idle_until is not None:
                    return idle_until
            if self.leg is not None:
                if now < self._leg_end[1]:
                    return self._leg_end[1]
                outlook = self._arrive(now, self.leg)

    def _idle(self, now: int) -> int | None:
        """Drive home or to wait elsewhere when it is time; else return when."""
        home_s = self.times.between(self.node, self._home)
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
        """Leave for a place now."""
        self._record(now, Event.DEPARTED, value=purpose)
        plans, diverts = self.plans, self.rules.diversion
        if self.times.covers_all_nodes:
            arrival_s = plans.set_off_for(self.index, now, destination, self.times.router, can_divert=diverts)
        else:
            way = self.times.leg(self.node, self.times.node_at(destination))
            arrival_s = now + int(way[LEG_TIME, -1])
            plans.set_off(self.index, now, way, can_divert=diverts)
        if purpose != LegPurpose.SERVE and not diverts:
            plans.stand(self.index, destination, arrival_s)
        self.leg, self.at_junction = Leg(destination, arrival_s, purpose), False
        self._leg_end = (destination, arrival_s)

    def _arrive(self, now: int, leg: Leg) -> Outlook | None:
        """Reach the end of the leg, or the junction where it ends early; return what comes next if that is known."""
        self.location, arrived_s = self._leg_end
        self.node = self.times.node_at(self.location)
        self.leg = None
        self.at_junction = self.location != leg.destination
        kind = Event.DIVERTED if self.at_junction else Event.ARRIVED
        self._record(now, kind, value=self.plans.metres_driven(self.index, arrived_s if self.at_junction else None))
        if leg.purpose != LegPurpose.SERVE:
            self.idle_since_s = arrived_s
        return None if self.at_junction else self.plans.arrive(self.index, self.location, arrived_s)

    def _record(self, now: int, kind: Event, request: int = -1, value: int = 0) -> None:
        self.log.add(now, kind, self.index, request, self.node, value)
