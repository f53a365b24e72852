"""Ways of one ride or two: what the fleet can do for them, all alternatives at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import Assignment, FleetView, Told
from simulator.kernels import parts as p
from simulator.kernels.pair import best_pair

_NO_REACH: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)


class Part(NamedTuple):
    """A part of a way as a request of its own.

    fields, options: as in ``FleetView``. reach: int64 (pickups, vehicles), or (0, 0) where the table knows all drives.
    terms: what is promised with it, see ``kernels.parts``.
    """

    fields: NDArray[np.int64]
    options: NDArray[np.int32]
    reach: NDArray[np.int64]
    terms: tuple[int, int, int, int, int]


class Pair(NamedTuple):
    """Parts that make a whole way, by their places in a list; second: NO_PART where one ride is enough.

    extra: what else it costs, in thousandths of the weights' unit. arrives_s: when it ends, LAST_RIDE where that is
    with the last ride. changes: how often one changes on the way.
    """

    first: int
    second: int = p.NO_PART
    extra: int = 0
    arrives_s: int = p.LAST_RIDE
    changes: int = 0


class FoundPair(NamedTuple):
    """The cheapest pair, by its place in the list, what it costs in all, and its rides.

    The request of an assignment is its part. The second counts in the plans that the first one leaves.
    """

    pair: int
    cost: int
    rides: tuple[Told, ...]


def cheapest_pair(
    view: FleetView, parts: Sequence[Part], pairs: Sequence[Pair], now_s: int, most: int | None = None
) -> FoundPair | None:
    """Return the cheapest pair of parts, see ``kernels.pair``; None when none can be served that costs no more.

    most: in thousandths; None: whatever it is.
    """
    asked = _as_asked(view, parts, pairs)
    p.open_parts(asked.address, now_s)
    if most is not None:
        asked.found[p.TOTAL] = most + 1
    own, columns = np.append(asked.own, 0), asked.pairs.T  # the last one is of no part
    order = np.argsort(columns[p.EXTRA] + own[columns[p.FIRST_PART]] + own[columns[p.SECOND_PART]], kind="stable")
    told = np.empty((2, 2), dtype=np.int64)
    best_pair(asked.address, order, told, now_s)
    found = asked.found.tolist()
    if found[p.PAIR] < 0:
        return None
    pair = pairs[found[p.PAIR]]
    places = ((pair.first, p.FIRST_PLACE, told[0]), (pair.second, p.SECOND_PLACE, told[1]))
    rides = tuple(
        Told(_assignment(part, found[at : at + 6]), *times_s.tolist())
        for part, at, times_s in places
        if part != p.NO_PART
    )
    return FoundPair(found[p.PAIR], found[p.TOTAL], rides)


def _assignment(part: int, insertion: Sequence[int]) -> Assignment:
    cost, vehicle, pickup, dropoff, *options = insertion
    return Assignment(part, vehicle, pickup, dropoff, cost, *options)


def _as_asked(view: FleetView, parts: Sequence[Part], pairs: Sequence[Pair]) -> p.Parts:
    """Return the parts as compiled functions read them."""
    shared, count, vehicles = view.shared, len(parts), view.vehicles.shape[1]
    options = np.concatenate([part.options for part in parts])
    first = np.cumsum([0, *(len(part.options) for part in parts)])
    reach = _NO_REACH
    if any(len(part.reach) for part in parts):
        reach = np.zeros((len(options), vehicles), dtype=np.int64)
        for row, part in zip(first.tolist(), parts, strict=False):
            reach[row : row + len(part.reach)] = part.reach
    return p.Parts(
        shared.address,
        shared,
        view.one,
        np.array([part.fields for part in parts]),
        options,
        first,
        reach,
        np.array([part.terms for part in parts]),
        np.array(pairs, dtype=np.int64),
        np.empty(count, dtype=np.int64),
        np.empty((count, 6), dtype=np.int64),
        np.empty(count, dtype=np.int64),
        np.empty((count, vehicles), dtype=np.int64),
        np.empty((len(options), 1), dtype=np.int64),
        *np.empty((3, p.FOUND_FIELDS), dtype=np.int64),
    )
