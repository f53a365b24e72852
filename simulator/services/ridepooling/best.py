"""The best that a service with a fleet could offer each request: the direct drive at once, for the lowest fare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.fares.tariff import party_fares_eur
from simulator.network.travel_times import NO_WAY
from simulator.services.best_offers import BestOffers
from simulator.services.ridepooling.pricing import OWN, Asked, Pricing
from simulator.services.ridepooling.rates import ride_rates
from simulator.services.ridepooling.world import RidepoolingWorld

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Best:
    """Tells bounds of requests: no wait, the fastest of all drives as the roads are at any time, the least walks."""

    def __init__(self, world: RidepoolingWorld) -> None:
        self._world, requests = world, world.requests
        self._pricing = None if world.config.fares.is_plain else Pricing(world)
        self._walk_s = (requests["access_walk_s"] + requests["egress_walk_s"]).to_numpy(np.int64)
        origin, destination = (requests[f"{end}_node"].to_numpy(np.int32) for end in ("origin", "destination"))
        self._drive_s = np.maximum(world.roads.least_s(origin, destination), 0).astype(np.int64)
        self._served = np.ones(len(requests), dtype=np.bool_)
        self._served[list(world.rejected_at_once)] = False
        if world.stop_options is not None:
            self._of_options()

    def _of_options(self) -> None:
        """Let walks and drives be the least of all stops that requests may use."""
        options, count = self._world.stop_options, len(self._walk_s)
        assert options is not None
        least_s, nodes = np.zeros((2, count), dtype=np.int64), list[list[NDArray[np.int32]]]()
        for end in (0, 1):
            of_end = options[options["end"] == end]
            request, number = of_end["request"].to_numpy(), of_end["option"].to_numpy()
            least_s[end] = np.iinfo(np.int32).max
            np.minimum.at(least_s[end], request, of_end["walk_s"].to_numpy(np.int64))
            by_number = []
            for option in range(int(number.max(initial=-1)) + 1):
                its = np.full(count, NO_WAY, dtype=np.int32)
                its[request[number == option]] = of_end["node"].to_numpy(np.int32)[number == option]
                by_number.append(its)
            nodes.append(by_number)
        self._walk_s = least_s.sum(axis=0)
        drive_s = self._drive_s
        for one in nodes[0]:
            for other in nodes[1]:
                rows = np.flatnonzero((one != NO_WAY) & (other != NO_WAY))
                found = np.maximum(self._world.roads.least_s(one[rows], other[rows]), 0)
                drive_s[rows] = np.minimum(drive_s[rows], found)

    def offers(self, request: Ints) -> BestOffers:
        """Return the best of some requests; no row of those that no vehicle can ever serve."""
        rows = np.flatnonzero(self._served[request])
        asked = request[rows]
        fares = self.fares_eur(asked, self._world.requests["direct_m"].to_numpy(np.int64)[asked])
        return BestOffers(rows, ride_s=self._drive_s[asked], walk_s=self._walk_s[asked], fare_eur=fares)

    def parts_eur(self, request: Ints) -> Floats:
        """Return what a ride costs a party at least that is a part of a journey [EUR], however short it is."""
        if self._pricing is not None:
            size = self._world.requests["party_size"].to_numpy(np.int64)[request]
            return self._pricing.least_cents(request, size) / 100
        return self.fares_eur(request, np.zeros(len(request), dtype=np.int64), any_day=True)

    def fares_eur(self, request: Ints, direct_m: Ints, *, any_day: bool = False) -> Floats:
        """Return what parties pay for rides of some lengths, 0 where no fare is known. any_day: where it is lowest."""
        table, kinds = self._world.requests.iloc[request], self._world.days.kinds
        size, departure_s = (table[name].to_numpy(np.int64) for name in ("party_size", "earliest_departure_s"))
        holds, rates = table["season_ticket"].to_numpy(np.bool_), ride_rates(self._world.config.fares)
        if self._pricing is not None:
            own = np.full(len(size), OWN)
            asked = Asked(request, size, np.maximum(direct_m, 0), kinds.at(departure_s), (own, own))
            paid = self._pricing.paid(asked)
            return (paid.cents if self._world.config.fares.max_per_day_eur is None else paid.on_top) / 100
        days = [kinds.at(departure_s)]
        if any_day:
            days = [np.full_like(departure_s, kind) for kind in range(len(DayType))]
        of_days = (party_fares_eur(rates, size, direct_m, holds, its) for its in days)
        found: Floats = np.min([[fare or 0.0 for fare in fares] for fares in of_days], axis=0)
        return found
