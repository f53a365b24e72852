"""The requests of a service as its kernels read them, with the limits and rules that hold for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout as f
from simulator.reasons import Reason
from simulator.services.ridepooling.limits import limits_by_class
from simulator.services.ridepooling.request_arrays import request_fields, request_options
from simulator.tables import NO_TIME
from simulator.world.build import World
from simulator.world.one_of_each import rides_of

_SOFT_LIMITS = [f.REQ_MAX_WAIT, f.REQ_MAX_RIDE]


class Rides:
    """What is known of every request. fields: int64 (requests, fields); options: int32 (options, fields).

    Readiness and limits of a request are filled in anew for every answer and every booking.
    """

    def __init__(self, world: World) -> None:
        requests, limits = world.requests, limits_by_class(rides_of(world.scenario))
        self.fields = request_fields(world)
        self.options, self.first_option = request_options(world)
        self._of_class = [limits[name] for name in requests["traveller_class"].tolist()]
        self.limits = list(self._of_class)  # of this attempt
        self.wish_s: list[int] = requests["earliest_departure_s"].tolist()
        self.direct_s: list[int] = requests["direct_s"].tolist()
        self.max_ride_s: list[int] = requests["max_ride_s"].tolist()
        self.latest_arrival_s: list[int] = requests["latest_arrival_s"].tolist()
        self.not_before: list[bool] = (requests["earliest_arrival_s"] != NO_TIME).tolist()
        self.dwell_s: list[int] = self.fields[:, f.REQ_PICKUP_DWELL].tolist()
        self._walks_s = (requests["access_walk_s"] + requests["egress_walk_s"]).tolist()
        self._rejected_at_once = world.rejected_at_once
        self._roads = world.roads

    def make_ready(self, request: int, asked_s: int, now_s: int) -> int:
        """Get a request ready for the policy as it is at this attempt; return its earliest departure [s].

        Nothing of an earlier answer is left. Waiting for the answer is part of the wait.
        """
        departure_s = max(now_s, self.wish_s[request])
        self.fields[request, f.REQ_EARLIEST] = departure_s
        self.limits[request] = self._of_class[request].after(now_s - max(asked_s, self.wish_s[request]))
        self.restore(request)
        return departure_s

    def refusal(self, request: int, asked_s: int, now_s: int) -> Reason | None:
        """Return why a request gets no ride whatever the vehicles do; else get it ready for the policy.

        The rules hold at every attempt, from the moment of that attempt.
        """
        departure_s = self.make_ready(request, asked_s, now_s)
        reason = self._rejected_at_once.get(request)
        if reason is None:
            reason = self.limits[request].rules.refusal(departure_s, asked_s)
        if reason is None and self.latest_arrival_s[request] != NO_TIME:
            takes_s = self._walks_s[request] + self.dwell_s[request] + self.direct_s[request]
            if departure_s + takes_s > self.latest_arrival_s[request]:
                reason = Reason.LATEST_ARRIVAL_IMPOSSIBLE
        return reason

    def kept_until_s(self, request: int) -> int:
        """Return until when its notice allows another try for a request [s]."""
        return self.wish_s[request] - self.limits[request].rules.notice_s

    def restore(self, request: int) -> None:
        """Let the limits of a request hold as they are."""
        fields = self.fields[request]
        fields[f.REQ_MAX_WAIT], fields[f.REQ_MAX_RIDE] = self.limits[request].max_wait_s, self.max_ride_s[request]

    def relax(self, request: int) -> None:
        """Let soft limits give way, together, when nothing keeps them; what is offered then becomes the limit."""
        self.fields[request, _SOFT_LIMITS] = f.FOREVER

    def is_relaxed(self, request: int) -> bool:
        """Return whether soft limits have given way."""
        return bool(self.fields[request, f.REQ_MAX_WAIT] == f.FOREVER)

    def options_of(self, request: int) -> NDArray[np.int32]:
        """Return where a request can be picked up, then where it can be dropped off."""
        return self.options[self.first_option[request] : self.first_option[request + 1]]

    def node_of(self, option: NDArray[np.int32]) -> int:
        """Return the road node of an option."""
        return int(self._roads.node_at(int(option[f.OPTION_NODE])))
