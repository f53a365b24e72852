"""Phantom requests: what a service would offer at a place and second of a run, asked so that nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.agenda import NOTHING, Clock, before_travellers
from simulator.errors import ScenarioError
from simulator.scenario.models import Scenario
from simulator.services.protocol import Offer, Service
from simulator.suggest import suggest
from simulator.tables import NO_NODE, NO_TIME, PEOPLE_DTYPES, typed

OFFERED = -1  # instead of a reason
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Probes:
    """Phantom requests to one service, by its name, each made by its party alone, as the first of its second.

    ways: who, and from where to where, columns of ``tables.PEOPLE_DTYPES``; their times of asking and leaving do not
    count. way: int64 (probes,), rows of these. asked_s, departure_s: int64 (probes,), when it asks, and when it wants
    to leave [s]. compares: whether it looks at all that it is offered, as travellers do who choose.
    """

    service: str
    ways: pd.DataFrame
    way: Ints
    asked_s: Ints
    departure_s: Ints
    compares: bool = False

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.way)

    def only(self, rows: Ints) -> Probes:
        """Return some of them."""
        some = {name: getattr(self, name)[rows] for name in ("way", "asked_s", "departure_s")}
        return replace(self, **some)

    def demand_of(self, rows: Ints) -> pd.DataFrame:
        """Return some of them as a demand, see ``tables.PEOPLE_DTYPES``; one row each."""
        table = self.ways.iloc[self.way[rows]].reset_index(drop=True)
        times = {"submitted_s": self.asked_s[rows], "earliest_departure_s": self.departure_s[rows]}
        return table.assign(**{name: its.astype(np.int32) for name, its in times.items()})


@dataclass(frozen=True, eq=False)
class Probed:
    """What probes were answered, an array (probes,) each; what is not offered has NO_TIME, 0 and NaN.

    reason: int16, OFFERED or a ``Reason``. answered_s: when [s]. departure_s: when to leave, boarding_s, alighting_s,
    arrival_s: at the destination, with the walks, all int64 [s]. walk_s, wait_s, ride_s: in all, int64 [s].
    fare_eur: of the party, float64, NaN where no fare is known. changes: of vehicle, int64.
    """

    reason: NDArray[np.int16]
    answered_s: Ints
    departure_s: Ints
    boarding_s: Ints
    alighting_s: Ints
    arrival_s: Ints
    walk_s: Ints
    wait_s: Ints
    ride_s: Ints
    fare_eur: NDArray[np.float64]
    changes: Ints

    @classmethod
    def empty(cls, count: int, reason: int = 0) -> Probed:
        """Return room for the answers to so many probes, none of which is offered anything."""
        times = {name: np.full(count, NO_TIME, dtype=np.int64) for name in _TIMES}
        spans = {name: np.zeros(count, dtype=np.int64) for name in ("walk_s", "wait_s", "ride_s", "changes")}
        return cls(reason=np.full(count, reason, dtype=np.int16), fare_eur=np.full(count, np.nan), **times, **spans)

    def put(self, rows: Ints, answers: Probed) -> None:
        """Write the answers to some of the probes to their rows."""
        for column in fields(self):
            getattr(self, column.name)[rows] = getattr(answers, column.name)

    @property
    def offered(self) -> NDArray[np.bool_]:
        """Return which were offered something, bool (probes,)."""
        found: NDArray[np.bool_] = self.reason == OFFERED
        return found


_TIMES = ("answered_s", "departure_s", "boarding_s", "alighting_s", "arrival_s")


class ProbedService(Protocol):
    """A service that can tell what it would offer. Nothing changes: no ride, no number, no luck, no row of the log."""

    def probes_answered_at(self, probes: Probes) -> Ints:
        """Return when each of them is answered [s], int64 (probes,)."""

    def probe(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered now, each as if it was the first that is answered this second."""


def ways_between(
    origins: NDArray[np.float64], destinations: NDArray[np.float64], traveller_class: str, **people: object
) -> pd.DataFrame:
    """Return the ways of one person each, for ``Probes``. origins, destinations: lon and lat, float64 (ways, 2).

    people: further columns of ``tables.PEOPLE_DTYPES`` that are not as of a person alone without a ticket.
    """
    count = len(origins)
    columns: dict[str, object] = {
        "request_id": [f"probe-{number}" for number in range(count)],
        "submitted_s": 0, "earliest_departure_s": 0, "earliest_arrival_s": NO_TIME, "latest_arrival_s": NO_TIME,
        "origin_lon": origins[:, 0], "origin_lat": origins[:, 1],
        "destination_lon": destinations[:, 0], "destination_lat": destinations[:, 1],
        "origin_node": NO_NODE, "destination_node": NO_NODE,
        "party_size": 1, "wheelchairs": 0, "parcels": 0,
        "traveller_class": traveller_class, "purpose": "", "season_ticket": False, **people,
    }  # fmt: skip
    return typed(pd.DataFrame(columns, index=range(count)), PEOPLE_DTYPES)


def moments(answered_s: Sequence[int] | Ints) -> list[tuple[int, Ints]]:
    """Return each moment at which probes are answered [s], in order, with their rows."""
    times = np.asarray(answered_s, dtype=np.int64)
    order = np.argsort(times, kind="stable")
    each, first = np.unique(times[order], return_index=True)
    last = [*first[1:].tolist(), len(order)]
    return [(when_s, order[a:b]) for when_s, a, b in zip(each.tolist(), first.tolist(), last, strict=False)]


def put_offer(into: Probed, row: int, offer: Offer) -> None:
    """Write what is offered to a row."""
    into.reason[row] = OFFERED
    for name in ("departure_s", "boarding_s", "alighting_s", "arrival_s", "walk_s", "wait_s", "ride_s", "changes"):
        getattr(into, name)[row] = getattr(offer, name)
    into.fare_eur[row] = np.nan if offer.fare_eur is None else offer.fare_eur


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

    def finish(self) -> None:
        """Answer all that is left."""
        self.advance(NOTHING)

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
