"""What a ridepooling service would offer phantom requests: its own answer to them, before the fleet as it is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from simulator.engine.log import EventLog
from simulator.scenario.turns import first_asked
from simulator.services.probes import Ints, Probed, Probes, put_offer
from simulator.services.protocol import Attempt, Offer, Refusal
from simulator.services.ridepooling.book import Rearranged
from simulator.services.ridepooling.front import Front
from simulator.services.ridepooling.phantoms import Phantoms
from simulator.services.rules import answer_times

NOBODY: Mapping[str, Any] = {}
LAST_NUMBER = 2**31 - 1  # behind all rides there are


class Parts:
    """Tells what rides that are parts of ways would be like for phantom requests, see ``ChainingService``.

    front: what answers these. tables: of the service, as they are for them.
    """

    def __init__(self, front: Front) -> None:
        self.number, self.tables = front.behind.number, front.day.tables
        self.cheapest_way, self.reach, self.waived_eur = front.cheapest_way, front.reach, front.offers.waived_eur


class FeederBefore:
    """Tells what a feeder has just answered those who ask it before, as rules want to know; it is asked when they do.

    asked: the probes, rows of them, and when [s].
    """

    def __init__(self, feeder: Any, asked: tuple[Probes, Ints, int]) -> None:
        self._feeder, self._asked = feeder, asked

    @cached_property
    def _answers(self) -> Probed:
        """Return its answers to all of them, which take much less time together."""
        found: Probed = self._feeder.probe(*self._asked)
        return found

    def has_offered(self, request: int) -> bool:
        """Return whether its answer to one of them is an offer."""
        return bool(self._answers.offered[request])


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
        day, replanner = front.day, front.behind.replanner
        before = first_asked(day.tables.part.name, day.world.scenario.services)
        feeders = {} if before is None else {before: FeederBefore(day.others[before], (probes, rows, now_s))}
        asks = self.front(probes, front, rows, feeders)
        found, asked_s = Probed.empty(len(rows)), probes.asked_s[rows].tolist()
        found.answered_s[:] = now_s
        for row, asked in enumerate(asked_s):
            attempt = Attempt(row, row, 0, asked, compares=probes.compares)
            with nullcontext() if replanner is None else replanner.on_trial():
                (answer,) = asks.answered([(attempt,)], now_s)
            if isinstance(answer, Refusal):
                found.reason[row] = answer.reason
            else:
                put_offer(found, row, min((door_to_door(asks, offer) for (offer,) in answer), key=_arrives))
        if day.debug:
            _check(asks, probes.only(rows), found)
        return found

    def front(self, probes: Probes, front: Front, rows: Ints, others: Mapping[str, Any] = NOBODY) -> Front:
        """Return what answers some of the probes as another one does requests. others: asked by its rules."""
        day, phantoms = front.day, self._of(probes, front)
        tables = phantoms.tables(rows)
        services = {**day.world.services, tables.part.name: tables}
        demand = probes.demand_of(rows)
        world = replace(day.world, demand=demand, services=services)
        behind = replace(front.behind, tickets=front.behind.tickets.of_phantoms(demand))
        for its, told in ((world, day.world), (tables, day.tables)):
            its.__dict__["days"] = told.days  # the same, and slow to read
        unread = EventLog(room=16).of(front.behind.number)
        asks = Front(replace(day, world=world, tables=tables, log=unread, others={**day.others, **others}), behind)
        asks.tells_times, asks.booking.number_as = True, LAST_NUMBER
        return asks

    def _of(self, probes: Probes, front: Front) -> Phantoms:
        world = front.day.tables
        key = id(probes), id(world)
        if key not in self._phantoms:
            self._phantoms[key] = Phantoms(probes, world)
        return self._phantoms[key]


def _check(asks: Front, probes: Probes, found: Probed) -> None:
    """Raise AssertionError where the auditor finds something wrong with the answers."""
    from simulator.services.ridepooling.audit_probes import probe_problems  # only where all is checked

    wrong = probe_problems(asks.day.tables.part, asks.day.tables.days, probes, found)
    if wrong:
        raise AssertionError("; ".join(wrong))


def door_to_door(asks: Front, offer: Offer) -> Offer:
    """Return an offer with its walks; where plans of others change, the times told are those at the stops."""
    if not isinstance(offer.what, Rearranged):
        return offer
    after_s = asks.offers.walk_after_s(offer)
    return offer._replace(departure_s=offer.departure_s - (offer.walk_s - after_s), arrival_s=offer.arrival_s + after_s)


def _arrives(offer: Offer) -> int:
    return offer.arrival_s
