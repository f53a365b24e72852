"""What trips are worth to people by what they have, and by a ride on demand at its best: whom it could win."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.services.best_offers import BestOffers
from simulator.services.protocol import Along
from simulator.tables import RIDES
from simulator.travellers.choice import Chooser
from simulator.travellers.screening import Screen, Turns, may_be_known
from simulator.world.build import World

Floats = NDArray[np.float64]
NOTHING = -np.inf  # worth of what there is not


class Prospects(NamedTuple):
    """What each trip is worth, arrays (requests,), float64 but for goes_along; random parts included.

    own: the best of what people have, and of not going; NaN where no utilities decide. goes_along: bool, whether that
    is a bike or car, with which the whole tour is made. ride: a ride on demand at once, straight there, of the service
    that is worth most; NOTHING where there is none. per_wait_min, per_ride_min: what a minute more of it adds. ride_s:
    how long it takes.
    """

    own: Floats
    goes_along: NDArray[np.bool_]
    ride: Floats
    per_wait_min: Floats
    per_ride_min: Floats
    ride_s: Floats


def prospects_of(world: World, turns: Mapping[str, Turns], chooser: Chooser | None) -> Prospects | None:
    """Return what trips are worth as they are wished for, whatever becomes of those before; None: nobody chooses."""
    if chooser is None:
        return None
    demand, count = world.demand, len(world.demand)
    found = Prospects(
        np.full(count, np.nan), np.zeros(count, dtype=np.bool_), np.full(count, NOTHING), *np.zeros((3, count))
    )
    kinds = {part.number: part.kind for part in world.scenario.parts}
    submitted_s, classes = demand["submitted_s"].to_numpy(np.int64), demand["traveller_class"].to_numpy(object)
    for name, asks in turns.items():
        if not may_be_known(chooser.choices[name], asks):
            continue
        rows = np.flatnonzero(classes == name)
        screen = Screen(world, chooser, chooser.choices[name], asks)
        best, _ = screen.best_of_own(rows, submitted_s[rows])
        found.own[rows] = best.utility
        own: list[Any] = screen.own
        kept = [service.number for service in own if service.goes_along == Along.EACH_TRIP]
        found.goes_along[rows] = np.isin(best.service, kept)
        for service in asks[0]:
            if kinds[service.number] == RIDES:
                _take_better(found, screen, service, rows, submitted_s[rows])
    return found


def _take_better(found: Prospects, screen: Screen, service: Any, rows: NDArray[np.int64], at_s: Any) -> None:
    """Note the rides of a service where they are worth more than those found so far; changes the arrays."""
    offers: BestOffers = service.best_offers(rows, at_s)
    worth, taste = screen.bound(service, offers, rows), screen.taste(service)
    ride_s = np.zeros(len(rows))
    ride_s[offers.row] = offers.ride_s
    better = worth > found.ride[rows]
    told = worth, np.full(len(rows), taste.per_wait_min), np.full(len(rows), taste.per_ride_min), ride_s
    for column, its in zip(found[2:], told, strict=True):
        column[rows[better]] = its[better]
