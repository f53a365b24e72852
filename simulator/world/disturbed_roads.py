"""Disruptions of roads and crossings as dated changes of the roads, beside those of all days."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import numpy as np

from simulator.errors import Problem
from simulator.network.changes import RoadChange
from simulator.network.courses import ALWAYS, Span
from simulator.network.crossings import Crossing
from simulator.network.graph import RoadNetwork
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.disruptions.crossing import TABLE
from simulator.scenario.disruptions.crossing import Crossing as CrossingConfig
from simulator.scenario.disruptions.roads import Roads
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.units import DAY_S
from simulator.world.chosen_roads import Choice, nothing_found
from simulator.world.disruptions import Disruption, disruptions_of, of_kind

ROAD_KINDS = ("roads", "crossing")


def disruptions_of_roads(scenario: Scenario) -> list[Disruption]:
    """Return the disruptions that change roads, in the scenario's order."""
    return of_kind(disruptions_of(scenario), *ROAD_KINDS)


def change_of(network: RoadNetwork, its: Disruption) -> RoadChange:
    """Return what a disruption does to the streets of a network, one without fault."""
    if its.kind == "roads":
        config = cast(Roads, its.config)
        edges = Choice.of_disruption(its.key, its.name, config).edges(network)
        return RoadChange(its.name, edges, config.factor, config.top_kph)
    crossing = _crossing(network, its)
    rows = [] if crossing is None else sorted(crossing.edges)
    return RoadChange(its.name, np.array(rows, dtype=np.int64), 0.0)


def problems_of(scenario: Scenario, network: RoadNetwork, its: Disruption) -> list[Problem]:
    """Return what is wrong with a disruption of roads or of a crossing."""
    if its.kind == "roads":
        choice = Choice.of_disruption(its.key, its.name, cast(Roads, its.config))
        return [] if len(choice.edges(network)) else nothing_found(scenario, network, choice)
    return [scenario.problem(f"{its.key}.{key}", text) for key, text in _wrong_crossing(network, its)]


def spans_of_disruption(network: RoadNetwork, calendar: Calendar, its: Disruption, change: int) -> list[Span]:
    """Return when the change that a disruption makes is in force; change: its number.

    What is announced at the very beginning of the first day has always been known. Drivers know of it as it happens,
    whenever it is announced.
    """
    known_s = ALWAYS if its.known_s <= 0 else its.known_s
    closed = [(its.from_s, its.until_s)]
    crossing = _crossing(network, its) if its.kind == "crossing" else None
    if crossing is not None:
        config = cast(CrossingConfig, its.config)
        if config.hours is not None:
            closed = _out_of_hours(_hours(crossing, config), calendar)
        elif config.gauge is not None:
            closed = _at_levels(crossing, config, calendar)
    clipped = [(max(from_s, its.from_s), min(until_s, its.until_s)) for from_s, until_s in closed]
    return [_span(change, from_s, until_s, known_s) for from_s, until_s in clipped if from_s < until_s]


def _span(change: int, from_s: int, until_s: int, known_s: int) -> Span:
    first_s = min(from_s, known_s)
    return Span(change, from_s, until_s, first_s, known_s - first_s)


def _crossing(network: RoadNetwork, its: Disruption) -> Crossing | None:
    """Return the crossing that a disruption names, in any case."""
    name = cast(CrossingConfig, its.config).crossing.casefold()
    return next((crossing for crossing in network.crossings if crossing.name.casefold() == name), None)


def _hours(crossing: Crossing, config: CrossingConfig) -> tuple[int, int]:
    """Return the hours at which a ferry runs: as told, or as the network's table tells them."""
    if config.hours == TABLE:
        assert crossing.hours is not None  # as is checked before
        return crossing.hours
    return cast(tuple[int, int], config.hours)


def _wrong_crossing(network: RoadNetwork, its: Disruption) -> list[tuple[str, str]]:
    """Return what is wrong with a disruption of a crossing, by keys."""
    config, crossing = cast(CrossingConfig, its.config), _crossing(network, its)
    if crossing is None:
        known = [each.name for each in network.crossings]
        hint = suggest(config.crossing, known) or (f"known are {', '.join(known)}" if known else "the network has none")
        return [("crossing", f'no crossing is called "{config.crossing}"; {hint}')]
    if config.hours is not None and crossing.kind != "ferry":
        return [("hours", f'"{crossing.name}" is a {crossing.kind}; expected a ferry')]
    if config.hours == TABLE and crossing.hours is None:
        return [("hours", f'the network tells no hours of "{crossing.name}"; expected two clock times')]
    if config.gauge is not None and crossing.lowest_m is None and crossing.highest_m is None:
        return [("gauge", f'the network tells no limits of water for "{crossing.name}"')]
    return []


def _out_of_hours(hours: tuple[int, int], calendar: Calendar) -> list[tuple[int, int]]:
    """Return when a ferry does not run that runs at some hours of every day, in true seconds."""
    true_s: Any = calendar.clock.true
    days_s = [day * DAY_S for day in range(calendar.begins_s // DAY_S - 1, calendar.ends_s // DAY_S + 3)]
    runs = [(true_s(day_s + hours[0]), true_s(day_s + hours[1])) for day_s in days_s]
    return [(ends_s, begins_s) for (_, ends_s), (begins_s, _) in pairwise(runs)]


def _at_levels(crossing: Crossing, config: CrossingConfig, calendar: Calendar) -> list[tuple[int, int]]:
    """Return when the water is outside of the limits of a crossing, in true seconds."""
    assert config.gauge is not None
    readings = [(calendar.clock.true(moment), level_m) for moment, level_m in config.gauge.readings()]
    ends_s = [*(from_s for from_s, _ in readings[1:]), -ALWAYS]
    return [
        (from_s, until_s)
        for (from_s, level_m), until_s in zip(readings, ends_s, strict=True)
        if not crossing.open_at(level_m)
    ]
