"""The life of a request: submitted, answered, chosen, kept, tried again, given up, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from simulator.engine.agenda import TimeoutAfterVehicles, Wait
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Reason
from simulator.services.protocol import AnswersRequests, Day, Offer, Ride, StepsIn
from simulator.travellers.absences import Absences, anybody_absent
from simulator.travellers.choice import Chooser, travellers_choose
from simulator.travellers.refused import when_refused
from simulator.travellers.rounds import Rounds

# Reasons that another try later in the day cannot change.
_FINAL = {Reason.PARTY_TOO_LARGE, Reason.NO_STOP_IN_WALKING_RANGE, Reason.WALK_INSTEAD}


class Travellers:
    """Everybody of the common demand: they ask a service, and others when they are refused there.

    service: the one that takes requests; others: those that may be asked instead.
    """

    def __init__(self, day: Day, service: AnswersRequests, others: Sequence[StepsIn]) -> None:
        world, requests = day.world, day.world.requests
        self.total, self.ended = len(requests), 0
        self._env, self._log, self._service, self._others = day.env, day.log, service, others
        self._chooses = Chooser(world) if travellers_choose(world) else None
        self._absences = Absences(day.env, world, service) if anybody_absent(world) else None
        rules = when_refused(world.scenario)
        self._rule = [rules[name] for name in requests["traveller_class"]]
        self._submitted_s: list[int] = requests["submitted_s"].tolist()
        self._asked_s = [0] * len(requests)
        self._origin_node: list[int] = requests["origin_node"].tolist()
        self._kept: set[int] = set()
        self._rounds = None if service.every_s is None else Rounds(day.env, self._answer_together)
        day.env.process(self._arrivals())

    def refused(self, request: int) -> None:
        """Ask for a ride for a traveller whom the service asked first has refused, if the class does so."""
        rule = self._rule[request]
        if rule.asks_first is not None and rule.fallback == Fallback.OTHER_SERVICE:
            self._submit(request, attempt=0)

    def _arrivals(self) -> Wait:
        for request, submitted_s in enumerate(self._submitted_s):
            if self._rule[request].asks_first is not None:
                continue
            if submitted_s > self._env.now:
                yield TimeoutAfterVehicles(self._env, submitted_s - int(self._env.now))
            self._submit(request, attempt=0)

    def _submit(self, request: int, attempt: int) -> None:
        now = int(self._env.now)
        self._log.add(now, Event.SUBMITTED, -1, request, self._origin_node[request], attempt)
        self._asked_s[request] = now
        answer_s = self._service.answer_s(request)
        if attempt == 0 and self._rounds is not None:
            self._rounds.add(request, answer_s)
        elif attempt == 0 and answer_s > now:
            self._env.process(self._later(self._answer, request, attempt, answer_s - now))
        else:
            self._answer(request, attempt)

    def _later(self, step: Callable[[int, int], None], request: int, attempt: int, after_s: int) -> Wait:
        yield TimeoutAfterVehicles(self._env, after_s)
        step(request, attempt)

    def _answer_together(self, requests: list[int]) -> None:
        """Let the service answer requests of one moment, then ask it for each that is left."""
        now, done = int(self._env.now), set[int]()

        def booked(request: int, ride: Ride) -> None:
            done.add(request)
            self._booked(request, ride)
            self._service.rearrange(now)

        if self._chooses is None:
            self._service.book_together(requests, self._asked_s, now, booked)
        for request in requests:
            if request not in done:
                self._answer(request, attempt=0)

    def _answer(self, request: int, attempt: int) -> None:
        """Ask the service, and take, keep, try again or give up as it answers."""
        now, service = int(self._env.now), self._service
        reason = service.refusal(request, self._asked_s[request], now)
        if reason is not None:
            self._rejected(request, reason, attempt, now)
        elif self._chooses is not None:
            self._choose(request, attempt, now)
        else:
            found = service.propose(request, now)
            if isinstance(found, Reason):
                self._unmet(request, found, attempt, now)
            else:
                self._book(request, found, now)

    def _choose(self, request: int, attempt: int, now: int) -> None:
        assert self._chooses is not None
        offers = self._service.offers(request, self._asked_s[request], now)
        if not offers:
            self._unmet(request, Reason.NO_VEHICLE, attempt, now)
            return
        for offer in offers:
            self._log_offer(request, offer, now)
        taken = self._chooses(request, offers)
        if taken is None:
            self._decline(request, len(offers), now)
            return
        if taken.shift_s:
            self._log.add(now, Event.AGREED, request=request, value=taken.departure_s)
        self._book(request, taken.what, now, taken.departure_s)

    def _log_offer(self, request: int, offer: Offer, now: int) -> None:
        self._log.add(now, Event.OFFERED, offer.vehicle, request, offer.node, offer.boarding_s)

    def _decline(self, request: int, offers: int, now: int) -> None:
        self._log.add(now, Event.DECLINED, request=request, value=offers)
        self._end(request, now)

    def _book(self, request: int, what: Any, now: int, departure_s: int | None = None) -> None:
        self._booked(request, self._service.book(request, what, now, departure_s))
        self._service.rearrange(now)

    def _booked(self, request: int, ride: Ride) -> None:
        self.ended += 1
        if self._absences is not None:
            self._absences.booked(request, ride)

    def _unmet(self, request: int, reason: Reason, attempt: int, now: int) -> None:
        """Let others make room, else keep the request for another try, else reject it."""
        if reason != Reason.NO_VEHICLE or not self._others_make_room(request, now):
            self._keep_or_reject(request, reason, attempt, now)

    def _others_make_room(self, request: int, now: int) -> bool:
        """Book a ride by changing other plans, if possible; return whether the request is answered."""
        declined = 0

        def takes(offer: Offer) -> bool:
            if self._chooses is None:
                return True
            nonlocal declined
            declined += 1
            self._log_offer(request, offer, now)
            return self._chooses(request, [offer]) is not None

        ride = self._service.make_room(request, now, takes)
        if ride is not None:
            self._booked(request, ride)
        elif declined:
            self._decline(request, declined, now)
        return ride is not None or declined > 0

    def _keep_or_reject(self, request: int, reason: Reason, attempt: int, now: int) -> None:
        """Keep a request that no vehicle can take for another try, if its notice allows one, else reject it."""
        every, until = self._service.retry_every_s, self._service.kept_until_s(request)
        if reason == Reason.NO_VEHICLE and every is not None and now + every <= until:
            if request not in self._kept:
                self._kept.add(request)
                self._log.add(now, Event.ON_WAITING_LIST, request=request, value=until)
            self._env.process(self._later(self._answer, request, attempt, every))
        else:
            self._rejected(request, reason, attempt, now)

    def _rejected(self, request: int, reason: Reason, attempt: int, now: int) -> None:
        told, rule = reason, self._rule[request]
        if reason == Reason.NO_VEHICLE and self._service.lacks_energy(request, now):
            told = Reason.NO_ENERGY
        self._log.add(now, Event.REJECTED, request=request, value=told)
        if rule.retry_after_s is not None and attempt < rule.max_retries and reason not in _FINAL:
            self._env.process(self._later(self._submit, request, attempt + 1, rule.retry_after_s))
        else:
            self._end(request, now)

    def _end(self, request: int, now: int) -> None:
        """Give up, and turn to another service if the class does so and there is one to be asked."""
        fallback, other = self._rule[request].fallback, None
        if fallback == Fallback.OTHER_SERVICE:
            other = next((service for service in self._others if service.can_ask(request)), None)
            fallback = Fallback.OTHER_MODE if other is None else fallback
        self._log.add(now, Event.GAVE_UP, request=request, value=fallback)
        self.ended += 1
        if other is not None:
            other.ask(request)
