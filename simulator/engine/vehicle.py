"""One vehicle's day as a simpy process: drive, wait, serve, go home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.idle import IdlePolicy
from simulator.engine.clock_events import Wait, sleep_until
from simulator.engine.event_log import EventLog
from simulator.fleet.plans import Plans
from simulator.kernels.layout import LEG_METRES, LEG_TIME, MOVING, PICKUP
from simulator.network.travel_times import TravelTimes
from simulator.tables import Event, LegPurpose

LONGEST_NAP_S = 3600


@dataclass(frozen=True)
class Rules:
    """How vehicles behave.

    diversion: a vehicle under way may turn off at the next junction. wait_before_driving: it waits where it is and
    leaves just in time for the next stop's window, instead of driving at once and waiting there.
    """

    diversion: bool
    wait_before_driving: bool
    idle: IdlePolicy


@dataclass(frozen=True)
class Leg:
    """A drive along the fastest path. offsets_s, metres: int32 (nodes,), from the start to each node of the path."""

    destination: int
    departed_s: int
    purpose: LegPurpose
    offsets_s: NDArray[np.int32]
    metres: NDArray[np.int32]

    @property
    def arrival_s(self) -> int:
        """Return when the last node is reached."""
        return self.departed_s + int(self.offsets_s[-1])

    def metres_until(self, time_s: int) -> int:
        """Return the metres driven until the junction that is reached at a time, or all of them."""
        if time_s >= self.arrival_s:
            return int(self.metres[-1])
        return int(self.metres[np.searchsorted(self.offsets_s, time_s - self.departed_s)])


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
        self._leg_end: tuple[int, int] = (depot, self.shift_start_s)
        self._asleep = False
        self.process = env.process(self._work())

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

    def _record(self, kind: Event, *, request: int = -1, value: int = 0) -> None:
        node = self.times.node_at(self.location)
        self.log.add(self._now, kind, vehicle=self.index, request=request, node=node, value=value)

    def _sleep_until(self, time_s: int) -> Wait:
        self._asleep = True
        yield from sleep_until(self.env, time_s)
        self._asleep = False

    def _work(self) -> Wait:
        while self._now < self.shift_start_s:
            yield from self._sleep_until(self.shift_start_s)
        self._record(Event.SHIFT_STARTED)
        while True:
            if self.doors_open and self._now >= self._departure_s():
                self.doors_open = False
                self._record(Event.STOP_ENDED)
                self.idle_since_s = self._now
            if self.plans.stop_count(self.index):
                yield from self._towards_first_stop()
            elif self.doors_open:
                yield from self._sleep_until(self._departure_s())
            elif self._now >= self.shift_end_s and self.location == self.depot:
                break
            else:
                yield from self._idle()
        self._record(Event.SHIFT_ENDED)

    def _departure_s(self) -> int:
        return self.plans.origin(self.index)[1]

    def _towards_first_stop(self) -> Wait:
        stop = self.plans.stop(self.index, 1)
        if stop.node == self.location:
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
        self._record(Event.BOARDED if boarding else Event.ALIGHTED, request=request, value=dwell_s)

    def _idle(self) -> Wait:
        home_s = self.times.between(self.times.node_at(self.location), self.times.node_at(self.depot))
        go_home_s = self.shift_end_s - home_s
        if self._now >= go_home_s and self.location != self.depot:
            yield from self._drive(self.depot, LegPurpose.TO_DEPOT)
            return
        wake = self.shift_end_s if self.location == self.depot else go_home_s
        move = self.rules.idle(self.location, self.depot, self.idle_since_s, self._now)
        if move is not None and move[1] < wake:
            target, leave_s = move
            if self._now >= leave_s:
                purpose = LegPurpose.TO_DEPOT if target == self.depot else LegPurpose.REBALANCE
                yield from self._drive(target, purpose)
                return
            wake = leave_s
        # A sleep that is broken off stays in simpy's queue until its time: short naps keep the queue short.
        yield from self._sleep_until(min(wake, self._now + LONGEST_NAP_S))

    def _drive(self, destination: int, purpose: LegPurpose) -> Wait:
        self._record(Event.DEPARTED, value=purpose)
        way = self.times.leg(self.times.node_at(self.location), self.times.node_at(destination))
        leg = Leg(destination, self._now, purpose, way[LEG_TIME], way[LEG_METRES])
        self.leg, self.at_junction = leg, False
        self._leg_end = (destination, leg.arrival_s)
        if purpose == LegPurpose.SERVE or self.rules.diversion:
            self.plans.set_off(self.index, self._now, way, can_divert=self.rules.diversion)
        else:
            self.plans.stand(self.index, destination, leg.arrival_s)
        while self._now < self._leg_end[1]:
            yield from self._sleep_until(self._leg_end[1])
        self._arrive(leg)

    def _arrive(self, leg: Leg) -> None:
        self.location, arrived_s = self._leg_end
        self.leg = None
        self.at_junction = self.location != leg.destination
        kind = Event.DIVERTED if self.at_junction else Event.ARRIVED
        self._record(kind, value=leg.metres_until(arrived_s))
        if not self.at_junction:
            self.plans.arrive(self.index, self.location, arrived_s)
        if leg.purpose != LegPurpose.SERVE:
            self.idle_since_s = arrived_s
