"""By services that are asked: what they are asked, and what their answers come to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.experiments.accessibility.asked import NEVER, OFFERED, Answers, Asked, Ints
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.scenario.models import Scenario
from simulator.services.feeder.schema import partners_of
from simulator.services.probes import Probed, Probes, ways_between
from simulator.services.ridepooling.limits import limits_by_class
from simulator.tables import FEEDER, RIDES
from simulator.units import DAY_S

ON_ROADS_ONLY = (RIDES,)  # kinds whose vehicles get no farther than the roads


def asked_services(scenario: Scenario, config: AccessibilityConfig, kind: str) -> list[str]:
    """Return the names of services of a kind that are asked: those named, or all that who asks would ask."""
    of_kind = [part for part in scenario.parts if part.kind == kind]
    if config.services is not None:
        return [part.name for part in of_kind if part.name in config.services]
    return [part.name for part in of_kind if asking_class(scenario, config) in part.asked_by]


def asking_class(scenario: Scenario, config: AccessibilityConfig) -> str:
    """Return the class of who asks."""
    return config.traveller_class or next(iter(scenario.people.classes))


def probes_of(scenario: Scenario, config: AccessibilityConfig, asked: Asked, service: str, columns: Ints) -> Probes:
    """Return what a service is asked, pair by pair, at some of the times."""
    traveller = asking_class(scenario, config)
    origins, destinations = (
        table[["lon", "lat"]].to_numpy(np.float64)[rows]
        for table, rows in ((asked.cells, asked.cell), (asked.centres, asked.centre))
    )
    pairs = _asked_pairs(asked, scenario.services[service].kind)
    departure_s = np.tile(asked.asked_s[columns], len(pairs))
    turns = scenario.asks(traveller)
    compares = any(service in turn and len(turn) > 1 for turn in turns)
    return Probes(
        service, ways_between(origins, destinations, traveller), np.repeat(pairs, len(columns)),
        _asked_s(scenario, config, service, departure_s), departure_s, compares,
    )  # fmt: skip


def _asked_pairs(asked: Asked, kind: str) -> Ints:
    """Return the pairs for which somebody has to be asked."""
    beyond = (asked.centres["beyond_s"].to_numpy() > 0) | (asked.centres["node"].to_numpy() < 0)
    open_to = ~asked.on_foot & ~(beyond[asked.centre] & (kind in ON_ROADS_ONLY))
    return np.flatnonzero(open_to)


def _asked_s(scenario: Scenario, config: AccessibilityConfig, service: str, departure_s: Ints) -> Ints:
    """Return when it is asked [s]: as the study says, or as late as the service takes it."""
    if config.notice_s is not None:
        return departure_s - config.notice_s
    part = next(part for part in scenario.parts if part.name == service)
    if part.kind == FEEDER:
        part = next(its for its in scenario.parts if its.name == partners_of(part.config, scenario.services).on_demand)
    limits, answer = limits_by_class(part)[asking_class(scenario, config)], part.config.dispatch.answer
    lead_s = answer.lead_s if answer.when == "before_departure" else 0
    asked_s: Ints = departure_s - max(limits.notice_s, lead_s)
    if answer.when != "evening_before":
        return asked_s
    evening_s: Ints = (departure_s // DAY_S - 1) * DAY_S + int(answer.at)
    return np.minimum(asked_s, evening_s)


def answers_to(asked: Asked, probes: Probes, probed: Probed, columns: Ints) -> Answers:
    """Return what a service answered, by pair and time."""
    answers = Answers.none(len(asked.cell), len(columns))
    place = np.searchsorted(asked.asked_s[columns], probes.departure_s)
    at, offered = (probes.way, place), probed.offered
    answers.reason[at] = np.where(offered, OFFERED, probed.reason)
    for name in ("arrival_s", "walk_s", "wait_s", "ride_s"):
        getattr(answers, name)[at] = np.where(offered, getattr(probed, name), NEVER)
    answers.departure_s[at] = np.where(offered, probed.boarding_s, NEVER)
    answers.fare_eur[at] = np.where(offered, probed.fare_eur, np.nan)
    answers.service[at] = probes.service
    return answers


def best_answers(several: Sequence[Answers]) -> Answers:
    """Return of each way the answer of the service that is there first."""
    best = several[0]
    for other in several[1:]:
        best = best.sooner_of(other)
    return best
