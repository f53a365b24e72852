"""Ways that consist of two rides, or of one beside something else: all of a way is offered, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.pairs import FoundPair, Pair, Part
from simulator.dispatch.policy import FleetView, Policy, Rejection
from simulator.kernels import layout as f
from simulator.kernels.parts import LAST_RIDE
from simulator.reasons import Reason, nearest
from simulator.services.protocol import ANY_TERMS, NO_PART, Ask, Attempt, Chosen, Offer, Terms, Way
from simulator.services.ridepooling.answer import Answers
from simulator.services.ridepooling.eligibility import Eligibility
from simulator.services.ridepooling.offers import Offers, Proposal
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.views import Views
from simulator.tables import NO_TIME

_NOT_LOCATED: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)

Joint = Callable[[FleetView, Sequence[Part], Sequence[Pair], int, int | None], FoundPair | None]


class Ways:
    """Asks the policy for the rides of a way together, if it can tell; soft limits give way as for single rides.

    Every part is a ride of its own: the rules of booking hold for its departure, waits are as long as on the whole way
    at most, and it takes no more beyond its own direct ride than the whole way may, see ``Rides.row_of``.
    """

    def __init__(
        self, rides: Rides, views: Views, policy: Policy, offers: Offers, judges: tuple[Answers, Eligibility]
    ) -> None:
        self._rides, self._views, self._offers = rides, views, offers
        self._answers, self._eligibility = judges
        self._joint: Joint | None = getattr(policy, "cheapest_pair", None)

    def both(self, ask: Ask, now_s: int) -> Chosen | Reason:
        """Return both rides of a way, or why there is none. Raises ValueError for more than two."""
        if len(ask) != 2:
            raise ValueError(f"{len(ask)} rides of one way; two are asked for together at most")
        if self._joint is None:
            return self._each(ask, now_s)
        return self.cheapest(ask, [Way(0, 1)], now_s)

    def cheapest(
        self, parts: Sequence[Attempt], ways: Sequence[Way], now_s: int, terms: Terms = ANY_TERMS
    ) -> Chosen | Reason:
        """Return the cheapest of ways that consist of these parts, or why there is none: the reason nearest to success.

        Raises TypeError where the policy has no ``cheapest_pair``, see ``dispatch.policy``.
        """
        if len(parts) == len(ways) == 1 and ways[0].second == NO_PART:
            return self._alone(parts[0], ways[0], now_s, terms)
        relaxed = bool(terms.relaxed)
        found = self._found(parts, ways, now_s, terms.most, relaxed=relaxed)
        if terms.relaxed is None and found == Reason.NO_VEHICLE and any(not self._is_hard(part) for part in parts):
            relaxed = True
            found = self._found(parts, ways, now_s, terms.most, relaxed=True)
        if isinstance(found, Reason):
            return found
        way, offers = ways[found.pair], list[Offer]()
        before: Proposal | None = None
        for place, told in zip((way.first, way.second), found.rides, strict=False):
            row = self._ready(parts[place], now_s, relaxed=relaxed)
            behind = None if before is None or before.answer.vehicle != told.answer.vehicle else before
            offers.append(self._offers.told(parts[place], row, told, now_s, behind))
            before = offers[-1].what
        return Chosen(found.pair, tuple(self._eligibility.priced(offers)), found.cost)

    def _alone(self, attempt: Attempt, way: Way, now_s: int, terms: Terms) -> Chosen | Reason:
        """Return the ride of a way that is all there is, or why there is none."""
        row = self._rides.row_of(attempt)
        reason = self._eligibility.refusal(attempt, row, now_s)
        if reason is not None:
            return reason
        if terms.relaxed and not self._rides.limits[row].hard:
            self._rides.relax(row)
        found = self._answers.propose(row, now_s) if terms.relaxed is None else self._answers.asked(row, now_s)
        if isinstance(found, Reason | Rejection):
            return found if isinstance(found, Reason) else found.reason
        cost = way.extra + found.cost
        if terms.most is not None and cost > terms.most:
            return Reason.NO_VEHICLE
        offer = self._answers.timed(attempt, row, found, now_s)
        left = self._eligibility.left([offer])
        return left if isinstance(left, Reason) else Chosen(0, left[0], cost)

    def _found(
        self, attempts: Sequence[Attempt], ways: Sequence[Way], now_s: int, most: int | None, *, relaxed: bool
    ) -> FoundPair | Reason:
        """Return what the policy finds for ways of parts that are not refused; where there are none, why not."""
        if self._joint is None:
            raise TypeError("a policy without cheapest_pair cannot choose among ways")
        parts, number, refused = list[Part](), {NO_PART: NO_PART}, dict[int, Reason]()
        for place, attempt in enumerate(attempts):
            row = self._rides.row_of(attempt)
            reason = self._eligibility.refusal(attempt, row, now_s)
            if reason is not None:
                refused[place] = reason
                continue
            if relaxed and not self._rides.limits[row].hard:
                self._rides.relax(row)
            number[place] = len(parts)
            parts.append(self._part(row))
        left = [place for place, way in enumerate(ways) if way.first in number and way.second in number]
        if not left:
            return nearest(refused[way.first if way.first in refused else way.second] for way in ways)
        pairs = []
        for way in (ways[place] for place in left):
            arrives_s = LAST_RIDE if way.arrival_s == NO_TIME else way.arrival_s
            pairs.append(Pair(number[way.first], number[way.second], way.extra, arrives_s, way.changes))
        found = self._joint(self._views.fleet(), self._located(parts, now_s), pairs, now_s, most)
        return Reason.NO_VEHICLE if found is None else found._replace(pair=left[found.pair])

    def _located(self, parts: list[Part], now_s: int) -> list[Part]:
        """Return parts with their reach: once for all that leave the same places, as of who leaves last."""
        latest: dict[bytes, tuple[int, Part]] = {}
        key_of = [part.options[: part.fields[f.REQ_PICKUPS]].tobytes() for part in parts]
        for key, part in zip(key_of, parts, strict=True):
            until_s = int(part.fields[f.REQ_EARLIEST]) + int(part.fields[f.REQ_MAX_WAIT])
            if key not in latest or until_s > latest[key][0]:
                latest[key] = until_s, part
        reach = {key: self._views.reach(part.fields, part.options, now_s) for key, (_, part) in latest.items()}
        return [part._replace(reach=reach[key]) for key, part in zip(key_of, parts, strict=True)]

    def _part(self, row: int) -> Part:
        """Return what is asked for as it is now, and what is promised with it, see ``Booking``."""
        rides, limits = self._rides, self._rides.limits[row]
        at_once = rides.is_relaxed(row) and rides.max_travel_s[row] != f.FOREVER  # what is offered becomes the limit
        dropoff_after_s = 0 if at_once else limits.dropoff_after_s
        terms = (limits.max_wait_s, limits.before_s, limits.after_s, rides.max_ride_s[row], dropoff_after_s)
        return Part(rides.fields[row].copy(), rides.options_of(row).copy(), _NOT_LOCATED, terms)

    def _ready(self, attempt: Attempt, now_s: int, *, relaxed: bool) -> int:
        """Return the row of a part, ready as it was when it was asked about."""
        row = self._rides.row_of(attempt)
        self._rides.make_ready(row, attempt.asked_s, now_s)
        if relaxed and not self._rides.limits[row].hard:
            self._rides.relax(row)
        return row

    def _is_hard(self, attempt: Attempt) -> bool:
        return self._rides.limits[attempt.request].hard

    def _each(self, ask: Ask, now_s: int) -> Chosen | Reason:
        """Return what the policy proposes for each ride alone, as long as that is in different vehicles."""
        offers: list[Offer] = []
        for attempt in ask:
            row = self._rides.row_of(attempt)
            reason = self._eligibility.refusal(attempt, row, now_s)
            answer = self._answers.propose(row, now_s) if reason is None else reason
            if isinstance(answer, Reason):
                return answer
            offers.append(self._offers.plain(attempt, row, answer, now_s))
        vehicles = {offer.what.answer.vehicle for offer in offers}
        bundle = tuple(self._eligibility.priced(offers))
        return Chosen(0, bundle) if len(vehicles) == len(offers) else Reason.NO_VEHICLE
