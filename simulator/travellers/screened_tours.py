"""Who of people on tours need ask nobody: as long as all trips before are known, and nobody waits for how they end.

Who goes by bike or car goes on with it, and asks nobody until they are home. Who walks asks for the next trip as if
there were none before, where they are there before anything could have them leave.

Who asks is followed no further, but for the first trip of a later day, many hours after they wanted to set out on the
one before: it is supposed that all is over by then. Whether it was is looked at when the days are over (``Anew``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.services.protocol import Along
from simulator.tables import NO_TIME
from simulator.travellers.known import Known, nobody
from simulator.travellers.seen import DECLINING
from simulator.travellers.tours import NOBODY, Links
from simulator.units import DAY_S, HOUR_S

OVER_AFTER_S = 9 * HOUR_S  # of 84,000 trips in a week one ended more than six hours after it was wished for
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Wishes(NamedTuple):
    """When each request is submitted and wants to leave, and how much sooner somebody may have it leave [s]; int64."""

    submitted_s: Ints
    wish_s: Ints
    earlier_s: Ints


class Anew(NamedTuple):
    """Trips of which it is supposed that all before are over when they begin.

    request, wish_s: int64 (trips,), and when each wants to leave [s]. before, ends_s: int64 (requests,), which trip was
    wished for before each of all, NOBODY: none; when those end who ask nobody [s], NO_TIME of others.
    """

    request: Ints
    wish_s: Ints
    before: Ints
    ends_s: Ints

    def of(self, request: Collection[int]) -> Anew:
        """Return those of some requests."""
        some = np.isin(self.request, list(request))
        return self._replace(request=self.request[some], wish_s=self.wish_s[some])


class ScreenedTours:
    """Follows everybody from trip to trip.

    choose: returns those of requests, asked for at some times [s], who need ask nobody, and what they do. own: services
    of what people have, by number. doubtful: trips of which nothing is supposed.
    """

    def __init__(
        self,
        links: Links,
        wishes: Wishes,
        own: dict[int, Any],
        choose: Callable[[Ints, Ints], Known],
        doubtful: Collection[int] = (),
    ) -> None:
        self._before, self._after = (np.array(its, dtype=np.int64) for its in links[:2])
        self._is_first = np.array(links.is_first, dtype=np.bool_)
        self._wishes, self._own, self._choose = wishes, own, choose
        self._found, self._is_known = nobody(len(self._before)), np.zeros(len(self._before), dtype=np.bool_)
        self._kept = [number for number, service in own.items() if service.goes_along == Along.EACH_TRIP]
        self._anew = self._later_days(doubtful)
        self._begun_anew = np.zeros(len(self._before), dtype=np.bool_)

    def _later_days(self, doubtful: Collection[int]) -> Ints:
        """Return the trips that begin a later day than the one before, long after it; int64, day by day."""
        wish_s = self._wishes.wish_s
        later = (self._before != NOBODY) & self._is_first
        later &= wish_s - wish_s[self._before] >= OVER_AFTER_S
        later &= wish_s // DAY_S > wish_s[self._before] // DAY_S
        later[list(doubtful)] = False
        found = np.flatnonzero(later)
        return found[np.argsort(wish_s[found] // DAY_S, kind="stable")]

    def known(self) -> Known:
        """Return who need ask nobody, and what they do."""
        self._follow(np.flatnonzero(self._before == NOBODY))
        day = self._wishes.wish_s[self._anew] // DAY_S
        for begin, end in pairwise(np.searchsorted(day, np.unique(np.append(day, day.max(initial=0) + 1))).tolist()):
            today = self._anew[begin:end]
            today = today[~self._is_known[self._before[today]]]
            self._begun_anew[today] = True
            self._follow(today)
        self._leave_out()
        rows = np.flatnonzero(self._is_known)
        return Known(*(column[rows] for column in self._found))

    def begun_anew(self) -> Anew:
        """Return the trips that were followed though some before were not."""
        request, known = np.flatnonzero(self._begun_anew), np.flatnonzero(self._is_known)
        ends_s = np.full(len(self._before), NO_TIME, dtype=np.int64)
        ends_s[known] = self._ends_s(known)
        return Anew(request, self._wishes.wish_s[request], self._before, ends_s)

    def _follow(self, request: Ints) -> None:
        """Follow people from trips on that they ask for when they are submitted."""
        asked_s = self._wishes.submitted_s[request]
        while len(request):
            came = self._noted(self._choose(request, asked_s))
            asking = [self._asking(came)]
            while len(came):
                came = self._noted(self._gone_along(came))
                asking.append(self._asking(came))
            request, asked_s = (np.concatenate(columns) for columns in zip(*asking, strict=True))

    def cut(self, links: Links, known: Known) -> Links:
        """Return the links without those behind trips that are known, of who asks as if there were none before."""
        before = self._before.copy()
        is_known = np.zeros(len(before), dtype=np.bool_)
        is_known[known.request] = True
        before[is_known | ((before != NOBODY) & is_known[before])] = NOBODY
        return links._replace(before=before.tolist())

    def asks_as_told(self) -> Bools:
        """Return who asks when it was supposed, bool (requests,): all trips before are known, or over."""
        return np.asarray((self._before == NOBODY) | self._is_known[self._before] | self._begun_anew)

    def _noted(self, found: Known) -> Ints:
        """Take note of what people do; return their requests."""
        for column, told in zip(self._found, found, strict=True):
            column[found.request] = told
        self._is_known[found.request] = True
        return np.asarray(found.request, dtype=np.int64)

    def _ends_s(self, request: Ints) -> Ints:
        """Return when people are where they go to, or have declined [s]."""
        stays = self._found.service[request] == DECLINING
        return np.where(stays, self._found.answered_s[request], self._found.arrival_s[request])

    def _goes_along(self, request: Ints) -> Bools:
        """Return whether what people go by stays with them for the trip after."""
        after = self._after[request]
        goes_along = (after != NOBODY) & ~self._is_first[after] & np.isin(self._found.service[request], self._kept)
        return np.asarray(goes_along)

    def _gone_along(self, came: Ints) -> Known:
        """Return the trips after some that are made with the same bike or car."""
        came = came[self._goes_along(came)]
        after, parts = self._after[came], [nobody()]
        at_s = np.maximum(np.maximum(self._wishes.wish_s[after], self._wishes.submitted_s[after]), self._ends_s(came))
        for number in self._kept:
            rows = np.flatnonzero(self._found.service[came] == number)
            offers = self._own[number].best_offers(after[rows], at_s[rows], along=True)
            there = offers.row
            made = nobody(len(there))._replace(request=after[rows][there], answered_s=at_s[rows][there])
            made.take(np.arange(len(there)), number, offers)
            parts.append(made)
        return Known(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _asking(self, came: Ints) -> tuple[Ints, Ints]:
        """Return the trips after some that are asked for, and when [s]: of who is there before they want to go."""
        came = came[(self._after[came] != NOBODY) & ~self._goes_along(came)]
        after = self._after[came]
        in_time = self._ends_s(came) < self._wishes.wish_s[after]
        goes_on = self._is_first[after] | (self._found.service[came] != DECLINING)
        came = came[in_time & goes_on]
        after = self._after[came]
        submitted_s = self._wishes.submitted_s[after]
        asked_s = np.where(self._is_first[after], submitted_s, np.maximum(submitted_s, self._found.answered_s[came]))
        return after, asked_s

    def _leave_out(self) -> None:
        """Let all ask on whom a later trip depends that is not known."""
        before = np.flatnonzero(self._is_known)
        while len(before):
            after = self._after[before]
            asks = before[(after != NOBODY) & ~self._is_known[after]]
            self._is_known[asks[~self._is_free(asks)]] = False
            before = self._before[asks[~self._is_free(asks)]]
            before = np.unique(before[(before != NOBODY)])
            before = before[self._is_known[before]]

    def _is_free(self, request: Ints) -> Bools:
        """Return whether the trip after is asked for as if there were none before."""
        after = self._after[request]
        free = self._ends_s(request) < self._wishes.wish_s[after] - self._wishes.earlier_s[after]
        later = self._wishes.submitted_s[after] > self._found.answered_s[request]
        goes_on = ~self._goes_along(request) & (self._found.service[request] != DECLINING)
        return np.asarray(free & (self._is_first[after] | (later & goes_on)))
