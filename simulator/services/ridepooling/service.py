"""The ridepooling service: a fleet with plans, which takes requests as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.idle import GoWhereSent, IdlePolicy, Surroundings
from simulator.dispatch.policy import Assignment
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.services.protocol import Day, Listener, Ride, Service
from simulator.services.ridepooling.answer import Answers
from simulator.services.ridepooling.book import Booking
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.offers import Offers
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.roads_ahead import RoadsAhead
from simulator.services.ridepooling.start_of_day import plans_in_depots
from simulator.services.ridepooling.vehicle import Rules, Vehicle
from simulator.services.ridepooling.views import Views
from simulator.services.rules import answer_times
from simulator.world.build import World


def begin(day: Day) -> Service:
    """Begin the service: vehicles come on shift, and requests are taken."""
    return Ridepooling(day)


class Ridepooling:
    """A fleet on its shifts, its dispatcher, and what goes with them as the scenario wants it."""

    def __init__(self, day: Day) -> None:
        env, log, world = day.env, day.log, day.world
        scenario, dispatch, roads = world.scenario, world.scenario.dispatch, world.roads
        plans = self._plans = plans_in_depots(world, debug=day.debug)
        limited = bool(world.vehicles["store_kwh"].notna().any())
        energy = self._energy = Energy(env, log, world, plans, day.sites) if limited else None
        rules = Rules(dispatch.diversion, dispatch.wait_at == "previous_stop", _idle_policy(world))
        vehicles = _on_shift(day, plans, rules, energy)
        costs, policy = _costs(world), dispatch.make()
        replanner = None
        if dispatch.replan.when != "never":
            from simulator.services.ridepooling.replanning import Replanner  # not needed on most days, slow to import

            replanner = Replanner(
                log, plans, roads, vehicles, dispatch.replan, costs, scenario.seed, len(world.requests)
            )
        if isinstance(rules.idle, GoWhereSent) and world.forecast is not None:
            from simulator.services.ridepooling.rebalancing import Rebalancing

            Rebalancing(env, plans, roads, vehicles, world.forecast, rules.idle, dispatch.idle.worth_s)
        rides = self._rides = Rides(world)
        views, offers = Views(plans, roads, rides, costs, energy), Offers(world, policy, rides)
        answers = Answers(rides, views, policy, offers, energy_is_limited=limited)
        self._booking = booking = Booking(log, plans, roads, vehicles, rides, views, offers, replanner)
        day.roads.tell(RoadsAhead(log, plans, roads, vehicles, replanner))
        self.every_s: int | None = getattr(policy, "every_s", None)
        self._answer_s = answer_times(world, self.every_s)
        self.retry_every_s = dispatch.retry_every_s
        self.total = self.ended = 0  # who asks here is counted as a traveller
        self.refusal, self.propose, self.offers = rides.refusal, answers.propose, answers.offers
        self.lacks_energy, self.cancel = answers.lacks_energy, booking.cancel
        self._views, self._together = views, answers.propose_together
        self.make_room, self.rearrange = booking.make_room, booking.rearrange

    def answer_s(self, request: int) -> int:
        """Return when a request is answered that is submitted in time [s]."""
        return self._answer_s[request]

    def kept_until_s(self, request: int) -> int:
        """Return until when its notice allows another try for a request [s]."""
        return self._rides.wish_s[request] - self._rides.limits[request].rules.notice_s

    def book(self, request: int, what: Assignment, now_s: int, departure_s: int | None = None) -> Ride:
        """Book a ride that was proposed or offered, maybe for another departure than the one wished for [s]."""
        if departure_s is not None:
            self._rides.fields[request, f.REQ_EARLIEST] = departure_s
        return self._booking.book(request, what, now_s)

    def book_together(
        self, requests: list[int], asked_s: Sequence[int], now_s: int, booked: Callable[[int, Ride], None]
    ) -> None:
        """Book what the policy proposes for requests of one moment; booked is told of each.

        Whose vehicle has changed since the proposal, as another request has been booked, is left out.
        """
        asked = [request for request in requests if self.refusal(request, asked_s[request], now_s) is None]
        proposed = [(answer, self._plans.state_of(answer.vehicle)) for answer in self._together(asked, now_s)]
        for answer, state in proposed:
            self._views.wished(answer.request, now_s)  # the booking needs the drives to its pickups
            if self._plans.state_of(answer.vehicle) == state:
                booked(answer.request, self.book(answer.request, answer, now_s))

    def nobody_comes(self, request: int, vehicle: int) -> None:
        """Take note that nobody will be at the pickup, which no driver knows."""
        self._plans.nobody_comes(vehicle, request)

    def start(self, listener: Listener) -> None:
        """Do nothing: vehicles are on their shifts already, and travellers ask."""

    def close(self) -> None:
        """Write what the vehicles have stored."""
        if self._energy is not None:
            self._energy.close()


def _on_shift(day: Day, plans: Plans, rules: Rules, energy: Energy | None) -> list[Vehicle]:
    """Return the vehicles, each with its process."""
    columns, duties, roads = (
        ("vehicle", "depot_node", "shift_start_s", "shift_end_s"),
        day.world.duties,
        day.world.roads,
    )
    planned_end_s = dict(zip(duties["vehicle"].tolist(), duties["planned_end_s"].tolist(), strict=True))  # of the last
    rows = zip(*(day.world.vehicles[c].tolist() for c in columns), strict=True)
    return [
        Vehicle(
            day.env, day.log, plans, roads, rules, index, int(roads.location[depot]), (start_s, end_s), energy,
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
    rule, roads = world.scenario.dispatch.idle, world.roads
    places = tuple(roads.location[world.waiting_nodes].tolist())
    policy: IdlePolicy = rule.make(Surroundings(rule.after_s, places, roads.drive_s))
    return policy
