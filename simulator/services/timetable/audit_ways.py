"""Whether people had a better way by bus and train than the one they went, with the places that were left to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.analysis.audit.trips import Asked, ToldMiss, ToldTrip
from simulator.reasons import Reason
from simulator.services.timetable.audit_ground import Ground, Party, beeline_m, walk_seconds
from simulator.services.timetable.audit_plans import Plan
from simulator.services.timetable.audit_stands import did_not_run
from simulator.services.timetable.slow_delays import slow_as_seen
from simulator.services.timetable.slow_search import NEVER, Limits, SlowSearch, Walks
from simulator.tables import NO_TIME


class AuditOfWays(Ground):
    """Looks for ways with plain loops. booked: riders by call."""

    def wrongly_refused(self, who: tuple[int, Asked], time_s: int, reason: Reason, booked: Mapping[int, int]) -> str:
        """Return how a refusal at a time [s] is wrong; "" where it is right, or that is not looked at.

        who: the request, and what it asks for.
        """
        request, asked = who
        by_s, from_s = asked.latest_arrival_s, max(time_s, asked.earliest_departure_s)
        if asked.earliest_arrival_s != NO_TIME:
            return ""
        until_s = from_s + self.config.longest_wait_s if by_s == NO_TIME else by_s
        party, most = self.party(asked, request), self.config.most_changes + 1
        cut = self.cut_as_known(time_s)
        ends, by_s = (self.near(party.origin), self.near(party.destination)), NEVER - 1 if by_s == NO_TIME else by_s
        search = self.for_wheelchairs if party.wheelchair else self.for_all
        first_s = max(time_s, from_s - self.config.earlier_s) if asked.latest_arrival_s == NO_TIME else from_s
        full = self.full(party, booked) | cut
        times_s = {
            shut: [
                min(search.arrivals_s(*ends, Limits(*span, by_s, most, shut)))
                for span in ((from_s, until_s), (first_s, from_s - 1))
            ]
            for shut in {cut, full}
        }
        (empty_s, empty_sooner_s), (now_s, sooner_s) = times_s[cut], times_s[full]
        if reason == Reason.WALK_AS_FAST and min(now_s, sooner_s) == NEVER:
            now_s, sooner_s = empty_s, empty_sooner_s  # they may have the last place there themselves, just booked
        if reason == Reason.WALK_AS_FAST:  # which journey they compare is known where nothing leaves sooner
            there_s = now_s if asked.latest_arrival_s == NO_TIME and sooner_s == NEVER else NEVER
            on_foot = min(now_s, sooner_s) < NEVER and self._walks(party, from_s, there_s)
            return "" if on_foot else f"is told to walk, but could be there at {min(now_s, sooner_s)} s"
        longest_s = self.config.longest_s
        if now_s < NEVER:
            in_time = now_s - from_s <= longest_s  # else it may be too long
            return f"is refused, but could be there at {now_s} s" if in_time else ""
        if sooner_s - first_s <= longest_s and not self._walks(party, from_s, sooner_s):
            return f"is refused, but could leave earlier and be there at {sooner_s} s"
        if empty_s == NEVER > empty_sooner_s > first_s + longest_s:
            return ""  # what leaves earlier may be too long, which is not looked at
        there_s = min(empty_s, empty_sooner_s)
        if (there_s < NEVER) != (reason == Reason.FULL):
            return f"is refused for {reason.name.lower()}, with room for all it is there at {there_s} s"
        return ""

    def better_than(self, plan: Plan, booked: Mapping[int, int]) -> Iterator[str]:
        """Yield how there was a better journey, with the places that others had not booked yet."""
        trip, asked, config = plan.trip, plan.trip.asked, self.config
        party = self.party(asked, trip.accepted.request)
        if plan.miss is not None:
            yield from self._on_better_than(plan, plan.miss, booked)
            return
        last = plan.takes[-1][1]
        there_s = int(self.calls[last][3]) + (self.on_foot(party.destination, self.calls[last][2]) or 0)
        if asked.latest_arrival_s != NO_TIME and there_s > asked.latest_arrival_s:
            yield f"was to arrive after {asked.latest_arrival_s} s"
        if there_s - trip.began.time_s > config.longest_s:
            yield f"takes longer than {config.longest_s} s"
        if asked.earliest_arrival_s != NO_TIME:
            return
        search = self.for_wheelchairs if party.wheelchair else self.for_all
        ends = self.near(party.origin), self.near(party.destination)
        full = self.full(party, booked) | self.cut_as_known(trip.accepted.time_s)
        began_s, rides = trip.began.time_s, self.rides_in(plan.takes)
        from_s, by_s = max(trip.accepted.time_s, asked.earliest_departure_s), asked.latest_arrival_s
        most = config.most_changes + 1
        if by_s == NO_TIME and config.earlier_s:
            yield from self._sooner(trip, there_s, (search, ends, full))
        if trip.agreed_s != NO_TIME:
            return
        if by_s == NO_TIME:
            until_s = from_s + config.longest_wait_s
            sooner = search.arrivals_s(*ends, Limits(from_s, until_s, there_s, most, full))
            later = search.arrivals_s(*ends, Limits(began_s + 1, until_s, there_s, rides, full))
            if began_s > until_s:
                yield f"leaves {began_s - from_s} s after it was wished"
        else:
            sooner = search.arrivals_s(*ends, Limits(began_s, began_s, by_s, rides, full))
            later = search.arrivals_s(*ends, Limits(began_s + 1, by_s, by_s, most, full))
            sooner = [
                there_s if place + 1 < rides and time_s <= by_s else time_s for place, time_s in enumerate(sooner)
            ]
        if min(sooner) != there_s:
            yield f"arrives at {there_s} s, could at {min(sooner)} s"
        elif sooner.index(min(sooner)) + 1 < rides:
            yield f"rides {rides} times, {sooner.index(min(sooner)) + 1} are enough"
        if min(later) < NEVER:
            yield f"leaves at {began_s} s, could later"
        metres = beeline_m(party.origin, party.destination) * config.walk.detour_factor
        on_foot = (
            by_s != NO_TIME and metres <= 2 * config.walk.limit_m and by_s - walk_seconds(metres, config) >= began_s
        )
        if on_foot or (by_s == NO_TIME and self._walks(party, from_s, there_s)):
            yield "would be there no later on foot"

    def _on_better_than(self, plan: Plan, miss: ToldMiss, booked: Mapping[int, int]) -> Iterator[str]:
        """Yield how there was a better way on from where something was missed, by what was known then."""
        trip, config, now_s = plan.trip, self.config, miss.row.time_s
        party = self.party(trip.asked, trip.accepted.request)
        at = miss.given_back[0][0] if did_not_run(miss) else trip.calls[trip.rides[miss.after - 1][1]]
        stop, met = self.calls[at][2], {its.by for its in trip.misses[: trip.misses.index(miss) + 1]}
        start = {other: walk_s for (one, other), walk_s in self.walk_s.items() if one == stop}
        end, full = self.near(party.destination), self.full(party, booked) | self.cut_as_known(now_s, met)
        rows = zip(*(self.timetable.calls[name].tolist() for name in ("gtfs_trip", "position")), strict=True)
        numbers = [self.number[row] for row in rows]
        known_by_s = now_s + (0 if config.delays is None else config.delays.seen_s)
        seen = slow_as_seen(self.timetable, numbers, self.actual, known_by_s)
        its: Any = self.its
        closed = its.search.closed.tolist() if party.wheelchair else [False] * len(numbers)
        until_s, by_s = now_s + config.longest_wait_s, now_s + config.longest_s
        limits = Limits(now_s, until_s, by_s, config.most_changes + 1, full)
        found = SlowSearch(seen, self.number, closed).arrivals_s(start, end, limits)
        best_s = min([*found, now_s + end[stop]] if stop in end else found)
        there_s = {NEVER}
        if plan.takes:
            last = plan.takes[-1][1]
            off_s = (
                time_s for time_s, call in zip(seen.calls["arrival_s"].tolist(), numbers, strict=True) if call == last
            )
            there_s = {time_s + end[self.calls[last][2]] for time_s in off_s}
        elif trip.arrives:
            there_s = {now_s + end[stop]}
        if best_s not in there_s:
            yield f"goes on at {now_s} s to be there at {min(there_s)} s, could at {best_s} s"

    def _sooner(
        self, trip: ToldTrip, there_s: int, ground: tuple[SlowSearch, tuple[Walks, Walks], frozenset[int]]
    ) -> Iterator[str]:
        """Yield how there was a trip with less of being off the wish and of travelling, by leaving earlier or later."""
        (search, ends, full), config, now_s = ground, self.config, trip.accepted.time_s
        began_s, most = trip.began.time_s, config.most_changes + 1
        wish_s = max(now_s, trip.asked.earliest_departure_s)
        if wish_s - began_s > config.earlier_s:
            yield f"leaves {wish_s - began_s} s before it was wished"
        takes_s = abs(began_s - wish_s) + there_s - began_s
        later_s = search.arrivals_s(*ends, Limits(wish_s, wish_s + config.longest_wait_s, wish_s + takes_s, most, full))
        found = {wish_s: min(later_s) - wish_s}
        first_s = max(now_s, wish_s - config.earlier_s, wish_s - takes_s)
        for leaves_s in self._departures(ends[0], first_s, wish_s - 1):
            limits = Limits(leaves_s, leaves_s, leaves_s + config.longest_s, most, full)
            found[leaves_s] = min(search.arrivals_s(*ends, limits)) + wish_s - 2 * leaves_s
        best_s = min(found, key=lambda leaves_s: found[leaves_s])
        if found[best_s] < takes_s:
            yield f"is {takes_s} s off and on the way, could be {found[best_s]} s by leaving at {best_s} s or later"

    def _departures(self, near: Walks, first_s: int, last_s: int) -> list[int]:
        """Return when one can leave for a departure at a stop nearby, in a span of time [s]."""
        leaves_s = (departs_s - near[stop] for _, _, stop, _, departs_s, *_ in self.calls if stop in near)
        return sorted({time_s for time_s in leaves_s if first_s <= time_s <= last_s})

    def _walks(self, party: Party, from_s: int, there_s: int) -> bool:
        """Return whether a walk all the way that is not too long brings somebody there as soon [s]."""
        metres = beeline_m(party.origin, party.destination) * self.config.walk.detour_factor
        return metres <= 2 * self.config.walk.limit_m and from_s + walk_seconds(metres, self.config) <= there_s
