"""What the auditor looks at in the rides on demand of a journey: how far they lead, and how long getting off takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.world.build import World


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

    def dwell_s(self, request: int) -> int:
        """Return how long a request takes to get off [s]."""
        config, (*_, size, wheelchairs) = self._config, self._of[request]
        return int(config.dwell_s + config.dwell_per_rider_s * size + config.dwell_per_wheelchair_s * wheelchairs)

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
