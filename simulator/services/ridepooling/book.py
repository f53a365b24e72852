"""From a proposal to a promise: plans change, and the log tells what riders were told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Terms
from simulator.kernels.gaps import is_no_ride
from simulator.services.protocol import Attempt, Booked, Offer
from simulator.services.ridepooling.offers import Offers, Proposal
from simulator.services.ridepooling.request_arrays import newcomer_columns
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.vehicle import Operation
from simulator.services.ridepooling.views import Views
from simulator.tables import NO_TIME

if TYPE_CHECKING:
    from simulator.services.ridepooling.replanning import Fit, Replanner

ROWS_OF_ACCEPTANCE = 4
REPLANNED_PAIRS = 4  # of stops, tried for a request that fits nowhere


class Rearranged(NamedTuple):
    """Other plans with which a ride fits in, found at now_s; ready_s: when the rider is at the pickup [s].

    nodes: pickup and dropoff. version: changes of all plans until then.
    """

    found: Fit
    ready_s: int
    nodes: tuple[int, int]
    now_s: int
    version: int
    behind: None = None  # as in ``Proposal``


class Booking:
    """Puts rides into plans and makes promises."""

    def __init__(
        self,
        fleet: Operation,
        rides: Rides,
        views: Views,
        offers: Offers,
        replanner: Replanner | None = None,
    ) -> None:
        self._log, self._plans, self._roads, self._vehicles = fleet.log, fleet.plans, fleet.roads, fleet.vehicles
        self._rides, self._views, self._offers = rides, views, offers
        self._replanner = replanner
        self._just_rearranged = False
        self.number_as: int | None = None  # for who asks without having a number; None: that of the request
        self._newest = (0, 0)  # vehicle and ride that was last put into its plan

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Accept an offer that is good. ride: its number, which plans and log have."""
        attempt, what = offer.attempt, offer.what
        rides, row = self._rides, self._rides.row_of(attempt)
        if offer.shift_s:
            self._log.add(now_s, Event.AGREED, request=attempt.request, value=offer.departure_s)
        self._just_rearranged = isinstance(what, Rearranged)
        if self._just_rearranged:
            rides.make_ready(row, attempt.asked_s, now_s)
            return self._rearrange_for(ride, what, now_s)
        rides.make_ready_as_offered(row, attempt.asked_s, now_s, what.departure_s, relaxed=what.relaxed)
        return self._insert(ride, row, what.answer, now_s)

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether the plans that offers depend on are as they were, and no two disturb each other."""
        rides = [offer.what for offer in offers]
        if len(rides) == 1:
            return rides[0].behind is None and self._is_good(rides[0], now_s)
        return _go_together(rides) and all(self._is_good(what, now_s) for what in rides)

    def _is_good(self, what: Proposal | Rearranged, now_s: int) -> bool:
        if what.now_s != now_s:
            return False
        if isinstance(what, Rearranged):
            return what.version == self._plans.versions()
        return what.version == self._plans.version(what.answer.vehicle)

    def rearranged(self, attempt: Attempt, now_s: int) -> Offer | None:
        """Return the ride with the least walk for which other plans can change, if that is allowed."""
        if self._replanner is None or self._replanner.rests:
            return None
        request, fields = attempt.request, self._rides.fields[attempt.request]
        self._rides.restore(request)
        number = request if self.number_as is None else self.number_as
        for pickup, dropoff in self._nearest_pairs(request):
            found = self._replanner.fit_in(newcomer_columns(number, fields, pickup, dropoff), now_s)
            if found is None:
                continue
            ready_s = int(fields[f.REQ_EARLIEST]) + int(pickup[f.OPTION_WALK])
            walk_s, node = int(pickup[f.OPTION_WALK] + dropoff[f.OPTION_WALK]), self._rides.node_of(pickup)
            what = Rearranged(found, ready_s, (node, self._rides.node_of(dropoff)), now_s, self._plans.versions())
            times_s = found.boarding_s, found.alighting_s
            return self._offers.rearranged(attempt, what, found.vehicle, times_s, ready_s, walk_s, node)
        return None

    def rearrange(self, now_s: int) -> None:
        """Make plans better for all, if they are improved all day and have not just been made anew."""
        if self._replanner is not None and self._replanner.improves_always and not self._just_rearranged:
            self._replanner.improve(*self._newest, now_s)

    def _insert(self, ride: int, row: int, answer: Assignment, now_s: int) -> Booked:
        """Put a ride into a plan where the policy has proposed it. row: of what is asked for."""
        _, vehicle, pickup_index, dropoff_index, _, pickup_option, dropoff_option = answer
        rides, limits = self._rides, self._rides.limits[row]
        self._log.reserve(ROWS_OF_ACCEPTANCE)
        first_drive_s = self._views.first_drive_s(row, pickup_option, vehicle, now_s)
        slots = (vehicle, pickup_index, dropoff_index, pickup_option, dropoff_option, first_drive_s)
        terms = Terms(limits.max_wait_s, limits.before_s, limits.after_s, rides.max_ride_s[row])
        boarding_s, must_think = self._plans.accept(
            self._log.rows, ride, rides.fields[row], rides.options_of(row), slots, terms, now_s
        )
        if must_think:
            self._vehicles[vehicle].plan_changed()
        self._newest = vehicle, ride
        if self._replanner is not None:
            self._replanner.promised(ride, *self._log.last_values(2).tolist())
        self._promise_dropoff(ride, row, vehicle, now_s)
        return Booked(self._plans.number(vehicle), boarding_s)

    def _rearrange_for(self, request: int, what: Rearranged, now_s: int) -> Booked:
        """Let plans be others, so that a ride fits in."""
        assert self._replanner is not None
        found = what.found
        self._replanner.apply(found.numbers, found.before, found.after, now_s)
        boarding_s = self._plans.planned_start(found.vehicle, request, f.PICKUP)
        self._promise(request, found.vehicle, boarding_s, what.ready_s, what.nodes, now_s)
        return Booked(self._plans.number(found.vehicle), boarding_s)

    def cancel(self, request: int, now_s: int) -> bool:
        """Take a ride out of its plan; return whether it is: when the vehicle cannot turn off, nobody comes instead."""
        plans = self._plans
        vehicle = plans.vehicle_awaited(request)
        if vehicle is None:
            return False
        if plans.must_serve_next(vehicle, request):
            plans.nobody_comes(vehicle, request)
            return False
        notice_s = plans.planned_start(vehicle, request, f.PICKUP) - now_s
        self._log.add(now_s, Event.CANCELLED, plans.number(vehicle), ride=request, value=notice_s)
        if plans.withdraw(vehicle, request, now_s, self._roads.for_plans(now_s).drive_s):
            self._vehicles[vehicle].plan_changed()
        return True

    def _promise(
        self, request: int, vehicle: int, boarding_s: int, ready_s: int, nodes: tuple[int, int], now_s: int
    ) -> None:
        """Promise a pickup window to a rider for whom other plans were changed."""
        limits, plans = self._rides.limits[request], self._plans
        earliest_s = max(ready_s, boarding_s - limits.before_s)
        latest_s = min(max(boarding_s, ready_s + limits.max_wait_s), boarding_s + limits.after_s)
        plans.promise(vehicle, request, earliest_s, latest_s)
        assert self._replanner is not None
        self._replanner.promised(request, earliest_s, latest_s)
        alighting_s = plans.planned_start(vehicle, request, f.DROPOFF)
        number = plans.number(vehicle)
        self._log.add(now_s, Event.ACCEPTED, number, node=nodes[0], value=boarding_s, ride=request)
        self._log.add(now_s, Event.PLANNED_DROPOFF, number, node=nodes[1], value=alighting_s, ride=request)
        self._log.add(now_s, Event.PROMISED_EARLIEST, number, ride=request, value=earliest_s)
        self._log.add(now_s, Event.PROMISED_LATEST, number, ride=request, value=latest_s)
        self._promise_dropoff(request, request, vehicle, now_s)

    def _promise_dropoff(self, request: int, row: int, vehicle: int, now_s: int) -> None:
        """Promise a dropoff to whom it matters."""
        rides = self._rides
        after_s, travels_long = rides.limits[row].dropoff_after_s, rides.max_travel_s[row] == f.FOREVER
        if rides.latest_arrival_s[row] == NO_TIME and after_s == f.FOREVER and travels_long:
            return
        if not travels_long and rides.is_relaxed(row):
            after_s = 0  # what is offered becomes the limit
        latest_s = self._plans.planned_start(vehicle, request, f.DROPOFF) + after_s
        latest_s = min(latest_s, self._plans.latest_start(vehicle, request, f.DROPOFF))
        self._plans.promise_dropoff(vehicle, request, latest_s)
        self._log.add(now_s, Event.PROMISED_DROPOFF, self._plans.number(vehicle), ride=request, value=latest_s)

    def _nearest_pairs(self, request: int) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """Return pairs of pickup and dropoff options with the shortest walks."""
        mine = self._rides.options_of(request)
        pickups = int(self._rides.fields[request, f.REQ_PICKUPS])
        pairs = [
            (pickup, mine[other])
            for pickup in mine[:pickups]
            for other in range(pickups, len(mine))
            if not is_no_ride(mine, pickup[f.OPTION_NODE], other)
        ]
        return sorted(pairs, key=lambda pair: int(pair[0][f.OPTION_WALK] + pair[1][f.OPTION_WALK]))[:REPLANNED_PAIRS]


def _go_together(rides: list[Proposal | Rearranged]) -> bool:
    """Return whether each ride, in their order, has a plan of its own, or its place behind the one before in that."""
    last: dict[int, Proposal] = {}
    for what in rides:
        if isinstance(what, Rearranged):  # which plans that needs as they are is not known
            return False
        vehicle = what.answer.vehicle
        if last.get(vehicle) is not what.behind:
            return False
        last[vehicle] = what
    return True
