"""What a ridepooling service would offer phantom requests: its own answer to them, before the fleet as it is."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import numpy as np

from simulator.engine.log import EventLog
from simulator.services.probes import Ints, Probed, Probes, put_offer
from simulator.services.protocol import Attempt, Refusal
from simulator.services.ridepooling.front import Front
from simulator.services.ridepooling.phantoms import Phantoms
from simulator.services.rules import answer_times

LAST_NUMBER = 2**31 - 1  # behind all rides there are


class Parts:
    """Tells what rides that are parts of ways would be like for phantom requests, see ``ChainingService``.

    front: what answers these. tables: of the service, as they are for them.
    """

    def __init__(self, front: Front) -> None:
        self.number, self.tables = front.behind.number, front.day.tables
        self.cheapest_way, self.reach, self.waived_eur = front.cheapest_way, front.reach, front.offers.waived_eur


class Probings:
    """Answers probes on the terms that hold for requests of that moment; remembers what it has measured for them."""

    def __init__(self) -> None:
        self._phantoms = dict[tuple[int, int], Phantoms]()  # by probes, and the world on whose terms they ask

    def answered_at(self, probes: Probes, front: Front) -> Ints:
        """Return when each of them is answered [s]. front: what answers requests."""
        world = front.day.tables
        every = np.arange(len(probes))
        asked = self._of(probes, front).tables(every).requests
        return np.array(answer_times(world.config.dispatch.answer, asked, world.days.clock, front.every_s), np.int64)

    def answers(self, probes: Probes, front: Front, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered, each alone. front: what answers requests now."""
        asks, replanner = self.front(probes, front, rows), front.behind.replanner
        found, asked_s = Probed.empty(len(rows)), probes.asked_s[rows].tolist()
        found.answered_s[:] = now_s
        for row, asked in enumerate(asked_s):
            attempt = Attempt(row, row, 0, asked, compares=probes.compares)
            with nullcontext() if replanner is None else replanner.on_trial():
                (answer,) = asks.answered([(attempt,)], now_s)
            if isinstance(answer, Refusal):
                found.reason[row] = answer.reason
            else:
                put_offer(found, row, min((offer for (offer,) in answer), key=lambda offer: offer.arrival_s))
        return found

    def front(self, probes: Probes, front: Front, rows: Ints) -> Front:
        """Return what answers some of the probes as requests are answered by another one."""
        day, phantoms = front.day, self._of(probes, front)
        tables = phantoms.tables(rows)
        services = {**day.world.services, tables.part.name: tables}
        demand = probes.demand_of(rows)
        world = replace(day.world, demand=demand, services=services)
        behind = replace(front.behind, tickets=front.behind.tickets.of_phantoms(demand))
        for its, told in ((world, day.world), (tables, day.tables)):
            its.__dict__["days"] = told.days  # the same, and slow to read
        unread = EventLog(room=16).of(front.behind.number)
        asks = Front(replace(day, world=world, tables=tables, log=unread), behind)
        asks.tells_times, asks.booking.number_as = True, LAST_NUMBER
        return asks

    def _of(self, probes: Probes, front: Front) -> Phantoms:
        world = front.day.tables
        key = id(probes), id(world)
        if key not in self._phantoms:
            self._phantoms[key] = Phantoms(probes, world)
        return self._phantoms[key]
