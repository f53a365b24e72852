"""People under way with buses and trains that may be late: they ride as it comes, and go on from missed changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.engine.agenda import Clock, Steps
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.network.timetable.reach import StopWalks
from simulator.reasons import Missed
from simulator.services.protocol import How
from simulator.services.timetable.cut_rides import CutRides
from simulator.services.timetable.disrupted import NONE
from simulator.services.timetable.places import Places
from simulator.services.timetable.running import Running
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import NO_VEHICLE, Goes, Ride, Trip


class Who(NamedTuple):
    """Who travels on a ride of a request, and how many.

    goes_on: whether they look for a way to their destination here when they miss a change; else their trip ends there.
    knows: numbers of the disruptions they have met.
    """

    request: int
    ride: int
    party: int
    goes_on: bool = True
    knows: frozenset[int] = frozenset()


class Onward(NamedTuple):
    """How somebody goes on: rides, none where they walk, and the walk behind them [s]."""

    rides: tuple[Ride, ...]
    egress_s: int


class Stands(NamedTuple):
    """At which call somebody stands, since when [s], and whether they are seated in a vehicle that goes on."""

    call: int
    since_s: int
    seated: bool = False


class Made(NamedTuple):
    """A ride as it was made, None where its vehicle did not come; and the rides that are given back then.

    by: number of the disruption because of which they are; NONE: because of another thing.
    """

    ride: Ride | None
    given_back: Sequence[Ride]
    by: int = NONE


Finds = Callable[[Who, StopWalks, int, int], Onward | None]


class UnderWay:
    """Lets people travel.

    finds: who, with the walks from a stop to all where they may get on, the stop, and a time [s], to how they go on;
    None: nothing takes them on. left: of rides that are parts of journeys, the call up to which they went, and how far
    [m].
    """

    def __init__(self, clock: Clock, log: ServiceLog, world: TimetableWorld, places: Places, finds: Finds) -> None:
        self.running, self._cut = Running(world), CutRides(world)
        self.left: dict[int, tuple[int, int]] = {}
        self._clock, self._log, self._places, self._finds = clock, log, places, finds
        self._node: list[int] = world.stop_node.tolist()
        self._stop: list[int] = world.calls["stop"].tolist()
        walks = world.timetable.walks
        self._to, self._walk_s = walks["to_stop"].to_numpy(np.int32), walks["walk_s"].to_numpy(np.int32)
        self._first_walk = np.searchsorted(walks["from_stop"], np.arange(len(self._node) + 1))

    def stop_of(self, call: int) -> int:
        """Return the stop of a call."""
        return self._stop[call]

    def missed_change(self, rides: Sequence[Ride]) -> tuple[int, int] | None:
        """Return the calls of the first change that fails: where one is left, and where the next is missed."""
        missed = (pair for pair in pairwise(rides) if self._misses(*pair))
        return next(((before.left_call, after.taken_call) for before, after in missed), None)

    def known_from(self, rides: Sequence[Ride]) -> int | None:
        """Return from when on it is known how late rides are, or that a change is missed [s].

        None: never, as nobody sees how late something is that does not run.
        """
        missed = self.missed_change(rides)
        if missed is None and any(self._cut.first(ride) is not None for ride in rides):
            return None
        return max(self.running.known_from(call) for call in missed or (rides[-1].left_call,))

    def go(self, trip: Trip, who: Who) -> Goes:
        """Let somebody make a trip as it comes; return how it ended."""
        yield from self._until(trip.departure_s)
        self._tell(who, Event.TRIP_BEGAN, NO_VEHICLE, trip.origin, trip.price)
        onward, ridden = Onward(trip.rides, trip.arrival_s - trip.rides[-1].left_s), list[Ride]()
        first = trip.rides[0]
        stands, destination = Stands(first.taken_call, first.taken_s - first.wait_s), trip.destination
        while onward.rides:
            ride, given_back, by = yield from self._next(stands, onward.rides, who)
            if ride is not None:
                ridden.append(ride)
                stands, onward = (
                    Stands(ride.left_call, int(self._clock.now), ride.seated),
                    onward._replace(rides=onward.rides[1:]),
                )
            else:
                stands = Stands(given_back[0].taken_call, self._there_s(stands, given_back[0]))
            if not given_back:
                continue
            who = who if by == NONE else who._replace(knows=who.knows | {by})
            found = self._goes_on(stands, who) if who.goes_on else Onward((), 0)
            at = self._node[self._stop[stands.call]]
            if found is None:
                self._tell(who, Event.LEFT_BEHIND, NO_VEHICLE, at)
                return How.LET_DOWN
            onward, destination = found, destination if who.goes_on else at
        yield from self._until(int(self._clock.now) + onward.egress_s)
        metres = self._places.ridden_m((ride.taken_call, ride.left_call) for ride in ridden)
        if not who.goes_on:
            self.left[who.ride] = stands.call, metres
        self._tell(who, Event.TRIP_ENDED, NO_VEHICLE, destination, metres)
        return How.CARRIED

    def _next(self, stands: Stands, rides: Sequence[Ride], who: Who) -> Steps[Made]:
        """Let somebody make the first of some rides, as far as it goes.

        Return it, None where it does not come, and what is given back of it and of those behind.
        """
        ride, rest = rides[0], rides[1:]
        cut = self._cut.first(ride)
        if cut is not None and (cut == ride.taken_call or (not stands.seated and self._cut.is_told(ride, cut))):
            yield from self._until(self._cut.learns_s(ride, cut, self._there_s(stands, ride)))
            return Made(None, rides, self._does_not_run(rides, cut, who))
        made = ride if cut is None else self._up_to(ride, cut)
        if made.seated and self._cut.is_first(rest[0]):
            made = made._replace(seated=False)
        yield from self._ride(stands, made, who)
        if cut is not None:
            rides = (ride._replace(taken_call=cut, taken_at=made.left_at), *rest)
            return Made(made, rides, self._does_not_run(rides, cut, who))
        if rest and self._misses(made, rest[0]) and not self._cut.is_first(rest[0]):
            self._miss(rest, who)
            return Made(made, rest)
        return Made(made, ())

    def _there_s(self, stands: Stands, ride: Ride) -> int:
        """Return from when on somebody waits where a ride begins [s]; who stays seated does not."""
        if stands.seated:
            return int(self.running.departure_s[ride.taken_call])
        moves = self._stop[stands.call] != self._stop[ride.taken_call]
        return stands.since_s + (self._change_s(stands.call, ride) if moves else 0)

    def _up_to(self, ride: Ride, cut: int) -> Ride:
        """Return a ride that ends at the call from which its vehicle does not go on."""
        node, left_s = self._node[self._stop[cut]], self.running.arrival_s[cut]
        return ride._replace(left_call=cut, left_at=node, left_s=left_s, seated=False)

    def _does_not_run(self, rides: Sequence[Ride], cut: int, who: Who) -> int:
        """Tell what does not run, give back the places in it and in those behind; return because of what it does not.

        That is the number of the disruption.
        """
        ride, by = rides[0], self._cut.by(cut)
        self._tell(who, Event.CONNECTION_MISSED, ride.vehicle, ride.taken_at, Missed.DOES_NOT_RUN)
        self._tell(who, Event.BROKEN_BY, ride.vehicle, ride.taken_at, by)
        self.give_back(rides, who)
        return by

    def _ride(self, stands: Stands, ride: Ride, who: Who) -> Steps[None]:
        """Let somebody wait for a vehicle, and ride in it."""
        taken_s, left_s = self.running.departure_s[ride.taken_call], self.running.arrival_s[ride.left_call]
        ready_s = self._there_s(stands, ride)
        yield from self._until(taken_s)
        late_s = self.running.late_at_departure_s[ride.taken_call]
        self._call(who, ride.vehicle, ride.taken_at, (ride.taken_call, late_s))
        self._tell(who, Event.VEHICLE_TAKEN, ride.vehicle, ride.taken_at, taken_s - ready_s)
        yield from self._until(left_s)
        self._call(who, ride.vehicle, ride.left_at, (ride.left_call, self.running.late_at_arrival_s[ride.left_call]))
        self._tell(who, Event.VEHICLE_LEFT, ride.vehicle, ride.left_at, int(ride.seated))

    def _misses(self, before: Ride, after: Ride) -> bool:
        """Return whether who leaves a vehicle comes too late for the next one."""
        ready_s = self.running.arrival_s[before.left_call] + self._change_s(before.left_call, after)
        return not before.seated and ready_s > self.running.departure_s[after.taken_call]

    def _change_s(self, call: int, after: Ride) -> int:
        """Return the least time from a call to a ride [s]."""
        around = self._around(self._stop[call])
        return int(around.walk_s[np.searchsorted(around.stop, self._stop[after.taken_call])])

    def _around(self, stop: int) -> StopWalks:
        """Return the changes from a stop."""
        here = slice(self._first_walk[stop], self._first_walk[stop + 1])
        return StopWalks(self._to[here], self._walk_s[here], np.zeros(len(self._to[here])))

    def _miss(self, rides: Sequence[Ride], who: Who) -> None:
        """Tell which vehicle is missed, and give back the places in it and in those behind."""
        self._tell(who, Event.CONNECTION_MISSED, rides[0].vehicle, rides[0].taken_at, Missed.CHANGE_MISSED)
        self.give_back(rides, who)

    def give_back(self, rides: Sequence[Ride], who: Who) -> None:
        """Give back the places in some rides, and tell so."""
        for ride in rides:
            self._tell(who, Event.CALLED, ride.vehicle, ride.taken_at, ride.taken_call)
            self._tell(who, Event.PLACES_GIVEN_BACK, ride.vehicle, ride.left_at, ride.left_call)
        self._places.give_back(rides, who.party)

    def _goes_on(self, stands: Stands, who: Who) -> Onward | None:
        """Return how somebody goes on from where they stand, with places for them."""
        stop = self._stop[stands.call]
        found = self._finds(who, self._around(stop), stop, int(self._clock.now))
        if found is not None:
            self._places.take(found.rides, who.party)
        return found

    def _call(self, who: Who, vehicle: int, node: int, call: tuple[int, int]) -> None:
        """Tell a call, and how late it is [s]."""
        number, late_s = call
        self._tell(who, Event.CALLED, vehicle, node, number)
        if late_s > 0:
            self._tell(who, Event.RUNS_LATE, vehicle, node, late_s)

    def _tell(self, who: Who, kind: Event, vehicle: int, node: int, value: int = 0) -> None:
        self._log.add(int(self._clock.now), kind, vehicle, who.request, node, value, who.ride)

    def _until(self, time_s: int) -> Steps[None]:
        if time_s > self._clock.now:
            yield time_s
