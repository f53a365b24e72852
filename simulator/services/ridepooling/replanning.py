"""Plans of the whole fleet made better while the day goes on, within every promise."""

from __future__ import annotations

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
from simulator.dispatch.replan import Effort, improve
from simulator.dispatch.turns import serve_in_turn
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.replan.problem import NOBODY, Routes
from simulator.scenario.dispatch_models import ReplanRule
from simulator.services.ridepooling.vehicle import Operation

HOT = 0.003  # what plans may be worse by at first, of the cost of all


class Fit(NamedTuple):
    """Plans before and after one more request fits in; which vehicle takes it, and when it boards and alights [s]."""

    before: FleetProblem
    after: Routes
    vehicle: int
    boarding_s: int
    alighting_s: int


class Replanner:
    """Improves plans by ruin and recreate, and applies what it finds.

    window_s: int32 (rides, 2), the pickup windows promised so far.
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
        self.improves_always = rule.when == "every_request"
        self._weights = weights
        self._log, self._plans = operation.log, operation.plans
        self._roads, self._vehicles = operation.roads, operation.vehicles
        self._effort = Effort(rule.iterations, hot=HOT, polish=0)
        self._random = stream(seed, "replanning")

    def promised(self, ride: int, earliest_s: int, latest_s: int) -> None:
        """Take note of the pickup window that a ride has been promised [s]."""
        if ride >= len(self.window_s):
            more = np.zeros((ride + 1, 2), dtype=np.int32)
            self.window_s = np.concatenate([self.window_s, more])
        self.window_s[ride] = earliest_s, latest_s

    def put_off(self, ride: int, latest_s: int) -> None:
        """Take note that a ride may be picked up later than was promised [s]."""
        self.window_s[ride, 1] = latest_s

    def improve(self, now_s: int) -> None:
        """Make plans cheaper if possible."""
        fleet = self._fleet(now_s)
        problem = fleet_problem(fleet)
        if len(problem.problem.pickup) > 1:
            found = self._search(problem)
            if energy_lasts(fleet, problem, found):
                self.apply(problem, found, now_s)

    def fit_in(self, newcomer: NDArray[np.int32], now_s: int) -> Fit | None:
        """Return plans that serve a request too that asks, changing others; None when it does not fit.

        newcomer: int32 (fields, 2), its pickup and dropoff as columns of a plan.
        """
        fleet = self._fleet(now_s)
        problem = fleet_problem(fleet, newcomer)
        found = self._search(problem)
        number = int(problem.problem.request[problem.columns.shape[1] - 1])
        vehicle = int(found.vehicle[number])
        if vehicle == NOBODY or not energy_lasts(fleet, problem, found):
            return None
        return Fit(problem, found, vehicle, *planned_times(problem, found, number))

    def _fleet(self, now_s: int) -> Fleet:
        plans = self._plans
        drives_s = self._roads.for_plans(now_s).drives_s
        return Fleet(plans.array, plans.vehicles, plans.legs, self.window_s, drives_s, now_s, self._weights)

    def _search(self, problem: FleetProblem) -> Routes:
        found = improve(problem.problem, problem.routes, self._effort, int(self._random.integers(2**62)))
        serve_in_turn(problem, found)
        return found

    def apply(self, before: FleetProblem, after: Routes, now_s: int) -> None:
        """Give every vehicle its new plan, if it has one, and log who is now served by another vehicle."""
        changed = changed_plans(before, after)
        for vehicle, columns in changed:
            if self._plans.replace(vehicle, columns, now_s):
                self._vehicles[vehicle].plan_changed()
        moved = np.flatnonzero((before.routes.vehicle != after.vehicle) & (before.routes.vehicle != NOBODY))
        for number in moved.tolist():
            vehicle, request = (
                int(after.vehicle[number]),
                int(before.columns[f.REQUEST, before.problem.dropoff[number]]),
            )
            boarding_s = self._plans.planned_start(vehicle, request, f.PICKUP)
            self._log.add(now_s, Event.REASSIGNED, self._plans.number(vehicle), ride=request, value=boarding_s)
