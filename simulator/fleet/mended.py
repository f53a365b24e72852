"""Plans of vehicles that have to stand for some time, and places for rides that others cannot serve any more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.fleet import cut_drives, standing
from simulator.fleet.energy import PlansWithEnergy
from simulator.kernels import layout as f
from simulator.kernels.range import plan_keeps_going
from simulator.kernels.replacement import replace_stops

LONGEST_S = f.UNREACHABLE  # what a drive for which there is no way now is counted with


class MendedPlans(PlansWithEnergy, ABC):
    """The part of ``Plans`` about what goes wrong; arrays as there."""

    debug: bool

    @abstractmethod
    def replace(self, vehicle: int, columns: NDArray[np.int32], now_s: int) -> bool:
        """Let a vehicle serve other stops to come, see ``Plans``."""

    @abstractmethod
    def _check(self, vehicle: int) -> None:
        """Raise PlanInvariantError if a plan breaks a rule."""

    def stand(self, vehicle: int, until_s: int, now_s: int, drive_s: Callable[[int, int], int]) -> standing.Stood:
        """Let a vehicle with closed doors stop at the next junction, and leave no sooner than a time; see ``Stood``.

        It keeps the stops that it can serve as promised then. drive_s: time between two locations [s].
        """
        arrays = self._array, self._vehicles
        location, at_s = standing.stop_driving(*arrays, self._legs, self._duty, vehicle, now_s)
        stops, aboard = standing.without_riders(*arrays, vehicle)
        gets_off_s = at_s + max([1, *aboard[f.DWELL].tolist()]) if aboard.size else at_s
        left_out, pauses, free_s = list[NDArray[np.int32]](), list[standing.Pause](), gets_off_s
        while True:
            if stops.shape[1]:
                stops[f.DRIVE, 0] = drive_s(location, int(stops[f.NODE, 0]))
            standing.stand_at(*arrays, vehicle, location, max(until_s, gets_off_s))
            self._duty[vehicle, f.VERSION] += 1
            replace_stops(self._fleet.address, stops, vehicle, now_s)
            broken = standing.first_broken(*arrays, self.times, vehicle, now_s)
            if broken is None:
                break
            if stops[f.KIND, broken] < f.BREAK:
                stops, gone = standing.without(stops, broken)
                left_out.append(gone)
            else:  # which drivers have where the vehicle stands, with those before it
                stops, had = standing.pauses_up_to(stops, broken, free_s)
                pauses += had
                free_s = had[-1].begins_s + had[-1].lasts_s
                until_s = max(until_s, free_s)
        if self.debug:
            self._check(vehicle)
        return standing.Stood(location, at_s, aboard, left_out, pauses)

    def street_of(self, vehicle: int, now_s: int) -> cut_drives.OnStreet | None:
        """Return the street a vehicle is on, None where it stands, or is at the end of its drive."""
        return cut_drives.street_of(self._vehicles, self._legs, self._duty, vehicle, now_s)

    def end_drive(
        self, vehicle: int, end: cut_drives.EndOfDrive, now_s: int, drive_s: Callable[[int, int], int]
    ) -> None:
        """Let the drive of a vehicle under way end elsewhere, or later, and all its stops come after that.

        drive_s: time between two locations [s]. Promises that fall are left to ``time_anew``.
        """
        cut_drives.end_there(self._vehicles, self._legs, self._duty, vehicle, end)
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        self._leave_from(vehicle, (end.location, end.at_s), stops, now_s, drive_s)

    def set_down(
        self, vehicle: int, rides: Sequence[int], now_s: int, drive_s: Callable[[int, int], int]
    ) -> standing.Stood:
        """Let some who are on board get off at the next junction, or where the vehicle stands; see ``Stood``.

        Its doors are closed. All others stay on board; promises to them that fall are left to ``time_anew``.
        """
        location, at_s = standing.stop_driving(self._array, self._vehicles, self._legs, self._duty, vehicle, now_s)
        stops, off = standing.without_rides(self._array, self._vehicles, vehicle, rides)
        leaves_s = at_s + max(1, int(off[f.DWELL].max()))
        self._leave_from(vehicle, (location, leaves_s), stops, now_s, drive_s)
        return standing.Stood(location, at_s, off, [], [])

    def leaves_at(self, vehicle: int, time_s: int, now_s: int, drive_s: Callable[[int, int], int]) -> None:
        """Let a vehicle that had to stand leave at another time [s]."""
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        self._leave_from(vehicle, (int(self._array[f.NODE, 0, vehicle]), time_s), stops, now_s, drive_s)

    def _leave_from(
        self,
        vehicle: int,
        origin: tuple[int, int],
        stops: NDArray[np.int32],
        now_s: int,
        drive_s: Callable[[int, int], int],
    ) -> None:
        """Let a vehicle do these stops, which are changes, from a location that it leaves at a time [s]."""
        if stops.shape[1]:
            to_first_s = drive_s(origin[0], int(stops[f.NODE, 0]))
            stops[f.DRIVE, 0] = to_first_s if to_first_s >= 0 else LONGEST_S
        standing.stand_at(self._array, self._vehicles, vehicle, *origin)
        self._duty[vehicle, f.VERSION] += 1
        replace_stops(self._fleet.address, stops, vehicle, now_s)

    def off_board_s(self, vehicle: int, now_s: int) -> int:
        """Return until when those on board get off if the vehicle stops at the next junction [s], 0 if nobody is."""
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        aboard = stops[:, standing.is_aboard(stops)]
        if not aboard.size:
            return 0
        at_s = now_s
        if self.drives(vehicle):
            turned_off = self._duty[vehicle, f.LEG_END] != self._duty[vehicle, f.BOUND_FOR]
            at_s = int(self._duty[vehicle, f.LEG_END_S]) if turned_off else int(self.junction(vehicle, now_s)[2])
        return at_s + max(1, int(aboard[f.DWELL].max()))

    def keeps_going(self, vehicle: int, now_s: int) -> bool:
        """Return whether the energy of a vehicle lasts for its plan, with what it surely charges on the way."""
        stops = self.stop_count(vehicle)
        return not stops or bool(plan_keeps_going(self._array, self._vehicles, self.times, vehicle, now_s))

    def as_changes(self, vehicle: int, request: int) -> NDArray[np.int32]:
        """Return pickup and dropoff of a request in the plan as columns, int32 (fields, 2); loads are changes."""
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        return stops[:, stops[f.REQUEST] == request]

    def put_in(self, vehicle: int, ride: NDArray[np.int32], after: tuple[int, int], drive_s: int, now_s: int) -> bool:
        """Put a ride into a plan; return whether the vehicle must think anew.

        ride: int32 (fields, 2), its pickup and dropoff; loads are changes. after: slots. drive_s: to the pickup, where
        the vehicle is at no place of the table.
        """
        stops = standing.as_changes(self._array, self._vehicles, vehicle)
        pickup, dropoff = after
        parts = stops[:, :pickup], ride[:, :1], stops[:, pickup:dropoff], ride[:, 1:], stops[:, dropoff:]
        columns = np.concatenate(parts, axis=1)
        if not pickup:
            columns[f.DRIVE, 0] = drive_s
        return self.replace(vehicle, columns, now_s)
