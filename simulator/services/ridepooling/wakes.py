"""Which vehicle acts when: who only follows its plan does so in compiled code, together with all that comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from simulator.engine.agenda import AT_ONCE, NOTHING, VEHICLES, Clock
from simulator.engine.log import ServiceLog
from simulator.fleet.invariants import PlanInvariantError
from simulator.fleet.plans import Plans
from simulator.kernels.agenda import DECIDES, FOLLOWS, LED, NO_REST, NOT_IN, PAYS, RESTS_UNTIL, new_agenda, put_on
from simulator.kernels.event_order import time_of
from simulator.kernels.range import LOOK_AGAIN_S
from simulator.tables import NO_TIME

NOBODY = -1
Act = Callable[[int, int, int], int | None]


class Wakes:
    """An agenda of the vehicles of a fleet. diverts, waits_first: how they follow their plans, see ``follow``.

    first: the least key of what is to come.
    """

    def __init__(self, clock: Clock, log: ServiceLog, plans: Plans, *, diverts: bool, waits_first: bool) -> None:
        self._clock, self._log, self._plans = clock, log, plans
        self._diverts, self._waits_first = diverts, waits_first
        self._agenda = new_agenda(plans.duty.shape[0])
        self._asleep, self._led, self._rests = self._agenda.place, self._agenda.led, self._agenda.rests
        if plans.debug:
            self._rests = self._rests.copy()  # so that whoever rests still decides, and it shows who should not have
        self._acts: dict[int, Act] = {}
        self._new: set[int] = set()  # have not acted yet on this shift
        self._early: deque[tuple[int, int]] = deque()  # keys of those who act before their time, in order
        self.first = self._next = NOTHING
        clock.add(self)

    def change(self, *, diverts: bool, waits_first: bool) -> None:
        """Let vehicles follow their plans otherwise, each from its next drive on."""
        self._diverts, self._waits_first = diverts, waits_first

    def begin(self, vehicle: int, act: Act) -> None:
        """Let a vehicle act as soon as the run goes on, on its first shift or on a later one with the same plan.

        act: gets the time, what `follow` says and its number; returns when to act next [s], None for never again.
        """
        self._acts[vehicle] = act
        self._new.add(vehicle)
        self._led[vehicle] = LED
        self._wake_early(vehicle)

    def only_follows(self, vehicle: int) -> None:
        """Let a vehicle be asked no more before it has to decide something."""
        self._led[vehicle] = FOLLOWS

    def pays(self, vehicle: int) -> None:
        """Let a vehicle with limited energy be asked no more before it has to decide something, or charges.

        With ``debug`` it is asked all the same, so that the two ways can be compared.
        """
        if not self._plans.debug:
            self._led[vehicle] = PAYS

    def rest(self, vehicle: int, until_s: int) -> None:
        """Let a vehicle that would look around again and again find nothing to do until a time [s].

        That holds for its plan as it is, unless it is rung for.
        """
        self._rests[vehicle] = until_s, self._plans.version(vehicle)

    def ring(self, vehicle: int) -> None:
        """Wake a vehicle before anything else happens in this second, unless it acts, or never will again."""
        if self._asleep[vehicle] != NOT_IN:
            self._wake_early(vehicle)

    def _wake_early(self, vehicle: int) -> None:
        self._rests[vehicle, RESTS_UNTIL] = NO_REST
        self._early.append((self._clock.new_key(int(self._clock.now), AT_ONCE), vehicle))
        self.first = min(self._early[0][0], self._next)

    def advance(self, limit: int) -> None:
        """Let the vehicle act that comes first, and those who follow it before a key, until one has to decide."""
        if not self._early or self._early[0][0] > self._next:
            self._follow(limit)
        else:
            key, woken = self._early.popleft()
            if woken in self._new:
                self._new.remove(woken)
                self._act(woken, time_of(key), DECIDES, 0)
            elif self._asleep[woken] != NOT_IN:  # it may have gone off duty since
                self._follow(limit, woken, time_of(key))
        self.first = min(self._early[0][0], self._next) if self._early else self._next

    def _follow(self, limit: int, woken: int = NOBODY, now_s: int = NO_TIME) -> None:
        """Let vehicles follow their plans before a key. woken: acts first, before its time, now."""
        clock = self._clock
        if self._early:
            limit = min(limit, self._early[0][0])
        ways = now_s, self._diverts, self._waits_first
        vehicle, outcome, told, now, self._next, clock.number = self._plans.follow_due(
            self._log.rows, self._agenda.address, woken, limit, clock.number, ways
        )
        if vehicle >= 0:
            self._act(vehicle, now, outcome, told)

    def _act(self, vehicle: int, now_s: int, outcome: int, told: int) -> None:
        clock = self._clock
        clock.jump(now_s)
        rests_until_s, as_of = self._rests[vehicle].tolist()
        self._rests[vehicle, RESTS_UNTIL] = NO_REST
        written, rests = len(self._log), now_s < rests_until_s and as_of == self._plans.version(vehicle)
        next_s = self._acts[vehicle](now_s, outcome, told)
        if rests and (next_s, len(self._log)) != (min(rests_until_s, now_s + LOOK_AGAIN_S), written):
            raise PlanInvariantError(f"vehicle {vehicle} was to rest until {rests_until_s}, but acts at {now_s}")
        if next_s is not None:
            self._next = put_on(self._agenda.address, vehicle, clock.new_key(max(now_s, next_s), VEHICLES))
