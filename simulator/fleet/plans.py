"""The plans of a fleet: the only place that writes the plan array."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.fleet import retiming, standing
from simulator.fleet.invariants import check_listed, check_plan
from simulator.fleet.mended import MendedPlans
from simulator.fleet.pauses import pause_columns
from simulator.fleet.reading import read_only
from simulator.kernels import changes
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Slots, Terms, accept
from simulator.kernels.agenda import follow_due
from simulator.kernels.bundle import Address
from simulator.kernels.fleet import NO_ROWS, Fleet
from simulator.kernels.follow import NEEDS_LEG_ROOM, depart, follow
from simulator.kernels.listing import list_plan
from simulator.kernels.paths import NO_ROADS, Router
from simulator.kernels.replacement import replace_stops
from simulator.kernels.schedule import bound_starts
from simulator.kernels.slot_index import SlotIndex, new_index, with_room
from simulator.kernels.times import Times, drive_s

LEG_POSITIONS = 64  # to begin with; legs grow as they need


class Plans(MendedPlans):
    """All plans, slot 0 being where each vehicle stands or last set off from, and what each vehicle is at.

    Arrays are int32, fields are named in ``simulator.kernels.layout``: ``array[field, slot, vehicle]``,
    ``vehicles[field, vehicle]``, ``legs[vehicle, field, position]``, ``duty[vehicle, field]``; index: of the slots. All
    may read them; only methods write, in arrays of their own. When arrays grow, the attributes are others. Methods that
    make something happen append to the rows of an event log. Without a router for all places, legs must be handed in.
    Vehicles do not turn off at nodes numbered from ``known_nodes`` on.
    With ``debug`` every acceptance re-checks all invariants of the plan, and the index of all plans.
    """

    def __init__(
        self,
        times: Times,
        vehicle_count: int,
        *,
        router: Router = NO_ROADS,
        places: NDArray[np.int32] | None = None,
        known_nodes: int = f.ALL_KNOWN,
        slots: int = 16,
        debug: bool = False,
    ) -> None:
        self.places = np.arange(len(times.cell), dtype=np.int32) if places is None else places
        self._array: NDArray[np.int32] = np.zeros((f.PLAN_FIELDS, slots, vehicle_count), np.int32, order="F")
        self._vehicles: NDArray[np.int32] = np.zeros((f.VEHICLE_FIELDS, vehicle_count), np.int32, order="F")
        self._legs: NDArray[np.int32] = np.zeros((vehicle_count, f.DRIVEN_LEG_FIELDS, LEG_POSITIONS), dtype=np.int32)
        self._duty: NDArray[np.int32] = np.zeros((vehicle_count, f.DUTY_FIELDS), dtype=np.int32)
        self._index = new_index(slots, vehicle_count, len(times.least))
        self._array[f.LISTED], self._array[f.REQUEST] = f.NOT_LISTED, -1
        self._vehicles[f.SHIFT_END] = -f.FOREVER  # until it enters
        self.debug = debug
        self._router, self._rows, self._known_nodes = router, NO_ROWS, known_nodes
        self.count_with(times)

    def count_with(self, times: Times) -> None:
        """Let plans count with these drive times from now on, between the same places."""
        self.times = times
        self._refer()

    def _refer(self) -> None:
        """Note the arrays for the next calls, and how others see them; some of them grow, and are others then."""
        arrays = (self._array, self._vehicles, self._legs)
        more = self.places, self.times, self._router, self._rows, self._known_nodes
        self._fleet = Fleet(*arrays, self._index, self._duty, *more)
        self.array, self.vehicles, self.legs, self.duty = [read_only(array) for array in (*arrays, self._duty)]
        self.index = SlotIndex(*(read_only(array) for array in self._index))

    def enter(
        self, vehicle: int, depot: int, shift_start_s: int, shift_end_s: int, capacity: tuple[int, ...],
        number: int | None = None,
    ) -> None:  # fmt: skip
        """Put a vehicle into its depot, ready for its shift. number: in the event log, if not that of the plan."""
        self._duty[vehicle, f.VERSION] += 1
        self._duty[vehicle, f.NUMBER] = vehicle if number is None else number
        self._vehicles[f.DEPOT, vehicle] = depot
        self._vehicles[f.SHIFT_END, vehicle] = shift_end_s
        self._vehicles[f.RANGE, vehicle] = f.FOREVER
        self._vehicles[f.CAPACITY : f.CAPACITY + f.LOADS, vehicle] = capacity
        self._duty[vehicle, f.IDLE_SINCE] = shift_start_s
        changes.enter(self._fleet.address, vehicle, shift_start_s)

    def close(self, vehicle: int) -> None:
        """Let a vehicle in its depot take no more requests: its shift is over."""
        self._duty[vehicle, f.VERSION] += 1
        self._vehicles[f.SHIFT_END, vehicle] = -f.FOREVER

    def home_s(self, vehicle: int) -> int:
        """Return when a vehicle is home that does what its plan says [s]."""
        count = self.stop_count(vehicle)
        place, leaves_s = (int(self._array[field, count, vehicle]) for field in (f.NODE, f.DEPARTURE))
        return leaves_s + (int(drive_s(self.times, place, self._vehicles[f.DEPOT, vehicle])) if place >= 0 else 0)

    def end_shift_by(self, vehicle: int, end_s: int) -> None:
        """Let a vehicle be home by a time [s], or as soon as its plan is done: who needs longer does not fit in."""
        end_s = max(end_s, self.home_s(vehicle))
        self._vehicles[f.SHIFT_END, vehicle] = min(int(self._vehicles[f.SHIFT_END, vehicle]), end_s)
        self._duty[vehicle, f.VERSION] += 1
        if self.stop_count(vehicle):
            self._bound_starts(vehicle)

    def may_wait(self, vehicle: int) -> None:
        """Let a vehicle that has turned off at a junction not drive on to its next stop at once."""
        self._duty[vehicle, f.TURNED_OFF] = 0

    def plan_pauses(self, vehicle: int, pauses: NDArray[np.int32], now_s: int) -> None:
        """Give a vehicle without stops the breaks and changeovers of its day, see ``fleet.pauses``."""
        self.replace(vehicle, pause_columns(pauses), now_s)

    def follow(
        self, rows: NDArray[np.int32], vehicle: int, now_s: int, *, diverts: bool, waits_first: bool
    ) -> tuple[int, int]:
        """Let the vehicle do all that is due by its plan; return what comes next, see ``kernels.follow``."""
        self._duty[vehicle, f.VERSION] += 1
        self._append_to(rows)
        while True:
            outcome, number = follow(self._fleet.address, vehicle, now_s, diverts, waits_first)
            if outcome != NEEDS_LEG_ROOM:
                return outcome, number
            self._make_room_for_leg(number)

    def follow_due(
        self,
        rows: NDArray[np.int32],
        agenda: Address,
        woken: int,
        limit: int,
        number: int,
        ways: tuple[int, bool, bool],
    ) -> tuple[int, int, int, int, int, int]:
        """Let vehicles do what is due by their plans, until one has to decide; see ``kernels.agenda``."""
        self._append_to(rows)
        stores = None if self._stores is None else self._stores.address
        return follow_due(self._fleet.address, agenda, stores, woken, limit, number, ways)

    def depart(
        self, rows: NDArray[np.int32], vehicle: int, now_s: int, leg: NDArray[np.int32], purpose: int, *, diverts: bool
    ) -> None:
        """Let the vehicle leave slot 0 now along a leg.

        leg: int32 (fields, positions), times since departure; the arrival is fixed unless the vehicle may divert.
        """
        self._duty[vehicle, f.VERSION] += 1
        self._append_to(rows)
        self._make_room_for_leg(leg.shape[1])
        depart(self._fleet.address, leg, vehicle, purpose, now_s, diverts)

    def go_on(self, vehicle: int, leg: NDArray[np.int32]) -> None:
        """Let a vehicle under way go on along another leg, see ``retiming``."""
        self._make_room_for_leg(leg.shape[1])
        retiming.go_on(self._array, self._vehicles, self._legs, self._duty, vehicle, leg)
        changes.mark_passed(self._legs, self.places, self._known_nodes, vehicle, leg.shape[1])
        list_plan(self._fleet.address, vehicle)

    def time_anew(self, vehicle: int, now_s: int, drive_s: Callable[[int, int], int]) -> list[tuple[int, int]]:
        """Set the times of a plan by the drives counted with now; return the promises that fall, see ``retiming``."""
        self._duty[vehicle, f.VERSION] += 1
        fallen = retiming.time_anew(self._array, self._vehicles, self._legs, self.times, vehicle, now_s, drive_s)
        list_plan(self._fleet.address, vehicle)
        return fallen

    def hold(self, vehicle: int, ride: int, until_s: int, now_s: int) -> int | None:
        """Let a vehicle wait at the pickup of a ride until a time, if all else keeps; see ``retiming``."""
        pickup = self._slot(vehicle, ride, f.PICKUP)
        late_s = retiming.hold(self._array, self._vehicles, self.times, vehicle, pickup, until_s, now_s)
        if late_s is not None:
            self._duty[vehicle, f.VERSION] += 1
            list_plan(self._fleet.address, vehicle)
            if self.debug:
                self._check(vehicle)
        return late_s

    def serve_until(self, vehicle: int, until_s: int, seated_s: dict[int, int]) -> None:
        """Let a vehicle have its doors open until then, and rides on board begin at other times, see ``retiming``."""
        retiming.serve_until(self._array, self._vehicles, vehicle, until_s, seated_s)

    def _append_to(self, rows: NDArray[np.int32]) -> None:
        """Let what happens be appended to these rows of the event log; others when it has grown."""
        if rows is not self._rows:
            self._fleet.put("rows", rows)
            self._rows = rows

    def _make_room_for_leg(self, nodes: int) -> None:
        if nodes > self._legs.shape[2]:
            grown = np.zeros((self._legs.shape[0], f.DRIVEN_LEG_FIELDS, 2 * nodes), dtype=np.int32)
            grown[:, :, : self._legs.shape[2]] = self._legs
            self._legs = grown
            self._refer()

    def accept(
        self,
        rows: NDArray[np.int32],
        request: int,
        what: NDArray[np.int64],
        options: NDArray[np.int32],
        slots: Slots,
        terms: Terms,
        now_s: int,
    ) -> tuple[int, bool]:
        """Insert a request; return the planned start of its boarding [s] and whether the vehicle must think anew.

        what, options: the request as the kernels see it. slots: see ``kernels.acceptance``. A moving vehicle whose next
        stop changes is bound for its junction from now on.
        """
        vehicle = slots[0]
        self._duty[vehicle, f.VERSION] += 1
        self._append_to(rows)
        if self._vehicles[f.STOPS, vehicle] + 3 > self._array.shape[1]:
            self._grow()
        answer = accept(self._fleet.address, request, what, options, slots, (*terms,), now_s)
        if self.debug:
            self._check(vehicle)
        return answer

    def _check(self, vehicle: int) -> None:
        """Raise PlanInvariantError if a plan breaks a rule, or the index does not know any plan as it is."""
        check_plan(self._array, self._vehicles, self.times, vehicle)
        for other in range(self._array.shape[2]):
            check_listed(self._array, self._vehicles, self._index, self.times, other)

    def nobody_comes(self, vehicle: int, request: int) -> None:
        """Let nobody be at the pickup of a request in the plan; the plan itself does not know."""
        self._duty[vehicle, f.VERSION] += 1
        self._array[f.ABSENT, self._slot(vehicle, request, f.PICKUP), vehicle] = 1

    def tell_end(self, vehicle: int, request: int) -> None:
        """Let it be told when a request in the plan gets off, see ``kernels.follow``."""
        self._duty[vehicle, f.VERSION] += 1
        self._array[f.ABSENT, self._slot(vehicle, request, f.DROPOFF), vehicle] = 1

    def withdraw(self, vehicle: int, request: int, now_s: int, drive_s: Callable[[int, int], int]) -> bool:
        """Take a request out of a plan; return whether the vehicle must think anew.

        Boardings stay where they are planned, so that no ride gets longer. drive_s: time between two locations [s].
        """
        loads = slice(f.LOAD, f.LOAD + f.LOADS)
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        gone = stops[f.REQUEST] == request
        if gone.sum() == 1:  # its pickup has been served, without anybody
            self._array[loads, 0, vehicle] += stops[loads, gone][:, 0]
        left = stops[:, ~gone]
        boards = left[f.KIND] == f.PICKUP
        left[f.EARLIEST, boards] = left[f.START, boards]
        if left.shape[1] and gone[0]:
            left[f.DRIVE, 0] = drive_s(self._leaves_from(vehicle, now_s), int(left[f.NODE, 0]))
        return self.replace(vehicle, left, now_s)

    def leave_out_pauses(
        self, vehicle: int, now_s: int, drive_s: Callable[[int, int], int], *, after_s: int = -f.FOREVER
    ) -> int:
        """Take breaks and changeovers that end after a time out of a plan; riders are served when they were to be.

        Return when the first of them had to begin [s].
        """
        count = self.stop_count(vehicle)
        loads = slice(f.LOAD, f.LOAD + f.LOADS)
        stops = self._array[:, 1 : count + 1, vehicle].copy()
        gone = (stops[f.KIND] >= f.BREAK) & (stops[f.START] > after_s)
        if not gone.any():
            return f.FOREVER
        stops[loads] -= self._array[loads, :count, vehicle]
        left = stops[:, ~gone]
        if left.shape[1] and gone[0]:
            left[f.DRIVE, 0] = drive_s(self._leaves_from(vehicle, now_s), int(left[f.NODE, 0]))
        self.replace(vehicle, left, now_s)
        return int((stops[f.LATEST] - stops[f.PAUSE])[gone].min())

    def promise_dropoff(self, vehicle: int, request: int, latest_s: int) -> None:
        """Let the alighting of a request in the plan begin no later."""
        self._duty[vehicle, f.VERSION] += 1
        self._array[f.LATEST, self._slot(vehicle, request, f.DROPOFF), vehicle] = latest_s
        self._bound_starts(vehicle)

    def promise(self, vehicle: int, request: int, earliest_s: int, latest_s: int) -> None:
        """Fix the pickup window of a request in the plan; it may be planned to begin later than its earliest."""
        self._duty[vehicle, f.VERSION] += 1
        pickup = self._slot(vehicle, request, f.PICKUP)
        self._array[f.EARLIEST, pickup, vehicle] = max(int(self._array[f.EARLIEST, pickup, vehicle]), earliest_s)
        self._array[f.LATEST, pickup, vehicle] = latest_s
        self._bound_starts(vehicle)

    def _bound_starts(self, vehicle: int) -> None:
        """Let limits that are others bound when stops of a plan may start."""
        bound_starts(self._array, self._vehicles, self.times, vehicle)
        list_plan(self._fleet.address, vehicle)

    def replace(self, vehicle: int, columns: NDArray[np.int32], now_s: int) -> bool:
        """Let a vehicle serve other stops to come, or in another order; return whether it must think anew.

        columns: int32 (fields, stops), see ``kernels.replacement``. Riders on board and promises must be kept.
        """
        self._duty[vehicle, f.VERSION] += 1
        while columns.shape[1] + 1 > self._array.shape[1]:
            self._grow()
        must_think = replace_stops(self._fleet.address, columns, vehicle, now_s)
        if self.debug:
            self._check(vehicle)
        return must_think

    def _grow(self) -> None:
        fields, slots, vehicles = self._array.shape
        larger: NDArray[np.int32] = np.zeros((fields, 2 * slots, vehicles), np.int32, order="F")
        larger[f.LISTED] = f.NOT_LISTED
        larger[:, :slots] = self._array
        self._array, self._index = larger, with_room(self._index, 2 * slots, vehicles)
        self._refer()
