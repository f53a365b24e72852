"""From a request to its answer: static checks, the dispatch policy, the promise, and what rejected travellers do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView, Policy, Rejection
from simulator.engine.agenda import TimeoutAfterVehicles, Wait
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans, Terms
from simulator.kernels import layout as f
from simulator.reasons import Fallback, Reason
from simulator.services.ridepooling.answers import answer_times
from simulator.services.ridepooling.limits import Limits, limits_by_class
from simulator.services.ridepooling.request_arrays import newcomer_columns, request_fields, request_options
from simulator.services.ridepooling.rounds import Rounds
from simulator.services.ridepooling.vehicle import Vehicle
from simulator.services.ridepooling.views import fleet_view, state_of
from simulator.tables import NO_TIME
from simulator.world.build import World

if TYPE_CHECKING:
    from simulator.services.protocol import Service
    from simulator.services.ridepooling.absences import Absences
    from simulator.services.ridepooling.energy import Energy
    from simulator.services.ridepooling.offers import Offers
    from simulator.services.ridepooling.replanning import Replanner

ROWS_OF_ACCEPTANCE = 4
REPLANNED_PAIRS = 4  # of stops, tried for a request that fits nowhere

_SOFT_LIMITS = [f.REQ_MAX_WAIT, f.REQ_MAX_RIDE]

# Reasons that another try later in the day cannot change.
_FINAL = {Reason.PARTY_TOO_LARGE, Reason.NO_STOP_IN_WALKING_RANGE, Reason.WALK_INSTEAD}


class Booking:
    """Takes requests as they come and answers each, at once or when it is time."""

    def __init__(
        self,
        env: simpy.Environment,
        log: EventLog,
        world: World,
        plans: Plans,
        vehicles: list[Vehicle],
        policy: Policy,
        weights: NDArray[np.int64],
        replanner: Replanner | None = None,
        offers: Offers | None = None,
        absences: Absences | None = None,
        energy: Energy | None = None,
    ) -> None:
        self.env = env
        self.log = log
        self.plans = plans
        self.vehicles = vehicles
        self.policy = policy
        self.weights = weights
        self.replanner = replanner
        self.offers = offers
        self.absences = absences
        self.energy = energy
        self.answered = 0
        self.others: Sequence[Service] = ()
        classes = world.scenario.traveller_classes
        self._other_first = {name for name, kind in classes.items() if kind.service == "carsharing"}
        self._other_then = {n for n, kind in classes.items() if kind.on_rejection.action == "other_service"}
        self._hours = world.scenario.service.hours
        self._limits = limits_by_class(world.scenario)
        requests = world.requests
        every_s: int | None = getattr(policy, "every_s", None)
        self._answer_s = answer_times(world, every_s)
        self._rounds = None if every_s is None else Rounds(env, self._answer_together)
        self._retry_every_s = world.scenario.dispatch.retry_every_s
        self._kept: set[int] = set()
        self._asked_s = [0] * len(requests)
        self._submitted_s: list[int] = requests["submitted_s"].tolist()
        self._earliest_departure_s: list[int] = requests["earliest_departure_s"].tolist()
        self._access_walk_s: list[int] = requests["access_walk_s"].tolist()
        self._egress_walk_s: list[int] = requests["egress_walk_s"].tolist()
        self._direct_s: list[int] = requests["direct_s"].tolist()
        self._origin_node: list[int] = requests["origin_node"].tolist()
        self._max_ride_s: list[int] = requests["max_ride_s"].tolist()
        self._latest_arrival = world.requests["latest_arrival_s"].tolist()
        self._not_before = (requests["earliest_arrival_s"] != NO_TIME).tolist()
        self._class = world.requests["traveller_class"].tolist()
        self._rejected_at_once = world.rejected_at_once
        self._fields = request_fields(world)
        self._dwell = self._fields[:, f.REQ_PICKUP_DWELL].tolist()
        self._last_view: FleetView | None = None
        self._seen = (0, 0)
        self._options, self._first_option = request_options(world)
        self._times = world.times
        env.process(self._arrivals())

    def _arrivals(self) -> Wait:
        for request, submitted_s in enumerate(self._submitted_s):
            if self._class[request] in self._other_first:
                continue
            if submitted_s > self.env.now:
                yield TimeoutAfterVehicles(self.env, submitted_s - int(self.env.now))
            self._submit(request, attempt=0)

    def asks_after_refusal(self, request: int) -> bool:
        """Return whether a traveller asks for a ride whom the service that was asked first has refused."""
        name = self._class[request]
        return name in self._other_first and name in self._other_then

    def submit(self, request: int) -> None:
        """Take a request now that was not to come by itself."""
        self._submit(request, attempt=0)

    def _submit(self, request: int, attempt: int) -> None:
        now = int(self.env.now)
        self.log.add(now, Event.SUBMITTED, -1, request, self._origin_node[request], attempt)
        self._asked_s[request] = now
        if attempt == 0 and self._rounds is not None:
            self._rounds.add(request, self._answer_s[request])
        elif attempt == 0 and self._answer_s[request] > now:
            self.env.process(self._later(self._answer, request, attempt, self._answer_s[request] - now))
        else:
            self._answer(request, attempt)

    def _later(self, step: Callable[[int, int], None], request: int, attempt: int, after_s: int) -> Wait:
        yield TimeoutAfterVehicles(self.env, after_s)
        step(request, attempt)

    def _answer_together(self, requests: list[int]) -> None:
        """Answer requests of one moment: accept what the policy proposes for all, then ask for each of the others.

        Whose vehicle has changed since the proposal, as another request has been accepted, is among the others.
        """
        now, accepted = int(self.env.now), set[int]()
        limits = {request: self._limits_at(request, now) for request in requests}
        asked = [r for r in requests if self.offers is None and self._refusal(r, limits[r], now) is None]
        view = replace(self._wished(requests[0], now), locate=lambda request: self._wished(request, now).reach)
        proposed = [answer for answer in self.policy(view, asked, now) if isinstance(answer, Assignment)]
        for answer, state in [(answer, state_of(self.plans, answer.vehicle)) for answer in proposed]:
            self._wished(answer.request, now)  # the acceptance needs the drives to its pickups
            if state_of(self.plans, answer.vehicle) == state:
                accepted.add(answer.request)
                self._accept(answer, limits[answer.request], now)
        for request in requests:
            if request not in accepted:
                self._answer(request, attempt=0)

    def _limits_at(self, request: int, now: int) -> Limits:
        """Return the limits of a traveller, who may have waited for the answer."""
        waits_since = max(self._asked_s[request], self._earliest_departure_s[request])
        return self._limits[self._class[request]].after(now - waits_since)

    def _wished(self, request: int, now: int) -> FleetView:
        return self._view(request, now, int(self._fields[request, f.REQ_EARLIEST]))

    def _answer(self, request: int, attempt: int) -> None:
        now = int(self.env.now)
        limits = self._limits_at(request, now)
        reason = self._refusal(request, limits, now)
        if reason is not None:
            self._reject(Rejection(request, reason), attempt, limits, now)
            return
        answer = self._with_offers(request, limits, now) if self.offers else self._ask_policy(request, limits, now)
        if answer is None:
            self._end(request, limits, now)
        elif isinstance(answer, Assignment):
            self._accept(answer, limits, now)
        elif answer.reason != Reason.NO_VEHICLE or not self._replan_for(request, limits, now):
            self._keep_or_reject(answer, attempt, limits, now)

    def _refusal(self, request: int, limits: Limits, now: int) -> Reason | None:
        """Return why the request gets no ride whatever the vehicles do; else get it ready for the policy.

        The rules hold at every attempt, from the moment of that attempt.
        """
        departure = max(now, self._earliest_departure_s[request])
        fields = self._fields[request]
        fields[f.REQ_EARLIEST] = departure
        fields[f.REQ_MAX_WAIT] = limits.max_wait_s
        fields[f.REQ_MAX_RIDE] = self._max_ride_s[request]
        reason = self._rejected_at_once.get(request)
        ahead_s = departure - self._asked_s[request]
        if reason is None and not self._hours[0] <= departure < self._hours[1]:
            reason = Reason.OUTSIDE_SERVICE_HOURS
        if reason is None and ahead_s < limits.notice_s:
            reason = Reason.SHORT_NOTICE
        if reason is None and ahead_s > limits.horizon_s:
            reason = Reason.TOO_EARLY
        if reason is None and self._latest_arrival[request] != NO_TIME:
            ready = departure + self._access_walk_s[request]
            direct = ready + self._dwell[request] + self._direct_s[request]
            if direct + self._egress_walk_s[request] > self._latest_arrival[request]:
                reason = Reason.LATEST_ARRIVAL_IMPOSSIBLE
        return reason

    def _with_offers(self, request: int, limits: Limits, now: int) -> Assignment | Rejection | None:
        """Let the traveller choose; None when it declines all offers."""
        assert self.offers is not None
        wish, asked = int(self._fields[request, f.REQ_EARLIEST]), self._asked_s[request]
        earliest = max(now, wish if self._not_before[request] else asked + limits.notice_s)
        latest = asked + limits.horizon_s

        def view(departure_s: int) -> FleetView:
            return self._view(request, now, departure_s)

        offers, taken = self.offers.choose(request, view, wish, (earliest, latest), now)
        if not offers and not limits.hard:
            self._relax(request)
            offers, taken = self.offers.choose(request, view, wish, (wish, latest), now)
        if not offers:
            return Rejection(request)
        mine = self._options_of(request)
        for offer in offers:
            node = self._node_of(mine[offer.assignment.pickup_option])
            self.log.add(now, Event.OFFERED, offer.assignment.vehicle, request, node, offer.boarding_s)
        if taken is None:
            self.log.add(now, Event.DECLINED, request=request, value=len(offers))
            return None
        if taken.departure_s != wish:
            self.log.add(now, Event.AGREED, request=request, value=taken.departure_s)
            self._fields[request, f.REQ_EARLIEST] = taken.departure_s
        return taken.assignment

    def _ask_policy(self, request: int, limits: Limits, now: int) -> Assignment | Rejection:
        answer = self.policy(self._wished(request, now), [request], now)[0]
        if isinstance(answer, Rejection) and answer.reason == Reason.NO_VEHICLE and not limits.hard:
            self._relax(request)
            answer = self.policy(self._wished(request, now), [request], now)[0]
        return answer

    def _relax(self, request: int) -> None:
        """Let soft limits give way, together, when nothing keeps them; what is offered then becomes the limit."""
        self._fields[request, _SOFT_LIMITS] = f.FOREVER

    def _view(self, request: int, now: int, departure: int) -> FleetView:
        """Return what a policy may see; made anew only when arrays have grown, or vehicles have to be located.

        departure: the latest one [s] that the policy may be asked about; who is farther off is not located.
        """
        plans, view = self.plans, self._last_view
        if self.energy is not None:
            self.energy.refresh()
        if view is None or self._seen != (id(plans.array), id(plans.legs)):
            self._seen = (id(plans.array), id(plans.legs))
            arrays = (self._fields, self._options, self._first_option, self.weights)
            view = self._last_view = fleet_view(plans, *arrays)
        if not self._times.covers_all_nodes:
            fields = self._fields[request].copy()
            fields[f.REQ_EARLIEST] = departure
            reach = self._times.reach((plans.array, plans.vehicles, plans.legs), fields, view.options_of(request), now)
            view = self._last_view = replace(view, reach=reach)
        return view

    def _accept(self, answer: Assignment, limits: Limits, now: int) -> None:
        request, vehicle, pickup_index, dropoff_index, _, pickup_option, dropoff_option = answer
        first_drive_s = 0
        if self._last_view is not None and len(self._last_view.reach):
            first_drive_s = int(self._last_view.reach[pickup_option, vehicle])
        self.log.reserve(ROWS_OF_ACCEPTANCE)
        boarding, must_think = self.plans.accept(
            self.log.rows,
            vehicle,
            (pickup_index, dropoff_index),
            request,
            self._fields[request],
            self._options_of(request),
            Terms(limits.max_wait_s, limits.before_s, limits.after_s, self._max_ride_s[request]),
            now,
            chosen=(pickup_option, dropoff_option),
            first_drive_s=first_drive_s,
        )
        if must_think:
            self.vehicles[vehicle].plan_changed()
        if self.replanner is not None:
            self.replanner.window_s[request] = self.log.last_values(2)
        self._accepted(request, vehicle, boarding, limits, now)
        if self.replanner is not None and self.replanner.improves_always:
            self.replanner.improve(now)

    def _accepted(self, request: int, vehicle: int, boarding: int, limits: Limits, now: int) -> None:
        """Promise a dropoff to whom it matters, and take note of riders who will not come."""
        self.answered += 1
        if self._latest_arrival[request] != NO_TIME or limits.dropoff_after_s != f.FOREVER:
            planned = self.plans.planned_alighting(vehicle, request)
            latest = planned + limits.dropoff_after_s
            if self._latest_arrival[request] != NO_TIME:
                latest = min(latest, self.plans.latest_alighting(vehicle, request))
            self.plans.promise_dropoff(vehicle, request, latest)
            self.log.add(now, Event.PROMISED_DROPOFF, vehicle, request, value=latest)
        if self.absences is not None:
            self.absences.accepted(request, vehicle, boarding)

    def _replan_for(self, request: int, limits: Limits, now: int) -> bool:
        """Accept a request by changing other plans, if that is allowed and possible; return whether it is answered."""
        if self.replanner is None:
            return False
        fields = self._fields[request]
        fields[f.REQ_MAX_WAIT], fields[f.REQ_MAX_RIDE] = limits.max_wait_s, self._max_ride_s[request]
        declined = 0
        for pickup, dropoff in self._nearest_pairs(request):
            ready = int(fields[f.REQ_EARLIEST]) + int(pickup[f.OPTION_WALK])
            walk = int(pickup[f.OPTION_WALK] + dropoff[f.OPTION_WALK])

            def takes(
                vehicle: int, boarding: int, alighting: int, ready: int = ready, walk: int = walk,
                node: int = self._node_of(pickup),
            ) -> bool:  # fmt: skip
                if self.offers is None:
                    return True
                self.log.add(now, Event.OFFERED, vehicle, request, node, boarding)
                nonlocal declined
                declined += 1
                return self.offers.takes(request, boarding, alighting, ready, walk, self._dwell[request])

            found = self.replanner.fit_in(newcomer_columns(request, fields, pickup, dropoff), now, takes)
            if found is not None:
                break
        else:
            if declined:
                self.log.add(now, Event.DECLINED, request=request, value=declined)
                self._end(request, limits, now)
            return declined > 0
        vehicle, boarding = found
        earliest = max(ready, boarding - limits.before_s)
        latest = min(max(boarding, ready + limits.max_wait_s), boarding + limits.after_s)
        self.plans.promise(vehicle, request, earliest, latest)
        self.replanner.window_s[request] = earliest, latest
        alighting = self.plans.planned_alighting(vehicle, request)
        self.log.add(now, Event.ACCEPTED, vehicle, request, self._node_of(pickup), boarding)
        self.log.add(now, Event.PLANNED_DROPOFF, vehicle, request, self._node_of(dropoff), alighting)
        self.log.add(now, Event.PROMISED_EARLIEST, vehicle, request, value=earliest)
        self.log.add(now, Event.PROMISED_LATEST, vehicle, request, value=latest)
        self._accepted(request, vehicle, boarding, limits, now)
        return True

    def _nearest_pairs(self, request: int) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """Return pairs of pickup and dropoff options with the shortest walks."""
        mine = self._options_of(request)
        pickups = int(self._fields[request, f.REQ_PICKUPS])
        pairs = [(pickup, dropoff) for pickup in mine[:pickups] for dropoff in mine[pickups:]]
        return sorted(pairs, key=lambda pair: int(pair[0][f.OPTION_WALK] + pair[1][f.OPTION_WALK]))[:REPLANNED_PAIRS]

    def _options_of(self, request: int) -> NDArray[np.int32]:
        """Return where a request can be picked up, then where it can be dropped off."""
        return self._options[self._first_option[request] : self._first_option[request + 1]]

    def _node_of(self, option: NDArray[np.int32]) -> int:
        return int(self._times.node_at(int(option[f.OPTION_NODE])))

    def _keep_or_reject(self, answer: Rejection, attempt: int, limits: Limits, now: int) -> None:
        """Keep a request that no vehicle can take for another try, if its notice allows one, else reject it."""
        request, every = answer.request, self._retry_every_s
        until = self._earliest_departure_s[request] - limits.notice_s
        if answer.reason == Reason.NO_VEHICLE and every is not None and now + every <= until:
            if request not in self._kept:
                self._kept.add(request)
                self.log.add(now, Event.ON_WAITING_LIST, request=request, value=until)
            self.env.process(self._later(self._answer, request, attempt, every))
        else:
            self._reject(answer, attempt, limits, now)

    def _reject(self, answer: Rejection, attempt: int, limits: Limits, now: int) -> None:
        request = answer.request
        lacks_energy = answer.reason == Reason.NO_VEHICLE and self._lacks_energy(request, limits, now)
        self.log.add(now, Event.REJECTED, request=request, value=Reason.NO_ENERGY if lacks_energy else answer.reason)
        if limits.retry_after_s is not None and attempt < limits.max_retries and answer.reason not in _FINAL:
            self.env.process(self._later(self._submit, request, attempt + 1, limits.retry_after_s))
        else:
            self._end(request, limits, now)

    def _lacks_energy(self, request: int, limits: Limits, now: int) -> bool:
        """Return whether a request that no vehicle can take would get a ride if energy lasted for ever."""
        if self.energy is None:
            return False
        fields = self._fields[request].copy()
        view = self._wished(request, now)
        if not limits.hard:
            fields[_SOFT_LIMITS] = f.FOREVER
        vehicles = view.vehicles.copy()
        vehicles[f.RANGE] = f.FOREVER
        asked = replace(view, vehicles=vehicles).with_one(fields, view.options_of(request))
        return isinstance(self.policy(asked, [0], now)[0], Assignment)

    def _end(self, request: int, limits: Limits, now: int) -> None:
        fallback, other = limits.fallback, None
        if fallback == Fallback.OTHER_SERVICE:
            other = next((service for service in self.others if service.can_ask(request)), None)
            fallback = Fallback.OTHER_MODE if other is None else fallback
        self.log.add(now, Event.GAVE_UP, request=request, value=fallback)
        self.answered += 1
        if other is not None:
            other.ask(request)
