"""The life of a request: submitted, answered, chosen, kept, tried again, given up, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from simulator.engine.agenda import Clock, RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.reasons import Fallback
from simulator.registry import RegistryError
from simulator.scenario.asks import asks_by_class
from simulator.services.protocol import Attempt, Bundle, Refusal, Service
from simulator.travellers.absences import Absences, anybody_absent
from simulator.travellers.arrivals import Arrivals
from simulator.travellers.choice import Chooser, travellers_choose
from simulator.travellers.expecting import Asking, expecting
from simulator.travellers.journeys import book_whole
from simulator.travellers.known import Known, declining, nobody, together
from simulator.travellers.outages import OutOfReach, out_of_reach
from simulator.travellers.outings import Outings, Travelling
from simulator.travellers.prospects import prospects_of
from simulator.travellers.refused import when_refused
from simulator.travellers.rounds import Rounds
from simulator.travellers.screening import Screened, Turns, known_beforehand
from simulator.travellers.seen import Seen
from simulator.travellers.store import Store
from simulator.travellers.tours import Links, links_of
from simulator.world.build import World
from simulator.world.tours import has_tours

Asked = tuple[Service, Attempt]


class Case(NamedTuple):
    """Somebody who has asked, and waits for the answer of a service, or of several that are compared.

    turn: in the list of whom the class asks. again: how often it has asked in this turn before.
    """

    request: int
    turn: int
    again: int
    asked: tuple[Asked, ...]


class Travellers:
    """Everybody of the common demand: they ask services in turn, compare, choose, and ask others when refused.

    services: by name, in the order of their numbers. number_ride: gives a number to a further ride of a request.
    seen: gets what people who choose chose from. log: gets what is about tours, where the demand has any. doubtful:
    trips of which it is not supposed that all before are over, see ``travellers.screened_tours``.
    """

    def __init__(
        self,
        env: Clock,
        world: World,
        services: Mapping[str, Service],
        number_ride: Callable[[int], int],
        seen: list[Seen] | None = None,
        log: ServiceLog | None = None,
        doubtful: Collection[int] = (),
    ) -> None:
        requests = world.demand
        self.store = Store(len(requests), number_ride)
        self._env, self._services = env, {service.number: service for service in services.values()}
        turns = {
            name: tuple(tuple(services[asked] for asked in turn) for turn in asks)
            for name, asks in asks_by_class(world.scenario).items()
        }
        classes = requests["traveller_class"].tolist()
        self._turns = [turns[name] for name in classes]
        self._all_compare = travellers_choose(world)
        anybody = self._all_compare or any(len(turn) > 1 for asks in turns.values() for turn in asks)
        self._chooses = Chooser(world, list(services.values()), seen) if anybody else None
        self.prospects = partial(prospects_of, world, turns, self._chooses)
        self._expecting, self._stay = expecting(world, services, self._chooses), list[Known]()
        self._absences = Absences(env, world) if anybody_absent(world) else None
        self._outages = out_of_reach(env, world, log)
        rules = when_refused(world.scenario)
        self._rule = [rules[name] for name in classes]
        submitted_s: list[int] = requests["submitted_s"].tolist()
        links = None if log is None or not has_tours(requests) else links_of(requests)
        self._known, self._fewer, links, self._anew = _screened(world, turns, self._chooses, links, doubtful)
        self._outings = None if log is None or links is None else self._outings_of(requests, log, links)
        self._quiet = frozenset(self._known.request.tolist())
        self.total, self.ended = len(requests) - len(self._quiet), 0
        self._kept: set[tuple[int, int]] = set()
        self._rounds: dict[int, Rounds[Case]] = {}
        rank_of = {name: max(service.rank for service in asks[0]) for name, asks in turns.items() if asks}
        ranks = [rank_of[name] for name in classes]
        for rank in sorted(set(ranks)):
            in_turn = [(submitted_s[request], request) for request, its in enumerate(ranks) if its == rank]
            env.add(Arrivals(env, sorted(in_turn), rank, self._comes))

    def _comes(self, request: int) -> None:
        """Let somebody ask who does. All come, so that everything else of a second stays in its order."""
        if request in self._quiet:
            return
        if self._outings is None:
            self._ask_first(request)
        else:
            self._outings.submitted(request)

    def _outings_of(self, requests: pd.DataFrame, log: ServiceLog, links: Links) -> Outings:
        """Return what follows people from trip to trip. Raises RegistryError for services that tell of no ends."""
        telling: dict[int, Any] = dict(self._services)
        for service in telling.values():
            if not hasattr(service, "tell_end"):
                kind = type(service).__name__
                raise RegistryError(f"{kind} does not tell when its trips end (tell_end), as tours need it")
        doing = Travelling(self._ask_first, self._go_along, self._count)
        wishes = requests["earliest_departure_s"].tolist(), [rule.fallback for rule in self._rule]
        return Outings(self._env, log, links, telling, doing, wishes)

    def close(self) -> None:
        """Tell of those who are still on their way when nothing happens any more."""
        if self._outings is not None:
            self._outings.close()

    def _count(self) -> None:
        """Count somebody who will ask nobody."""
        self.ended += 1

    def _go_along(self, request: int, service: Service) -> None:
        """Let somebody go on with what they have with them; nobody else is asked."""
        self._ask(request, len(self._turns[request]) - 1, (service,), along=True)

    def in_doubt(self) -> list[int]:
        """Return the trips of which it was supposed that all before were over, and were not."""
        return [] if self._outings is None or self._anew is None else self._outings.not_over(self._anew)

    @property
    def known(self) -> Known:
        """Return what those do who ask nobody."""
        return together([self._known, *self._stay])

    @property
    def asking(self) -> list[Asking]:
        """Return what was decided of whom to ask."""
        return [] if self._expecting is None else self._expecting.asking

    def _ask_first(self, request: int) -> None:
        fewer = self._fewer.get(request)
        services: Sequence[Service] = self._turns[request][0] if fewer is None else fewer.services
        if self._expecting is not None:
            in_time = (lambda bundles: bundles) if self._outings is None else partial(self._outings.in_time, request)
            services = self._expecting.asked(request, services, int(self._env.now), in_time)
        if services:
            self._ask(request, 0, services)
        elif len(self._turns[request]) > 1:
            self._ask(request, 1, self._turns[request][1])
        else:
            self._stays(request)

    def _stays(self, request: int) -> None:
        """Let somebody ask nobody who expects too little of all."""
        self._stay.append(declining(request, int(self._env.now), self.asking[-1].others))
        self.ended += 1
        if self._outings is not None:
            self._outings.gave_up(request)

    def _ask(
        self, request: int, turn: int, services: Sequence[Service], again: int = 0, *, along: bool = False
    ) -> None:
        """Put a request to services, to be answered when the latest of them answers."""
        now = int(self._env.now)
        if self._outages is not None:
            ask = partial(self._ask, request, turn, services, again, along=along)
            if self._outages.waits(request, services, ask):
                return
        compares = len(services) > 1 or (self._all_compare and services[0].can_decline)
        if self._expecting is not None and again == 0 and turn == 0 and not along:
            compares |= len(self._turns[request][0]) > 1
        asked, answer_s = [], now
        if again == 0 and turn == 0 and request in self._fewer:
            answer_s = max(now, self._fewer[request].answered_s)  # as if all were asked
        for service in services:
            number = self.store.new_attempt(request, again, service.number, now)
            attempt = Attempt(number, request, again, now, compares)
            if along:
                attempt = attempt._replace(along=True)
            service.note(Event.SUBMITTED, attempt, now, again)
            asked.append((service, attempt))
            if self._outages is None or self._outages.reaches(service, attempt):
                answer_s = max(answer_s, service.answers_at(attempt))
        case = Case(request, turn, again, tuple(asked))
        if self._outages is not None:
            answer_s = self._outages.answered_s(request, case.asked, answer_s)
        in_vain = self._outages is not None and self._outages.in_vain(asked[0][1])
        if again == 0 and len(asked) == 1 and services[0].together and not in_vain:
            self._round_of(services[0]).add(case, answer_s)
        elif answer_s > now:
            self._env.process(self._later(lambda: self._answer(case), answer_s - now))
        else:
            self._answer(case)

    def _round_of(self, service: Service) -> Rounds[Case]:
        """Return whom a service answers together."""
        new = Rounds[Case](self._env, partial(self._answer_together, service))
        return self._rounds.setdefault(service.number, new)

    def _later(self, step: Callable[[], None], after_s: int) -> Wait:
        yield RankedTimeout(self._env, after_s)
        step()

    def _answer_together(self, service: Service, cases: list[Case]) -> None:
        """Let a service answer cases of one moment together, then ask it for each that is left."""
        now, left = int(self._env.now), cases
        if not self._all_compare:
            answers = service.offers([(case.asked[0][1],) for case in cases], now)
            left = [
                case
                for case, answer in zip(cases, answers, strict=True)
                if isinstance(answer, Refusal) or not self._book(case, answer[0], now)
            ]
        for case in left:
            self._answer(case)

    def _answer(self, case: Case) -> None:
        """Ask for what can be booked, and take, keep, try again or give up as it is answered."""
        now = int(self._env.now)
        if case.asked[0][1].compares:
            self._answer_compared(case, now)
            return
        ((service, attempt),) = case.asked
        answer = _offers_to(self._outages, (service, attempt), now)
        if isinstance(answer, Refusal):
            self._refused(case, [((service, attempt), answer)], now)
        elif self._outings is not None and not self._outings.in_time(case.request, answer[:1]):
            _offer(self._services, answer[:1], now)
            self._decline(case, answer[:1], now)
        elif not self._book(case, answer[0], now):
            self._answer(case)

    def _answer_compared(self, case: Case, now: int) -> None:
        """Let a traveller choose from what all services offer that it has asked."""
        bundles: list[Bundle] = []
        refused: list[tuple[Asked, Refusal]] = []
        for asked in case.asked:
            answer = _offers_to(self._outages, asked, now)
            if isinstance(answer, Refusal):
                refused.append((asked, answer))
            else:
                bundles += answer
        if not bundles:
            self._refused(case, refused, now)
            return
        taken = self._chosen(case, bundles, now)
        if taken is None:
            _reject(refused, now)
            self._decline(case, bundles, now)
        elif self._book(case, taken, now):
            _reject(refused, now)
            _turn_away(case, {asked[0].number for asked, _ in refused}, taken[0].service, now)
        else:
            self._answer(case)

    def _chosen(self, case: Case, bundles: list[Bundle], now: int) -> Bundle | None:
        """Return what the traveller likes best."""
        assert self._chooses is not None
        _offer(self._services, bundles, now)
        if self._outings is not None:
            bundles = self._outings.in_time(case.request, bundles)
        return self._chooses(case.request, bundles, now)

    def _decline(self, case: Case, bundles: list[Bundle], now: int) -> None:
        for service, attempt in case.asked:
            count = sum(bundle[0].service == service.number for bundle in bundles)
            if count:
                service.note(Event.DECLINED, attempt, now, count)
        self._give_up(case, now)

    def _book(self, case: Case, bundle: Bundle, now: int) -> bool:
        """Book all that a bundle consists of; return False, with nothing done, when something has gone stale."""
        legs = book_whole(self._services, bundle, self.store.new_ride, now)
        if legs is None:
            return False
        for position, (offer, ride, booked) in enumerate(legs):
            self.store.book(ride, case.request, offer.attempt.number, position, offer.service, *booked)
            if self._absences is not None:
                self._absences.booked(case.request, ride, booked, self._services[offer.service])
        for number in {leg[0].service: None for leg in legs}:
            self._services[number].rearrange(now)
        self.ended += 1
        if self._outings is not None:
            self._outings.booked(case.request, legs)
        return True

    def _refused(self, case: Case, refused: list[tuple[Asked, Refusal]], now: int) -> None:
        """Keep a request that may be taken later on, ask again later, or give up."""
        kept = [(asked, refusal) for asked, refusal in refused if refusal.again_s is not None]
        if kept:
            for (service, attempt), refusal in kept:
                if (service.number, case.request) not in self._kept:
                    self._kept.add((service.number, case.request))
                    service.note(Event.ON_WAITING_LIST, attempt, now, refusal.until_s)
            again_s = min(refusal.again_s for _, refusal in kept if refusal.again_s is not None)
            if self._outages is not None:
                again_s = self._outages.answered_s(case.request, case.asked, again_s)
            self._env.process(self._later(lambda: self._answer(case), again_s - now))
            return
        _reject(refused, now)
        if self._outages is not None:
            ask = partial(self._ask, case.request, case.turn, again=case.again + 1)
            if self._outages.tries_again(case.request, case.turn, case.asked, ask):
                return
        rule = self._rule[case.request]
        open_ones = [service for (service, _), refusal in refused if not refusal.final]
        tries = case.again if self._outages is None else case.again - self._outages.tried(case.request, case.turn)
        if rule.retry_after_s is not None and tries < rule.max_retries and open_ones:
            for (service, attempt), refusal in refused:
                if refusal.final:
                    service.note(Event.GAVE_UP, attempt, now, Fallback.OTHER_SERVICE)
            retry = partial(self._ask, case.request, case.turn, open_ones, case.again + 1)
            self._env.process(self._later(retry, rule.retry_after_s))
        else:
            self._give_up(case, now)

    def _give_up(self, case: Case, now: int) -> None:
        """Turn to who is next in turn, if there is anybody."""
        turns, following = self._turns[case.request], case.turn + 1
        goes_on = following < len(turns)
        instead = Fallback.OTHER_SERVICE if goes_on else self._rule[case.request].fallback
        for service, attempt in case.asked:
            service.note(Event.GAVE_UP, attempt, now, instead)
        if goes_on:
            self._ask(case.request, following, turns[following])
        else:
            self.ended += 1
            if self._outings is not None:
                self._outings.gave_up(case.request)


def _screened(
    world: World,
    turns: Mapping[str, Turns],
    chooses: Chooser | None,
    links: Links | None,
    doubtful: Collection[int],
) -> Screened:
    """Return whom people need not ask, see ``known_beforehand``."""
    if chooses is None or world.scenario.people.screening == "none":
        return Screened(nobody(), {}, links)
    return known_beforehand(world, turns, chooses, links, doubtful)


def _offers_to(outages: OutOfReach | None, asked: Asked, now: int) -> list[Bundle] | Refusal:
    """Return what a service offers, or why it does not, or that it was not reached."""
    service, attempt = asked
    if outages is not None and outages.in_vain(attempt):
        return outages.refusal(service)
    return service.offers(((attempt,),), now)[0]


def _reject(refused: list[tuple[Asked, Refusal]], now: int) -> None:
    for (service, attempt), refusal in refused:
        service.note(Event.REJECTED, attempt, now, refusal.reason)


def _turn_away(case: Case, refused: set[int], chosen: int, now: int) -> None:
    """Tell those who were compared and not chosen, or had refused."""
    for service, attempt in case.asked:
        if service.number in refused:
            service.note(Event.GAVE_UP, attempt, now, Fallback.OTHER_SERVICE)
        elif service.number != chosen:
            service.note(Event.CHOSEN, attempt, now, chosen)


def _offer(services: Mapping[int, Service], bundles: Sequence[Bundle], now: int) -> None:
    """Tell somebody what there is."""
    for bundle in bundles:
        for offer in bundle:
            services[offer.service].note(Event.OFFERED, offer.attempt, now, offer=offer)
