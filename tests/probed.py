"""Whether probes leave no trace, and are told what requests are told that ask as they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import ServicePart
from simulator.scenario.turns import first_asked
from simulator.services.probes import OFFERED, Ints, Probed, Probes
from simulator.services.protocol import Ask, Refusal
from simulator.services.ridepooling.book import Rearranged
from simulator.services.ridepooling.service import Ridepooling
from simulator.simulation.simulate import simulate
from simulator.tables import RIDES
from simulator.world.build import World, build_world

TOLD = ("departure_s", "boarding_s", "alighting_s", "arrival_s", "walk_s", "wait_s", "ride_s", "fare_eur")
AT_STOPS = ("departure_s", "arrival_s")  # where others' plans change
MOST = 8  # probes of a service, twice as many at most
COMPARED, OFFERS = "requests compared with probes", "offers equal to those of probes"


class Told(NamedTuple):
    """What a request is answered: when, whether it compares, an offer or why there is none, and in which state."""

    now_s: int
    compares: bool
    answer: Any
    state: object


def state_of(service: Ridepooling) -> object:
    """Return what an answer depends on, beside time and request: all plans, and the luck of who makes them anew."""
    replanner = service._replanner
    return service._plans.versions(), None if replanner is None else str(replanner._random.bit_generator.state)


@contextmanager
def listening(
    requests: dict[tuple[int, int], Told], states: dict[tuple[int, int], tuple[int, object]]
) -> Iterator[None]:
    """Keep what requests are answered at first, and in which state probes are asked; both by service and request."""
    answered_at, offers, probe = Ridepooling.probes_answered_at, Ridepooling.offers, Ridepooling.probe

    def begun(self: Ridepooling, probes: Probes) -> Ints:
        requests.clear()
        return answered_at(self, probes)

    def offered(self: Ridepooling, asks: Sequence[Ask], now_s: int) -> Any:
        state, found = state_of(self), offers(self, asks, now_s)
        for (attempt, *others), answer in zip(asks, found, strict=True):
            if not (others or attempt.ends or attempt.again or attempt.within):
                told = answer.reason if isinstance(answer, Refusal) else min((b[0] for b in answer), key=_arrives)
                requests[self.number, attempt.request] = Told(now_s, attempt.compares, told, state)
        return found

    def probed(self: Ridepooling, probes: Probes, rows: Ints, now_s: int) -> Probed:
        states.update({(self.number, way): (now_s, state_of(self)) for way in probes.way[rows].tolist()})
        return probe(self, probes, rows, now_s)

    listens = {"probes_answered_at": begun, "offers": offered, "probe": probed}
    with ExitStack() as stack:
        for name, heard in listens.items():
            stack.enter_context(patch.object(Ridepooling, name, heard))
        yield


def _arrives(offer: Any) -> int:
    return int(offer.arrival_s)


def probe_problems(world: World, log: pd.DataFrame, happened: Counter[str]) -> list[str]:
    """Return what is other in a run in which each request is also a probe, and how their answers differ.

    log: of the run without probes. Answers are compared where a request is the first whom anything happens to.
    """
    requests, states = dict[tuple[int, int], Told](), dict[tuple[int, int], tuple[int, object]]()
    parts = [part for part in world.scenario.parts if part.kind == RIDES and not feeds_vehicles_of_their_own(part)]
    asked = [(part, probes_of(world, log, part, compares)) for part in parts for compares in (False, True)]
    answers: list[Probed] = []
    with listening(requests, states):
        again = simulate(world, debug=True, probes=[probes for _, probes in asked], probed=answers)
    found = [] if again.equals(log) else ["probes: another log"]
    for (part, probes), answer in zip(asked, answers, strict=True):
        number = part.number
        for row, request in enumerate(probes.way.tolist()):
            told = requests.get((number, request))
            if told is None or told.compares != probes.compares or states[number, request] != (told.now_s, told.state):
                continue
            happened[COMPARED] += 1
            happened[OFFERS] += not isinstance(told.answer, int)
            if not is_same(answer, row, told.answer):
                found.append(f"probes: request {request} of {probes.service} is told {told.answer}")
    return found


def problems_of_day(file: Path, cache: Path, happened: Counter[str]) -> list[str]:
    """Return the same of the day of a scenario file, all of whose people are there, also those who asked nobody."""
    world = build_world(load_scenario(str(file)), cache=cache)
    return probe_problems(world, simulate(world), happened)


def feeds_vehicles_of_their_own(part: ServicePart[Any]) -> bool:
    """Return whether a rule asks a feeder before, to whose stations people also go by bike or car: probes do not."""
    services = part.scenario.services
    before = first_asked(part.name, services)
    return before is not None and services[before].access is not None  # type: ignore[attr-defined]


def probes_of(world: World, log: pd.DataFrame, part: ServicePart[Any], compares: bool) -> Probes:
    """Return requests to a service as probes, some of them from all of the day."""
    its = log.loc[(log["service"] == part.number) & (log["kind"] == Event.SUBMITTED), "request"].unique()
    asked = world.demand.iloc[its[:: max(1, len(its) // MOST)]]
    times = (asked[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s"))
    return Probes(part.name, world.demand, asked.index.to_numpy(np.int64), next(times), next(times), compares)


def is_same(answers: Probed, row: int, told: Any) -> bool:
    """Return whether a probe is answered what a request is told; who takes any ride is not told when it is."""
    if isinstance(told, int):
        return bool(answers.reason[row] == told)
    names = [name for name in TOLD if name not in AT_STOPS] if isinstance(told.what, Rearranged) else TOLD
    mine = [getattr(answers, name)[row] for name in names]
    theirs = [np.nan if getattr(told, name) is None else getattr(told, name) for name in names]
    return bool(answers.reason[row] == OFFERED and (told.arrival_s < 0 or np.array_equal(mine, theirs, equal_nan=True)))
