"""The plans of a fleet: the only place that writes the plan array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.fleet.invariants import check_plan
from simulator.kernels import changes
from simulator.kernels import layout as f
from simulator.kernels.legs import next_junction
from simulator.kernels.paths import Router
from simulator.kernels.times import Times

LEG_POSITIONS = 64  # to begin with; legs grow as they need


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


class Plans:
    """All plans, slot 0 being where each vehicle stands or last set off from.

    Arrays are int32, fields are named in ``simulator.kernels.layout``: ``array[field, slot, vehicle]``,
    ``vehicles[field, vehicle]``, ``legs[vehicle, field, position]``, ``directory[list, field, position]``,
    ``rovers[position]``. With ``debug`` every insertion re-checks all invariants of the plan.
    """

    def __init__(self, times: Times, vehicle_count: int, *, slots: int = 16, debug: bool = False) -> None:
        self.times = times
        self.array: NDArray[np.int32] = np.zeros((f.PLAN_FIELDS, slots, vehicle_count), dtype=np.int32)
        self.vehicles: NDArray[np.int32] = np.zeros((f.VEHICLE_FIELDS, vehicle_count), dtype=np.int32)
        self.legs: NDArray[np.int32] = np.zeros((vehicle_count, f.LEG_FIELDS, LEG_POSITIONS), dtype=np.int32)
        self.directory = _new_directory(slots, vehicle_count)
        self.rovers: NDArray[np.int32] = np.zeros(vehicle_count + 1, dtype=np.int32)
        self.array[f.LISTED] = f.NOT_LISTED
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
        return Stop(*changes.read_stop(self.array, vehicle, slot))

    def outlook(self, vehicle: int) -> changes.Outlook:
        """Return what a vehicle does next."""
        return changes.read_outlook(self.array, self.vehicles, vehicle)

    def is_moving(self, vehicle: int) -> bool:
        """Return whether the vehicle is under way from slot 0."""
        return bool(self.vehicles[f.MOVING, vehicle])

    def origin(self, vehicle: int) -> tuple[int, int]:
        """Return (node, earliest departure [s]) of slot 0."""
        return int(self.array[f.NODE, 0, vehicle]), int(self.array[f.DEPARTURE, 0, vehicle])

    def stand(self, vehicle: int, node: int, since_s: int) -> None:
        """Let slot 0 be a place where the vehicle stands and may leave from at once; its load stays."""
        changes.stand(self.array, self.vehicles, self.directory, self.rovers, self.times, vehicle, node, since_s)

    def set_off(self, vehicle: int, now_s: int, leg: NDArray[np.int32], *, can_divert: bool) -> None:
        """Let the vehicle leave slot 0 now for its first stop, if any, along a leg.

        leg: int32 (fields, positions), times since departure; the arrival is fixed unless the vehicle may divert.
        """
        self._make_room_for_leg(leg.shape[1])
        first = 0 if can_divert else 1
        changes.set_off(
            self.array, self.vehicles, self.legs, self.directory, self.rovers, self.times, vehicle, leg, now_s, first
        )

    def set_off_for(self, vehicle: int, now_s: int, destination: int, router: Router, *, can_divert: bool) -> int:
        """Let the vehicle leave slot 0 now along the fastest path to a place; return when it arrives [s]."""
        first = 0 if can_divert else 1
        while True:
            arrival_s, nodes = changes.set_off_for(
                self.array, self.vehicles, self.legs, self.directory, self.rovers, self.times, router, vehicle,
                destination, now_s, first,
            )  # fmt: skip
            if nodes <= self.legs.shape[2]:
                return arrival_s
            self._make_room_for_leg(nodes)

    def _make_room_for_leg(self, nodes: int) -> None:
        if nodes > self.legs.shape[2]:
            grown = np.zeros((self.legs.shape[0], f.LEG_FIELDS, 2 * nodes), dtype=np.int32)
            grown[:, :, : self.legs.shape[2]] = self.legs
            self.legs = grown

    def metres_driven(self, vehicle: int, turned_off_s: int | None) -> int:
        """Return the metres a vehicle has driven on its leg: all, or until it turned off at a time [s]."""
        position = int(self.vehicles[f.LEG_NODES, vehicle]) - 1
        if turned_off_s is not None:
            position = self.junction(vehicle, turned_off_s)[0]
        return int(self.legs[vehicle, f.LEG_METRES, position])

    def junction(self, vehicle: int, now_s: int) -> tuple[int, int, int]:
        """Return (position on its leg, node, time [s]) of where a vehicle under way can turn off."""
        return next_junction(self.legs, self.vehicles, vehicle, now_s)

    def arrive(self, vehicle: int, node: int, now_s: int) -> changes.Outlook:
        """Let the vehicle stand at a node it has reached; return what it does next."""
        return changes.arrive(self.array, self.vehicles, self.directory, self.rovers, self.times, vehicle, node, now_s)

    def serve_first(self, vehicle: int) -> changes.Outlook:
        """Begin the service at slot 1, which becomes slot 0; return what the vehicle does next."""
        return changes.serve_first(self.array, self.vehicles, self.directory, self.rovers, self.times, vehicle)

    def insert(
        self,
        vehicle: int,
        indices: tuple[int, int],
        request: int,
        what: NDArray[np.int64],
        options: NDArray[np.int32],
        now_s: int,
        *,
        chosen: tuple[int, int] = (0, 0),
        first_drive_s: int = 0,
    ) -> int:
        """Insert a request and return the planned start of its boarding [s].

        indices: pickup and dropoff index. what, options: the request as the kernels see it. chosen: which of the
        options at either end. first_drive_s: drive to the pickup from a slot 0 that is no
        place of the travel-time table. A moving vehicle whose next stop changes is bound for its junction from now on.
        """
        if self.stop_count(vehicle) + 3 > self.array.shape[1]:
            self._grow()
        if indices[0] == 0:
            self._leave_from(vehicle, now_s)
        boarding = changes.insert_request(
            self.array,
            self.vehicles,
            self.directory,
            self.rovers,
            self.times,
            what,
            options,
            request,
            vehicle,
            *indices,
            chosen[0],
            int(what[f.REQ_PICKUPS]) + chosen[1],
            first_drive_s,
        )
        if self.debug:
            check_plan(self.array, self.vehicles, self.times, vehicle)
        return int(boarding)

    def promise(self, vehicle: int, request: int, earliest_s: int, latest_s: int, max_ride_s: int) -> None:
        """Fix the pickup window and the ride limit of a request in the plan; a longer planned ride is the limit."""
        changes.promise(self.array, self.vehicles, self.times, vehicle, request, earliest_s, latest_s, max_ride_s)

    def _grow(self) -> None:
        more = np.zeros_like(self.array)
        more[f.LISTED] = f.NOT_LISTED
        self.array = np.concatenate([self.array, more], axis=1)
        directory = _new_directory(self.array.shape[1], self.array.shape[2])
        directory[:, :, : self.directory.shape[2] - 1] = self.directory[:, :, :-1]
        directory[:, f.VEHICLE, -1] = self.directory[:, f.VEHICLE, -1]
        self.directory = directory

    def _leave_from(self, vehicle: int, now_s: int) -> None:
        if self.is_moving(vehicle):
            _, junction, at_s = self.junction(vehicle, now_s)
            self.stand(vehicle, junction, at_s)
        else:
            self.array[f.DEPARTURE, 0, vehicle] = max(int(self.array[f.DEPARTURE, 0, vehicle]), now_s)


def _new_directory(slots: int, vehicles: int) -> NDArray[np.int32]:
    return np.zeros((f.DIRECTORY_LISTS, f.DIRECTORY_FIELDS, slots * vehicles + 1), dtype=np.int32)
