"""What travellers do while nobody can book, or nobody answers.

Everybody has one way to book, by phone or by app. Who has been told that it is out waits until it is over, where that
is before they want to leave; who has not tries in vain, and again after some time, until it works or they wanted to
leave. A try in vain is an attempt that is refused at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from simulator.demand.luck import luck
from simulator.engine.agenda import Clock, RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Reason
from simulator.services.protocol import Attempt, Refusal, Service
from simulator.world.build import World
from simulator.world.disruptions import Disruption
from simulator.world.outages import Outages, booking_outages, dispatch_outages, out_at, over_s
from simulator.world.tours import names_of_people

Asked = tuple[Service, Attempt]


class OutOfReach:
    """Knows who reaches whom, and when there are answers. log: of no service."""

    def __init__(self, env: Clock, world: World, log: ServiceLog) -> None:
        self._env, self._log = env, log
        self._booking, self._dispatch = booking_outages(world), dispatch_outages(world)
        demand = world.demand
        self._leaves_s: list[int] = demand["earliest_departure_s"].tolist()
        drawn = luck(world.scenario.seed, "books by phone", names_of_people(demand))[:, 0] if self._booking else ()
        self._drawn = [float(chance) for chance in drawn]
        self._vain: dict[int, Disruption] = {}  # number of an attempt in vain -> what is out
        self._tries: dict[tuple[int, int], int] = {}

    def waits(self, request: int, services: Sequence[Service], ask: Callable[[], None]) -> bool:
        """Let somebody ask only when an outage is over of which they have been told; return whether they wait."""
        now_s = int(self._env.now)
        until_s = self._waits_s(request, services, now_s)
        if until_s > now_s:
            self._env.process(self._later(ask, until_s))
        return until_s > now_s

    def _later(self, step: Callable[[], None], at_s: int) -> Wait:
        yield RankedTimeout(self._env, at_s - int(self._env.now))
        step()

    def _waits_s(self, request: int, services: Sequence[Service], now_s: int) -> int:
        """Return until when somebody waits to ask who has been told that they reach nobody [s]; now: not at all."""
        until_s = []
        for service in services:
            outages = self._of(request, service)
            if any(its.told_s > now_s for its in outages if its.from_s <= now_s < its.until_s):
                return now_s
            until_s.append(over_s([its for its in outages if its.told_s <= now_s], now_s))
        soonest_s = min(until_s)
        return soonest_s if soonest_s <= self._leaves_s[request] else now_s

    def reaches(self, service: Service, attempt: Attempt) -> bool:
        """Return whether somebody who asks now reaches a service; else take note of it."""
        out = out_at(self._of(attempt.request, service), attempt.asked_s)
        if out is None:
            return True
        self._vain[attempt.number] = out
        self._log.add(attempt.asked_s, Event.NOT_REACHED, request=attempt.request, value=out.number)
        return False

    def in_vain(self, attempt: Attempt) -> bool:
        """Return whether an attempt reached nobody."""
        return attempt.number in self._vain

    def refusal(self, service: Service) -> Refusal:
        """Return how an attempt in vain ends."""
        return Refusal(getattr(service, "booking_out", Reason.BOOKING_OUT), final=True)

    def tries_again(
        self, request: int, turn: int, asked: Sequence[Asked], ask: Callable[[Sequence[Service]], None]
    ) -> bool:
        """Let somebody try again, some of whose attempts were in vain, and now all refused; return whether they do."""
        vain = [attempt.number in self._vain for _, attempt in asked]
        if not any(vain):
            return False
        self._tries[request, turn] = self._tries.get((request, turn), 0) + 1
        again_s = self._again_s(request, [self._vain[attempt.number] for _, attempt in asked if self.in_vain(attempt)])
        if again_s is None:
            return False
        for (service, attempt), was_vain in zip(asked, vain, strict=True):
            if not was_vain:
                service.note(Event.GAVE_UP, attempt, int(self._env.now), Fallback.OTHER_SERVICE)
        services = [service for (service, _), was_vain in zip(asked, vain, strict=True) if was_vain]
        self._env.process(self._later(partial(ask, services), again_s))
        return True

    def _again_s(self, request: int, vain: Outages) -> int | None:
        """Return when somebody tries again who reached nobody because of these [s]; None: never."""
        now_s = int(self._env.now)
        told = all(its.told_s <= now_s for its in vain)
        next_s: int = min(its.until_s if told else now_s + its.config.retry_s for its in vain)  # type: ignore[attr-defined]
        return max(now_s, next_s) if next_s <= self._leaves_s[request] else None

    def tried(self, request: int, turn: int) -> int:
        """Return how often somebody tried in vain in a turn, which does not count as being refused."""
        return self._tries.get((request, turn), 0)

    def answered_s(self, request: int, asked: Sequence[Asked], due_s: int) -> int:
        """Return when somebody is answered who would be at some time, were there no outage [s]; it is noted then."""
        found_s, before_s = due_s, due_s - 1
        while before_s != found_s:
            before_s = found_s
            for outages in self._of_dispatch(asked):
                found_s = over_s(outages, found_s)
        if found_s > due_s:
            out = next(its for outages in self._of_dispatch(asked) if (its := out_at(outages, due_s)) is not None)
            note = partial(self._log.add, found_s, Event.ANSWERED_LATE, request=request, value=out.number)
            self._env.process(self._later(note, found_s))
        return found_s

    def _of_dispatch(self, asked: Sequence[Asked]) -> list[Outages]:
        """Return the outages of dispatch at the services that somebody has reached."""
        reached = [service.number for service, attempt in asked if attempt.number not in self._vain]
        return [self._dispatch[number] for number in reached if number in self._dispatch]

    def _of(self, request: int, service: Service) -> Outages:
        """Return the outages of the way in which somebody books at a service."""
        outages = self._booking.get(service.number, ())
        return [its for its in outages if self._channel(request, its) in its.config.channels]  # type: ignore[attr-defined]

    def _channel(self, request: int, its: Disruption) -> str:
        return "phone" if self._drawn[request] < its.config.phone_share else "app"  # type: ignore[attr-defined]


def out_of_reach(env: Clock, world: World, log: ServiceLog | None) -> OutOfReach | None:
    """Return what knows of outages; None where there are none."""
    there = log is not None and (booking_outages(world) or dispatch_outages(world))
    return OutOfReach(env, world, log) if there and log is not None else None
