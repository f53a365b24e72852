"""The best journeys by timetable between hubs, and between hubs and what one can walk to: listed once for a world."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import chains as k
from simulator.kernels.timetable.spread import STOP
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.journeys import Journey
from simulator.network.timetable_routing.routing import Router
from simulator.services.feeder.hubs import HubStops

Rows = NDArray[np.int32]
ALWAYS = (-k.EVER, k.EVER)


class Journeys:
    """Journeys that a router finds, with so many rides at most.

    stops: int32, sorted, those that anybody walks to or from; others are left out but for those of hubs.
    """

    def __init__(self, router: Router, hubs: HubStops, stops: Rows, most_rides: int) -> None:
        self._router, self._hubs, self._most_rides = router, hubs, most_rides
        self._asked = stops
        of_hubs = [walks.stop for walks in (*hubs.away, *hubs.back)]
        self._stops = np.unique(np.concatenate([stops, *of_hubs])).astype(np.int32)
        self._known: dict[tuple[int, ...], Journey] = {}

    def is_of(self, hubs: HubStops, stops: Rows) -> bool:
        """Return whether it is of these hubs and stops."""
        return self._hubs is hubs and np.array_equal(self._asked, stops)

    @cached_property
    def listed(self) -> k.Hubs:
        """Return all of them, for compiled functions."""
        hubs, stops = self._hubs, self._stops
        away = [self._router.spread(walks, stops, self._most_rides) for walks in hubs.away]
        back = [self._router.gather(walks, stops, self._most_rides) for walks in hubs.back]
        lists = [_by_stop(found, len(stops)) for found in (away, back)]
        between = [
            k.joined(lists[0], one * len(stops), self.near(walks), 1, ALWAYS)
            for one in range(len(away))
            for walks in hubs.back
        ]
        offsets = np.cumsum([0, *(len(rows) for rows in between)])
        best = k.Best(offsets, np.concatenate(between))
        return k.Hubs(len(away), len(stops), best, *lists, hubs.hub_of[stops])

    def near(self, walks: StopWalks) -> tuple[Rows, Rows]:
        """Return stops one can walk to as they are numbered here, and the walks [s]."""
        return np.searchsorted(self._stops, walks.stop).astype(np.int32), walks.walk_s

    def journey(self, ends: tuple[StopWalks, StopWalks], way: tuple[int, ...], hubs: tuple[int, int]) -> Journey:
        """Return a journey that is listed. way: when it leaves and arrives [s], and its rides. hubs: or ON_FOOT."""
        key = (*hubs, *way)
        found = self._known.get(key)
        if found is None:
            leaves_s, arrives_s, rides = way
            all_found = self._router.journeys(*ends, leaves_s, leaves_s, rides)
            found = next(one for one in all_found if (one.arrival_s, one.rides) == (arrives_s, rides))
            if k.ON_FOOT not in hubs:
                self._known[key] = found
        return found


class JourneysOfWorld:
    """Journeys as they have been listed for a world: days of it that begin anew find them."""

    def __init__(self) -> None:
        self._made: list[tuple[Router, int, Journeys]] = []

    def of(self, router: Router, hubs: HubStops, stops: Rows, most_rides: int) -> Journeys:
        """Return those of a router, see ``Journeys``."""
        for its, most, journeys in self._made:
            if its is router and most == most_rides and journeys.is_of(hubs, stops):
                return journeys
        journeys = Journeys(router, hubs, stops, most_rides)
        self._made.append((router, most_rides, journeys))
        return journeys


def _by_stop(found: list[Rows], stops: int) -> k.Best:
    """Return journeys by hub and stop, the latest first. found: of each hub, see ``kernels.timetable.spread``."""
    rows = np.concatenate(found).astype(np.int64)
    key = rows[:, STOP] + np.repeat(np.arange(len(found)) * stops, [len(its) for its in found])
    by_time = ((k.EVER - rows[:, 1]) * 2 * k.EVER + rows[:, 2] + k.EVER) * k.MOST_RIDES + rows[:, 3]
    order = np.lexsort((by_time, key))
    offsets = np.searchsorted(key[order], np.arange(len(found) * stops + 1))
    return k.Best(offsets, rows[order, 1:].astype(np.int32))
