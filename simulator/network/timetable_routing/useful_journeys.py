"""Which journeys by timetable are of use to a request, and what requests gain or lose where the timetable changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.journeys import Journey
from simulator.tables import NO_TIME, TIMETABLE_REQUEST_DTYPES
from simulator.units import HOUR_S

KEEPS, LOSES, GAINS, HAS_NONE = "keeps", "loses", "gains", "none"

Ends = tuple[StopWalks, StopWalks]  # stops in reach of the origin, and of the destination


class Searches(Protocol):
    """What searches a timetable, as ``routing.Router`` does."""

    def journeys(
        self, start: StopWalks, end: StopWalks, from_s: int, until_s: int, most_rides: int = ...
    ) -> list[Journey]:
        """Return all best journeys that leave the origin from from_s to until_s."""


class Wish(NamedTuple):
    """When somebody wants to go. walk_s: all the way on foot.

    latest_s: when they have to be there, NO_TIME: they leave at departure_s.
    """

    departure_s: int
    latest_s: int
    walk_s: int


@dataclass(frozen=True)
class Useful:
    """When a journey is of use.

    It leaves at most within_s before or after the wished time; to who has to be there in time it arrives by then, and
    at most within_s sooner. It has no more than so many rides, takes at most longest_s from door to door, walks
    included, and less than the walk all the way.
    """

    within_s: int = HOUR_S
    longest_s: int = 3 * HOUR_S
    most_rides: int = 4

    def journeys(self, router: Searches, ends: Ends, wish: Wish) -> list[Journey]:
        """Return the best journeys that are of use, see ``Router.journeys``."""
        start, end = ends
        if not len(start.stop) or not len(end.stop):
            return []
        longest_s = min(self.longest_s, wish.walk_s - 1)
        if wish.latest_s == NO_TIME:
            from_s, until_s = wish.departure_s - self.within_s, wish.departure_s + self.within_s
            arrives = (from_s, until_s + longest_s)
        else:
            from_s, until_s = wish.latest_s - self.within_s - longest_s, wish.latest_s
            arrives = (wish.latest_s - self.within_s, wish.latest_s)
        found = router.journeys(start, end, from_s, until_s, self.most_rides)
        return [
            journey
            for journey in found
            if arrives[0] <= journey.arrival_s <= arrives[1] and journey.arrival_s - journey.departure_s <= longest_s
        ]


@dataclass(frozen=True)
class OfUse:
    """The journeys of each request that are of use. number, fastest_s: int64 (requests,); NO_TIME: there is none."""

    number: NDArray[np.int64]
    fastest_s: NDArray[np.int64]


def journeys_of_use(router: Searches, ends: Sequence[Ends], wishes: Sequence[Wish], useful: Useful) -> OfUse:
    """Return how many departures are of use to each request, and how long the fastest journey takes [s].

    ends: the stops in reach of both. Of journeys that leave at once only the one that arrives first counts.
    """
    number, fastest_s = np.zeros(len(wishes), dtype=np.int64), np.full(len(wishes), NO_TIME, dtype=np.int64)
    for request, (both, wish) in enumerate(zip(ends, wishes, strict=True)):
        found = useful.journeys(router, both, wish)
        number[request] = len({journey.departure_s for journey in found})
        fastest_s[request] = min((journey.arrival_s - journey.departure_s for journey in found), default=NO_TIME)
    return OfUse(number, fastest_s)


def compared(before: OfUse, after: OfUse, places: NDArray[np.object_]) -> pd.DataFrame:
    """Return what each request has by timetable before and after its changes; ``TIMETABLE_REQUEST_DTYPES``.

    places: what the place is called that each starts from.
    """
    had, has = before.number > 0, after.number > 0
    table = {
        "request": np.arange(len(places)),
        "place": places,
        "journeys_before": before.number,
        "journeys_after": after.number,
        "fastest_before_s": pd.Series(before.fastest_s, dtype="Int64").where(had),
        "fastest_after_s": pd.Series(after.fastest_s, dtype="Int64").where(has),
        "effect": np.select([had & has, had, has], [KEEPS, LOSES, GAINS], HAS_NONE),
    }
    return pd.DataFrame(table).astype(TIMETABLE_REQUEST_DTYPES)
