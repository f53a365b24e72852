"""The agenda of probes: services are asked what they offer, behind the vehicles of a second and before all who ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.engine.agenda import NOTHING, Clock, before_travellers
from simulator.errors import ScenarioError
from simulator.scenario.models import Scenario
from simulator.services.probes import Ints, Probed, ProbedService, Probes, moments
from simulator.services.protocol import Service
from simulator.suggest import suggest


class Probing:
    """Asks services by their names, and keeps the answers: ``answers``, one for each of the probes.

    first: see ``Agenda``. Its keys are its own: they come before all others of their rank.
    """

    def __init__(
        self, clock: Clock, services: Mapping[str, Service], probes: Sequence[Probes], scenario: Scenario
    ) -> None:
        self._clock = clock
        self.answers = [Probed.empty(len(its)) for its in probes]
        self._probes = [(_probed(services, its, scenario), its) for its in probes]
        self._coming: list[tuple[int, int, Ints]] = [
            (when_s, number, rows)
            for number, (service, its) in enumerate(self._probes)
            for when_s, rows in moments(service.probes_answered_at(its))
        ]
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


def _probed(services: Mapping[str, Service], probes: Probes, scenario: Scenario) -> ProbedService:
    """Return the service that is asked. Raises ScenarioError where there is none, or it is not for who asks."""
    name, known = probes.service, [its for its, service in services.items() if hasattr(service, "probe")]
    if name not in known:
        message = f'"{name}" is no service that tells what it would offer; {suggest(name, known) or _listed(known)}'
        raise ScenarioError([scenario.problem("services", message)])
    part = next(part for part in scenario.parts if part.name == name)
    who = set(probes.ways["traveller_class"].iloc[np.unique(probes.way)]) - set(part.asked_by)
    if who:
        message = f'{", ".join(sorted(who))}: nobody of that class asks "{name}"; {_listed(part.asked_by)}'
        raise ScenarioError([scenario.problem("people.classes", message)])
    service: ProbedService = services[name]  # type: ignore[assignment]
    return service


def _listed(known: Sequence[str]) -> str:
    return f"expected {', '.join(known)}" if known else "there is none"
