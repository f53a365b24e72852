"""The ridepooling service: a fleet with plans, which takes requests as they come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.idle import GoWhereSent, IdlePolicy, Surroundings
from simulator.fleet.plans import Plans
from simulator.services.protocol import Day, Service
from simulator.services.ridepooling.absences import Absences, anybody_absent
from simulator.services.ridepooling.booking import Booking
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.offers import Offers, travellers_choose
from simulator.services.ridepooling.start_of_day import plans_in_depots
from simulator.services.ridepooling.vehicle import Rules, Vehicle
from simulator.world.build import World


def begin(day: Day) -> Service:
    """Begin the service: vehicles come on shift, and requests are taken."""
    return Ridepooling(day)


class Ridepooling:
    """A fleet on its shifts, its dispatcher, and what goes with them as the scenario wants it."""

    def __init__(self, day: Day) -> None:
        env, log, world = day.env, day.log, day.world
        dispatch, times = world.scenario.dispatch, world.times
        plans = plans_in_depots(world, debug=day.debug)
        self._energy = Energy(env, log, world, plans, day.sites) if world.vehicles["store_kwh"].notna().any() else None
        rules = Rules(dispatch.diversion, dispatch.wait_at == "previous_stop", _idle_policy(world))
        vehicles = _on_shift(day, plans, rules, self._energy)
        costs = _costs(world)
        replanner = None
        if dispatch.replan.when != "never":
            from simulator.services.ridepooling.replanning import Replanner  # not needed on most days, slow to import

            replanner = Replanner(
                log, plans, times, vehicles, dispatch.replan, costs, world.scenario.seed, len(world.requests)
            )
        policy = dispatch.make()
        offers = Offers(world, policy) if travellers_choose(world) else None
        absences = Absences(env, log, world, plans, vehicles) if anybody_absent(world) else None
        if isinstance(rules.idle, GoWhereSent) and world.forecast is not None:
            from simulator.services.ridepooling.rebalancing import Rebalancing

            Rebalancing(env, plans, times, vehicles, world.forecast, rules.idle, dispatch.idle.worth_s)
        self.total = len(world.requests)
        self._booking = Booking(
            env, log, world, plans, vehicles, policy, costs, replanner, offers, absences, self._energy
        )

    @property
    def ended(self) -> int:
        """Requests that have their last answer."""
        return self._booking.answered

    def join(self, others: Sequence[Service]) -> None:
        """Let travellers who are rejected turn to another service."""
        self._booking.others = others

    def can_ask(self, request: int) -> bool:
        """Return whether a traveller asks for a ride whom the service that was asked first has refused."""
        return self._booking.asks_after_refusal(request)

    def ask(self, request: int) -> None:
        """Ask for a ride now."""
        self._booking.submit(request)

    def close(self) -> None:
        """Write what the vehicles have stored."""
        if self._energy is not None:
            self._energy.close()


def _on_shift(day: Day, plans: Plans, rules: Rules, energy: Energy | None) -> list[Vehicle]:
    """Return the vehicles, each with its process."""
    columns, duties, times = (
        ("vehicle", "depot_node", "shift_start_s", "shift_end_s"),
        day.world.duties,
        day.world.times,
    )
    planned_end_s = dict(zip(duties["vehicle"].tolist(), duties["planned_end_s"].tolist(), strict=True))  # of the last
    rows = zip(*(day.world.vehicles[c].tolist() for c in columns), strict=True)
    return [
        Vehicle(
            day.env, day.log, plans, times, rules, index, int(times.location[depot]), (start_s, end_s), energy,
            planned_end_s.get(index),
        )
        for index, depot, start_s, end_s in rows
    ]  # fmt: skip


def _costs(world: World) -> NDArray[np.int64]:
    """Return the weights of the dispatcher's cost in thousandths: vehicle time, wait, ride, walk."""
    weights = world.scenario.dispatch.weights
    thousandths = [round(1000 * w) for w in (weights.vehicle_time, weights.wait, weights.ride, weights.walk)]
    return np.array(thousandths, dtype=np.int64)


def _idle_policy(world: World) -> IdlePolicy:
    """Return what vehicles do that have nothing to do."""
    rule, times = world.scenario.dispatch.idle, world.times
    places = tuple(times.location[world.waiting_nodes].tolist())
    policy: IdlePolicy = rule.make(Surroundings(rule.after_s, places, times.drive_s))
    return policy
