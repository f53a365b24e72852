"""Places in other plans for rides that their vehicle cannot serve any more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.insertion import CheapestInsertion
from simulator.dispatch.policy import Assignment
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.services.ridepooling.views import Views

Ride = NDArray[np.int32]  # int32 (fields, 2), pickup and dropoff as columns of a plan; loads are changes
_LOADS, _REQ_LOADS = slice(f.LOAD, f.LOAD + f.LOADS), slice(f.REQ_LOAD, f.REQ_LOAD + f.LOADS)
# In thousandths: first of all everybody's time, then that of vehicles.
_IN_A_HURRY: NDArray[np.int64] = np.array([1, 1000, 1000, 0], dtype=np.int64)


class Place(NamedTuple):
    """A place for a ride in the plan of a vehicle, after two of its slots; drive_s: as in ``Plans.put_in``."""

    vehicle: int
    after: tuple[int, int]
    drive_s: int


class OtherPlaces:
    """Searches all plans. Nothing changes."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def find(self, ride: Ride, now_s: int, *, in_a_hurry: bool = False) -> Place | None:
        """Return the cheapest place for a ride within its limits and those of all others, None when there is none.

        in_a_hurry: that with which all who ride and wait lose least time.
        """
        fields, options = _as_asked(ride)
        reach = self._views.reach(fields, options, now_s)
        view = self._views.fleet().with_one(read_only(fields), read_only(options)).with_reach(reach)
        if in_a_hurry:
            view = view.with_weights(_IN_A_HURRY)
        answer = CheapestInsertion()(view, [0], now_s)[0]
        if not isinstance(answer, Assignment):
            return None
        vehicle = answer.vehicle
        drive_s = int(reach[0, vehicle]) if reach.size else 0
        return Place(vehicle, (answer.pickup_index, answer.dropoff_index), drive_s)


def _as_asked(ride: Ride) -> tuple[NDArray[np.int64], Ride]:
    """Return fields and options of a request that wants what a ride is."""
    pickup, dropoff = ride[:, 0], ride[:, 1]
    fields = np.zeros(f.REQUEST_FIELDS, dtype=np.int64)
    fields[f.REQ_PICKUPS] = 1
    fields[f.REQ_EARLIEST] = pickup[f.EARLIEST]
    fields[f.REQ_MAX_WAIT] = min(int(pickup[f.LATEST]) - int(pickup[f.EARLIEST]), f.FOREVER)
    fields[f.REQ_LATEST_ARRIVAL] = dropoff[f.LATEST]
    fields[f.REQ_MAX_RIDE], fields[f.REQ_MAX_TRAVEL] = dropoff[f.MAX_RIDE], f.FOREVER
    fields[f.REQ_PICKUP_DWELL], fields[f.REQ_DROPOFF_DWELL] = pickup[f.DWELL], dropoff[f.DWELL]
    fields[f.REQ_SIZE] = pickup[f.SIZE]
    fields[_REQ_LOADS] = pickup[_LOADS]
    options = np.zeros((2, f.OPTION_FIELDS), dtype=np.int32)
    options[:, f.OPTION_NODE] = pickup[f.NODE], dropoff[f.NODE]
    return fields, options
