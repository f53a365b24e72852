"""One vehicle's shift: drive, wait, serve, go home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from simulator.dispatch.idle import IdlePolicy
from simulator.engine.agenda import Clock
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.fleet.standing import Pause
from simulator.kernels.agenda import DECIDES
from simulator.kernels.follow import (
    GOT_OFF,
    MAY_LEAVE,
    NEEDS_LEG,
    NEEDS_LEG_ROOM,
    NEEDS_ROW_ROOM,
    NOBODY_CAME,
    WAITS,
)  # fmt: skip
from simulator.kernels.layout import BREAK, FOREVER
from simulator.kernels.range import LOOK_AGAIN_S
from simulator.network.roads import Roads
from simulator.reasons import LegPurpose
from simulator.services.protocol import How
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.energy import Energy
from simulator.services.ridepooling.roster import Shift
from simulator.services.ridepooling.wakes import Wakes
from simulator.units import DAY_S, HOUR_S

LONGEST_NAP_S = 6 * HOUR_S
AT_HOME_S = 60  # so often a vehicle looks whether its shift before is over
_NOT_SAID = (DECIDES, NEEDS_LEG_ROOM)
STRANDED_AFTER_S = DAY_S  # so long after its shift a vehicle that is not home will not come home any more


@dataclass(frozen=True)
class Rules:
    """How vehicles behave.

    diversion: a vehicle under way may turn off at the next junction. wait_before_driving: it waits where it is and
    leaves just in time for the next stop's window, instead of driving at once and waiting there. drawn: None where
    drives and stops take as long as planned. reserve: by which share longer they may take on the way home.
    """

    diversion: bool
    wait_before_driving: bool
    idle: IdlePolicy
    drawn: DrawnTimes | None = None
    reserve: float = 0.0


@dataclass(frozen=True, eq=False)
class Operation:
    """A fleet at work: its part of the log, its plans, the roads, and by plan the vehicle that follows it.

    when_over: what is to happen as soon as a ride has ended. out_until_s: until when a vehicle that is out of service
    is, by its number. when_late: what is to happen where a drive begins that may take longer than is counted with; it
    is told the time [s] and the plan.
    """

    env: Clock
    log: ServiceLog
    plans: Plans
    roads: Roads
    wakes: Wakes
    vehicles: dict[int, Vehicle] = field(default_factory=dict)
    when_over: dict[int, Callable[[How], None]] = field(default_factory=dict)
    out_until_s: dict[int, int] = field(default_factory=dict)
    when_late: list[Callable[[int, int], None]] = field(default_factory=list)

    def set_off(self, now_s: int, plan: int) -> None:
        """Tell that a drive begins on roads of which who makes plans does not know all."""
        for tell in self.when_late:
            tell(now_s, plan)

    def is_over(self, ride: int, how: How) -> None:
        """Let happen what is to happen when a ride has ended."""
        self.when_over.pop(ride, _nothing)(how)


def _nothing(_how: How) -> None:
    """Do nothing."""


class Vehicle:
    """Follows the plan of one shift; it may change whenever the vehicle waits, or drives and may divert.

    What the plan says is done by ``plans.follow``; what else there is to do is decided here. A location is a place of
    the travel-time table, or the complement of a node that is none, as in plans. index: of the plan. before: the same
    vehicle on its shift before, which has to be home first. ended: is told when the shift is over.
    """

    def __init__(
        self,
        fleet: Operation,
        rules: Rules,
        shift: Shift,
        depot: int,
        energy: Energy | None = None,
        *,
        before: Vehicle | None = None,
        ended: Callable[[Vehicle], None],
    ) -> None:
        self.log, self.plans, self.roads = fleet.log, fleet.plans, fleet.roads
        self.rules = rules
        self.shift, self.index = shift, shift.plan
        self.energy = energy if energy is not None and shift.vehicle in energy else None
        self.depot = depot
        self.shift_start_s, self.shift_end_s = shift.start_s, shift.latest_end_s
        self.goes_home_s, self._towed_s = shift.planned_end_s, shift.latest_end_s
        self.is_over = self.is_stranded = self.is_cut = self._falls_out = False
        self._before, self._ended = before, ended
        self._home = fleet.roads.node_at(depot)
        self.on_shift = False
        self._stands_until_s = self._serves_until_s = -FOREVER
        self._wakes, self._is_over = fleet.wakes, fleet.is_over
        self._set_off = fleet.set_off
        self._may_rest = rules.drawn is None and not fleet.roads.changes  # else it may be another drive the next time
        self._wakes.begin(self.index, self._act)

    @property
    def is_at_work(self) -> bool:
        """Return whether its shift has begun, and is not over."""
        return self.on_shift and not self.is_over

    def fall_out(self, now: int) -> None:
        """Let nobody drive the shift, which has not begun: the vehicle stays where it is, and takes no requests."""
        self._falls_out, self.shift_end_s = True, self.shift_start_s
        self.plans.leave_out_pauses(self.index, now, self.roads.for_plans(now).drive_s)
        self.plans.close(self.index)

    def end_early(self, now: int, *, is_out: bool) -> None:
        """Let the shift end when all on board are where they want to be, without a break or a repair any more.

        is_out: whether the vehicle is out of service.
        """
        self.is_cut, self.goes_home_s, self._towed_s = True, now, now
        drive_s = self.roads.for_plans(now).drive_s
        self.plans.leave_out_pauses(self.index, now, drive_s)
        if now < self._stands_until_s and not is_out:  # for breaks that are had no more
            self._stands_until_s = max(now, self._serves_until_s)
            self.plans.leaves_at(self.index, self._stands_until_s, now, drive_s)
            if self.energy is not None:
                self.energy.counts_again(self.index)
        self.plans.end_shift_by(self.index, now)
        self.plan_changed()

    def has_no_pauses_after(self, time_s: int, now: int) -> int:
        """Leave out breaks and changeovers that end after a time; return when the first of them had to begin [s]."""
        return self.plans.leave_out_pauses(self.index, now, self.roads.for_plans(now).drive_s, after_s=time_s)

    def is_to_end_by(self, end_s: int) -> None:
        """Let the vehicle be home by a time [s], or as soon as what is planned is done."""
        self.goes_home_s = min(self.goes_home_s, end_s)
        self.plans.end_shift_by(self.index, end_s)
        self.plan_changed()

    @property
    def _has_orders_to_stay(self) -> bool:
        return bool(getattr(self.rules.idle, "stays", False))

    def follow(self, rules: Rules) -> None:
        """Behave by other rules from now on."""
        self.rules = rules
        self.plan_changed()

    def plan_changed(self) -> None:
        """Think again: the plan is another, or the leg ends at the next junction."""
        self._wakes.ring(self.index)

    def begins(self, pause: Pause, location: int, now: int) -> bool:
        """Let its driver have a break, or another one come, where it stands; return whether the shift still goes on."""
        if self.is_over or now >= self.goes_home_s:
            return False
        kind = Event.BREAK_STARTED if pause.kind == BREAK else Event.CHANGEOVER_STARTED
        self.log.add(now, kind, self.shift.vehicle, node=self.roads.node_at(location), value=pause.lasts_s)
        self._serves_until_s = max(self._serves_until_s, now + pause.lasts_s)
        if self.rules.drawn is not None:
            self.rules.drawn.drivers.began(self.shift.vehicle, now, 1)
        return True

    def ends_pause(self, location: int, now: int) -> None:
        """Let a break, or the change of drivers, be over."""
        self._record(now, Event.STOP_ENDED, location)

    def stands(self, until_s: int, serves_until_s: int) -> None:
        """Let the vehicle be out of service for some time; until serves_until_s people get off [s].

        Or longer, as its driver has a break.
        """
        self._stands_until_s, self._serves_until_s = until_s, max(self._serves_until_s, serves_until_s)
        self.plan_changed()

    def _act(self, now: int, outcome: int, number: int) -> int | None:
        """Do all that is due; return when to think again, or None when the shift is over.

        outcome, number: what `follow` says already of this moment, DECIDES if it was not asked.
        """
        if not self.on_shift:
            if now < self.shift_start_s:
                return self.shift_start_s
            if self._before is not None and not self._before.is_over:
                return now + AT_HOME_S
            if self._falls_out:
                self._end()
                return None
            self.on_shift, self._before = True, None
            if self.energy is not None:
                self.energy.on_shift(self.index)
            if self.rules.drawn is None:
                (self._wakes.only_follows if self.energy is None else self._wakes.pays)(self.index)
            self._record(now, Event.SHIFT_STARTED, self.depot)
        while True:
            if outcome in _NOT_SAID:
                outcome, number = self._follow(now)
            if outcome == WAITS:
                if self.energy is None or self.plans.drives(self.index) or now < self._stands_until_s:
                    return number
                if not self._goes_to_charge(now, number):
                    return self._rest(now, number)
            elif outcome == MAY_LEAVE:
                if self.energy is not None and self.energy.must_fill_up(self.index):
                    self.plans.may_wait(self.index)
            elif outcome == NEEDS_ROW_ROOM:
                self.log.grow()
            elif outcome == NOBODY_CAME:
                self.plans.withdraw(self.index, number, now, self.roads.for_plans(now).drive_s)
                self._is_over(number, How.ABSENT)
            elif outcome == GOT_OFF:
                self._is_over(number, How.CARRIED)
            elif outcome == NEEDS_LEG:
                self._drive(now, self.plans.origin(self.index)[0], number, LegPurpose.SERVE)
            elif now < self._serves_until_s:
                return self._serves_until_s
            elif now >= self.goes_home_s and number == self.depot:
                self.plans.close(self.index)
                self._record(now, Event.SHIFT_ENDED, number)
                if self.rules.drawn is not None:
                    self.rules.drawn.drivers.ended(now, self.shift)
                self._end()
                return None
            elif now >= (self._towed_s if now < self._stands_until_s else self.shift_end_s + STRANDED_AFTER_S):
                self._strand(now, number, Event.TOWED if now < self._stands_until_s else Event.STRANDED)
                return None
            else:
                idle_until = self._idle(now, number)
                if idle_until is not None:
                    return idle_until
            outcome = DECIDES

    def _follow(self, now: int) -> tuple[int, int]:
        """Do what the plan says is due; stops take as long as drawn, energy is paid for where it is limited."""
        rules, energy = self.rules, self.energy
        diverts, waits_first = rules.diversion, rules.wait_before_driving
        if energy is None and rules.drawn is None:
            return self.plans.follow(self.log.rows, self.index, now, diverts=diverts, waits_first=waits_first)
        written = len(self.log)
        waits_first = waits_first or (energy is not None and energy.visits(self.index))
        told = self.plans.follow(self.log.rows, self.index, now, diverts=diverts, waits_first=waits_first)
        if energy is not None:
            energy.account(self.index, written)
        if rules.drawn is not None and rules.drawn.serve(now, self.index, written) and told[0] == WAITS:
            return self._follow(now)
        return told

    def _idle(self, now: int, location: int) -> int | None:
        """Drive home or to wait elsewhere when it is time; else return when."""
        if now < self._stands_until_s:
            return min(self._stands_until_s, max(self._towed_s, now + 1))
        home_s = self.roads.for_plans(now).between(self.roads.node_at(location), self._home)
        go_home_s = self.goes_home_s - home_s - ceil(home_s * self.rules.reserve)
        energy = self.energy
        if energy is not None:
            place = energy.where_to(self, location, self.shift_end_s, self.depot, stays=False)
            if place is not None and place != location:
                self._drive(now, location, place, LegPurpose.CHARGE)
                return None
        if now >= go_home_s and location != self.depot:
            if energy is not None and energy.range_s(self.index) < home_s:
                return now + LOOK_AGAIN_S  # it charges first
            self._drive(now, location, self.depot, LegPurpose.TO_DEPOT)
            return None
        if energy is not None and energy.charges(self.index):
            return min(max(go_home_s, now + 1) if location != self.depot else self.goes_home_s, now + LONGEST_NAP_S)
        wake = self.goes_home_s if location == self.depot else go_home_s
        move = self.rules.idle(self.index, location, self.depot, self.plans.idle_since(self.index), now)
        if move is not None and self._back_in_time(now, location, *move):
            target, leave_s = move
            if now >= leave_s:
                self._drive(
                    now, location, target, LegPurpose.TO_DEPOT if target == self.depot else LegPurpose.REBALANCE
                )
                return None
            wake = leave_s
        if energy is None:
            return min(wake, now + LONGEST_NAP_S)
        return self._rest(now, wake) if move is None and self._has_orders_to_stay else min(wake, now + LOOK_AGAIN_S)

    def _rest(self, now: int, until: int) -> int:
        """Return when to look again for what there is to do; until then nobody has to look who surely finds nothing."""
        plans, energy = self.plans, self.energy
        assert energy is not None
        if self._may_rest and not plans.is_busy(self.index) and not plans.is_occupied(self.index):
            home_s = self.roads.for_plans(now).drive_s(plans.origin(self.index)[0], self.depot)
            if energy.stays_as_it_is(self.index, home_s):
                self._wakes.rest(self.index, until)
        return min(until, now + LOOK_AGAIN_S)

    def _strand(self, now: int, location: int, how: Event) -> None:
        """Give up: no charging site gets the vehicle home, or it is out of service at the end of its shift."""
        if self.energy is not None:
            self.energy.unplug(self.index)
        self.plans.close(self.index)
        self._record(now, how, location)
        if how == Event.TOWED:
            self.plans.may_wait(self.index)  # it goes on nowhere
            self._record(now, Event.SHIFT_ENDED, self.depot)
        self.is_stranded = True
        self._end()

    def _end(self) -> None:
        """Tell that the shift is over."""
        self.is_over = True
        self._ended(self)

    def _goes_to_charge(self, now: int, until: int) -> bool:
        """Drive to a charging site if there is time for it before the next stop; plug in where the vehicle stands."""
        assert self.energy is not None
        plans, index = self.plans, self.index
        pauses = plans.pauses(index)
        if (plans.is_busy(index) and not pauses) or plans.is_occupied(index):
            return False
        here = plans.origin(index)[0]
        onward, due_s = plans.next_stop(index) if not pauses else (here, until)
        place = self.energy.where_to(self, here, due_s, onward, stays=pauses)
        if place is None or place == here:
            return False
        self._drive(now, here, place, LegPurpose.CHARGE)
        return True

    def _back_in_time(self, now: int, location: int, target: int, leave_s: int) -> bool:
        """Return whether the vehicle can go to a place and be home before its shift ends."""
        if self.energy is not None and not self.energy.can_go(self.index, location, target):
            return False
        times = self.roads.for_plans(now)
        back_s = times.drive_s(target, self.depot)
        return back_s >= 0 and leave_s + times.drive_s(location, target) + back_s <= self.goes_home_s

    def _drive(self, now: int, origin: int, destination: int, purpose: LegPurpose) -> None:
        """Leave for a place now."""
        drive = self.roads.node_at(origin), self.roads.node_at(destination), now
        drawn = self.rules.drawn
        leg = self.roads.leg(*drive) if drawn is None else drawn.leg(self.index, *drive)
        if self.energy is not None:
            self.energy.unplug(self.index)  # before its range is counted from where the leg ends
        self.log.reserve(1)
        written = len(self.log)
        # A vehicle that goes to charge is not called back on the way.
        diverts = self.rules.diversion and purpose != LegPurpose.CHARGE
        self.plans.depart(self.log.rows, self.index, now, leg, int(purpose), diverts=diverts)
        if drawn is not None:
            drawn.time_anew(now, self.index)
        elif self.roads.is_unknown(now):
            self._set_off(now, self.index)
        if self.energy is not None:
            self.energy.account(self.index, written)
            self.energy.set_off(self.index)

    def _record(self, now: int, kind: Event, location: int) -> None:
        self.log.add(now, kind, self.shift.vehicle, node=self.roads.node_at(location))
