"""Who has which place in the vehicles of a timetable: from booking on it is theirs, call by call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.network.timetable_routing.journeys import Journey, Leg
from simulator.services.timetable.tables import call_of_row
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import Ride
from simulator.tables import NO_CALL


class Places:
    """How many riders are booked from each call to the next. Calls are numbered as in ``TimetableWorld.calls``."""

    def __init__(self, world: TimetableWorld) -> None:
        calls, trips = world.calls, len(world.timetable.trips)
        trip = calls["gtfs_trip"].to_numpy()
        self._world, self._trip = world, trip
        self._first = np.searchsorted(trip, np.arange(trips))
        self._along_m = calls["along_m"].to_numpy()
        self._booked: NDArray[np.int64] = np.zeros(len(calls), dtype=np.int64)
        self._room = world.capacity[trip].astype(np.int64)
        self._call_of_row = call_of_row(world.timetable)

    def calls_of(self, leg: Leg) -> tuple[int, int]:
        """Return the calls at which somebody gets on and off."""
        first = int(self._first[leg.gtfs_trip])
        return first + leg.board_position, first + leg.alight_position

    def first_full(self, journey: Journey, party: int) -> int:
        """Return the first call of a journey from which on there is no room for a party; NO_CALL: there is."""
        for leg in journey.legs:
            board, alight = self.calls_of(leg)
            full = np.flatnonzero(self._booked[board:alight] + party > self._room[board:alight])
            if len(full):
                return board + int(full[0])
        return NO_CALL

    def full_rows(self, party: int) -> NDArray[np.int64]:
        """Return the rows of the timetable's calls from which on there is no room for a party, int64."""
        return np.flatnonzero((self._booked + party > self._room)[self._call_of_row])

    def have_room(self, parties: Sequence[tuple[Sequence[Ride], int]]) -> bool:
        """Return whether all parties have room together; each with its rides and how many they are."""
        more: Counter[int] = Counter()
        for rides, party in parties:
            for call in (call for ride in rides for call in range(ride.taken_call, ride.left_call)):
                more[call] += party
        return all(self._booked[call] + party <= self._room[call] for call, party in more.items())

    def take(self, rides: Sequence[Ride], party: int) -> None:
        """Book places for a party."""
        for ride in rides:
            self._booked[ride.taken_call : ride.left_call] += party

    def give_back(self, rides: Sequence[Ride], party: int) -> None:
        """Free the places of a party that were booked."""
        for ride in rides:
            self._booked[ride.taken_call : ride.left_call] -= party

    def ridden_m(self, rides: Iterable[tuple[int, int]]) -> int:
        """Return how far one rides [m], by beelines from stop to stop. rides: calls at which one gets on and off."""
        return round(sum(float(self._along_m[alight] - self._along_m[board]) for board, alight in rides))

    def where(self, call: int) -> tuple[int, int]:
        """Return the vehicle of a call, as the service numbers it, and the node next to its stop."""
        stop = int(self._world.calls["stop"].iloc[call])
        return int(self._trip[call]), int(self._world.stop_node[stop])
