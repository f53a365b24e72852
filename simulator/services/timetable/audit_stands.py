"""Where people stand between rides, and since when: what the auditor reads of a trip on which something did not run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.analysis.audit.trips import ToldMiss, ToldTrip
from simulator.reasons import Missed
from simulator.services.timetable.audit_ground import Ground
from simulator.services.timetable.slow_search import NEVER


class Stood(NamedTuple):
    """Who stands at a stop, since when, and until when at least [s]."""

    stop: int
    since_s: int
    until_s: int


class AuditOfStands(Ground):
    """Follows people from stop to stop."""

    def stood_before(self, trip: ToldTrip, ridden: int) -> Stood | None:
        """Return where somebody stood before the ride of a number, or before the end of the trip.

        That is where they left the ride before it, or waited for something that did not run; None: still at home.
        """
        stood: Stood | None = None
        if ridden:
            left = trip.rides[ridden - 1][1]
            stood = Stood(self.calls[trip.calls[left]][2], left.time_s, left.time_s)
        for miss in trip.misses:
            if miss.after == ridden and did_not_run(miss):
                stood = self.waited(trip, miss, stood)
        return stood

    def waited(self, trip: ToldTrip, miss: ToldMiss, before: Stood | None) -> Stood:
        """Return where somebody waited in vain, having stood somewhere before."""
        stop = self.calls[miss.given_back[0][0]][2]
        if before is None:
            party = self.party(trip.asked, trip.accepted.request)
            since_s = trip.began.time_s + (self.on_foot(party.origin, stop) or 0)
        else:
            since_s = before.since_s + (0 if before.stop == stop else self.walk_s.get((before.stop, stop), NEVER))
        return Stood(stop, since_s, miss.row.time_s)

    def not_running(self, trip: ToldTrip, miss: ToldMiss) -> Iterator[str]:
        """Look whether something really did not run, and when they learnt of it."""
        (on, off), before = miss.given_back[0], self._before(trip, miss)
        cut = next((call for call in range(on, off) if call in self.cut), None)
        if cut is None:
            yield f"is told that vehicle {miss.row.vehicle} does not run, which does"
            return
        if miss.by != self.cut[cut]:
            yield f"is told that disruption {miss.by} stops a vehicle, expected {self.cut[cut]}"
        if miss.after and trip.calls[trip.rides[miss.after - 1][1]] == on == cut:
            expected_s = trip.rides[miss.after - 1][1].time_s
        else:
            told_s, leaves_s = self.told_s[self.cut[cut]], self.actual[on][1]
            if cut != on and told_s > leaves_s:
                yield f"does not get into a vehicle at {leaves_s} s, which goes on to call {cut}"
            expected_s = max(self.waited(trip, miss, before).since_s, min(told_s, leaves_s))
        if miss.row.time_s != expected_s:
            yield f"learns at {miss.row.time_s} s that nothing runs, expected {expected_s} s"

    def _before(self, trip: ToldTrip, miss: ToldMiss) -> Stood | None:
        """Return where somebody stood before they waited in vain."""
        stood: Stood | None = None
        if miss.after:
            left = trip.rides[miss.after - 1][1]
            stood = Stood(self.calls[trip.calls[left]][2], left.time_s, left.time_s)
        for other in trip.misses[: trip.misses.index(miss)]:
            if other.after == miss.after and did_not_run(other):
                stood = self.waited(trip, other, stood)
        return stood


def did_not_run(miss: ToldMiss) -> bool:
    """Return whether what was missed did not run."""
    return miss.row.value == Missed.DOES_NOT_RUN and bool(miss.given_back)
