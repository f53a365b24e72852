"""What buses and trains would offer phantom requests, with the places that are taken and all that is known now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.engine.log import EventLog
from simulator.services.probes import Ints, Probed, Probes, put_offer
from simulator.services.protocol import Attempt, Day, Refusal
from simulator.services.timetable.known import Known
from simulator.services.timetable.offering import Offering
from simulator.services.timetable.places import Places
from simulator.services.timetable.ways import Ways, places_of, ways_of
from simulator.services.timetable.world import TimetableWorld
from simulator.tables import NO_NODE

Shared = tuple[Places, Known]  # who has which place, and what is known not to run


class Phantoms:
    """Answers probes as requests are answered; stops near their ends are found once. day, number: of the service.

    shared: with those who run by it.
    """

    def __init__(self, day: Day, number: int, shared: Shared) -> None:
        self._day, self._number, self._shared = day, number, shared
        self._ways = dict[int, tuple[Probes, Ways]]()  # by probes, which are kept

    def answers(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered, each alone."""
        offering, found = self.offering(probes, rows), Probed.empty(len(rows))
        found.answered_s[:] = now_s
        for row, asked_s in enumerate(probes.asked_s[rows].tolist()):
            (answer,) = offering.offers([(Attempt(row, row, 0, asked_s, compares=probes.compares),)], now_s)
            if isinstance(answer, Refusal):
                found.reason[row] = answer.reason
            else:
                put_offer(found, row, answer[0][0])
        return found

    def offering(self, probes: Probes, rows: Ints) -> Offering:
        """Return what answers some of the probes, numbered from 0 on."""
        tables, way = self._day.tables, probes.way[rows]
        its = self.ways(probes)
        nodes = its.origin[way], its.destination[way]
        tables = replace(tables, ways=Ways(its.starts.of(way), its.ends.of(way), its.walk_m[way], *nodes))
        world = replace(self._day.world, demand=probes.demand_of(rows))
        unread = EventLog(room=16).of(self._number)
        return Offering(replace(self._day, world=world, tables=tables, log=unread), self._number, *self._shared)

    def ways(self, probes: Probes) -> Ways:
        """Return the stops near the ends of all ways of probes; nodes are told of nothing that is not booked."""
        if id(probes) not in self._ways:
            world: TimetableWorld = self._day.tables
            nowhere = np.full(2 * len(probes.ways), NO_NODE, dtype=np.int32)
            places = places_of(probes.ways, self._day.world.network)
            self._ways[id(probes)] = probes, ways_of(places, nowhere, world.timetable, world.part.config.walk)
        return self._ways[id(probes)][1]
