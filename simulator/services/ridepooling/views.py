"""What a policy may see of the fleet, kept from one question to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import FleetView
from simulator.fleet.plans import Plans
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.kernels.gaps import new_scratch
from simulator.kernels.question import Shared
from simulator.network.roads import Roads
from simulator.services.ridepooling.rides import Rides

if TYPE_CHECKING:
    from simulator.services.ridepooling.energy import Energy

_NO_REACH: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)


class Views:
    """Makes views of the fleet; anew only when arrays have grown, or vehicles have to be located."""

    def __init__(
        self, plans: Plans, roads: Roads, rides: Rides, weights: NDArray[np.int64], energy: Energy | None
    ) -> None:
        self._plans, self._roads, self._rides = plans, roads, rides
        self._weights, self._energy = weights, energy
        self._last: FleetView | None = None
        self._endless: tuple[Shared, NDArray[np.int32], FleetView] | None = None  # seen last, and what is seen then
        self._located: tuple[int, int, int] | None = None  # request and moment of the reach in the last view
        self._seen = (0, 0, 0)

    def view(self, request: int, now_s: int, departure_s: int | None = None) -> FleetView:
        """Return what a policy may see; who is too far for departures up to one [s] is not located.

        departure_s: that for which the request is ready, if not given.
        """
        view = self.fleet()
        if not self._roads.covers_all_nodes:
            fields = self._rides.fields[request].copy()
            if departure_s is not None:
                fields[f.REQ_EARLIEST] = departure_s
            view = self._last = view.with_reach(self.reach(fields, view.options_of(request), now_s))
            self._located = request, self._rides.filled, now_s
        return view

    def fleet(self) -> FleetView:
        """Return what a policy may see of the fleet as it is; whoever was located last is so still."""
        plans, view = self._plans, self._last
        if self._energy is not None:
            self._energy.refresh()
        if view is None or self._seen != (id(plans.array), id(plans.legs), id(plans.times)):
            self._seen = (id(plans.array), id(plans.legs), id(plans.times))
            view = self._last = FleetView(
                plan=plans.array,
                vehicles=plans.vehicles,
                legs=plans.legs,
                index=plans.index,
                reach=_NO_REACH,
                times=plans.times,
                requests=read_only(self._rides.fields),
                options=read_only(self._rides.options),
                first_option=self._rides.first_option,
                weights=self._weights,
                scratch=new_scratch(plans.array.shape[1], len(plans.times.least)),
            )
        return view

    def reach(self, fields: NDArray[np.int64], options: NDArray[np.int32], now_s: int) -> NDArray[np.int64]:
        """Return the reach of a request, see ``FleetView``; it holds for all that leave the same places no later."""
        if self._roads.covers_all_nodes:
            return _NO_REACH
        plans = self._plans
        return self._roads.for_plans(now_s).reach((plans.array, plans.vehicles, plans.legs), fields, options, now_s)

    def with_endless_energy(self, request: int, now_s: int) -> FleetView:
        """Return what a policy may see if energy lasted for ever; it holds until the next call."""
        view = self.view(request, now_s)
        if self._endless is None or self._endless[0] is not view.shared:
            vehicles = view.vehicles.copy(order="F")
            self._endless = view.shared, vehicles, view.with_vehicles(read_only(vehicles))
        _, vehicles, endless = self._endless
        vehicles[: f.VEHICLE_FIELDS] = view.vehicles[: f.VEHICLE_FIELDS]  # of sites it knows the same
        vehicles[f.RANGE] = f.FOREVER
        return endless.with_reach(view.reach)

    def first_drive_s(self, request: int, pickup_option: int, vehicle: int, now_s: int) -> int:
        """Return how long a vehicle drives to a pickup of a request [s]; 0 where the table knows that."""
        if self._roads.covers_all_nodes:
            return 0
        if self._located != (request, self._rides.filled, now_s):
            self.view(request, now_s)
        assert self._last is not None
        return int(self._last.reach[pickup_option, vehicle])
