"""The changes that a scenario plans for its timetable, made."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from simulator.days import DayType
from simulator.errors import ScenarioError
from simulator.network.both_ways import shortest_m
from simulator.network.graph import RoadNetwork
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.running import Place, Running, WayLength, beyond_beeline
from simulator.network.gtfs_changes.changes import Effect, changed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError
from simulator.network.near import Near
from simulator.network.nearest_place import region_metres
from simulator.network.timetable.days import TimetableDay
from simulator.scenario.day_models import OWN
from simulator.scenario.models import ServicePart
from simulator.services.timetable.planned_changes import planned_changes

TypedDays = Sequence[tuple[TimetableDay, DayType]]


def changed_feed(
    part: ServicePart[Any], feed: Feed, days: TypedDays, network: RoadNetwork | None = None
) -> tuple[Feed, list[Effect]]:
    """Return the feed with the changes of the scenario, and what each came to on the counted days.

    network: the roads that added lines drive on, where they are known. Raises ScenarioError for what is not in the
    feed, and where days of two types that are changed apart run by the timetable of one date.
    """
    rules = part.config.changes
    if not rules:
        return feed, []
    counted = [day.date for day, _ in days if 0 <= day.number < part.scenario.calendar.days]
    types = {day.date: OWN[kind] for day, kind in days}
    _check_apart(part, days)
    try:
        return changed(
            feed,
            planned_changes(rules),
            Running(counted, types, beyond_beeline if network is None else _along_roads(network)),
        )
    except UnknownNameError as error:
        key = f"changes[{error.change}].{rules[error.change].kind}.{error.what}"
        raise ScenarioError([part.problem(key, str(error))]) from error


def _check_apart(part: ServicePart[Any], days: TypedDays) -> None:
    """Raise ScenarioError where a change tells types of days apart that have the same date."""
    types: dict[Any, set[str]] = {}
    for day, kind in days:
        types.setdefault(day.date, set()).add(OWN[kind])
    for number, rule in enumerate(part.config.changes):
        for day, kinds in types.items():
            if rule.rule.days and len(kinds) > 1:
                both = " and ".join(sorted(kinds))
                message = f"{both} both run by the timetable of {day}: no change can tell them apart"
                raise ScenarioError([part.problem(f"changes[{number}].{rule.kind}.days", message)])


def _along_roads(network: RoadNetwork) -> WayLength:
    """Return what measures the way along the roads between the nodes nearest to places; beyond roads by beeline."""
    middle = float(network.lat.mean())
    nodes = Near(region_metres(np.column_stack([network.lon, network.lat]), middle))

    def way_m(one: Place, other: Place) -> float:
        ends = nodes.nearest(region_metres(np.array([one, other], dtype=np.float64), middle))[0].astype(np.int32)
        metres = float(shortest_m(network, ends[:1], ends[1:])[0])
        return metres if isfinite(metres) else beyond_beeline(one, other)

    return way_m
