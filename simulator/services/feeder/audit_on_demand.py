"""What the auditor looks at in the rides on demand of a journey: how far they lead, and how long getting off takes.

And what is told of each: the walk to it, and its direct drive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.network.travel_times import NO_WAY
from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.world.build import World

_PICKUPS = 0  # ends in ``tables.STOP_OPTION_DTYPES``
_PLANNED = Event.ACCEPTED, Event.PLANNED_DROPOFF


class Led(NamedTuple):
    """The rides on demand of a journey as it was booked, at a time [s]. to, from_: nodes of hubs, None without one."""

    request: int
    booked_s: int
    to: int | None
    from_: int | None


class OnDemandAudit:
    """Knows the roads of the service on demand, and where requests begin and end on them. part: of the feeder."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        tables: Any = world.services[part.name]
        on_demand = tables.partners.on_demand
        its: Any = world.services[on_demand]
        self._config: Any = world.scenario.services[on_demand]
        self._share, self._roads = part.config.drive_share, its.roads
        columns = ("origin_node", "destination_node", "direct_s", "party_size", "wheelchairs")
        requests = its.requests.sort_values("request")
        self._of = list(zip(*(requests[name].tolist() for name in columns), strict=True))
        self._walks_s: list[int] = requests["access_walk_s"].tolist()
        self._walk_s = _walks_to_stops(its.stop_options)

    def dwell_s(self, request: int) -> int:
        """Return how long a request takes to get off [s]."""
        config, (*_, size, wheelchairs) = self._config, self._of[request]
        return int(config.dwell_s + config.dwell_per_rider_s * size + config.dwell_per_wheelchair_s * wheelchairs)

    def told(self, rows: Sequence[Row], told: Mapping[Event, Row]) -> Iterator[str]:
        """Compare the walk to a ride and its direct drive with what is told. rows: of the ride; told: by the feeder."""
        begins, ends = (next((row for row in rows if row.kind == kind), None) for kind in _PLANNED)
        if begins is None or ends is None:
            return
        times = self._roads.at(begins.value)
        drive_s = times.between(begins.node, ends.node)
        there_is = drive_s != NO_WAY
        expected = {
            Event.LEG_DRIVE: drive_s if there_is else None,
            Event.LEG_DIRECT: times.length_m(begins.node, ends.node) if there_is else None,
            Event.LEG_WALK: None if Event.LEG_READY in told else self._to_pickup_s(begins.request, begins.node),
        }
        for kind, value in expected.items():
            its = told[kind].value if kind in told else None
            if its != value:
                yield f"ride {begins.ride}: {kind.words} is told as {its}, expected {value}"

    def _to_pickup_s(self, request: int, node: int) -> int | None:
        """Return the walk from where a request begins to a stop [s], None where it is none of its stops."""
        nearest_s = self._walks_s[request] if node == self._of[request][0] else None
        return self._walk_s.get((request, node), nearest_s)

    def wrong_with(self, led: Led) -> Iterator[str]:
        """Compare the direct drives of the rides with that of the whole way."""
        origin, destination, direct_s, *_ = self._of[led.request]
        times = self._roads.for_plans(led.booked_s)
        whole_s = times.between(origin, destination)
        if self._share is None or direct_s < 0 or whole_s < 0:
            return
        drives_s = 0 if led.to is None else times.between(origin, led.to)
        drives_s += 0 if led.from_ is None else times.between(led.from_, destination)
        if drives_s >= self._share * whole_s:
            yield f"drives {drives_s} s to and from stations, {whole_s} s all the way"


def _walks_to_stops(options: pd.DataFrame | None) -> dict[tuple[int, int], int]:
    """Return the walks to all stops where requests may be picked up [s], by request and node."""
    if options is None:
        return {}
    pickups = options[options["end"] == _PICKUPS]
    keys = zip(pickups["request"].tolist(), pickups["node"].tolist(), strict=True)
    return dict(zip(keys, pickups["walk_s"].tolist(), strict=True))
