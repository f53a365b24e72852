"""The agenda of probes: services are asked what they offer, behind the vehicles of a second and before all who ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from simulator.engine.agenda import NOTHING, Clock, before_travellers
from simulator.services.probes import Ints, Probed, ProbedService, Probes, moments
from simulator.services.protocol import Service


class Probing:
    """Asks services by their names, and keeps the answers: ``answers``, one for each of the probes.

    first: see ``Agenda``. Its keys are its own: they come before all others of their rank.
    """

    def __init__(self, clock: Clock, services: Mapping[str, Service], probes: Sequence[Probes]) -> None:
        self._clock = clock
        self.answers = [Probed.empty(len(its)) for its in probes]
        self._coming: list[tuple[int, int, Ints]] = []
        self._probes = [(cast(Any, services[its.service]), its) for its in probes]
        for number, (service, its) in enumerate(self._probes):
            asked: ProbedService = service
            self._coming += [(when, number, rows) for when, rows in moments(asked.probes_answered_at(its))]
        self._coming.sort(key=lambda moment: moment[:2], reverse=True)
        self.first = self._next()
        clock.add(self)

    def advance(self, limit: int) -> None:
        """Answer what comes before a limit; nothing else happens, and it is no later than before."""
        while self.first < limit:
            when_s, number, rows = self._coming.pop()
            was_s = int(self._clock.now)
            self._clock.jump(when_s)
            service, probes = self._probes[number]
            self.answers[number].put(rows, service.probe(probes, rows, when_s))
            self._clock.jump(was_s)
            self.first = self._next()

    def _next(self) -> int:
        return before_travellers(self._coming[-1][0]) if self._coming else NOTHING
