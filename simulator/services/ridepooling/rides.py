"""The requests of a service as its kernels read them, with the limits and rules that hold for each."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.network.travel_times import NO_WAY
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Ends
from simulator.services.ridepooling.limits import Limits, limits_by_class
from simulator.services.ridepooling.request_arrays import longest_travel_s, request_fields, request_options
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.services.whole_numbers import whole_numbers
from simulator.tables import NO_NODE, NO_TIME

_NOTHING = (-1, 0, 0)  # request, when it asked, and when it was got ready
SOFT_LIMITS = [f.REQ_MAX_WAIT, f.REQ_MAX_RIDE, f.REQ_MAX_TRAVEL]


class PartEnds(NamedTuple):
    """A part of a way, whenever it goes.

    options: where it can begin, so many pickups, then where it can end. nodes, walks_s: of the first of either.
    """

    options: NDArray[np.int32]
    pickups: int
    nodes: tuple[int, int]
    walks_s: int
    is_outside: bool


class Rides:
    """What is known of every request. fields: int64 (requests + 1, fields); options: int32 (options, fields).

    rejected_at_once: why no vehicle can ever serve a request, by its row.

    Readiness and limits of a request are filled in anew for every answer and every booking; so is the last row, which
    is for parts of ways. filled: how often that has happened. What was got ready last stays so until something else is.
    """

    def __init__(self, world: RidepoolingWorld) -> None:
        requests, part = world.requests, world.part
        limits = limits_by_class(part)
        self.fields = request_fields(world)
        self.options, self.first_option = request_options(world)
        self._of_class = [limits[name] for name in requests["traveller_class"].tolist()]
        self.limits = list(self._of_class)  # of this attempt
        self.wish_s = whole_numbers(requests["earliest_departure_s"])
        self.direct_s = whole_numbers(requests["direct_s"])
        self.max_ride_s = whole_numbers(requests["max_ride_s"])
        self.max_travel_s = whole_numbers(longest_travel_s(requests))
        self.latest_arrival_s = whole_numbers(requests["latest_arrival_s"])
        self.not_before: list[bool] = (requests["earliest_arrival_s"].to_numpy() != NO_TIME).tolist()
        self.dwell_s = whole_numbers(self.fields[:, f.REQ_PICKUP_DWELL])
        self._walks_s = (requests["access_walk_s"].to_numpy() + requests["egress_walk_s"].to_numpy()).tolist()
        self._walks_m = requests[["access_walk_m", "egress_walk_m"]].to_numpy()
        self.rejected_at_once = dict(world.rejected_at_once)
        self._roads, self._submitted_s = world.roads, whole_numbers(requests["submitted_s"])
        self._relaxed: set[int] = set()
        self._longest_wait_s = NO_TIME  # of the part of a way that is asked for
        self._ready = _NOTHING
        self.direct_m = whole_numbers(requests["direct_m"])
        self._part, self.filled = len(requests), 0
        self._ways_of, self._ways = -1, dict[tuple[int, int], PartEnds]()
        self._shorter = dict[tuple[Limits, int], Limits]()
        self._add_row_for_parts()

    def _add_row_for_parts(self) -> None:
        """Add a row like the first one, with places for as many options as any request has."""
        self.fields = np.concatenate([self.fields, np.zeros((1, f.REQUEST_FIELDS), dtype=np.int64)])
        most = max(np.diff(self.first_option).tolist(), default=2)
        self.options = np.concatenate([self.options, np.zeros((most, f.OPTION_FIELDS), dtype=np.int32)])
        self.first_option.append(self.first_option[-1] + 2)
        known: tuple[Any, ...] = (
            self._of_class, self.limits, self.wish_s, self.direct_s, self.direct_m, self.max_ride_s,
            self.max_travel_s, self.latest_arrival_s, self.not_before, self.dwell_s, self._walks_s,
        )  # fmt: skip
        for column in known:
            column.append(column[0] if len(column) else 0)
        self._columns = known

    def row_of(self, attempt: Attempt) -> int:
        """Return the row of what is asked for: that of the request, or the last one, filled with a part of its way.

        A part may take as much longer than the direct ride as the whole way may.
        """
        if attempt.ends is None:
            return attempt.request
        row, request, ends = self._part, attempt.request, attempt.ends
        self.filled += 1
        self._ready = _NOTHING
        for column in self._columns:
            column[row] = column[request]
        fields = self.fields[row]
        fields[:] = self.fields[request]
        options, pickups, nodes, walks_s, is_outside = self._ends_known(request, ends)
        first = self.first_option[row]
        self.first_option[row + 1] = last = first + len(options)
        self.options[first:last] = options
        self._longest_wait_s = ends.longest_wait_s
        if ends.longest_wait_s != NO_TIME:
            self._of_class[row] = self._waiting(self._of_class[request], ends.longest_wait_s)
        self.wish_s[row] = self.wish_s[request] if ends.earliest_s == NO_TIME else ends.earliest_s
        self.latest_arrival_s[row] = self.latest_arrival_s[request] if ends.latest_s == NO_TIME else ends.latest_s
        when_s = self.wish_s[row]
        roads = self._roads.expected(when_s, self._submitted_s[request]) if self._roads.surprise else None
        self.direct_s[row] = self._roads.between(*nodes, when_s) if roads is None else roads.between(*nodes)
        if self.direct_s[row] == NO_WAY:
            self.direct_m[row] = 0
        else:
            self.direct_m[row] = self._roads.length_m(*nodes, when_s) if roads is None else roads.length_m(*nodes)
        self._walks_s[row] = walks_s
        longer_s = self.direct_s[row] - max(self.direct_s[request], 0)  # of who goes outside it is not known
        self.max_ride_s[row] += longer_s
        if self.max_travel_s[row] != f.FOREVER:
            self.max_travel_s[row] += longer_s + self._walks_s[row] - self._walks_s[request]
        self.not_before[row] = True
        fields[f.REQ_PICKUPS] = pickups
        latest_s = self.latest_arrival_s[row]
        fields[f.REQ_LATEST_ARRIVAL] = f.FOREVER if latest_s == NO_TIME else latest_s
        self.rejected_at_once.pop(row, None)
        if self.rejected_at_once.get(request) == Reason.PARTY_TOO_LARGE:
            self.rejected_at_once[row] = Reason.PARTY_TOO_LARGE
        elif is_outside:
            self.rejected_at_once[row] = Reason.OUTSIDE_AREA
        elif self.direct_s[row] == NO_WAY:
            self.rejected_at_once[row] = Reason.NO_ROAD
        return row

    def _ends_known(self, request: int, ends: Ends) -> PartEnds:
        """Return what a part of a way is like whenever it goes; remembered until parts of another request are asked."""
        if self._ways_of != request:
            self._ways_of = request
            self._ways.clear()
        key = ends.origin_node, ends.destination_node
        known = self._ways.get(key)
        if known is None:
            pickups, dropoffs = self._ends_of(request, ends)
            nodes = self.node_of(pickups[0]), self.node_of(dropoffs[0])
            walks_s = int(pickups[0, f.OPTION_WALK] + dropoffs[0, f.OPTION_WALK])
            options = np.concatenate([pickups, dropoffs])
            known = self._ways[key] = PartEnds(options, len(pickups), nodes, walks_s, self._is_outside(request, ends))
        return known

    def _waiting(self, limits: Limits, longest_s: int) -> Limits:
        """Return limits in which nobody waits longer [s]."""
        key = limits, longest_s
        if key not in self._shorter:
            self._shorter[key] = replace(limits, max_wait_s=min(limits.max_wait_s, longest_s))
        return self._shorter[key]

    def _is_outside(self, request: int, ends: Ends) -> bool:
        """Return whether a part of a way begins or ends where the request does, and that is outside of the area."""
        return any(
            node == NO_NODE and math.isnan(walk_m)
            for node, walk_m in zip((ends.origin_node, ends.destination_node), self._walks_m[request], strict=True)
        )

    def _ends_of(self, request: int, ends: Ends) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where a part of a way can begin, and where it can end: at one node, or as the request itself."""
        own, pickups = self.options_of(request), int(self.fields[request, f.REQ_PICKUPS])
        found = []
        for node, mine in ((ends.origin_node, own[:pickups]), (ends.destination_node, own[pickups:])):
            place = mine
            if node != NO_NODE:
                place = np.zeros((1, f.OPTION_FIELDS), dtype=np.int32)
                place[0, f.OPTION_NODE] = self._roads.location[node]
            found.append(place)
        return found[0], found[1]

    def make_ready(self, request: int, asked_s: int, now_s: int) -> int:
        """Get a request ready for the policy as it is at this attempt; return its earliest departure [s].

        Nothing of an earlier answer is left. Waiting for the answer is part of the wait.
        """
        wish_s, limits = self.wish_s[request], self._of_class[request]
        departure_s = max(now_s, wish_s)
        waited_s = now_s - max(asked_s, wish_s)
        self.limits[request] = limits if waited_s <= 0 else limits.after(waited_s)
        self.fields[request, f.REQ_EARLIEST] = departure_s
        self.restore(request)
        self._ready = request, asked_s, now_s
        return departure_s

    def make_ready_as_offered(self, request: int, asked_s: int, now_s: int, departure_s: int, *, relaxed: bool) -> None:
        """Get a request ready as it was when a ride was offered for a departure [s]: nearly always it still is."""
        if self._ready != (request, asked_s, now_s) or relaxed != self.is_relaxed(request):
            self.make_ready(request, asked_s, now_s)
            if relaxed:
                self.relax(request)
        self.fields[request, f.REQ_EARLIEST] = departure_s

    def is_too_late(self, request: int, departure_s: int) -> bool:
        """Return whether even a direct ride from a time on [s] arrives later than wished."""
        if self.latest_arrival_s[request] == NO_TIME:
            return False
        takes_s = self._walks_s[request] + self.dwell_s[request] + self.direct_s[request]
        return bool(departure_s + takes_s > self.latest_arrival_s[request])

    def kept_until_s(self, request: int) -> int:
        """Return until when its notice allows another try for a request [s]."""
        return self.wish_s[request] - self.limits[request].notice_s

    def restore(self, request: int) -> None:
        """Let the limits of a request hold as they are."""
        fields, limits = self.fields[request], self.limits[request]
        fields[f.REQ_MAX_WAIT], fields[f.REQ_MAX_RIDE] = limits.max_wait_s, self.max_ride_s[request]
        fields[f.REQ_MAX_TRAVEL] = travel_s = self.max_travel_s[request]
        if travel_s != f.FOREVER:  # who has waited for an answer has travelled for as long
            fields[f.REQ_MAX_TRAVEL] += limits.max_wait_s - self._of_class[request].max_wait_s
        self._relaxed.discard(request)

    def relax(self, request: int) -> None:
        """Let soft limits give way, together, when nothing keeps them; what is offered then becomes the limit.

        The longest wait of a part of a way is no limit of the class, and holds.
        """
        self.fields[request, SOFT_LIMITS] = f.FOREVER
        if request == self._part and self._longest_wait_s != NO_TIME:
            self.fields[request, f.REQ_MAX_WAIT] = self._longest_wait_s
        self._relaxed.add(request)

    def is_relaxed(self, request: int) -> bool:
        """Return whether soft limits have given way."""
        return request in self._relaxed

    def options_of(self, request: int) -> NDArray[np.int32]:
        """Return where a request can be picked up, then where it can be dropped off."""
        return self.options[self.first_option[request] : self.first_option[request + 1]]

    def node_of(self, option: NDArray[np.int32]) -> int:
        """Return the road node of an option."""
        return int(self._roads.node_at(int(option[f.OPTION_NODE])))
