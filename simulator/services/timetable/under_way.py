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
from simulator.services.timetable.places import Places
from simulator.services.timetable.running import Running
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import NO_VEHICLE, Goes, Ride, Trip


class Who(NamedTuple):
    """Who travels on a ride of a request, and how many.

    goes_on: whether they look for a way to their destination here when they miss a change; else their trip ends there.
    """

    request: int
    ride: int
    party: int
    goes_on: bool = True


class Onward(NamedTuple):
    """How somebody goes on: rides, none where they walk, and the walk behind them [s]."""

    rides: tuple[Ride, ...]
    egress_s: int


Finds = Callable[[Who, StopWalks, int, int], Onward | None]


class UnderWay:
    """Lets people travel.

    finds: who, with the walks from a stop to all where they may get on, the stop, and a time [s], to how they go on;
    None: nothing takes them on. left: of rides that are parts of journeys, the call up to which they went, and how far
    [m].
    """

    def __init__(self, clock: Clock, log: ServiceLog, world: TimetableWorld, places: Places, finds: Finds) -> None:
        self.running = Running(world)
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

    def go(self, trip: Trip, who: Who) -> Goes:
        """Let somebody make a trip as it comes; return how it ended."""
        yield from self._until(trip.departure_s)
        self._tell(who, Event.TRIP_BEGAN, NO_VEHICLE, trip.origin, trip.price)
        onward, ridden = Onward(trip.rides, trip.arrival_s - trip.rides[-1].left_s), list[Ride]()
        before, destination, at = None, trip.destination, trip.origin
        while onward.rides:
            ride, rest = onward.rides[0], onward.rides[1:]
            yield from self._ride(before, ride, who)
            ridden.append(ride)
            before, onward, at = ride, onward._replace(rides=rest), ride.left_at
            if rest and self._misses(ride, rest[0]):
                self._miss(rest, who)
                found = self._goes_on(ride, who) if who.goes_on else Onward((), 0)
                if found is None:
                    self._tell(who, Event.LEFT_BEHIND, NO_VEHICLE, at)
                    return How.LET_DOWN
                onward, destination = found, destination if who.goes_on else at
        yield from self._until(int(self._clock.now) + onward.egress_s)
        metres = self._places.ridden_m((ride.taken_call, ride.left_call) for ride in ridden)
        if not who.goes_on:
            self.left[who.ride] = ridden[-1].left_call, metres
        self._tell(who, Event.TRIP_ENDED, NO_VEHICLE, destination, metres)
        return How.CARRIED

    def _ride(self, before: Ride | None, ride: Ride, who: Who) -> Steps[None]:
        """Let somebody wait for a vehicle, and ride in it. before: the ride from which they come."""
        taken_s, left_s = self.running.departure_s[ride.taken_call], self.running.arrival_s[ride.left_call]
        if before is None:
            ready_s = ride.taken_s - ride.wait_s
        elif before.seated:
            ready_s = taken_s
        else:
            moves = self._stop[before.left_call] != self._stop[ride.taken_call]
            ready_s = int(self._clock.now) + (self._change_s(before, ride) if moves else 0)
        yield from self._until(taken_s)
        late_s = self.running.late_at_departure_s[ride.taken_call]
        self._call(who, ride.vehicle, ride.taken_at, (ride.taken_call, late_s))
        self._tell(who, Event.VEHICLE_TAKEN, ride.vehicle, ride.taken_at, taken_s - ready_s)
        yield from self._until(left_s)
        self._call(who, ride.vehicle, ride.left_at, (ride.left_call, self.running.late_at_arrival_s[ride.left_call]))
        self._tell(who, Event.VEHICLE_LEFT, ride.vehicle, ride.left_at, int(ride.seated))

    def _misses(self, before: Ride, after: Ride) -> bool:
        """Return whether who leaves a vehicle comes too late for the next one."""
        ready_s = self.running.arrival_s[before.left_call] + self._change_s(before, after)
        return not before.seated and ready_s > self.running.departure_s[after.taken_call]

    def _change_s(self, before: Ride, after: Ride) -> int:
        """Return the least time between two rides [s]."""
        around = self._around(self._stop[before.left_call])
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

    def _goes_on(self, ride: Ride, who: Who) -> Onward | None:
        """Return how somebody goes on from where they have left a vehicle, with places for them."""
        stop = self._stop[ride.left_call]
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
