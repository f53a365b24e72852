"""Whom people need not ask: services that could offer nothing they would prefer to what they have themselves.

Who need ask none does what is known beforehand, and all do what they would do had they asked everybody: services change
nothing when they are asked, what people have themselves is always offered, and of all offers the one of the greatest
utility is taken, random parts included, which belong to people. So it is told only of classes that choose by utilities,
compare what they have with all services they ask first, and mind all time, changes and fares, where these services know
a bound of their offers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.choice_models import Choice
from simulator.scenario.turns import first_asked
from simulator.services.best_offers import BestOffers
from simulator.services.protocol import Attempt, Service
from simulator.travellers.choice import Chooser, by_utility, utility_of
from simulator.travellers.known import Known, nobody
from simulator.travellers.screened_tours import Anew, ScreenedTours, Wishes
from simulator.travellers.seen import DECLINING
from simulator.travellers.tours import Links
from simulator.units import MINUTE_S
from simulator.world.build import World

MARGIN = 1e-6  # of utility: far more than sums of floats are off
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Turns = Sequence[Sequence[Service]]


class Fewer(NamedTuple):
    """Whom somebody asks first who need not ask all, and when they would be told what all of these offer [s]."""

    services: tuple[Service, ...]
    answered_s: int


class Screened(NamedTuple):
    """Who need ask nobody, and what they do; by request who need not ask all; links of who waits for whom.

    anew: trips of which it is supposed that all before are over.
    """

    known: Known
    fewer: Mapping[int, Fewer]
    links: Links | None = None
    anew: Anew | None = None


def known_beforehand(
    world: World, turns: Mapping[str, Turns], chooser: Chooser, links: Links | None, doubtful: Collection[int] = ()
) -> Screened:
    """Return whom people need not ask. turns: of each class. links: of the trips of tours; None: there are none.

    doubtful: trips of which it is not supposed that all before are over.
    """
    choices = chooser.choices
    screens = {
        name: Screen(world, chooser, choices[name], asks)
        for name, asks in turns.items()
        if may_be_known(choices[name], asks)
    }
    classes = world.demand["traveller_class"].to_numpy(object)

    def choose(request: Ints, asked_s: Ints) -> Known:
        parts = [nobody()]
        for name, screen in screens.items():
            rows = np.flatnonzero(classes[request] == name)
            parts.append(screen.known(request[rows], asked_s[rows]))
        return Known(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    submitted_s, wish_s = (world.demand[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s"))
    anew = None
    if links is None:
        known, told = choose(np.arange(len(classes)), submitted_s), np.ones(len(classes), dtype=np.bool_)
    else:
        sooner = {name: screen.earlier_s for name, screen in screens.items()}
        earlier_s = np.array([sooner.get(name, 0) for name in classes], dtype=np.int64)
        own = {service.number: service for screen in screens.values() for service in screen.own}
        tours = ScreenedTours(links, Wishes(submitted_s, wish_s, earlier_s), own, choose, doubtful)
        known = tours.known()
        told, links, anew = tours.asks_as_told(), tours.cut(links, known), tours.begun_anew()
    told[known.request] = False
    fewer = {row: its for screen in screens.values() for row, its in screen.fewer.items() if told[row]}
    order = np.argsort(known.request)
    anew = None if anew is None else anew.of({*known.request.tolist(), *fewer})
    return Screened(Known(*(column[order] for column in known)), fewer, links, anew)


def may_be_known(choice: Choice, asks: Turns) -> bool:
    """Return whether it may be known beforehand what some of a class do, see above."""
    if not asks or not by_utility(choice) or not any(_is_own(service) for service in asks[0]):
        return False
    others = [service for service in asks[0] if not _is_own(service)]
    return all(hasattr(service, "best_offers") and _minds(choice.of_service(service.number)) for service in others)


def _is_own(service: Service) -> bool:
    return bool(getattr(service, "always_offers", False))


def _minds(taste: Choice) -> bool:
    """Return whether nothing that an offer may have more of makes it better."""
    per_change_wait = taste.per_wait_min if taste.per_change_wait_min is None else taste.per_change_wait_min
    weights = (
        taste.per_wait_min, per_change_wait, taste.per_ride_min, taste.per_walk_min, taste.per_shift_min,
        taste.per_change, taste.per_eur,
    )  # fmt: skip
    return max(weights) <= 0


class Screen:
    """Looks for those of one class.

    fewer: by request, see ``Fewer``. own: services of what they have. earlier_s: how much sooner than they wish
    anything may have them leave.
    """

    def __init__(self, world: World, chooser: Chooser, choice: Choice, asks: Turns) -> None:
        services = world.scenario.services
        self._chooser, self._choice = chooser, choice
        self.fewer: dict[int, Fewer] = {}
        self._asks, self._needs_all = asks[0], any(first_asked(name, services) for name in services)
        self.own = [service for service in asks[0] if _is_own(service)]
        self._others = [service for service in asks[0] if not _is_own(service)]
        self._asks_on = len(asks) > 1
        self.earlier_s = max(getattr(service, "earlier_s", 0) for service in asks[0])

    def known(self, request: Ints, asked_s: Ints) -> Known:
        """Return those among requests, asked for at some times [s], and what they do."""
        answered_s = self._answered_s(request, asked_s)
        best, held = self.best_of_own(request, answered_s)
        if self._asks_on:
            held &= best.service != DECLINING
        rows = np.flatnonzero(held)
        may_win = self._may_win(request[rows], answered_s[rows], best.utility[rows])
        asks = may_win.any(axis=0)
        if not self._needs_all:
            self._note_fewer(request[rows[asks]], answered_s[rows[asks]], may_win[:, asks])
        return Known(*(column[rows[~asks]] for column in best))

    def _note_fewer(self, request: Ints, answered_s: Ints, may_win: NDArray[np.bool_]) -> None:
        """Take note of those who need not ask all. may_win: bool (services, requests)."""
        some = np.flatnonzero(~may_win.all(axis=0))
        known: dict[bytes, tuple[Service, ...]] = {}
        for row, now_s, its in zip(request[some].tolist(), answered_s[some].tolist(), may_win.T[some], strict=True):
            key = its.tobytes()
            if key not in known:
                left_out = {service.number for service, wins in zip(self._others, its, strict=True) if not wins}
                known[key] = tuple(service for service in self._asks if service.number not in left_out)
            self.fewer[row] = Fewer(known[key], now_s)

    def _answered_s(self, request: Ints, asked_s: Ints) -> Ints:
        """Return when each is told all offers [s]."""
        told = zip(request.tolist(), asked_s.tolist(), strict=True)
        at_s, asked = asked_s, [Attempt(0, row, 0, now_s, True) for row, now_s in told]
        for service in (*self.own, *self._others):
            at_s = np.maximum(at_s, np.array([service.answers_at(attempt) for attempt in asked], dtype=np.int64))
        return at_s

    def best_of_own(self, request: Ints, answered_s: Ints) -> tuple[Known, NDArray[np.bool_]]:
        """Return what each likes best of what they have, or to decline, and who has anything.

        Whether those who have nothing are refused or decline is for the services to say.
        """
        best = nobody(len(request))._replace(request=request, answered_s=answered_s)
        has_any = np.zeros(len(request), dtype=np.bool_)
        best.utility[:] = self._choice.staying + self._chooser.errors()[request, 0]
        for service in self.own:
            offers: BestOffers = service.best_offers(request, answered_s)  # type: ignore[attr-defined]
            utility = self._utility(service, offers) + self._chooser.errors(service.number)[request[offers.row], 0]
            has_any[offers.row] = True
            liked = utility > best.utility[offers.row]  # of equal ones the first, as in ``choice.logit``
            rows = offers.row[liked]
            best.utility[rows] = utility[liked]
            best.take(rows, service.number, offers, liked)
        return best, has_any

    def _may_win(self, request: Ints, answered_s: Ints, best: Floats) -> NDArray[np.bool_]:
        """Return which service may be worth as much as what they have, bool (services, requests). best: its utility.

        Of services that could tell it better it is asked only where nobody else may win.
        """
        may_win = np.zeros((len(self._others), len(request)), dtype=np.bool_)
        others: list[Any] = self._others
        for its, service in zip(may_win, others, strict=True):
            its[:] = self.bound(service, service.best_offers(request, answered_s), request) >= best - MARGIN
        finer = np.array([hasattr(service, "finer_offers") for service in others], dtype=np.bool_)
        left = np.flatnonzero(~may_win[~finer].any(axis=0))
        for its, service, is_one in zip(may_win, others, finer, strict=True):
            rows = left[its[left]] if is_one else left[:0]
            if len(rows):
                finer_offers = service.finer_offers(request[rows], answered_s[rows])
                its[rows] = self.bound(service, finer_offers, request[rows]) >= best[rows] - MARGIN
        return may_win

    def taste(self, service: Service) -> Choice:
        """Return what those of the class mind of what a service offers."""
        return self._choice.of_service(service.number)

    def bound(self, service: Service, offers: BestOffers, request: Ints) -> Floats:
        """Return what no offer of a service is worth more than, luck included; -inf where it makes none.

        offers: its best to these requests.
        """
        taste = self.taste(service)
        weights = [taste.per_wait_min, taste.per_ride_min, taste.per_walk_min]
        weights += [] if taste.per_change_wait_min is None else [taste.per_change_wait_min]
        utility = self._utility(service, offers) + max(weights) * np.asarray(offers.any_s) / MINUTE_S
        bound = np.full(len(request), -np.inf)
        np.maximum.at(bound, offers.row, np.broadcast_to(utility, len(offers.row)))
        bound += self._chooser.errors(service.number)[request].max(axis=1)
        return bound

    def _utility(self, service: Service, offers: BestOffers) -> Floats:
        return np.asarray(utility_of(offers, self.taste(service)), dtype=np.float64)
