"""The auditor's view of vehicles: in one place at a time, as fast as the roads allow, never overfull, home in time."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.audit.caught import CutDrives, Ending
from simulator.analysis.audit.disturbed import Disturbances
from simulator.analysis.audit.drives import Drives
from simulator.analysis.audit.row import Row
from simulator.analysis.inputs import Facilities
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose
from simulator.tables import PAUSE_DTYPES

_DIMENSIONS = ("seats", "wheelchairs", "parcels")


class _Phase(enum.Enum):
    OFF = "not yet on shift"
    STANDING = "standing"
    DRIVING = "driving"
    DONE = "off shift"


@dataclass
class _Course:
    """Where a vehicle is and what it carries."""

    phase: _Phase = _Phase.OFF
    shifts: int = 0  # begun so far
    node: int = -1
    departed_s: int = 0
    doors_until_s: int | None = None
    time_s: int | None = None
    load: list[int] = field(default_factory=lambda: [0, 0, 0])
    rides: set[int] = field(default_factory=set)
    paused_s: int = 0  # by the breaks and changeovers of the shift so far
    last_drive: tuple[int, int, int] = (0, 0, 0)  # from node to node, and when it began [s]
    at_work_until_s: int = 0  # since when it stands with closed doors
    late_s: int = 0  # of a break, changeover or end of duty, still to be told
    cut: list[Ending] | None = None  # how the drive may end that was cut on a closed street; None: it was not
    towed_s: int | None = None  # when its shift was cut short, if it was
    missed: list[str] = field(default_factory=list)  # closures that had to cut it, unless people get off now


class VehicleAudit:
    """Follows every vehicle through the log."""

    def __init__(
        self,
        vehicles_input: pd.DataFrame,
        requests_input: pd.DataFrame,
        drives: Drives,
        facilities: Facilities,
        disturbed: Disturbances,
    ) -> None:
        self._disturbed = disturbed
        self._with_duties = set(facilities.duties["vehicle"].tolist())
        shifts, days = facilities.shifts, facilities.days
        vehicles = vehicles_input.sort_values("vehicle")
        requests = requests_input.sort_values("request")
        self.count = len(vehicles)
        self.driven_m = 0  # without the warm-up
        self._warm_until_s = int(days.loc[days["day"] < 0, "end_s"].max()) if (days["day"] < 0).any() else None
        self._depot = vehicles["depot_node"].tolist()
        ends = zip(vehicles["shift_start_s"].tolist(), vehicles["shift_end_s"].tolist(), strict=True)
        self._shifts: list[list[tuple[int, int]]] = (
            [[one] if one[0] < one[1] else [] for one in ends] if shifts.empty else []
        )
        self._shifts += [[] for _ in range(self.count - len(self._shifts))]
        columns = ("vehicle", "start_s", "latest_end_s")
        for vehicle, *times in zip(*(shifts[name].tolist() for name in columns), strict=True):
            self._shifts[vehicle].append((times[0], times[1]))
        self._capacity = list(zip(*(vehicles[name].tolist() for name in _DIMENSIONS), strict=True))
        # a wheelchair user takes a wheelchair place and no seat
        seats = (requests["party_size"] - requests["wheelchairs"]).tolist()
        self._load = list(zip(seats, requests["wheelchairs"].tolist(), requests["parcels"].tolist(), strict=True))
        self._pauses: list[list[tuple[int, ...]]] = [[] for _ in range(self.count)]
        for vehicle, *pause in facilities.pauses[list(PAUSE_DTYPES)].itertuples(index=False):
            self._pauses[vehicle].append(tuple(pause))
        self._course = [_Course() for _ in range(self.count)]
        self._drives, self._cuts = drives, CutDrives(drives, disturbed)
        self._power_is_short = False

    def follow(self, row: Row) -> list[str]:
        """Take the next row of a vehicle; return what is wrong with it."""
        course = self._course[row.vehicle]
        found = self._overload(row.vehicle) if course.time_s is not None and row.time_s > course.time_s else []
        found += self._untold(course) if row.time_s != course.time_s else []
        course.time_s = row.time_s
        found += [] if row.kind == Event.SET_DOWN else course.missed
        course.missed = []
        step = {
            Event.SHIFT_STARTED: self._started,
            Event.SHIFT_ENDED: self._ended,
            Event.DEPARTED: self._departed,
            Event.ARRIVED: self._stopped,
            Event.DIVERTED: self._stopped,
            Event.BOARDED: self._served,
            Event.ALIGHTED: self._served,
            Event.NO_SHOW: self._stood_open,
            Event.STOP_ENDED: self._closed,
            Event.BREAK_STARTED: self._paused,
            Event.CHANGEOVER_STARTED: self._paused,
            Event.STRANDED: self._stranded,
            Event.SET_DOWN: self._served,
            Event.TOWED: self._towed,
            Event.DRIVER_LATE: _late,
            Event.ENERGY_CUT: self._did_without,
            Event.TURNED_BACK: self._cuts.cut,
            Event.BLOCKED: self._cuts.cut,
        }[row.kind]
        return [f"{row}: {text}" for text in found + step(row, course)]

    def hear(self, row: Row) -> None:
        """Take note of a shift that nobody drives, or a site that gives less: who relied on it may not come home."""
        self._power_is_short |= row.kind == Event.SITE_LIMITED
        if row.kind == Event.SHIFT_CUT and 0 <= row.vehicle < self.count:
            self._course[row.vehicle].towed_s = row.time_s
        if row.kind == Event.DRIVER_ABSENT and 0 <= row.vehicle < self.count:
            mine = self._shifts[row.vehicle]
            self._shifts[row.vehicle] = [shift for shift in mine if shift[0] != row.value]

    def close(self) -> list[str]:
        """Return what is wrong at the end of the log."""
        found = []
        for number, course in enumerate(self._course):
            if course.phase != _Phase.DONE and self._shifts[number]:
                found.append(f"vehicle {number}: {course.phase.value} at the end of the log")
            if 0 < course.shifts < len(self._shifts[number]):
                found.append(f"vehicle {number}: {course.shifts} of its {len(self._shifts[number])} shifts")
            if self._pauses[number]:
                found.append(f"vehicle {number}: {len(self._pauses[number])} breaks or changeovers were dropped")
            found += [f"vehicle {number}: {text}" for text in (*self._overload(number), *self._untold(course))]
        return found

    def _untold(self, course: _Course) -> list[str]:
        late_s, course.late_s = course.late_s, 0
        return [f"a break, changeover or end of duty came {late_s} s late, which is not told"] if late_s else []

    def _did_without(self, row: Row, course: _Course) -> list[str]:
        """Compare what was done without with the drive: only where it took longer than plans count with."""
        drawn = self._drives.drawn
        found = [] if row.value > 0 else [f"{row.value} mWh were done without"]
        exceeds = course.phase == _Phase.STANDING and drawn is not None and drawn.exceeds(row)
        return found if exceeds else [*found, "no drive took longer than plans count with"]

    def _overload(self, vehicle: int) -> list[str]:
        """Compare load and capacity; asked once per second, for riders swap places at a stop in any order."""
        pairs = zip(_DIMENSIONS, self._course[vehicle].load, self._capacity[vehicle], strict=True)
        return [f"load of {load} {name}, room for {room}" for name, load, room in pairs if load > room]

    def _shift(self, vehicle: int) -> tuple[int, int]:
        """Return start and end of the shift that a vehicle is on [s], the first one before any."""
        number = max(self._course[vehicle].shifts, 1)
        return self._shifts[vehicle][number - 1] if number <= len(self._shifts[vehicle]) else (0, 0)

    def _started(self, row: Row, course: _Course) -> list[str]:
        found = [] if course.phase == _Phase.DONE else _expect(course, _Phase.OFF)
        course.shifts += 1
        course.paused_s, course.at_work_until_s, course.towed_s = 0, row.time_s, None
        course.last_drive = row.node, row.node, row.time_s
        if self._drives.drawn is not None:
            self._drives.drawn.begins(row)
        if course.shifts > len(self._shifts[row.vehicle]):
            return [*found, "it has no more shifts"]
        if row.time_s < self._shift(row.vehicle)[0]:
            found.append(f"before the shift starts at {self._shift(row.vehicle)[0]} s")
        if row.node != self._depot[row.vehicle]:
            found.append(f"at node {row.node} instead of the depot {self._depot[row.vehicle]}")
        course.phase, course.node = _Phase.STANDING, row.node
        return found

    def _ended(self, row: Row, course: _Course) -> list[str]:
        found = _stands_at(row, course)
        late_s = row.time_s - self._shift(row.vehicle)[1]
        if late_s > 0 and not self._held_up(row):
            found.append(f"after the shift ends at {self._shift(row.vehicle)[1]} s")
        if row.vehicle in self._with_duties and self._drives.drawn is not None:
            found += self._home_late(row, course, self._shift(row.vehicle)[1])
            course.late_s = max(0, late_s)
        if row.node != self._depot[row.vehicle]:
            found.append(f"at node {row.node} instead of the depot {self._depot[row.vehicle]}")
        if course.rides:
            found.append(f"with rides {sorted(course.rides)} on board")
        if course.doors_until_s is not None:
            found.append("with open doors")
        course.phase = _Phase.DONE
        return found

    def _stranded(self, _row: Row, course: _Course) -> list[str]:
        """Count the vehicle as done, and tell: a plan that was checked never leads here."""
        course.phase = _Phase.DONE
        return [] if self._power_is_short else ["no vehicle may be left without the energy for its way home"]

    def _towed(self, row: Row, course: _Course) -> list[str]:
        """Let a vehicle that is out of service at the end of its shift be in its depot."""
        found, latest_s = _stands_at(row, course), self._shift(row.vehicle)[1]
        latest_s = latest_s if course.towed_s is None else min(latest_s, course.towed_s)
        course.node = self._depot[row.vehicle]
        return found if row.time_s >= latest_s else [*found, f"before the shift ends at {latest_s} s"]

    def _departed(self, row: Row, course: _Course) -> list[str]:
        found = _stands_at(row, course)
        if course.doors_until_s is not None:
            found.append("with open doors")
        if row.value != LegPurpose.SERVE and course.rides:
            found.append(f"drives with riders on board, but not to serve them: purpose {row.value}")
        course.phase, course.node, course.departed_s = _Phase.DRIVING, row.node, row.time_s
        if self._drives.drawn is not None:
            self._drives.drawn.departs(row)
        return found

    def _stopped(self, row: Row, course: _Course) -> list[str]:
        found, course.missed = _expect(course, _Phase.DRIVING), self._cuts.missed(row, course)
        if not found:
            found += self._drive(row, course) if course.cut is None else self._cuts.end(row, course)
        course.cut = None
        if self._warm_until_s is None or row.time_s >= self._warm_until_s:
            self.driven_m += row.value
        course.last_drive = course.node, row.node, course.departed_s
        course.phase, course.node, course.at_work_until_s = _Phase.STANDING, row.node, row.time_s
        return found

    def _drive(self, row: Row, course: _Course) -> list[str]:
        """Compare a drive with the roads."""
        found = []
        if row.value < 0:
            found.append(f"drove {row.value} m")
        drive, took_s = (course.node, row.node, course.departed_s), row.time_s - course.departed_s
        if row.kind == Event.DIVERTED and self._drives.learns(course.departed_s, row.time_s):
            # It was bound for another place, by what was known before: the log does not tell for which.
            drawn = self._drives.drawn
            least_s = self._drives.least_s(drive, None if drawn is None else drawn.drive(row))
            return found if took_s >= least_s else [*found, f"drove {took_s} s, the roads need {least_s} s at least"]
        length_m = None
        if self._drives.drawn is None:
            needed_s = self._drives.seconds(*drive)
            length_m = None if self._drives.metres is None else self._drives.metres(*drive)
        else:
            needed_s, length_m = self._drives.slowed(drive, self._drives.drawn.drive(row))
            self._drives.drawn.took(row, took_s, self._drives.seconds(*drive))
        if took_s != needed_s:
            found.append(f"drove {took_s} s from node {course.node} to {row.node}, the roads need {needed_s} s")
        if length_m is not None and abs(row.value - length_m) > 1:
            found.append(f"drove {row.value} m from node {course.node} to {row.node}, it is {length_m} m")
        return found

    def _held_up(self, row: Row) -> bool:
        """Return whether news of the roads came during the shift, or of any drive, so that it may end late."""
        if self._power_is_short or self._drives.drawn is not None or self._disturbed.was_out(row.vehicle, row.time_s):
            return True
        return self._drives.learns(self._shift(row.vehicle)[0], row.time_s)

    def _stood_open(self, row: Row, course: _Course, *, drawn: bool = True) -> list[str]:
        found = _stands_at(row, course)
        end_s = row.time_s + row.value
        if row.value < 0:
            found.append(f"dwell of {row.value} s")
        if end_s > self._shift(row.vehicle)[1] and not self._held_up(row):
            found.append(f"until {end_s} s, after the shift ends at {self._shift(row.vehicle)[1]} s")
        if drawn and self._drives.drawn is not None and row.value != (dwell_s := self._drives.drawn.dwell_s(row)):
            found.append(f"dwell of {row.value} s, drawn were {dwell_s} s")
        course.doors_until_s = end_s if course.doors_until_s is None else max(course.doors_until_s, end_s)
        return found

    def _paused(self, row: Row, course: _Course) -> list[str]:
        """Compare a break or changeover with the next one planned: when, how long, where, nobody on board."""
        found = ["with open doors"] if course.doors_until_s is not None else []
        found += self._stood_open(row, course, drawn=False)
        if course.rides:
            found.append(f"with rides {sorted(course.rides)} on board")
        if row.node != self._depot[row.vehicle] and not self._disturbed.stands(row.vehicle):
            found.append(f"at node {row.node} instead of the depot {self._depot[row.vehicle]}")
        if not self._pauses[row.vehicle]:
            return [*found, "none is planned"]
        kind, earliest_s, latest_s, length_s, end_s = self._pauses[row.vehicle].pop(0)
        planned_s = self._with_reserve_s(row, course, latest_s)
        if self._drives.drawn is not None:
            found += self._beyond_reserve(row, planned_s)
            course.late_s = max(0, row.time_s - latest_s)
            latest_s += course.late_s
        course.paused_s += length_s
        length_s = max(length_s, end_s - min(row.time_s, planned_s))
        if (row.kind, row.value) != (kind, length_s) or not earliest_s <= row.time_s <= latest_s:
            found.append(
                f"planned is {Event(kind).name.lower()} of {length_s} s, between {earliest_s} s and {latest_s} s"
            )
        return found

    def _home_late(self, row: Row, course: _Course, latest_s: int) -> list[str]:
        """Tell a vehicle that plans brought home later than the reserve lets them.

        Who has nothing left to do leaves for home when the reserve of that drive alone says so.
        """
        drawn = self._drives.drawn
        home_s = self._drives.seconds(*course.last_drive)
        if drawn is not None and course.last_drive[-1] + drawn.with_reserve_s(home_s) <= latest_s:
            return []
        home = row._replace(time_s=course.at_work_until_s)  # after that it may have waited for the end
        return self._beyond_reserve(home, self._with_reserve_s(row, course, latest_s))

    def _with_reserve_s(self, row: Row, course: _Course, latest_s: int) -> int:
        """Return until when plans put off what must come until some time [s]: sooner, by the reserve of all work."""
        if self._drives.drawn is None:
            return latest_s
        return latest_s - self._drives.drawn.sooner_s(latest_s - self._shift(row.vehicle)[0] - course.paused_s)

    def _beyond_reserve(self, row: Row, planned_s: int) -> list[str]:
        """Tell what comes later than in plans, but for what drives and stops took longer since the shift began."""
        drawn = self._drives.drawn
        is_later = drawn is not None and row.time_s - drawn.late_s(row) > planned_s
        return [f"planned later than {planned_s} s, where the reserve ends"] if is_later else []

    def _served(self, row: Row, course: _Course) -> list[str]:
        found = self._stood_open(row, course, drawn=not (self._disturbed.is_out(row) or row.kind == Event.SET_DOWN))
        boards = row.kind == Event.BOARDED
        if boards == (row.ride in course.rides):
            found.append("already on board" if boards else "not on board")
        sign = 1 if boards else -1
        course.load = [
            on_board + sign * more for on_board, more in zip(course.load, self._load[row.request], strict=True)
        ]
        course.rides ^= {row.ride}
        return found

    def _closed(self, row: Row, course: _Course) -> list[str]:
        found = _stands_at(row, course)
        if course.doors_until_s is None:
            found.append("the doors were not open")
        elif row.time_s != course.doors_until_s:
            found.append(f"the dwell ends at {course.doors_until_s} s")
        course.doors_until_s, course.at_work_until_s = None, row.time_s
        return found


def _stands_at(row: Row, course: _Course) -> list[str]:
    found = _expect(course, _Phase.STANDING)
    if not found and row.node != course.node:
        found.append(f"at node {row.node}, but the vehicle stands at {course.node}")
    return found


def _expect(course: _Course, phase: _Phase) -> list[str]:
    return [] if course.phase == phase else [f"the vehicle is {course.phase.value}"]


def _late(row: Row, course: _Course) -> list[str]:
    """Compare what is told of a late break, changeover or end of duty with when that came."""
    late_s, course.late_s = course.late_s, 0
    return [] if row.value == late_s else [f"told is {row.value} s, it was {late_s} s"]
