"""What the auditor is told of disruptions that close roads."""

from __future__ import annotations

from typing import cast

from simulator.analysis.audit.caught import Closure
from simulator.scenario.disruptions.closing import Closing
from simulator.world.build import World
from simulator.world.disruptions import of_kind
from simulator.world.disturbed_roads import ROAD_KINDS


def closures_of(world: World) -> dict[int, Closure]:
    """Return the disruptions of roads with their rules, by number."""
    found = {}
    for its in of_kind(world.disruptions, *ROAD_KINDS):
        says, changed = cast("Closing", its.config), world.disturbed_streets[its.number]
        ends = set(zip(changed["u"].tolist(), changed["v"].tolist(), strict=True))
        streets = frozenset(ends | {(v, u) for u, v in ends})
        found[its.number] = Closure(its.from_s, its.known_s, says.under_way, says.strand_after_s, streets)
    return found
