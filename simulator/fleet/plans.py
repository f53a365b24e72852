"""The plans of a fleet: the only place that writes the plan array."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.fleet.invariants import check_plan
from simulator.kernels import layout as f
from simulator.kernels.schedule import drop_first_stop, open_gap, reschedule


@dataclass(frozen=True)
class Stop:
    """One stop of a plan, for reading."""

    kind: int
    node: int
    request: int
    earliest_s: int
    latest_s: int
    arrival_s: int
    start_s: int
    departure_s: int
    drive_s: int
    dwell_s: int


class Plans:
    """All plans, slot 0 being where each vehicle stands or last set off from.

    Arrays are int32, ``array[field, slot, vehicle]`` and ``vehicles[field, vehicle]``; fields are named in
    ``simulator.kernels.layout``. With ``debug`` every change re-checks all invariants of the plan.
    """

    def __init__(
        self, seconds: NDArray[np.uint16], vehicle_count: int, *, slots: int = 16, debug: bool = False
    ) -> None:
        self.seconds = seconds
        self.array: NDArray[np.int32] = np.zeros((f.PLAN_FIELDS, slots, vehicle_count), dtype=np.int32)
        self.vehicles: NDArray[np.int32] = np.zeros((f.VEHICLE_FIELDS, vehicle_count), dtype=np.int32)
        self.array[f.REQUEST] = -1
        self.debug = debug

    def enter(self, vehicle: int, depot: int, shift_start_s: int, shift_end_s: int, capacity: tuple[int, ...]) -> None:
        """Put a vehicle into its depot, ready to leave at the start of its shift."""
        self.vehicles[f.DEPOT, vehicle] = depot
        self.vehicles[f.SHIFT_END, vehicle] = shift_end_s
        self.vehicles[f.CAPACITY : f.CAPACITY + f.LOADS, vehicle] = capacity
        self.stand(vehicle, depot, shift_start_s)

    def stop_count(self, vehicle: int) -> int:
        """Return how many stops are still to be served."""
        return int(self.vehicles[f.STOPS, vehicle])

    def stop(self, vehicle: int, slot: int) -> Stop:
        """Return a slot of a plan."""
        column = self.array[:, slot, vehicle].tolist()
        return Stop(
            kind=column[f.KIND],
            node=column[f.NODE],
            request=column[f.REQUEST],
            earliest_s=column[f.EARLIEST],
            latest_s=column[f.LATEST],
            arrival_s=column[f.ARRIVAL],
            start_s=column[f.START],
            departure_s=column[f.DEPARTURE],
            drive_s=column[f.DRIVE],
            dwell_s=column[f.DWELL],
        )

    def origin(self, vehicle: int) -> tuple[int, int]:
        """Return (node, earliest departure [s]) of slot 0."""
        return int(self.array[f.NODE, 0, vehicle]), int(self.array[f.DEPARTURE, 0, vehicle])

    def stand(self, vehicle: int, node: int, since_s: int) -> None:
        """Let slot 0 be a place where the vehicle stands and may leave from at once; its load stays."""
        self.array[f.NODE, 0, vehicle] = node
        self.array[f.REQUEST, 0, vehicle] = -1
        self.array[f.KIND, 0, vehicle] = f.ORIGIN
        self.array[f.ARRIVAL, 0, vehicle] = since_s
        self.array[f.START, 0, vehicle] = since_s
        self.array[f.DEPARTURE, 0, vehicle] = since_s
        self.vehicles[f.MOVING, vehicle] = 0
        self.vehicles[f.FIRST, vehicle] = 0

    def set_off(self, vehicle: int, now_s: int, *, can_divert: bool) -> None:
        """Fix the arrival at slot 1: the vehicle has left slot 0 for it now."""
        self.array[f.DEPARTURE, 0, vehicle] = now_s
        reschedule(self.array, self.vehicles, self.seconds, vehicle, 1)
        self.vehicles[f.MOVING, vehicle] = 1
        self.vehicles[f.FIRST, vehicle] = 0 if can_divert else 1
        self.locate(vehicle, *self.origin(vehicle))

    def locate(self, vehicle: int, junction: int, at_s: int) -> None:
        """Note where a moving vehicle can turn off; the drive left to slot 1 counts from there."""
        self.vehicles[f.JUNCTION_NODE, vehicle] = junction
        self.vehicles[f.JUNCTION_TIME, vehicle] = at_s
        self.array[f.DRIVE, 1, vehicle] = self.array[f.ARRIVAL, 1, vehicle] - at_s

    def arrive(self, vehicle: int, node: int, now_s: int) -> None:
        """Let the vehicle stand at a node it has reached; the stops there need no more driving."""
        self.stand(vehicle, node, now_s)
        reschedule(self.array, self.vehicles, self.seconds, vehicle, 1)

    def serve_first(self, vehicle: int) -> None:
        """Begin the service at slot 1, which becomes slot 0."""
        drop_first_stop(self.array, self.vehicles, vehicle)
        self.vehicles[f.MOVING, vehicle] = 0
        self.vehicles[f.FIRST, vehicle] = 0

    def insert(
        self, vehicle: int, pickup_index: int, dropoff_index: int, request: int, what: NDArray[np.int64], now_s: int
    ) -> int:
        """Insert a request and return the planned start of its boarding [s].

        ``what`` are the request's fields as the kernels see them. A moving vehicle whose next stop changes is bound for
        its junction from now on.
        """
        if self.stop_count(vehicle) + 3 > self.array.shape[1]:
            self._grow()
        if pickup_index == 0:
            self._leave_from(vehicle, now_s)
        open_gap(self.array, self.vehicles, vehicle, dropoff_index)
        open_gap(self.array, self.vehicles, vehicle, pickup_index)
        pickup, dropoff = pickup_index + 1, dropoff_index + 2
        self._write(vehicle, pickup, request, f.PICKUP, what)
        self._write(vehicle, dropoff, request, f.DROPOFF, what)
        self.array[f.PICKUP_SLOT, dropoff, vehicle] = pickup
        load = what[f.REQ_LOAD : f.REQ_LOAD + f.LOADS].astype(np.int32)
        self.array[f.LOAD : f.LOAD + f.LOADS, pickup:dropoff, vehicle] += load[:, None]
        reschedule(self.array, self.vehicles, self.seconds, vehicle, pickup)
        if self.debug:
            check_plan(self.array, self.vehicles, self.seconds, vehicle)
        return int(self.array[f.START, pickup, vehicle])

    def promise(self, vehicle: int, request: int, earliest_s: int, latest_s: int, max_ride_s: int) -> None:
        """Fix the pickup window and the ride limit of a request in the plan; a longer planned ride is the limit."""
        slots = np.flatnonzero(self.array[f.REQUEST, 1 : self.stop_count(vehicle) + 1, vehicle] == request) + 1
        pickup, dropoff = slots.tolist()
        self.array[f.EARLIEST, pickup, vehicle] = earliest_s
        self.array[f.LATEST, pickup, vehicle] = latest_s
        planned = self.array[f.START, dropoff, vehicle] - self.array[f.RIDE_START, dropoff, vehicle]
        self.array[f.MAX_RIDE, dropoff, vehicle] = max(max_ride_s, int(planned))

    def _leave_from(self, vehicle: int, now_s: int) -> None:
        if self.vehicles[f.MOVING, vehicle]:
            junction, at_s = self.vehicles[[f.JUNCTION_NODE, f.JUNCTION_TIME], vehicle].tolist()
            self.stand(vehicle, junction, at_s)
        else:
            self.array[f.DEPARTURE, 0, vehicle] = max(int(self.array[f.DEPARTURE, 0, vehicle]), now_s)

    def _write(self, vehicle: int, slot: int, request: int, kind: int, what: NDArray[np.int64]) -> None:
        is_pickup = kind == f.PICKUP
        column = self.array[:, slot, vehicle]
        column[f.NODE] = what[f.REQ_PICKUP_NODE if is_pickup else f.REQ_DROPOFF_NODE]
        column[f.REQUEST] = request
        column[f.KIND] = kind
        column[f.EARLIEST] = what[f.REQ_READY]
        column[f.LATEST] = what[f.REQ_LATEST_PICKUP if is_pickup else f.REQ_LATEST_DROPOFF]
        column[f.DWELL] = what[f.REQ_PICKUP_DWELL if is_pickup else f.REQ_DROPOFF_DWELL]
        column[f.SIZE] = what[f.REQ_SIZE]
        column[f.MAX_RIDE] = what[f.REQ_MAX_RIDE]
        column[f.PICKUP_SLOT] = 0

    def _grow(self) -> None:
        self.array = np.concatenate([self.array, np.zeros_like(self.array)], axis=1)
