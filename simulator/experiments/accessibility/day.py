"""One day of a study of access: what is asked on it, and what is reached by each means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.experiments.accessibility.asked import Answers, Asked, Ints, asked_of, on_foot_too, table_of_day
from simulator.experiments.accessibility.by_ride import answers_to, asked_services, best_answers, probes_of
from simulator.experiments.accessibility.by_road import by_car, drives
from simulator.experiments.accessibility.by_timetable import by_timetable
from simulator.experiments.accessibility.cells import cells_of
from simulator.experiments.accessibility.centres import centres_of
from simulator.experiments.accessibility.on_roads import OnRoads
from simulator.results import accessibility_definitions as means
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.scenario.models import Scenario
from simulator.simulation.simulate import simulate
from simulator.tables import FEEDER, RIDES, TIMETABLE
from simulator.world.build import build_world

if TYPE_CHECKING:
    from simulator.services.probes import Probed, Probes

ON_REQUEST = {means.ON_DEMAND: RIDES, means.FEEDER: FEEDER}  # means -> kind of the services that are asked


@dataclass(frozen=True, eq=False)
class Questions:
    """What is asked on each day of a study. means: names of the services of each; begins_s: when the day begins [s]."""

    scenario: Scenario
    config: AccessibilityConfig
    asked: Asked
    means: dict[str, list[str]]
    begins_s: int

    @property
    def probes(self) -> int:
        """Return how many phantom requests a day has."""
        return sum(len(probes) for _, probes, _ in self.to_services())

    def to_services(self) -> list[tuple[str, Probes, Ints]]:
        """Return what services are asked: means, probes, and which of the times are asked."""
        return [
            (name, probes_of(self.scenario, self.config, self.asked, service, self.columns(name)), self.columns(name))
            for name in ON_REQUEST
            for service in self.means.get(name, ())
        ]

    def columns(self, name: str) -> Ints:
        """Return which of the wished departures are asked by a means."""
        if name != means.FEEDER:
            return np.arange(len(self.asked.asked_s))
        wanted = self.begins_s + np.array(self.config.feeder_times, dtype=np.int64)
        return np.flatnonzero(np.isin(self.asked.asked_s, wanted))


def questions_of(scenario: Scenario, config: AccessibilityConfig) -> Questions:
    """Return what is asked, with places and centres on the roads of the scenario. Raises ElbeDrtError."""
    world = build_world(scenario)
    roads = OnRoads(world)
    cells = cells_of(world, config.cells)
    centres = centres_of(world, config, roads)
    begins_s, ends_s = world.days.span_on(0, config.hours)
    asked_s = np.arange(begins_s, ends_s, config.every_s, dtype=np.int64)
    asked = asked_of(config, cells, centres, roads, drives(world.roads, begins_s), asked_s)
    asks = {name: asked_services(scenario, config, kind) for name, kind in ON_REQUEST.items()}
    asks[means.TIMETABLE] = [part.name for part in scenario.parts if part.kind == TIMETABLE]
    questions = Questions(scenario, config, asked, asks, begins_s - config.hours[0])
    there = {name: services for name, services in asks.items() if services and len(questions.columns(name))}
    return replace(questions, means=there)


def day_of(questions: Questions, seed: int) -> pd.DataFrame:
    """Return what is reached on the day of a seed, ``ACCESSIBILITY_DTYPES``. Raises ElbeDrtError."""
    world = build_world(questions.scenario, seed)
    asked, told = questions.asked, dict[str, list[Answers]]()
    to_services = questions.to_services()
    probed: list[Probed] = []
    simulate(world, probes=[probes for _, probes, _ in to_services], probed=probed)
    for (name, probes, columns), answers in zip(to_services, probed, strict=True):
        told.setdefault(name, []).append(answers_to(asked, probes, answers, columns))
    for name in questions.means.get(means.TIMETABLE, ()):
        told.setdefault(means.TIMETABLE, []).append(by_timetable(asked, world.services[name], name))  # type: ignore[arg-type]
    told[means.CAR] = [by_car(asked, world.roads, questions.config.car_access_s)]
    return table_of_day(asked, [
        (name, questions.columns(name), on_foot_too(asked, questions.columns(name), best_answers(its)))
        for name, its in told.items()
    ])  # fmt: skip
