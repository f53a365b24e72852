"""What a ride costs by a tariff with zones, steps, caps, concessions, groups: exactly, in whole numbers.

Prices count in thousandths of a cent, shares in thousandths; each rider pays whole cents, halves rounded up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.fares.tariff import Price
from simulator.units import METRES_PER_KM

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FINE = 100_000  # thousandths of a cent in a EUR
SHARE = 1000
_ON_TOP = METRES_PER_KM * SHARE * SHARE  # of a thousandth of a cent, as amounts are counted before they are rounded
_CENT = FINE // 100 * _ON_TOP
ANYWHERE = -1  # a place in no territory with a tariff of its own


class Step(NamedTuple):
    """What a ride costs that is no longer than so many metres; None: however long it is."""

    up_to_m: int | None
    eur: float


class Concession(NamedTuple):
    """What travellers of a class pay: a share of the fare, or a price, if that is less; None: not that."""

    share: float | None = None
    eur: float | None = None


class Group(NamedTuple):
    """From how many riders on each pays which share of the fare."""

    riders: int
    share: float


@dataclass(frozen=True)
class Tariff:
    """What each rider pays: the fare, or what a concession, a group or a season ticket leave of it, and surcharges.

    The fare is the price of the step, or of the ride, of its kilometres and of each further zone, no less than the
    least and no more than the most. on_request_eur: surcharge of who boards or alights where no regular stop is.
    """

    per_rider_eur: Price | None = None
    per_km_eur: Price | None = None
    surcharge_eur: Price | None = None
    season_ticket: bool = True
    per_zone_eur: float = 0.0
    steps: tuple[Step, ...] = ()
    least_eur: float = 0.0
    most_eur: float | None = None
    on_request_eur: float = 0.0
    concessions: Mapping[str, Concession] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Rides:
    """Rides that have a price, each array (rides,). classes: of travellers. zones: further ones than the first.

    kinds: types of the days. on_request: whether it begins or ends where no regular stop is.
    """

    riders: Ints
    direct_m: Ints
    holds: Bools
    kinds: Ints
    classes: Sequence[str]
    zones: Ints
    on_request: Bools

    def half(self, first: bool) -> Rides:
        """Return the rides as long as one of two tickets for them holds; an odd metre or zone is of the first."""
        direct_m, zones = ((its + first) // 2 for its in (self.direct_m, self.zones))
        return Rides(self.riders, direct_m, self.holds, self.kinds, self.classes, zones, self.on_request)


class Paid(NamedTuple):
    """What each party pays, would if nobody held a season ticket, and pays as surcharges, int64 (rides,) [cent]."""

    cents: Ints
    without_ticket: Ints
    on_top: Ints


def paid_by(tariff: Tariff, rides: Rides) -> Paid:
    """Return what the parties of rides pay by one tariff."""
    fare = _in_cents(_fares(tariff, rides))
    extra = _in_cents(_fine(tariff.surcharge_eur, rides.kinds) * _ON_TOP)
    extra = extra + _in_cents(rides.on_request * np.int64(_whole(tariff.on_request_eur)) * _ON_TOP)
    paying = ~rides.holds if tariff.season_ticket else np.ones_like(rides.holds)
    return Paid(*(rides.riders * each for each in (fare * paying + extra, fare + extra, extra)))


def paid_across(tariffs: Sequence[Tariff], at_border: str, rides: Rides, ends: tuple[Ints, Ints]) -> Paid:
    """Return what parties pay where territories have tariffs of their own.

    tariffs: that of the service, which holds outside of these territories, then those of the territories. ends: the
    numbers of the tariffs of origin and destination among the latter, ANYWHERE where there is none. at_border: whose
    tariff holds across; higher: the dearer one; sum: a ticket of each for one half of the way; through: the service's.
    """
    first, second = (its + 1 for its in ends)
    whole = [paid_by(tariff, rides) for tariff in tariffs]
    origin, destination = (_each(whole, its) for its in (first, second))
    if at_border == "sum":
        halves = ([paid_by(tariff, rides.half(first=one)) for tariff in tariffs] for one in (True, False))
        one, other = (_each(paid, its) for paid, its in zip(halves, (first, second), strict=True))
        across = Paid(*(first + second for first, second in zip(one, other, strict=True)))
    elif at_border == "higher":
        dearer = origin.without_ticket >= destination.without_ticket
        across = _chosen(dearer, origin, destination)
    else:
        across = {"origin": origin, "destination": destination, "through": whole[0]}[at_border]
    return _chosen(first == second, origin, across)


def _fares(tariff: Tariff, rides: Rides) -> Ints:
    """Return what each rider without a season ticket pays, surcharges left out, in parts of a cent."""
    fare = _step_prices(tariff.steps, rides.direct_m) if tariff.steps else _fine(tariff.per_rider_eur, rides.kinds)
    fare = (fare + _whole(tariff.per_zone_eur) * rides.zones) * METRES_PER_KM
    fare = fare + _fine(tariff.per_km_eur, rides.kinds) * rides.direct_m
    fare = np.maximum(fare, _whole(tariff.least_eur) * METRES_PER_KM)
    if tariff.most_eur is not None:
        fare = np.minimum(fare, _whole(tariff.most_eur) * METRES_PER_KM)
    share, price = np.full((2, len(fare)), SHARE, dtype=np.int64)
    price[:] = np.iinfo(np.int64).max
    for row, its in enumerate(map(tariff.concessions.get, rides.classes)):
        if its is not None and its.share is not None:
            share[row] = round(SHARE * its.share)
        elif its is not None and its.eur is not None:
            price[row] = _whole(its.eur) * METRES_PER_KM
    of_group = np.full(len(fare), SHARE, dtype=np.int64)
    for group in tariff.groups:
        of_group[rides.riders >= group.riders] = round(SHARE * group.share)
    return np.minimum(fare, price) * share * of_group


def _step_prices(steps: Sequence[Step], direct_m: Ints) -> Ints:
    """Return the price of the first step that is long enough; beyond all of them that of the last."""
    ends = np.array([np.iinfo(np.int64).max if step.up_to_m is None else step.up_to_m for step in steps])
    row = np.minimum(np.searchsorted(ends, direct_m), len(steps) - 1)
    prices: Ints = np.array([_whole(step.eur) for step in steps], dtype=np.int64)[row]
    return prices


def _fine(price: Price | None, kinds: Ints) -> Ints:
    """Return a price on the days of rides [thousandths of a cent]."""
    if not isinstance(price, tuple):
        return np.full(len(kinds), _whole(price or 0.0), dtype=np.int64)
    prices: Ints = np.array([_whole(its) for its in price], dtype=np.int64)[kinds]
    return prices


def _whole(eur: float) -> int:
    return round(FINE * eur)


def _in_cents(amounts: Ints) -> Ints:
    return (amounts + _CENT // 2) // _CENT


def _chosen(is_first: Bools, first: Paid, second: Paid) -> Paid:
    return Paid(*(np.where(is_first, one, other).astype(np.int64) for one, other in zip(first, second, strict=True)))


def _each(paid: Sequence[Paid], number: Ints) -> Paid:
    """Return what is paid by the tariff of each ride. number: of it."""
    rows = np.arange(len(number))
    return Paid(*(np.array(each, dtype=np.int64)[number, rows] for each in zip(*paid, strict=True)))
