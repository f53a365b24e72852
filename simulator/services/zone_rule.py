"""The rule of an area outside of which nobody is taken."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from simulator.network.areas import areas_named
from simulator.reasons import Reason
from simulator.services.places import Place, Places
from simulator.services.protocol import Day
from simulator.services.rules import Case, Rule, Verdict


def inside_areas(day: Day) -> Rule | None:
    """Return the rule that refuses who does not stay within the areas of the service; None: it has none."""
    zones = day.tables.part.config.zones
    if zones is None:
        return None
    areas, ends_of = areas_named(zones.file, zones.names), Places(day.world).ends
    refused, same = Verdict(Reason.OUTSIDE_ZONES), zones.same

    def rule(case: Case) -> Verdict | None:
        begins, ends = (areas_at(areas, place) for place in ends_of(case.attempt))
        return None if (begins & ends if same else begins and ends) else refused

    return rule


def areas_at(areas: Sequence[shapely.Geometry], place: Place) -> set[int]:
    """Return the numbers of the areas a place lies in, or on the outline of."""
    return {number for number, area in enumerate(areas) if shapely.intersects_xy(area, *place)}
