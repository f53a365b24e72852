"""Who asks a service on demand at all: those who expect more of it than of what they have without asking.

The expected utility of asking is that of the best journey the service could offer, after the expected wait, or, with
the expected chance of being rejected, that of what they have without it, less what a rejection costs them. So they ask
where

    best + wait + luck + chance / (1 - chance) * cost of a rejection  >=  the best of all else, luck included,

all in utility, costs below 0, with the luck that they choose by: the share of who asks is a logit share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.choice_models import Choice
from simulator.services.best_offers import BestOffers
from simulator.services.protocol import Attempt, Bundle, Refusal, Service
from simulator.travellers.choice import Chooser, by_utility, utility_of
from simulator.travellers.journeys import as_one
from simulator.units import MINUTE_S
from simulator.world.build import World
from simulator.world.expectations import Expected, expected_of

MARGIN = 1e-6  # of utility: far more than sums of floats are off
Floats = NDArray[np.float64]
InTime = Callable[[list[Bundle]], list[Bundle]]


class Asking(NamedTuple):
    """Whether somebody asks a service, and why.

    service: its number. wait_s, rejected: expected. ride_s, walk_s, fare_eur: of the best journey it could offer;
    utility: what that is worth without any wait, luck left out. others: the most that anything else is worth to them,
    luck included.
    """

    time_s: int
    earliest_departure_s: int
    request_id: str
    traveller_class: str
    service: int
    zone: str
    hour: int
    wait_s: float
    rejected: float
    ride_s: float
    walk_s: float
    fare_eur: float
    utility: float
    luck: float
    others: float
    asks: bool


class _Best(NamedTuple):
    """The best of a service, float64 (requests,); utility without luck and wait, -inf where it can offer nothing."""

    ride_s: Floats
    walk_s: Floats
    fare_eur: Floats
    utility: Floats


class Expecting:
    """Decides whom people ask of the services of which they expect something.

    services: all of the run, by name. asking: what was decided.
    """

    def __init__(self, world: World, services: Mapping[str, Service], chooser: Chooser) -> None:
        self._chooser, self.asking = chooser, list[Asking]()
        self._expected: Expected = expected_of(world.scenario, world.demand, world.days.clock)
        told = world.scenario.people.expectations
        assert told is not None
        self._rejection_min = told.rejection_as_wait_s / MINUTE_S
        self._classes = world.demand["traveller_class"].tolist()
        self._ids = world.demand["request_id"].tolist()
        self._leaves_s: list[int] = world.demand["earliest_departure_s"].tolist()
        self._name_of = {services[name].number: name for name in self._expected.wait_s}
        self._best = {services[name].number: self._best_of(services[name]) for name in self._expected.wait_s}

    def asked(self, request: int, services: Sequence[Service], now_s: int, in_time: InTime) -> list[Service]:
        """Return those of some services that somebody asks. in_time: leaves out journeys that they cannot take."""
        choice = self._chooser.choices[self._classes[request]]
        expected = [service for service in services if service.number in self._best]
        if not expected or not by_utility(choice):
            return list(services)
        others = [service for service in services if service.number not in self._best]
        best = max(
            [choice.staying + float(self._chooser.errors()[request, 0])]
            + [self._best_now(request, service, choice, now_s, in_time) for service in others]
        )
        left_out = {service.number for service in expected if not self._asks(request, service, choice, now_s, best)}
        return [service for service in services if service.number not in left_out]

    def _asks(self, request: int, service: Service, choice: Choice, now_s: int, others: float) -> bool:
        """Return whether somebody asks a service, and take note of it. others: what all else is worth at best."""
        number, best = service.number, self._best[service.number]
        name = self._name_of[number]
        wait_s, rejected = (float(its[name][request]) for its in (self._expected.wait_s, self._expected.rejected))
        luck = float(self._chooser.errors(number)[request].max())
        utility = float(best.utility[request])
        worth = utility + luck + worth_of_expecting(choice, number, wait_s, rejected, self._rejection_min)
        asks = bool(worth >= others - MARGIN)
        self.asking.append(
            Asking(
                now_s, self._leaves_s[request], self._ids[request], self._classes[request], number,
                str(self._expected.zone[request]), int(self._expected.hour[request]), wait_s, rejected,
                float(best.ride_s[request]), float(best.walk_s[request]),
                float(best.fare_eur[request]), utility, luck, others, asks,
            )
        )  # fmt: skip
        return asks

    def _best_now(self, request: int, service: Service, choice: Choice, now_s: int, in_time: InTime) -> float:
        """Return what the best offer of a service is worth now, luck included; -inf where it makes none."""
        attempt = Attempt(-1 - len(self.asking), request, 0, now_s, True)  # a number of no attempt that is made
        answer = service.offers(((attempt,),), now_s)[0]
        if isinstance(answer, Refusal):
            return -np.inf
        errors, taste = self._chooser.errors(service.number)[request], choice.of_service(service.number)
        offers = [as_one(bundle) for bundle in in_time(answer)]
        return max((float(utility_of(one, taste) + errors[one.place]) for one in offers), default=-np.inf)

    def _best_of(self, service: Service) -> _Best:
        """Return the best that a service could offer all requests."""
        count = len(self._ids)
        request = np.arange(count)
        offers: BestOffers = service.best_offers(request, request)  # type: ignore[attr-defined]
        columns = np.full((4, count), (np.nan,))
        columns[3] = -np.inf
        for place, values in enumerate((offers.ride_s, offers.walk_s, offers.fare_eur)):
            columns[place, offers.row] = values
        classes = np.array(self._classes, dtype=object)[offers.row]
        utility = np.zeros(len(offers.row))
        for name, choice in self._chooser.choices.items():
            rows = classes == name
            utility[rows] = np.asarray(utility_of(offers, choice.of_service(service.number)))[rows]
        columns[3, offers.row] = utility
        return _Best(*columns)


def expecting(world: World, services: Mapping[str, Service], chooser: Chooser | None) -> Expecting | None:
    """Return what decides whom people ask; None where they expect nothing, or nobody chooses."""
    if chooser is None or world.scenario.people.expectations is None:
        return None
    return Expecting(world, services, chooser)


def worth_of_expecting(choice: Choice, service: int, wait_s: float, rejected: float, rejection_min: float) -> float:
    """Return what a wait and a chance of being rejected add to the utility of asking a service; -inf: nobody asks."""
    if rejected >= 1:
        return -np.inf
    cost = choice.per_wait_min * rejection_min
    waits = choice.of_service(service).per_wait_min * wait_s / MINUTE_S
    return float(waits + rejected / (1 - rejected) * cost)
