"""People on tours: a later trip is asked for when the one before is sure to be made in time, and only if it is made.

Who asks ahead asks as soon as the trip before is booked and planned to arrive before they want to leave again; all
others ask when they are there, and leave at once where that is later than they wanted. Nobody has to stay for any time.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from simulator.engine.agenda import AFTER_VEHICLES, VEHICLES, Clock, RankedTimeout
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Unasked
from simulator.services.protocol import Along, Bundle, How, TellingService
from simulator.tables import NO_TIME
from simulator.travellers.journeys import Leg
from simulator.travellers.screened_tours import Anew
from simulator.travellers.tours import NOBODY, Links

AT_THE_END = 7  # rank of what is looked at when all else of a second has happened


class _State(enum.IntEnum):
    AHEAD = 0  # not asked for yet
    ASKED = 1
    BOOKED = 2
    MADE = 3
    OVER = 4  # not made, or not by anybody here


class Travelling(NamedTuple):
    """What travellers do. ask: put a request to services. go_along: put it to one whose vehicle they have with them.

    unasked: take note of one that will ask nobody.
    """

    ask: Callable[[int], None]
    go_along: Callable[[int, TellingService], None]
    unasked: Callable[[], None]


class Outings:
    """Follows everybody from trip to trip.

    links: which trip comes before which. services: by number. wish_s: when each wants to leave [s]. fallback: what each
    does who is refused.
    """

    def __init__(
        self,
        env: Clock,
        log: ServiceLog,
        links: Links,
        services: Mapping[int, TellingService],
        travelling: Travelling,
        wishes: tuple[Sequence[int], Sequence[Fallback]],
    ) -> None:
        self._env, self._log, self._services, self._travelling = env, log, services, travelling
        self._before, self._after, self._is_first = links
        self._wish_s, self._fallback = wishes
        count = len(self._before)
        self._state, self._is_due = [_State.AHEAD] * count, [False] * count
        self._arrives_s: dict[int, int] = {}  # by request that is booked
        self._by: dict[int, TellingService] = {}
        self._rides: dict[int, list[tuple[TellingService, int]]] = {}
        self._over_s: dict[int, int] = {}  # when trips ended, or it was known that there are none
        self._doomed: dict[int, Unasked] = {}  # who have asked and wait for an answer

    def submitted(self, request: int) -> None:
        """Let somebody ask who wants to from now on, if it is time to."""
        if self._before[request] == NOBODY:
            self._ask(request)
            return
        self._is_due[request] = True
        self._consider(request)

    def _consider(self, request: int) -> None:
        """Ask for a trip if that is due, has not happened, and the trip before lets them; skip those not made."""
        while request != NOBODY and self._state[request] == _State.OVER:
            request = self._after[request]
        if request == NOBODY or not self._is_due[request] or self._state[request] != _State.AHEAD:
            return
        before, is_first = self._waits_for(request), self._is_first[request]
        state = self._state[before]
        if state == _State.MADE and not is_first and self._by[before].goes_along == Along.EACH_TRIP:
            self._state[request] = _State.ASKED
            at_s = max(self._wish_s[request], int(self._env.now))
            self._at(at_s, AFTER_VEHICLES, partial(self._go_along, request, self._by[before]))
        elif state == _State.MADE or (is_first and state == _State.OVER) or self._may_ask_ahead(request):
            self._ask(request)

    def _waits_for(self, request: int) -> int:
        """Return the trip that has to end first: of another tour before, the last one that is not given up.

        The first of all where all are.
        """
        before = self._before[request]
        while self._is_first[request] and self._state[before] == _State.OVER and self._before[before] != NOBODY:
            before = self._before[before]
        return before

    def _may_ask_ahead(self, request: int) -> bool:
        """Return whether somebody may ask who is not there yet: they will be, as far as anybody knows."""
        before, is_first, wish_s = self._waits_for(request), self._is_first[request], self._wish_s[request]
        state = self._state[before]
        if self._env.now >= wish_s:
            return False
        if state == _State.BOOKED:
            return self._arrives_s[before] < wish_s and (is_first or not self._by[before].goes_along)
        return is_first and state in (_State.AHEAD, _State.ASKED)

    def _ask(self, request: int) -> None:
        self._state[request] = _State.ASKED
        self._travelling.ask(request)

    def _go_along(self, request: int, service: TellingService) -> None:
        self._tell(Event.SAME_MEANS, request, service.number)
        self._travelling.go_along(request, service)

    def in_time(self, request: int, bundles: list[Bundle]) -> list[Bundle]:
        """Return what somebody can take of what is offered: nobody leaves before they are there."""
        if self._before[request] == NOBODY or self._state[before := self._waits_for(request)] != _State.BOOKED:
            return bundles
        there_s, is_ahead = self._arrives_s[before], int(self._env.now) < self._wish_s[request]
        leaves_s = [bundle[0].departure_s for bundle in bundles]  # NO_TIME: as wished, or at once where that is over
        in_time = (is_ahead if time_s == NO_TIME else time_s > there_s for time_s in leaves_s)
        return [bundle for bundle, there in zip(bundles, in_time, strict=True) if there]

    def booked(self, request: int, legs: Sequence[Leg]) -> None:
        """Take note of a trip that is booked, all of its parts."""
        before, after = self._before[request], self._after[request]
        is_there = before == NOBODY or self._state[self._waits_for(request)] >= _State.MADE
        if is_there and after == NOBODY and request not in self._doomed:
            return  # nobody wants to know
        self._state[request] = _State.BOOKED
        plans = [self._services[offer.service].planned(offer, ride) for offer, ride, _ in legs]
        last, ride, _ = legs[-1]
        self._by[request] = service = self._services[last.service]
        self._arrives_s[request] = plans[-1].arrival_s
        service.tell_end(ride, partial(self._ended, request, plans[-1].walk_s))
        self._rides[request] = [(self._services[offer.service], ride) for offer, ride, _ in legs]
        if request in self._doomed:
            self._cut(request, self._doomed[request])
            self._consider(after)
            return
        if not is_there:
            leaves_s = legs[0][0].departure_s
            leaves_s = self._wish_s[request] if leaves_s == NO_TIME else leaves_s
            self._at(leaves_s - 1, AT_THE_END, partial(self._look_whether_there, request))
        self._consider(after)

    def _look_whether_there(self, request: int) -> None:
        """Take back a booked trip that is about to leave, if they are not there."""
        if self._state[request] == _State.BOOKED and self._state[self._waits_for(request)] <= _State.BOOKED:
            self._cut(request, Unasked.TOO_LATE)
            self._fails(request, Unasked.TOO_LATE)

    def gave_up(self, request: int) -> None:
        """Take note of who got nothing: they stay where they are, or go in another way on the rest of the tour, too."""
        self._ends(request, _State.OVER)
        stays = self._fallback[request] == Fallback.STAY
        self._fails(request, Unasked.NOT_TAKEN if stays else Unasked.OTHER_MODE)

    def _ended(self, request: int, walk_s: int, how: How) -> None:
        """Take note of the end of a ride; services tell it in the middle of what they do."""
        now = int(self._env.now)
        if self._state[request] != _State.BOOKED:
            return
        if how != How.CARRIED:
            self._ends(request, _State.OVER)
            why = Unasked.ABSENT if how == How.ABSENT else Unasked.LET_DOWN
            self._at(now, AFTER_VEHICLES, partial(self._fails, request, why))
        elif walk_s:
            self._at(now + walk_s, VEHICLES, partial(self._arrived, request))
        else:
            self._arrived(request)

    def _arrived(self, request: int) -> None:
        self._ends(request, _State.MADE)
        now, after = int(self._env.now), self._after[request]
        if self._by[request].goes_along == Along.WHOLE_TOUR:
            self._at(now, AFTER_VEHICLES, partial(self._fails, request, Unasked.IN_RENTAL))
        elif after != NOBODY:
            self._at(now, AFTER_VEHICLES, partial(self._consider, after))

    def _fails(self, request: int, why: Unasked) -> None:
        """Let no later trip of a tour be made, or ask; who has another tour before them begins that from home."""
        later = self._after[request]
        while later != NOBODY and not self._is_first[later]:
            if self._state[later] == _State.AHEAD:
                self._leave_out(later, why)
            elif self._state[later] == _State.ASKED:
                self._doomed[later] = why
            elif self._state[later] == _State.BOOKED:
                self._cut(later, why)
            later = self._after[later]
        self._consider(later)

    def _cut(self, request: int, why: Unasked) -> None:
        """Take back what is booked."""
        self._ends(request, _State.OVER)
        self._tell(Event.TOUR_CUT, request, why)
        for service, ride in self._rides[request]:
            service.cancel(ride, int(self._env.now))

    def _leave_out(self, request: int, why: Unasked) -> None:
        self._ends(request, _State.OVER)
        self._tell(Event.NOT_ASKED, request, why)
        self._travelling.unasked()

    def close(self) -> None:
        """Tell of those who never came to where their next trip would have begun."""
        for request, state in enumerate(self._state):
            if state == _State.AHEAD and self._before[request] != NOBODY:
                self._leave_out(request, Unasked.LET_DOWN)

    def _ends(self, request: int, state: _State) -> None:
        self._state[request], self._over_s[request] = state, int(self._env.now)

    def not_over(self, anew: Anew) -> list[int]:
        """Return those of some trips before which another was not over, or not planned to be."""
        return [
            request
            for request, wish_s in zip(anew.request.tolist(), anew.wish_s.tolist(), strict=True)
            if not self._is_over(int(anew.before[request]), wish_s, anew)
        ]

    def _is_over(self, request: int, by_s: int, anew: Anew) -> bool:
        """Return whether a trip and all before it, back to one that asks nobody, were over before a time [s]."""
        while request != NOBODY:
            if (ends_s := int(anew.ends_s[request])) != NO_TIME:
                return ends_s < by_s
            if max(self._over_s.get(request, by_s), self._arrives_s.get(request, 0)) >= by_s:
                return False
            request = int(anew.before[request])
        return True

    def _tell(self, kind: Event, request: int, value: int) -> None:
        self._log.add(int(self._env.now), kind, request=request, value=value)

    def _at(self, time_s: int, rank: int, step: Callable[[], None]) -> None:
        """Let something happen at a time [s], or now where that has passed."""
        timeout = RankedTimeout(self._env, max(0, time_s - int(self._env.now)), rank)
        timeout.callbacks.append(lambda _event: step())
