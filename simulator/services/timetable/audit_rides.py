"""Whether trips with buses and trains can be made as told: rides, changes, walks, prices, and how late vehicles are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.analysis.audit.row import Row
from simulator.analysis.audit.trips import ToldMiss, ToldTrip
from simulator.services.timetable.audit_ground import beeline_m
from simulator.services.timetable.audit_plans import plans_of
from simulator.services.timetable.audit_stands import AuditOfStands, did_not_run
from simulator.services.timetable.slow_search import NEVER
from simulator.tables import NO_TIME

ROUNDING_M = 1.0


class AuditOfRides(AuditOfStands):
    """Looks at trips one by one."""

    def wrong_with(self, trip: ToldTrip) -> Iterator[str]:
        """Yield what cannot be as a trip tells it."""
        if not trip.rides and not any(did_not_run(miss) for miss in trip.misses):
            yield "goes without a vehicle"
            return
        as_planned = trip.rides[0][0].vehicle if trip.rides else trip.misses[0].row.vehicle
        if trip.misses and trip.misses[0].after == 0:
            as_planned = trip.misses[0].row.vehicle
        if as_planned != trip.accepted.vehicle:
            yield f"accepted was vehicle {trip.accepted.vehicle}"
        calls = [trip.calls.get(row, -1) for ride in trip.rides for row in ride]
        given_back = [call for miss in trip.misses for ride in miss.given_back for call in ride]
        if not all(0 <= call < len(self.calls) for call in (*calls, *given_back)):
            yield "a ride without its calls"
            return
        seated = [False, *(left.value == 1 for _, left in trip.rides)]
        for (taken, left), was, stays in zip(trip.rides, seated, seated[1:], strict=False):
            yield from self._ride(taken, left, (trip.calls[taken], trip.calls[left]), (was, stays))
        for place, ((_, left), (taken, _)) in enumerate(pairwise(trip.rides), 1):
            if any(did_not_run(miss) and miss.after == place for miss in trip.misses):
                yield from self._after_waiting(trip, place)
            else:
                yield from self._change(left, taken, (trip.calls[left], trip.calls[taken]))
        yield from self._ends(trip)
        yield from self._lateness(trip)
        for plan in plans_of(trip):
            if self.rides_in(plan.takes) - 1 > self.config.most_changes:
                yield f"changes more than {self.config.most_changes} times"
        yield from self._told(trip)

    def _lateness(self, trip: ToldTrip) -> Iterator[str]:
        """Compare how late it is told to be with the calls, and look whether what was missed could not be reached."""
        plans = plans_of(trip)
        late_s = {row: self._late_s(trip, row, place) for ride in trip.rides for place, row in enumerate(ride)}
        if {row: time_s for row, time_s in late_s.items() if time_s} != trip.late_s:
            yield f"is told to be {[*trip.late_s.values()]} s late, expected {[*late_s.values()]}"
        off_s = self.calls[plans[0].takes[-1][1]][3]
        if trip.off_s != (off_s if self.may_be_late else NO_TIME):
            yield f"was to end at {trip.off_s} s, expected {off_s} s"
        as_planned = trip.rides and not any(miss.after == 0 for miss in trip.misses)
        if as_planned and trip.rides[0][0].value != late_s[trip.rides[0][0]]:
            yield f"waits {trip.rides[0][0].value} s for the first vehicle, which is {late_s[trip.rides[0][0]]} s late"
        for miss in trip.misses:
            yield from self._miss(trip, miss)
        if not trip.arrives and not trip.misses:
            yield "is left behind, and has missed nothing"

    def _late_s(self, trip: ToldTrip, row: Row, place: int) -> int:
        """Return how late a vehicle leaves (place 0) or arrives (1) where somebody gets on or off [s]."""
        call = trip.calls[row]
        return self.actual[call][1 - place] - int(self.calls[call][4 - place])

    def _miss(self, trip: ToldTrip, miss: ToldMiss) -> Iterator[str]:
        """Look whether a vehicle that was missed had left when they could be there."""
        if not miss.given_back or any(
            self.calls[on][0] != self.calls[off][0] or on >= off for on, off in miss.given_back
        ):
            yield "misses no ride, or one that is none"
            return
        call = miss.given_back[0][0]
        vehicle, stop = self.calls[call][0] + self.first, self.calls[call][2]
        if (miss.row.vehicle, miss.row.node) != (vehicle, self.node[stop]):
            yield f"misses vehicle {miss.row.vehicle}, expected {vehicle}"
        if did_not_run(miss):
            yield from self.not_running(trip, miss)
            return
        left = trip.rides[miss.after - 1][1]
        walk_s = self.walk_s.get((self.calls[trip.calls[left]][2], stop), NEVER)
        leaves_s, there_s = self.actual[call][1], left.time_s + walk_s
        if left.value == 1 or there_s <= leaves_s:
            yield f"misses vehicle {vehicle}, which leaves at {leaves_s} s, and is there at {there_s} s"

    def _ride(self, taken: Row, left: Row, calls: tuple[int, int], seated: tuple[bool, bool]) -> Iterator[str]:
        """Compare a ride with the calls of its trip. seated: whether they were in it already, and stay in it."""
        (trip, on, stop, *_, may_board, _), (other, off, end, *_, may_alight) = (self.calls[call] for call in calls)
        if {trip + self.first, other + self.first, taken.vehicle} != {left.vehicle}:
            yield f"rides in vehicle {taken.vehicle} by calls of {trip + self.first} and {other + self.first}"
        if left.value not in (0, 1):
            yield f"{left.value} tells neither that they get off nor that they stay"
        if on >= off:
            yield f"gets off at call {off}, on at {on}"
        departs_s, arrives_s = self.actual[calls[0]][1], self.actual[calls[1]][0]
        if (taken.time_s, left.time_s) != (departs_s, arrives_s):
            yield f"rides from {taken.time_s} to {left.time_s} s, it runs from {departs_s} to {arrives_s} s"
        if not (may_board or seated[0]) or not (may_alight or seated[1] or self._puts_down(calls[1])):
            yield "gets on or off where nobody may"
        if (taken.node, left.node) != (self.node[stop], self.node[end]):
            yield f"rides from node {taken.node} to {left.node}, not {self.node[stop]} to {self.node[end]}"

    def _puts_down(self, call: int) -> bool:
        """Return whether a vehicle puts people down at a call, wherever that is, as it does not go on."""
        goes_on = [other for other in self.cut if self.goes_on(call, other)]
        return call in self.cut or bool(goes_on)

    def _after_waiting(self, trip: ToldTrip, place: int) -> Iterator[str]:
        """Look at a ride behind something that did not run: whether it was reached, and the wait it tells."""
        taken, stood = trip.rides[place][0], self.stood_before(trip, place)
        if stood is None:
            return
        stop = self.calls[trip.calls[taken]][2]
        walk_s = self.walk_s.get((stood.stop, stop), NEVER)
        if stood.until_s + walk_s > taken.time_s:
            yield f"gets on at {taken.time_s} s, and is there at {stood.until_s + walk_s} s"
        wait_s = taken.time_s - stood.since_s - (walk_s if stood.stop != stop else 0)
        if taken.value != wait_s:
            yield f"waits {taken.value} s after what did not run, expected {wait_s} s"

    def _change(self, left: Row, taken: Row, calls: tuple[int, int]) -> Iterator[str]:
        stop, end = (self.calls[call][2] for call in calls)
        if left.value == 1:
            if not self.goes_on(*calls) or taken.value != 0:
                yield f"stays seated, but vehicle {left.vehicle} does not go on as {taken.vehicle}"
            return
        walk_s = self.walk_s.get((stop, end))
        if walk_s is None or left.time_s + walk_s > taken.time_s:
            yield f"changes in {taken.time_s - left.time_s} s, which takes {walk_s} s"
            return
        wait_s = taken.time_s - left.time_s - (walk_s if stop != end else 0)
        if taken.value != wait_s:
            yield f"waits {taken.value} s at the change, expected {wait_s} s"

    def _ends(self, trip: ToldTrip) -> Iterator[str]:
        """Compare the walks to the first stop and from the last one."""
        party, taken = self.party(trip.asked, trip.accepted.request), trip.rides[0][0] if trip.rides else None
        stood = self.stood_before(trip, len(trip.rides))
        assert stood is not None
        egress_s = self.on_foot(party.destination, stood.stop) if trip.arrives else 0
        walked_s: tuple[int, int] = (0, trip.ended.time_s - stood.until_s)
        expected_s: tuple[int | None, int | None] = (0, egress_s)
        if taken is not None and self.stood_before(trip, 0) is not None:
            yield from self._after_waiting(trip, 0)
        elif taken is not None:
            access_s = self.on_foot(party.origin, self.calls[trip.calls[taken]][2])
            walked_s = taken.time_s - taken.value - trip.began.time_s, walked_s[1]
            expected_s = access_s, egress_s
        if walked_s != expected_s:
            yield f"walks {walked_s} s to and from its stops, expected {expected_s}"

    def _told(self, trip: ToldTrip) -> Iterator[str]:
        """Compare length and price."""
        metres = 0.0
        for taken, left in trip.rides:
            stops = [self.calls[call][2] for call in range(trip.calls[taken], trip.calls[left] + 1)]
            metres += sum(beeline_m(self.stops[one], self.stops[other]) for one, other in pairwise(stops))
        if trip.arrives and abs(trip.ended.value - metres) > ROUNDING_M:
            yield f"rides {trip.ended.value} m, expected {metres:.0f} m"
        fares = self.config.fares
        cents = -1 if fares is None else round(100 * fares.per_trip_eur) * trip.asked.party_size
        if fares is not None and fares.season_ticket and trip.asked.season_ticket:
            cents = 0
        if trip.began.value != cents:
            yield f"costs {trip.began.value} cents, expected {cents}"
