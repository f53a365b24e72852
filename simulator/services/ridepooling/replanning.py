"""Plans of the whole fleet made better while the day goes on, within every promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.streams import stream
from simulator.dispatch.fleet_problem import (
    Fleet,
    FleetProblem,
    changed_plans,
    energy_lasts,
    fleet_problem,
    planned_times,
)
from simulator.dispatch.neighbourhood import neighbourhood
from simulator.dispatch.replan import Effort, improve
from simulator.dispatch.turns import serve_in_turn
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.replan.nearness import detours, held_back
from simulator.kernels.replan.problem import NOBODY, Routes
from simulator.scenario.dispatch_models import ReplanRule
from simulator.services.ridepooling.vehicle import Operation

HOT = 0.003  # what plans may be worse by at first, of the cost of all
POLISHED = 3  # the effort after an acceptance is one in so many of that for a request that does not fit in
WIDER = 2  # for which so many times as many plans are looked at


class Fit(NamedTuple):
    """Plans before and after one more request fits in; which vehicle takes it, and when it boards and alights [s].

    numbers: int64 (n,), of the vehicles that these plans are of. vehicle: its number in the fleet.
    """

    numbers: NDArray[np.int64]
    before: FleetProblem
    after: Routes
    vehicle: int
    boarding_s: int
    alighting_s: int


class Replanner:
    """Improves plans by ruin and recreate, and applies what it finds.

    window_s: int32 (rides, 2), the pickup windows promised so far. rests: it takes note of these, and does no more.
    """

    def __init__(
        self,
        operation: Operation,
        rule: ReplanRule,
        weights: NDArray[np.int64],
        seed: int,
        requests: int,
    ) -> None:
        self.window_s: NDArray[np.int32] = np.zeros((requests, 2), dtype=np.int32)
        self._log, self._plans = operation.log, operation.plans
        self._roads, self._vehicles = operation.roads, operation.vehicles
        self._random = stream(seed, "replanning")
        self.change(rule, weights)

    def change(self, rule: ReplanRule, weights: NDArray[np.int64]) -> None:
        """Let plans be made by another rule, and by other weights, from now on."""
        self._weights, self._most = weights, rule.vehicles
        self.improves_always, self.rests = rule.when == "every_request", rule.when == "never"
        self._fit = Effort(rule.iterations, hot=HOT, polish=0, most=30, one_in=2)
        self._polish = Effort(-(-rule.iterations // POLISHED), hot=HOT, polish=0, one_in=2)

    def promised(self, ride: int, earliest_s: int, latest_s: int) -> None:
        """Take note of the pickup window that a ride has been promised [s]."""
        if ride >= len(self.window_s):
            more = np.zeros((ride + 1, 2), dtype=np.int32)
            self.window_s = np.concatenate([self.window_s, more])
        self.window_s[ride] = earliest_s, latest_s

    def put_off(self, ride: int, latest_s: int) -> None:
        """Take note that a ride may be picked up later than was promised [s]."""
        self.window_s[ride, 1] = latest_s

    def improve(self, vehicle: int, ride: int, now_s: int) -> None:
        """Make plans around a ride, which is in the plan of a vehicle, cheaper if possible."""
        fleet = self._fleet(now_s)
        if held_back(fleet.plan, fleet.vehicles, vehicle):
            return
        numbers = self._around(fleet, self._plans.stops_of(vehicle, ride), self._most, vehicle)
        fleet = fleet.of(numbers)
        problem = fleet_problem(fleet)
        if len(problem.problem.pickup) > 1:
            found = self._search(problem, NOBODY)
            if energy_lasts(fleet, problem, found):
                self.apply(numbers, problem, found, now_s)

    def fit_in(self, newcomer: NDArray[np.int32], now_s: int) -> Fit | None:
        """Return plans that serve a request too that asks, changing others; None when it does not fit.

        newcomer: int32 (fields, 2), its pickup and dropoff as columns of a plan.
        """
        fleet = self._fleet(now_s)
        numbers = self._around(fleet, newcomer, WIDER * self._most)
        if not len(numbers):
            return None
        fleet = fleet.of(numbers)
        problem = fleet_problem(fleet, newcomer)
        number = int(problem.problem.request[problem.columns.shape[1] - 1])
        found = self._search(problem, number)
        vehicle = int(found.vehicle[number])
        if vehicle == NOBODY or not energy_lasts(fleet, problem, found):
            return None
        return Fit(numbers, problem, found, int(numbers[vehicle]), *planned_times(problem, found, number))

    @contextmanager
    def on_trial(self) -> Iterator[None]:
        """Let what is searched meanwhile change nothing of what is found later."""
        luck = self._random.bit_generator.state
        yield
        self._random.bit_generator.state = luck

    def _fleet(self, now_s: int) -> Fleet:
        plans = self._plans
        drives_s = self._roads.for_plans(now_s).drives_s
        return Fleet(plans.array, plans.vehicles, plans.legs, self.window_s, drives_s, now_s, self._weights)

    def _around(self, fleet: Fleet, ride: NDArray[np.int32], most: int, own: int = NOBODY) -> NDArray[np.int64]:
        off_s = detours(fleet.plan, fleet.vehicles, self._plans.times, ride, fleet.now_s)
        return neighbourhood(off_s, most, own)

    def _search(self, problem: FleetProblem, focus: int) -> Routes:
        effort = self._polish if focus == NOBODY else self._fit
        seed = int(self._random.integers(2**62))
        found = improve(problem.problem, problem.routes, effort, seed, focus, problem.scratch)
        serve_in_turn(problem, found)
        return found

    def apply(self, numbers: NDArray[np.int64], before: FleetProblem, after: Routes, now_s: int) -> None:
        """Give every vehicle its new plan, if it has one, and log who is now served by another vehicle.

        numbers: int64 (n,), of the vehicles in the fleet.
        """
        changed = changed_plans(before, after)
        for position, columns in changed:
            vehicle = int(numbers[position])
            if self._plans.replace(vehicle, columns, now_s):
                self._vehicles[vehicle].plan_changed()
        moved = np.flatnonzero((before.routes.vehicle != after.vehicle) & (before.routes.vehicle != NOBODY))
        for number in moved.tolist():
            left, vehicle = int(numbers[before.routes.vehicle[number]]), int(numbers[after.vehicle[number]])
            if self._plans.number(left) == self._plans.number(vehicle):
                continue  # the same vehicle comes, on another of its shifts
            request = int(before.columns[f.REQUEST, before.problem.dropoff[number]])
            boarding_s = self._plans.planned_start(vehicle, request, f.PICKUP)
            self._log.add(now_s, Event.REASSIGNED, self._plans.number(vehicle), ride=request, value=boarding_s)
