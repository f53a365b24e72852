"""What went wrong on a run, and whom it touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from simulator.analysis.disruptions.promises import broken_promises
from simulator.analysis.disruptions.table import disruption_table
from simulator.analysis.disruptions.touched import Facts, Happened
from simulator.experiments.disturbed_ways import ways_over
from simulator.tables import ServiceName
from simulator.world.build import World


@dataclass(frozen=True)
class Disturbed:
    """What went wrong, and what tells whom it touched."""

    happened: Sequence[Happened]
    facts: Facts

    @classmethod
    def of(
        cls, world: World, events: pd.DataFrame, journeys: pd.DataFrame, services: Sequence[ServiceName]
    ) -> Disturbed:
        """Return it of a run."""
        happened = [
            Happened(its.number, its.name, its.kind, its.from_s, its.until_s, its.known_s, its.told_s)
            for its in world.disruptions
        ]
        facts = Facts(events, journeys, broken_promises(events, services), ways_over(world), _cut(world))
        return cls(happened, facts)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return what went wrong with what it touched."""
        return disruption_table(self.happened, self.facts)


def _cut(world: World) -> dict[int, frozenset[int]]:
    """Return the vehicles by timetable that do not run as planned, by number of the disruption."""
    found: dict[int, frozenset[int]] = {}
    for its in world.services.values():
        wrong: Any = getattr(its, "wrong", None)
        if wrong is not None:
            calls: Any = getattr(its, "calls", None)
            trips = {number: wrong.trips(number, calls["gtfs_trip"].to_numpy()) for number in wrong.of}
            found |= {number: frozenset((its.first_vehicle + numbers).tolist()) for number, numbers in trips.items()}
    return found
