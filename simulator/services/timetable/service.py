"""Buses and trains as they run: people look for the best journey there is, and have their places from booking on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import as_process
from simulator.event_kinds import Event
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.journeys import Journey
from simulator.network.timetable_routing.routing import Router
from simulator.reasons import Reason
from simulator.scenario.disruptions.timetable import KIND
from simulator.services.best_offers import BestOffers
from simulator.services.probes import Ints, Probed, Probes
from simulator.services.protocol import Attempt, Booked, Day, Offer, Ridden, Service
from simulator.services.timetable.best import Best
from simulator.services.timetable.known import Known
from simulator.services.timetable.offering import Offering
from simulator.services.timetable.phantoms import Phantoms
from simulator.services.timetable.places import Places
from simulator.services.timetable.under_way import Onward, UnderWay, Who
from simulator.services.timetable.ways import Ways
from simulator.services.timetable.wheelchairs import Search
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import Goes, Trip
from simulator.tables import NO_CALL


def begin(day: Day, number: int) -> Service:
    """Begin the service: vehicles run whether anybody asks or not."""
    return Timetabled(day, number)


class Timetabled(Offering):
    """Runs by its timetable; whoever has booked goes, and is told when things go wrong."""

    def __init__(self, day: Day, number: int) -> None:
        world = cast(TimetableWorld, day.tables)
        super().__init__(day, number, Places(world), Known(world))
        self._day, self._phantoms = day, Phantoms(day, number, (self._places, self._cut))
        self._under_way = UnderWay(self._env, self._log, self._world, self._places, self._onward)
        self._shown_at: tuple[int, Search] | None = None
        day.disrupted.tell(KIND, self._cut.hear)
        self._cut.know(int(self._env.now))

    @property
    def earlier_s(self) -> int:
        """Return how much sooner than they wish people may be offered to leave [s]."""
        return int(self._config.earlier_s)

    @cached_property
    def best(self) -> Best:
        """Return what knows the best of all requests."""
        return Best(self._day)

    def best_offers(self, request: NDArray[np.int64], _asked_s: NDArray[np.int64]) -> BestOffers:
        """Return the best that requests could be offered, see ``services.best_offers``."""
        return self.best.offers(request)

    def finer_offers(self, request: NDArray[np.int64], asked_s: NDArray[np.int64]) -> BestOffers:
        """Return it more narrowly, by a search for each."""
        return self.best.found(request, asked_s)

    def actual(self, call: int) -> tuple[int, int]:
        """Return when a trip really arrives at a call, and leaves there [s]."""
        running = self._under_way.running
        return running.arrival_s[call], running.departure_s[call]

    def known_from(self, offer: Offer) -> int | None:
        """Return from when on people know how late a journey is [s]; None: never, as something does not run."""
        return self._under_way.known_from(offer.what.rides)

    def missed_change(self, offer: Offer) -> tuple[int, int] | None:
        """Return between which calls a change on a journey will fail, None where all will be made."""
        return self._under_way.missed_change(offer.what.rides)

    def probes_answered_at(self, probes: Probes) -> Ints:
        """Return when each of them is answered [s], int64 (probes,): at once."""
        return probes.asked_s

    def probe(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered now."""
        return self._phantoms.answers(probes, rows, now_s)

    def for_probes(self, probes: Probes, rows: Ints) -> Offering:
        """Return what answers some of the probes for parts of ways, numbered from 0 on."""
        return self._phantoms.offering(probes, rows)

    def ways_of(self, probes: Probes) -> Ways:
        """Return the stops near the ends of all ways of probes."""
        return self._phantoms.ways(probes)

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        """Return whether there is room for all of them, and nothing is known to be in their way."""
        if any(self._cut.is_any(offer.what.rides) for offer in offers):
            return False
        return self._places.have_room([(offer.what.rides, self._party[offer.attempt.request]) for offer in offers])

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        """Give somebody their places, and let them go."""
        request = offer.attempt.request
        self._places.take(offer.what.rides, self._party[request])
        self._tell_full(request, now_s)
        if offer.shift_s < 0:
            self._log.add(now_s, Event.AGREED, request=request, value=offer.departure_s)
        booked = super().book(offer, ride, now_s)
        if self._world.actual is not None:
            last = offer.what.rides[-1]
            self._log.add(now_s, Event.PLANNED_DROPOFF, last.vehicle, request, last.left_at, last.left_s, ride)
        return booked

    def travel(self, ride: int) -> Generator[Any, Any, Ridden]:
        """Let somebody make a booked part of a journey, who may be at its first stop later than planned."""
        trip, request = self._parts[ride]
        now_s, first, last = int(self._env.now), trip.rides[0], trip.rides[-1]
        if now_s > trip.departure_s:
            first = first._replace(wait_s=first.wait_s - (now_s - trip.departure_s))
            trip = trip._replace(departure_s=now_s, rides=(first, *trip.rides[1:]))
        yield from as_process(self._env, self._go(trip, request, ride))
        del self._parts[ride]
        call, length_m = self._under_way.left.pop(ride, (last.left_call, trip.length_m))
        return Ridden(call, self._under_way.stop_of(call), length_m)

    def given_back(self, trip: Trip, request: int, ride: int) -> None:
        """Give back the places of a part of a journey, or of a trip that is taken back."""
        self._under_way.give_back(trip.rides, Who(request, ride, self._party[request]))

    def _go(self, trip: Trip, request: int, ride: int) -> Goes:
        if self._world.actual is None:
            return super()._go(trip, request, ride)
        return self._under_way.go(trip, Who(request, ride, self._party[request], ride not in self._parts))

    def _onward(self, who: Who, around: StopWalks, stop: int, now_s: int) -> Onward | None:
        """Return how somebody goes on who is at a stop, by what is known then; None: nothing takes them on."""
        ends = self._world.ways.ends[who.request]
        search = self._shown(now_s)
        usual = search.for_wheelchairs if self._wheelchairs[who.request] > 0 else search.for_all
        if who.knows:
            usual = usual.without(self._cut.rows(who.knows))
        journey = self._first_there(usual, (around, ends), now_s)
        if journey is not None and self._places.first_full(journey, who.party) != NO_CALL:
            room = usual.without(self._places.full_rows(who.party))
            journey = self._first_there(room, (around, ends), now_s)
        on_foot_s = ends.walk_s[ends.stop == stop]
        if len(on_foot_s) and (journey is None or now_s + on_foot_s[0] <= journey.arrival_s):
            return Onward((), int(on_foot_s[0]))
        return None if journey is None else Onward(self._rides(journey), journey.egress_s)

    def _shown(self, now_s: int) -> Search:
        """Return what searches the timetable as it is shown now: the same for all who miss a change in one second."""
        if self._shown_at is None or self._shown_at[0] != now_s:
            shown = self._under_way.running.as_seen(now_s)
            self._shown_at = now_s, Search(shown, self._world.search.closed, self._world.search)
        return self._shown_at[1]

    def _first_there(self, router: Router, ends: tuple[StopWalks, StopWalks], now_s: int) -> Journey | None:
        """Return the journey that arrives first, of equal ones that with fewest rides, which leaves last."""
        config = self._config
        found = router.journeys(*ends, now_s, now_s + config.longest_wait_s, config.most_changes + 1)
        in_time = (one for one in found if one.arrival_s - now_s <= config.longest_s)
        return min(in_time, key=lambda one: (one.arrival_s, one.rides, -one.departure_s), default=None)

    def close(self) -> None:
        """Let whoever looks at the timetable afterwards find it as it was."""
        self._cut.forget()

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        """Write to the log what the traveller does, or is told; and of who is refused, which vehicle was full."""
        if kind == Event.REJECTED and value == Reason.FULL:
            self._tell_full(attempt.request, now_s)
        super().note(kind, attempt, now_s, value, offer)

    def _tell_full(self, request: int, now_s: int) -> None:
        call = self._full_for.pop(request, NO_CALL)
        if call != NO_CALL:
            vehicle, node = self._places.where(call)
            self._log.add(now_s, Event.TURNED_AWAY, vehicle, request, node, call)
