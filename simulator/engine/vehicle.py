"""One vehicle's day as a simpy process: drive, wait, serve, go home."""

from __future__ import annotations

from dataclasses import dataclass

import simpy

from simulator.dispatch.idle import IdlePolicy
from simulator.engine.clock_events import Wait, sleep_until
from simulator.engine.event_log import EventLog
from simulator.engine.leg import Leg, make_leg
from simulator.fleet.plans import Plans
from simulator.kernels.layout import MOVING, PICKUP
from simulator.network.travel_times import TravelTimes
from simulator.tables import Event, LegPurpose


@dataclass(frozen=True)
class Rules:
    """How vehicles behave.

    diversion: a vehicle under way may turn off at the next junction. wait_before_driving: it waits where it is and
    leaves just in time for the next stop's window, instead of driving at once and waiting there.
    """

    diversion: bool
    wait_before_driving: bool
    idle: IdlePolicy


class Vehicle:
    """Follows its plan; the plan may change whenever the vehicle waits, or drives and may divert."""

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
        self.node = depot
        self.leg: Leg | None = None
        self.at_junction = False
        self.doors_open = False
        self.idle_since_s = self.shift_start_s
        self._leg_end: tuple[int, int] = (depot, self.shift_start_s)
        self._asleep = False
        self.process = env.process(self._work())

    def locate(self, now_s: int) -> None:
        """Tell the plan where a vehicle under way can turn off; nothing to do while it stands."""
        if self.leg is None or not self.rules.diversion or self._leg_end[0] != self.leg.destination:
            return
        junction, at_s = self.leg.next_junction(now_s)
        if self.plans.stop_count(self.index):
            self.plans.locate(self.index, junction, at_s)
        else:
            self.plans.stand(self.index, junction, at_s)

    def plan_changed(self) -> None:
        """React to a new plan: turn off at the junction when under way, else think again."""
        if self.leg is None:
            if self._asleep:
                self.process.interrupt()
            return
        heads_elsewhere = self.leg.purpose != LegPurpose.SERVE or not self.plans.vehicles[MOVING, self.index]
        if self.rules.diversion and heads_elsewhere and self._leg_end[0] == self.leg.destination:
            self._leg_end = self.plans.origin(self.index)
            if self._asleep:
                self.process.interrupt()

    @property
    def _now(self) -> int:
        return int(self.env.now)

    def _record(self, kind: Event, *, request: int = -1, node: int = -1, value: int = 0) -> None:
        self.log.add(self._now, kind, vehicle=self.index, request=request, node=node, value=value)

    def _sleep_until(self, time_s: int) -> Wait:
        self._asleep = True
        yield from sleep_until(self.env, time_s)
        self._asleep = False

    def _work(self) -> Wait:
        while self._now < self.shift_start_s:
            yield from self._sleep_until(self.shift_start_s)
        self._record(Event.SHIFT_STARTED, node=self.node)
        while True:
            if self.doors_open and self._now >= self._departure_s():
                self.doors_open = False
                self._record(Event.STOP_ENDED, node=self.node)
                self.idle_since_s = self._now
            if self.plans.stop_count(self.index):
                yield from self._towards_first_stop()
            elif self.doors_open:
                yield from self._sleep_until(self._departure_s())
            elif self._now >= self.shift_end_s and self.node == self.depot:
                break
            else:
                yield from self._idle()
        self._record(Event.SHIFT_ENDED, node=self.node)

    def _departure_s(self) -> int:
        return self.plans.origin(self.index)[1]

    def _towards_first_stop(self) -> Wait:
        stop = self.plans.stop(self.index, 1)
        if stop.node == self.node:
            if self._now >= stop.start_s:
                self._serve(stop.kind == PICKUP, stop.request, stop.dwell_s)
                return
            wake = stop.start_s
        else:
            wake = self._departure_s()
            if self.rules.wait_before_driving and not self.at_junction:
                wake = max(wake, stop.start_s - stop.drive_s)
            if self._now >= wake:
                yield from self._drive(stop.node, LegPurpose.SERVE)
                return
        if self.doors_open:
            wake = min(wake, self._departure_s())
        yield from self._sleep_until(wake)

    def _serve(self, boarding: bool, request: int, dwell_s: int) -> None:
        self.plans.serve_first(self.index)
        self.doors_open = True
        self._record(Event.BOARDED if boarding else Event.ALIGHTED, request=request, node=self.node, value=dwell_s)

    def _idle(self) -> Wait:
        go_home_s = self.shift_end_s - int(self.times.seconds[self.node, self.depot])
        if self._now >= go_home_s and self.node != self.depot:
            yield from self._drive(self.depot, LegPurpose.TO_DEPOT)
            return
        wake = self.shift_end_s if self.node == self.depot else go_home_s
        move = self.rules.idle(self.node, self.depot, self.idle_since_s, self._now)
        if move is not None and move[1] < wake:
            target, leave_s = move
            if self._now >= leave_s:
                purpose = LegPurpose.TO_DEPOT if target == self.depot else LegPurpose.REBALANCE
                yield from self._drive(target, purpose)
                return
            wake = leave_s
        yield from self._sleep_until(wake)

    def _drive(self, destination: int, purpose: LegPurpose) -> Wait:
        self._record(Event.DEPARTED, node=self.node, value=purpose)
        leg = make_leg(self.times, self.node, destination, self._now, purpose)
        self.leg, self.at_junction = leg, False
        self._leg_end = (destination, leg.arrival_s)
        if purpose == LegPurpose.SERVE:
            self.plans.set_off(self.index, self._now, can_divert=self.rules.diversion)
        else:
            self.plans.stand(self.index, destination, leg.arrival_s)
        while self._now < self._leg_end[1]:
            yield from self._sleep_until(self._leg_end[1])
        self._arrive(leg)

    def _arrive(self, leg: Leg) -> None:
        self.node, arrived_s = self._leg_end
        self.leg = None
        self.at_junction = self.node != leg.destination
        kind = Event.DIVERTED if self.at_junction else Event.ARRIVED
        self._record(kind, node=self.node, value=leg.metres_until(self.node, arrived_s))
        if not self.at_junction:
            self.plans.arrive(self.index, self.node, arrived_s)
        if leg.purpose != LegPurpose.SERVE:
            self.idle_since_s = arrived_s
