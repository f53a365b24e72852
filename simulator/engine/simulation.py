"""Run one scenario's days in simpy and return the event log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import simpy

from simulator.dispatch.idle import GoWhereSent, IdlePolicy, NearestWaitingPlace, ReturnToDepot, Stay
from simulator.dispatch.policy import make_policy
from simulator.engine.absences import Absences, anybody_absent
from simulator.engine.booking import Booking
from simulator.engine.charging import ChargingSites
from simulator.engine.energy import Energy
from simulator.engine.event_log import EventLog
from simulator.engine.offers import Offers, travellers_choose
from simulator.engine.start_of_day import plans_in_depots
from simulator.engine.vehicle import Rules, Vehicle
from simulator.world.build import World

if TYPE_CHECKING:
    from simulator.engine.carsharing import CarSharing

Progress = Callable[[int, int], None]
LONGEST_CHARGING_S = 100 * 24 * 3600  # after the day: at a plug without power vehicles would charge for ever


def simulate(world: World, *, debug: bool = False, progress: Progress = lambda done, total: None) -> pd.DataFrame:
    """Simulate until every request has ended and every vehicle is home; return the event log.

    ``debug`` re-checks all invariants of a plan whenever it changes. ``progress`` gets (requests answered, requests)
    now and then. The columns of the log are those of ``tables.EVENT_DTYPES``.
    """
    scenario, dispatch = world.scenario, world.scenario.dispatch
    begins_s = 0 if world.carsharing is None else world.carsharing.begins_s
    env = simpy.Environment(initial_time=min(begins_s, *world.requests["submitted_s"].tolist(), 0))
    log = EventLog()
    times = world.times
    plans = plans_in_depots(world, debug=debug)
    sites = ChargingSites(env, log, world.sites)
    energy = Energy(env, log, world, plans, sites) if world.vehicles["store_kwh"].notna().any() else None
    rules = Rules(
        diversion=dispatch.diversion,
        wait_before_driving=dispatch.wait_at == "previous_stop",
        idle=_idle_policy(world),
    )
    columns = ("vehicle", "depot_node", "shift_start_s", "shift_end_s")
    duties = world.duties
    planned_end_s = dict(zip(duties["vehicle"].tolist(), duties["planned_end_s"].tolist(), strict=True))  # of the last
    vehicles = [
        Vehicle(
            env, log, plans, times, rules, index, int(times.location[depot]), (start_s, end_s), energy,
            planned_end_s.get(index),
        )
        for index, depot, start_s, end_s in zip(*(world.vehicles[c].tolist() for c in columns), strict=True)
    ]  # fmt: skip
    weights = dispatch.weights
    thousandths = [round(1000 * w) for w in (weights.vehicle_time, weights.wait, weights.ride, weights.walk)]
    costs = np.array(thousandths, dtype=np.int64)
    replanner = None
    if dispatch.replan.when != "never":
        from simulator.engine.replanning import Replanner  # not needed on most days, and slow to import

        replanner = Replanner(log, plans, times, vehicles, dispatch.replan, costs, scenario.seed, len(world.requests))
    policy = make_policy(dispatch.policy)
    offers = Offers(world, policy) if travellers_choose(world) else None
    absences = Absences(env, log, world, plans, vehicles) if anybody_absent(world) else None
    if isinstance(rules.idle, GoWhereSent) and world.forecast is not None:
        from simulator.engine.rebalancing import Rebalancing

        Rebalancing(env, plans, times, vehicles, world.forecast, rules.idle, dispatch.idle.worth_s)
    booking = Booking(env, log, world, plans, vehicles, policy, costs, replanner, offers, absences, energy)
    shared = None
    if world.carsharing is not None:
        from simulator.engine.carsharing import CarSharing

        shared = CarSharing(env, log, world.carsharing, times, sites, booking.ask_after_refusal)
        booking.other_service = shared
    _run(env, booking, shared, world, progress)
    if shared is not None:
        shared.cars.close()
    if energy is not None:
        energy.close()
    return log.to_frame()


def _idle_policy(world: World) -> IdlePolicy:
    """Return what vehicles do that have nothing to do."""
    rule, times = world.scenario.dispatch.idle, world.times
    if rule.policy == "depot":
        return ReturnToDepot(rule.after_s)
    if rule.policy == "waiting_place":
        places = tuple(times.location[world.waiting_nodes].tolist())
        return NearestWaitingPlace(places, times.drive_s, rule.after_s)
    if rule.policy == "expected_demand":
        return GoWhereSent()
    return Stay()


def _run(env: simpy.Environment, booking: Booking, shared: CarSharing | None, world: World, progress: Progress) -> None:
    total = len(world.requests)
    if shared is not None:
        total += len(shared.world.bookings)
    report_every = max(1, total // 200)
    reported = 0
    until_s = _last_s(world) + LONGEST_CHARGING_S
    while env.peek() <= until_s:
        env.step()
        answered = booking.answered if shared is None else booking.answered + shared.ended
        if answered >= reported + report_every:
            reported = answered
            progress(reported, total)
    progress(total, total)


def _last_s(world: World) -> int:
    """Return when the last shift ends, the last traveller leaves, or the last car is brought back [s]."""
    moments: list[int] = [0, *world.vehicles["shift_end_s"].tolist(), *world.requests["earliest_departure_s"].tolist()]
    if world.carsharing is not None:
        moments += world.carsharing.bookings["actual_end_s"].tolist()
    return max(moments)
