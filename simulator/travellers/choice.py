"""Which of several offers a traveller takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulator import registry
from simulator.demand.luck import gumbel, luck
from simulator.scenario.choice_models import Choice, nests_of
from simulator.services.best_offers import BestOffers
from simulator.services.protocol import Bundle, Offer, Service
from simulator.travellers.journeys import as_one
from simulator.travellers.nests import shared_error
from simulator.travellers.seen import Seen, Who, seen_by
from simulator.units import MINUTE_S
from simulator.world.build import World


class Chooser:
    """Lets every traveller choose as its class does.

    The random parts of utilities are keyed by request and offer: by the service and the place in what it offers, so
    that they are the same at every try, and whoever else is asked; what a nest has in common by request and nest.
    services: in the order of their vehicles, by which random parts are numbered. seen: gets what everybody chose from;
    None: nobody wants to know.
    """

    def __init__(self, world: World, services: Sequence[Service], seen: list[Seen] | None = None) -> None:
        scenario, requests = world.scenario, world.demand
        names = [(config.kind, config.means, name) for name, config in scenario.services.items()]
        choices = {name: kind.choice.for_services(names) for name, kind in scenario.people.classes.items()}
        self.choices = choices
        named = {name: (name, choice, tastes_of(choice, services)) for name, choice in choices.items()}
        self._of_class = [named[name] for name in requests["traveller_class"]]
        self._ids = pa.chunked_array(pa.array(requests["request_id"], pa.large_string())).combine_chunks()
        self._seen, self._made = seen, 0
        self._first, most = {}, 1  # number 0 is to decline, then come the offers
        self._most = {service.number: service.most for service in services}
        for service in services:
            self._first[service.number] = most
            most += service.most
        self._errors = gumbel(luck(scenario.seed, "choice", requests["request_id"].tolist(), most))
        for name, choice in choices.items():
            self._put_into_nests(world, choice, np.flatnonzero(requests["traveller_class"] == name), services)

    def _put_into_nests(
        self, world: World, choice: Choice, rows: NDArray[np.intp], services: Sequence[Service]
    ) -> None:
        """Make the random parts alike of offers of one nest. rows: requests of those who choose like that."""
        numbers = {part.name: part.number for part in world.scenario.parts}
        running = {service.number: service for service in services}
        for name, nest in nests_of(choice).items():
            names = world.demand["request_id"].iloc[rows].tolist()
            shared = shared_error(nest.scale, *luck(world.scenario.seed, f"nest {name}", names, 2).T)
            for service in (running[numbers[its]] for its in nest.of):
                first = self._first[service.number]
                its_own = self._errors[rows, first : first + service.most]
                self._errors[rows, first : first + service.most] = nest.scale * its_own + shared[:, None]

    def errors(self, service: int | None = None) -> NDArray[np.float64]:
        """Return the random parts of what a service may offer, float64 (requests, offers); None: of declining."""
        if service is None:
            return self._errors[:, :1]
        first = self._first[service]
        return self._errors[:, first : first + self._most[service]]

    def __call__(self, request: int, bundles: Sequence[Bundle], now_s: int = 0) -> Bundle | None:
        """Return what a traveller takes, None when it declines all."""
        offers = [as_one(bundle) for bundle in bundles]
        numbers = [0, *(self._first[offer.service] + offer.place for offer in offers)]
        (kind, choice, tastes), errors = self._of_class[request], self._errors[request, numbers]
        utilities, lucks = None if tastes is None else _worth(offers, choice.staying, tastes), errors.tolist()
        taken = choose(offers, choice, errors) if utilities is None else _best_liked(offers, utilities, lucks)
        if self._seen is not None:
            who = Who(self._made, now_s, self._ids[request].as_py(), kind)
            self._seen += seen_by(who, offers, utilities, lucks, taken)
            self._made += 1
        return None if taken is None else bundles[offers.index(taken)]


def travellers_choose(world: World) -> bool:
    """Return whether anybody gets more than one offer, or may decline."""
    classes = world.scenario.people.classes.values()
    return most_offers(world) > 1 or any(kind.choice.model != "accept_all" for kind in classes)


def most_offers(world: World) -> int:
    """Return how many offers somebody may get at a time."""
    rules = (getattr(part.config, "offers", None) for part in world.scenario.parts)
    return max((rule.most for rule in rules if rule is not None), default=1)


def choose(offers: Sequence[Offer], choice: Choice, errors: NDArray[np.float64]) -> Offer | None:
    """Return the offer a traveller takes, None when it declines all.

    errors: random parts of utilities, the first that of declining; float64, longer than ``offers``.
    """
    if not offers:
        return None
    taken: Offer | None = registry.find("choice", choice.model)(offers, choice, errors)
    return taken


def accept_all(offers: Sequence[Offer], _choice: Choice, _errors: NDArray[np.float64]) -> Offer | None:
    """Take the first offer of each service, and of those the one that arrives first, or is first in the list."""
    firsts = [offer for offer in offers if offer.place == 0]
    return min(firsts, key=lambda offer: offer.arrival_s)


def threshold(offers: Sequence[Offer], choice: Choice, _errors: NDArray[np.float64]) -> Offer | None:
    """Take the offer that arrives first of those within all limits."""
    good = [offer for offer in offers if _within(offer, choice)]
    return min(good, key=lambda offer: offer.arrival_s, default=None)


def logit(offers: Sequence[Offer], choice: Choice, errors: NDArray[np.float64]) -> Offer | None:
    """Take the offer of the greatest utility, or none, which has one too (McFadden 1974).

    Errors that are alike within nests make it a nested logit.
    """
    tastes = {offer.service: choice.of_service(offer.service) for offer in offers}
    return _best_liked(offers, _worth(offers, choice.staying, tastes), errors[: len(offers) + 1].tolist())


def _best_liked(offers: Sequence[Offer], utilities: Sequence[float], lucks: Sequence[float]) -> Offer | None:
    """Return the offer that is worth most with luck, None where declining is, which stands first in both lists."""
    best, taken = utilities[0] + lucks[0], None
    for offer, utility, luck_of_offer in zip(offers, utilities[1:], lucks[1:], strict=True):
        if utility + luck_of_offer > best:  # of equal ones the first
            best, taken = utility + luck_of_offer, offer
    return taken


def by_utility(choice: Choice) -> bool:
    """Return whether utilities decide."""
    return registry.find("choice", choice.model) is logit


def tastes_of(choice: Choice, services: Sequence[Service]) -> dict[int, Choice] | None:
    """Return what is worth how much in the offers of each service, by number; None where utilities do not decide."""
    return {its.number: choice.of_service(its.number) for its in services} if by_utility(choice) else None


def _worth(offers: Sequence[Offer], staying: float, tastes: Mapping[int, Choice]) -> list[float]:
    """Return what declining all and each offer is worth, but for luck."""
    return [staying, *(utility_of(offer, tastes[offer.service]) for offer in offers)]


def _within(offer: Offer, choice: Choice) -> bool:
    limits = (
        (offer.wait_s, choice.max_wait_s),
        (offer.ride_s / max(offer.direct_s, 1), choice.max_detour_factor),
        (abs(offer.shift_s), choice.max_shift_s),
        (offer.fare_eur or 0.0, choice.max_fare_eur),
    )
    return all(limit is None or value <= limit for value, limit in limits)


def utility_of(offer: Offer | BestOffers, choice: Choice) -> Any:
    """Return what an offer is worth, but for luck; of many float64, each to the last bit as that of one."""
    waits = choice.per_wait_min * offer.wait_s / MINUTE_S
    if choice.per_change_wait_min is not None:
        waits = (
            choice.per_wait_min * (offer.wait_s - offer.change_wait_s)
            + choice.per_change_wait_min * offer.change_wait_s
        ) / MINUTE_S
    return (
        choice.constant
        + waits
        + choice.per_ride_min * offer.ride_s / MINUTE_S
        + choice.per_walk_min * offer.walk_s / MINUTE_S
        + choice.per_shift_min * abs(offer.shift_s) / MINUTE_S
        + choice.per_change * offer.changes
        + choice.per_eur * (0.0 if offer.fare_eur is None else offer.fare_eur)
    )
