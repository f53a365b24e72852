"""The disruptions of a run, with their moments in true seconds and their lengths drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.demand.streams import stream
from simulator.scenario.disruptions.common import DisruptionConfig
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import moment_s


@dataclass(frozen=True)
class Disruption:
    """Something that goes wrong on a run. number: its place among those of the scenario, by which the log names it.

    from_s, until_s: when it is so [s]. known_s: when the dispatcher learns of it; told_s: when travellers do.
    """

    number: int
    config: DisruptionConfig
    from_s: int
    until_s: int
    known_s: int
    told_s: int

    @property
    def name(self) -> str:
        """Return what the scenario calls it."""
        return self.config.name

    @property
    def kind(self) -> str:
        """Return what is concerned."""
        return self.config.kind

    @property
    def key(self) -> str:
        """Return the key of the scenario it stands at."""
        return f"disruptions[{self.number}]"


def disruptions_of(scenario: Scenario) -> tuple[Disruption, ...]:
    """Return all disruptions that take any time at all, and may do something, in the scenario's order.

    Scenarios tell what clocks show, moments here are true seconds. What is drawn of one depends on the scenario's seed
    and its name alone, so that all others have the same luck without it.
    """
    true_s = scenario.calendar.clock.true
    found = []
    for number, config in enumerate(scenario.disruptions):
        from_s = true_s(moment_s(config.from_))
        until_s = true_s(moment_s(config.until)) if config.until is not None else from_s + length_s(scenario, config)
        known_s = from_s if config.announced is None else true_s(moment_s(config.announced))
        told_s = known_s if config.told is None else true_s(moment_s(config.told))
        if from_s < until_s and not getattr(config, "does_nothing", False):
            found.append(Disruption(number, config, from_s, until_s, known_s, told_s))
    return tuple(found)


def of_kind(disruptions: Sequence[Disruption], *kinds: str) -> list[Disruption]:
    """Return those of some kinds."""
    return [its for its in disruptions if its.kind in kinds]


def length_s(scenario: Scenario, config: DisruptionConfig) -> int:
    """Return how long a disruption takes that tells its length [s], drawn where it varies."""
    assert config.lasts_s is not None
    return drawn_s(chance(scenario, config), config.lasts_s, config.length_varies)


def drawn_s(luck: np.random.Generator, mean_s: int, varies: float) -> int:
    """Return how long something takes [s]: log-normal, with a mean. varies: its standard deviation by that mean."""
    if not varies:
        return mean_s
    sigma = float(np.sqrt(np.log1p(varies**2)))
    return round(mean_s * float(np.exp(luck.normal(-(sigma**2) / 2, sigma))))


def chance(scenario: Scenario, config: DisruptionConfig, what: str = "length") -> np.random.Generator:
    """Return the random numbers of something about one disruption."""
    return stream(scenario.seed, f"disruption {config.name}: {what}")
