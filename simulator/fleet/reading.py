"""Plans as others see them: to be read, not to be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import changes
from simulator.kernels import layout as f
from simulator.kernels.awaited import NOBODY, vehicle_before
from simulator.kernels.fleet import Fleet
from simulator.kernels.legs import next_junction
from simulator.kernels.range import home_by_way_of, plan_lasts
from simulator.kernels.sites import sites_in_reach
from simulator.kernels.times import Times
from simulator.kernels.timing import begins_at

Number = TypeVar("Number", bound=np.generic)


class Stop(NamedTuple):
    """One stop of a plan, for reading."""

    kind: int
    node: int
    request: int
    arrival_s: int
    start_s: int
    departure_s: int
    drive_s: int
    dwell_s: int


def read_only(array: NDArray[Number]) -> NDArray[Number]:
    """Return an array as those see it who may not write it."""
    view = array.view()
    view.flags.writeable = False
    return view


class ReadablePlans:
    """What the plans of a fleet say, and what each vehicle is at. Nothing is changed here; arrays as in ``Plans``."""

    times: Times
    _array: NDArray[np.int32]
    _vehicles: NDArray[np.int32]
    _legs: NDArray[np.int32]
    _duty: NDArray[np.int32]
    _fleet: Fleet

    def version(self, vehicle: int) -> int:
        """Return how often a plan, or what it depends on, was changed."""
        return int(self._duty[vehicle, f.VERSION])

    def versions(self) -> int:
        """Return how often plans, or what they depend on, were changed."""
        return int(self._duty[:, f.VERSION].sum())

    def stop_count(self, vehicle: int) -> int:
        """Return how many stops are still to be served."""
        return int(self._vehicles[f.STOPS, vehicle])

    def rides_awaited(self, vehicle: int) -> list[int]:
        """Return the rides in a plan that have not begun, in the order in which they do."""
        stops = self._array[:, 1 : self.stop_count(vehicle) + 1, vehicle]
        return [int(ride) for ride in stops[f.REQUEST, stops[f.KIND] == f.PICKUP]]

    def rides_aboard(self, vehicle: int) -> list[tuple[int, int]]:
        """Return the rides on board of a vehicle, each with the location where it is to end."""
        stops = self._array[:, 1 : self.stop_count(vehicle) + 1, vehicle]
        ends = (stops[f.KIND] == f.DROPOFF) & ~np.isin(stops[f.REQUEST], stops[f.REQUEST, stops[f.KIND] == f.PICKUP])
        return list(zip(stops[f.REQUEST, ends].tolist(), stops[f.NODE, ends].tolist(), strict=True))

    def stop(self, vehicle: int, slot: int) -> Stop:
        """Return a slot of a plan."""
        return Stop(*changes.read_stop(self._array, vehicle, slot))

    def origin(self, vehicle: int) -> tuple[int, int]:
        """Return (node, earliest departure [s]) of slot 0."""
        return int(self._array[f.NODE, 0, vehicle]), int(self._array[f.DEPARTURE, 0, vehicle])

    def number(self, vehicle: int) -> int:
        """Return the number in the event log of the vehicle that a plan is for."""
        return int(self._duty[vehicle, f.NUMBER])

    def version_and_number(self, vehicle: int) -> tuple[int, int]:
        """Return ``version`` and ``number`` at once."""
        duty = self._duty[vehicle].tolist()
        return duty[f.VERSION], duty[f.NUMBER]

    def drives(self, vehicle: int) -> bool:
        """Return whether a vehicle is under way."""
        return bool(self._duty[vehicle, f.DRIVING])

    def is_busy(self, vehicle: int) -> bool:
        """Return whether a vehicle drives, or its doors are open."""
        return bool(self._duty[vehicle, f.DRIVING] or self._duty[vehicle, f.DOORS_OPEN])

    def is_occupied(self, vehicle: int) -> bool:
        """Return whether anybody or anything is on board."""
        return bool(self._array[f.LOAD : f.LOAD + f.LOADS, 0, vehicle].any())

    def pauses(self, vehicle: int) -> bool:
        """Return whether a vehicle stands while its driver has a break, or changes."""
        return bool(self._duty[vehicle, f.DOORS_OPEN] and self._array[f.KIND, 0, vehicle] >= f.BREAK)

    def next_stop(self, vehicle: int) -> tuple[int, int]:
        """Return (location, when the vehicle has to be there [s]) of the next stop of a plan."""
        return int(self._array[f.NODE, 1, vehicle]), int(begins_at(self._array, 1, vehicle))

    def drive_s(self, vehicle: int, slot: int) -> int:
        """Return the drive to a slot from the one before it [s]."""
        return int(self._array[f.DRIVE, slot, vehicle])

    def depot(self, vehicle: int) -> int:
        """Return where a vehicle is at home."""
        return int(self._vehicles[f.DEPOT, vehicle])

    def idle_since(self, vehicle: int) -> int:
        """Return the end of the last service, or of the last drive without riders in prospect [s]."""
        return int(self._duty[vehicle, f.IDLE_SINCE])

    def junction(self, vehicle: int, now_s: int) -> tuple[int, int, int]:
        """Return (position on its leg, node, time [s]) of where a vehicle under way can turn off."""
        return next_junction(self._legs, self._vehicles, vehicle, now_s)

    def vehicle_awaited(self, request: int) -> int | None:
        """Return the vehicle that is to pick a request up, None when nobody is, or it has happened."""
        return self._with_stop(request, f.PICKUP)

    def vehicle_with(self, request: int) -> int | None:
        """Return the vehicle that is to drop a request off, None when nobody is, or it has happened."""
        return self._with_stop(request, f.DROPOFF)

    def _with_stop(self, request: int, kind: int) -> int | None:
        """Return the vehicle with a stop of a request to come."""
        found = vehicle_before(self._array, self._vehicles, request, kind)
        return None if found == NOBODY else found

    def planned_start(self, vehicle: int, request: int, kind: int) -> int:
        """Return the planned start of the boarding or the alighting of a request in the plan [s]."""
        return int(self._array[f.START, self._slot(vehicle, request, kind), vehicle])

    def stops_of(self, vehicle: int, request: int) -> NDArray[np.int32]:
        """Return pickup and dropoff of a request in the plan as columns of it, int32 (fields, 2)."""
        slots = [self._slot(vehicle, request, kind) for kind in (f.PICKUP, f.DROPOFF)]
        return self._array[:, slots, vehicle]

    def latest_start(self, vehicle: int, request: int, kind: int) -> int:
        """Return when the boarding or the alighting of a request in the plan must begin [s]."""
        return int(self._array[f.LATEST, self._slot(vehicle, request, kind), vehicle])

    def must_serve_next(self, vehicle: int, request: int) -> bool:
        """Return whether the vehicle is on its way to the pickup of a request and cannot turn off."""
        return bool(self._vehicles[f.FIRST, vehicle] == 1 and self._slot(vehicle, request, f.PICKUP) == 1)

    def lasts(self, vehicle: int, range_s: int, now_s: int) -> bool:
        """Return whether energy for so much driving [s] lasts for the whole plan, without charging first."""
        return bool(plan_lasts(self._array, self._vehicles, self.times, vehicle, range_s, now_s))

    def sites_in_reach(
        self, vehicle: int, range_s: int, now_s: int, until_s: int, onward: int, place: NDArray[np.int32],
        drive_s: NDArray[np.int64],
    ) -> NDArray[np.int64]:  # fmt: skip
        """Return the positions of the sites a vehicle may drive to without need, see ``kernels.sites``."""
        found = np.empty(len(place), dtype=np.int64)
        count = sites_in_reach(self._fleet.address, vehicle, range_s, now_s, (onward, until_s), (place, drive_s), found)
        return found[:count]

    def ways_home(self, vehicle: int, range_s: int, now_s: int, drive_s: Callable[[int], int]) -> list[tuple[int, int]]:
        """Return (when it is home [s], site) of each sure site in reach that gets a vehicle home.

        drive_s: from where it stands to a place [s], negative where there is no way.
        """
        found = []
        for number in range(int(self._vehicles[f.SURE_SITES, vehicle])):
            first = f.VEHICLE_FIELDS + number * f.SITE_FIELDS
            there_s = drive_s(int(self._vehicles[first + f.SITE_PLACE, vehicle]))
            if 0 <= there_s <= range_s:
                by = int(home_by_way_of(self._vehicles, vehicle, number, range_s - there_s, now_s + there_s))
                found.append((by, int(self._vehicles[first + f.SITE_NUMBER, vehicle])))
        return [way for way in found if way[0] < f.FOREVER]

    def _leaves_from(self, vehicle: int, now_s: int) -> int:
        """Return the location where a vehicle can leave for another place."""
        if self._vehicles[f.MOVING, vehicle] == 1:
            return int(self.junction(vehicle, now_s)[1])
        return int(self._array[f.NODE, 0, vehicle])

    def _slot(self, vehicle: int, request: int, kind: int) -> int:
        stops = self._array[:, : self.stop_count(vehicle) + 1, vehicle]
        return int(np.flatnonzero((stops[f.REQUEST] == request) & (stops[f.KIND] == kind))[-1])
