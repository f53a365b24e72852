"""From a request to its answer: static checks, the dispatch policy, the promise, and what rejected travellers do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView, Policy, Rejection
from simulator.engine.clock_events import TimeoutAfterVehicles, Wait
from simulator.engine.event_log import EventLog
from simulator.engine.vehicle import Vehicle
from simulator.engine.world import World
from simulator.fleet.plans import Plans, Terms
from simulator.kernels import layout as f
from simulator.kernels.gaps import new_room
from simulator.scenario.models import Scenario
from simulator.tables import NO_TIME, Event, Fallback, Reason

if TYPE_CHECKING:
    from simulator.engine.replanning import Replanner

Number = TypeVar("Number", np.int32, np.int64)

ROWS_OF_ACCEPTANCE = 3

_NO_REACH: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)

# Reasons that another try later in the day cannot change.
_FINAL = {Reason.PARTY_TOO_LARGE, Reason.NO_STOP_IN_WALKING_RANGE, Reason.WALK_INSTEAD}


@dataclass(frozen=True)
class Limits:
    """What one traveller class may expect, and what it does when rejected."""

    max_wait_s: int
    notice_s: int
    hard: bool
    before_s: int
    after_s: int
    retry_after_s: int | None
    max_retries: int
    fallback: Fallback


class Booking:
    """Takes requests as they come and answers each at once."""

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
    ) -> None:
        self.env = env
        self.log = log
        self.plans = plans
        self.vehicles = vehicles
        self.policy = policy
        self.weights = weights
        self.replanner = replanner
        self.answered = 0
        self._hours = world.scenario.service.hours
        self._limits = limits_by_class(world.scenario)
        requests = world.requests
        self._submitted_s: list[int] = requests["submitted_s"].tolist()
        self._earliest_departure_s: list[int] = requests["earliest_departure_s"].tolist()
        self._access_walk_s: list[int] = requests["access_walk_s"].tolist()
        self._egress_walk_s: list[int] = requests["egress_walk_s"].tolist()
        self._direct_s: list[int] = requests["direct_s"].tolist()
        self._origin_node: list[int] = requests["origin_node"].tolist()
        self._max_ride_s: list[int] = requests["max_ride_s"].tolist()
        self._latest_arrival = world.requests["latest_arrival_s"].tolist()
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
            if submitted_s > self.env.now:
                yield TimeoutAfterVehicles(self.env, submitted_s - int(self.env.now))
            self._take(request, attempt=0)

    def _try_again(self, request: int, attempt: int, after_s: int) -> Wait:
        yield TimeoutAfterVehicles(self.env, after_s)
        self._take(request, attempt)

    def _take(self, request: int, attempt: int) -> None:
        now = int(self.env.now)
        limits = self._limits[self._class[request]]
        self.log.add(now, Event.SUBMITTED, -1, request, self._origin_node[request], attempt)
        answer = self._decide(request, attempt, limits, now)
        if isinstance(answer, Assignment):
            self._accept(answer, limits, now)
        elif answer.reason == Reason.NO_VEHICLE and self._replan_for(request, limits, now):
            pass
        else:
            self._reject(answer, attempt, limits, now)

    def _decide(self, request: int, attempt: int, limits: Limits, now: int) -> Assignment | Rejection:
        departure = max(now, self._earliest_departure_s[request])
        fields = self._fields[request]
        fields[f.REQ_EARLIEST] = departure
        fields[f.REQ_MAX_WAIT] = limits.max_wait_s
        fields[f.REQ_MAX_RIDE] = self._max_ride_s[request]
        reason = self._rejected_at_once.get(request)
        if reason is None and not self._hours[0] <= departure < self._hours[1]:
            reason = Reason.OUTSIDE_SERVICE_HOURS
        if reason is None and attempt == 0 and departure - now < limits.notice_s:
            reason = Reason.SHORT_NOTICE
        if reason is None and self._latest_arrival[request] != NO_TIME:
            ready = departure + self._access_walk_s[request]
            direct = ready + self._dwell[request] + self._direct_s[request]
            if direct + self._egress_walk_s[request] > self._latest_arrival[request]:
                reason = Reason.LATEST_ARRIVAL_IMPOSSIBLE
        if reason is not None:
            return Rejection(request, reason)
        return self._ask_policy(request, limits, now)

    def _ask_policy(self, request: int, limits: Limits, now: int) -> Assignment | Rejection:
        answer = self.policy(self._view(request, now), [request], now)[0]
        if isinstance(answer, Rejection) and answer.reason == Reason.NO_VEHICLE and not limits.hard:
            # Soft limits give way, together, only when nothing keeps them; what is offered then becomes the limit.
            fields = self._fields[request]
            fields[f.REQ_MAX_WAIT] = f.FOREVER
            fields[f.REQ_MAX_RIDE] = f.FOREVER
            answer = self.policy(self._view(request, now), [request], now)[0]
        return answer

    def _view(self, request: int, now: int) -> FleetView:
        """Return what a policy may see; made anew only when arrays have grown, or vehicles have to be located."""
        plans, view = self.plans, self._last_view
        if view is None or self._seen != (id(plans.array), id(plans.legs)):
            self._seen = (id(plans.array), id(plans.legs))
            view = self._last_view = FleetView(
                plan=_read_only(plans.array),
                vehicles=_read_only(plans.vehicles),
                legs=_read_only(plans.legs),
                directory=_read_only(plans.directory),
                rovers=_read_only(plans.rovers),
                reach=_NO_REACH,
                times=plans.times,
                requests=_read_only(self._fields),
                options=_read_only(self._options),
                first_option=self._first_option,
                weights=self.weights,
                room=new_room(plans.array.shape[1]),
            )
        if not self._times.covers_all_nodes:
            arrays = (plans.array, plans.vehicles, plans.legs)
            reach = self._times.reach(arrays, self._fields[request], view.options_of(request), now)
            view = self._last_view = replace(view, reach=reach)
        return view

    def _accept(self, answer: Assignment, limits: Limits, now: int) -> None:
        request, vehicle, pickup_index, dropoff_index, _, pickup_option, dropoff_option = answer
        first_drive_s = 0
        if self._last_view is not None and len(self._last_view.reach):
            first_drive_s = int(self._last_view.reach[pickup_option, vehicle])
        self.log.reserve(ROWS_OF_ACCEPTANCE)
        _, must_think = self.plans.accept(
            self.log.rows,
            vehicle,
            (pickup_index, dropoff_index),
            request,
            self._fields[request],
            self._options[self._first_option[request] : self._first_option[request + 1]],
            Terms(limits.max_wait_s, limits.before_s, limits.after_s, self._max_ride_s[request]),
            now,
            chosen=(pickup_option, dropoff_option),
            first_drive_s=first_drive_s,
        )
        self.answered += 1
        if must_think:
            self.vehicles[vehicle].plan_changed()
        if self.replanner is not None:
            self.replanner.window_s[request] = self.log.last_values(2)
            if self.replanner.improves_always:
                self.replanner.improve(now)

    def _replan_for(self, request: int, limits: Limits, now: int) -> bool:
        """Accept a request by changing other plans, if that is allowed and possible."""
        if self.replanner is None:
            return False
        fields = self._fields[request]
        pickup, dropoff = self._options[self._first_option[request]], self._options[self._first_option[request + 1] - 1]
        if self._first_option[request + 1] - self._first_option[request] > 2:
            dropoff = self._options[self._first_option[request] + int(fields[f.REQ_PICKUPS])]
        found = self.replanner.fit_in(newcomer_columns(request, fields, pickup, dropoff), now)
        if found is None:
            return False
        vehicle, boarding = found
        ready = int(fields[f.REQ_EARLIEST]) + int(pickup[f.OPTION_WALK])
        earliest = max(ready, boarding - limits.before_s)
        latest = min(max(boarding, ready + limits.max_wait_s), boarding + limits.after_s)
        self.plans.promise(vehicle, request, earliest, latest)
        self.replanner.window_s[request] = earliest, latest
        self.log.add(now, Event.ACCEPTED, vehicle, request, value=boarding)
        self.log.add(now, Event.PROMISED_EARLIEST, vehicle, request, value=earliest)
        self.log.add(now, Event.PROMISED_LATEST, vehicle, request, value=latest)
        self.answered += 1
        return True

    def _reject(self, answer: Rejection, attempt: int, limits: Limits, now: int) -> None:
        self.log.add(now, Event.REJECTED, request=answer.request, value=answer.reason)
        if limits.retry_after_s is not None and attempt < limits.max_retries and answer.reason not in _FINAL:
            self.env.process(self._try_again(answer.request, attempt + 1, limits.retry_after_s))
            return
        self.log.add(now, Event.GAVE_UP, request=answer.request, value=limits.fallback)
        self.answered += 1


def limits_by_class(scenario: Scenario) -> dict[str, Limits]:
    """Return the limits of every traveller class."""
    limits = {}
    for name, traveller in scenario.traveller_classes.items():
        rules = scenario.constraint_sets[traveller.constraint_set]
        retries = traveller.on_rejection.action == "retry"
        limits[name] = Limits(
            max_wait_s=rules.max_wait_s,
            notice_s=rules.notice_s,
            hard=rules.hard,
            before_s=f.FOREVER if rules.promise_before_s is None else rules.promise_before_s,
            after_s=f.FOREVER if rules.promise_after_s is None else rules.promise_after_s,
            retry_after_s=traveller.on_rejection.retry_after_s if retries else None,
            max_retries=traveller.on_rejection.max_retries,
            fallback=Fallback.STAY if traveller.on_rejection.action == "stay" else Fallback.OTHER_MODE,
        )
    return limits


def request_fields(world: World) -> NDArray[np.int64]:
    """Return the requests as the kernels read them, int64 (requests, fields); readiness is filled in on submission."""
    table, service = world.requests, world.scenario.service
    fields = np.zeros((len(table), f.REQUEST_FIELDS), dtype=np.int64)
    dwell = (
        service.dwell_s
        + service.dwell_per_rider_s * table["party_size"]
        + service.dwell_per_wheelchair_s * table["wheelchairs"]
    )
    latest_arrival = table["latest_arrival_s"].to_numpy()
    fields[:, f.REQ_PICKUPS] = 1
    if world.stop_options is not None:
        pickups = world.stop_options["end"].to_numpy() == 0
        fields[:, f.REQ_PICKUPS] = np.bincount(world.stop_options["request"][pickups], minlength=len(table))
    fields[:, f.REQ_LATEST_ARRIVAL] = np.where(latest_arrival == NO_TIME, f.FOREVER, latest_arrival)
    fields[:, f.REQ_MAX_RIDE] = table["max_ride_s"]
    fields[:, f.REQ_PICKUP_DWELL] = dwell
    fields[:, f.REQ_DROPOFF_DWELL] = dwell
    fields[:, f.REQ_SIZE] = table["party_size"]
    fields[:, f.REQ_LOAD] = table["party_size"] - table["wheelchairs"]
    fields[:, f.REQ_LOAD + 1] = table["wheelchairs"]
    fields[:, f.REQ_LOAD + 2] = table["parcels"]
    fields[:, f.REQ_LOAD + 3] = 1
    return fields


def request_options(world: World) -> tuple[NDArray[np.int32], list[int]]:
    """Return where requests can be met, int32 (options, fields), and the first row of each request and of none."""
    location = world.times.location
    table = world.stop_options
    if table is None:
        requests = world.requests
        options = np.empty((2 * len(requests), f.OPTION_FIELDS), dtype=np.int32)
        options[0::2, f.OPTION_NODE] = location[requests["origin_node"]]
        options[0::2, f.OPTION_WALK] = requests["access_walk_s"]
        options[1::2, f.OPTION_NODE] = location[requests["destination_node"]]
        options[1::2, f.OPTION_WALK] = requests["egress_walk_s"]
        return options, list(range(0, len(options) + 1, 2))
    options = np.column_stack([location[table["node"]], table["walk_s"]]).astype(np.int32)
    return options, np.searchsorted(table["request"], np.arange(len(world.requests) + 1)).tolist()


def newcomer_columns(
    request: int, fields: NDArray[np.int64], pickup: NDArray[np.int32], dropoff: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return pickup and dropoff of a request as columns of a plan, int32 (fields, 2); loads are changes."""
    columns = np.zeros((f.PLAN_FIELDS, 2), dtype=np.int32)
    ready = int(fields[f.REQ_EARLIEST]) + int(pickup[f.OPTION_WALK])
    columns[f.NODE] = pickup[f.OPTION_NODE], dropoff[f.OPTION_NODE]
    columns[f.REQUEST] = request
    columns[f.KIND] = f.PICKUP, f.DROPOFF
    columns[f.EARLIEST] = ready
    columns[f.LATEST] = (
        min(ready + int(fields[f.REQ_MAX_WAIT]), f.FOREVER),
        int(fields[f.REQ_LATEST_ARRIVAL]) - int(dropoff[f.OPTION_WALK]),
    )
    columns[f.DWELL] = fields[f.REQ_PICKUP_DWELL], fields[f.REQ_DROPOFF_DWELL]
    columns[f.SIZE] = fields[f.REQ_SIZE]
    columns[f.MAX_RIDE] = fields[f.REQ_MAX_RIDE]
    loads = fields[f.REQ_LOAD : f.REQ_LOAD + f.LOADS]
    columns[f.LOAD : f.LOAD + f.LOADS] = np.column_stack([loads, -loads])
    return columns


def _read_only(array: NDArray[Number]) -> NDArray[Number]:
    view = array.view()
    view.flags.writeable = False
    return view
