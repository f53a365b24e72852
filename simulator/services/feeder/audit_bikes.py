"""What the auditor looks at in ways by one's own bike to a station: who rides, how far and how long, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from simulator.analysis.audit.row import Row
from simulator.kernels.chains import NO_WAY
from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.world.build import World


class Cycled(NamedTuple):
    """A way by bike as it is told. place: among the parts of its journey. began, ended, due: its rows, None without."""

    ride: int
    place: int
    began: Row | None
    ended: Row | None
    due: Row | None


class BikeAudit:
    """Knows the stations, who has a bike, and how far everybody rides all the way. part: of a feeder with access."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        tables: Any = world.services[part.name]
        own: Any = world.services[str(tables.partners.bike)]
        assert part.config.access is not None
        self._longest_s, self._hubs = part.config.access.longest_s, set(tables.hubs.node.tolist())
        columns = ("request", "all_have_it", "length_m")
        self._of = {one: told for one, *told in zip(*(own.ways[name].tolist() for name in columns), strict=True)}

    def wrong_with(self, way: Cycled) -> Iterator[str]:
        """Look whether a way leads to a station, comes first, is no longer than it may be, and on time."""
        ride, began, ended, due = way.ride, way.began, way.ended, way.due
        if way.place:
            yield f"ride {ride} is by bike, and part {way.place}"
        if began is None or ended is None or due is None:
            if due is None or (began is None) != (ended is None):
                yield f"ride {ride} is by bike, and its beginning, end or due is not told"
            return
        all_have_it, whole_m = self._of[due.request]
        if not all_have_it:
            yield f"ride {ride} is by bike, which not all of them have"
        if whole_m != NO_WAY and ended.value >= whole_m:
            yield f"ride {ride} leads {ended.value} m by bike, and {whole_m} m are all the way"
        if ended.node not in self._hubs:
            yield f"ride {ride} ends at node {ended.node}, which is no station"
        if ended.time_s - began.time_s > self._longest_s:
            yield f"ride {ride} takes {ended.time_s - began.time_s} s by bike, at most {self._longest_s} s"
        if ended.time_s != due.value:
            yield f"ride {ride} ends at {ended.time_s} s by bike, due at {due.value} s"
