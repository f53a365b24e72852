"""Which chains there are for a request: all hubs it may ride to and from, and all best journeys between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.fares.tariff import line_cents
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.routing import Router
from simulator.network.travel_times import NO_WAY
from simulator.services.feeder.chains import ON_FOOT, Chain, Chains, Limits, Weights, Wish, direct_extra
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import ChainingService, Day, Ends, Way
from simulator.units import HOUR_S

WHOLE = Ends()


class Possible:
    """Lists the ways of requests. day: of the feeder."""

    def __init__(self, day: Day) -> None:
        tables: FeederWorld = day.tables
        config, demand, services = tables.part.config, day.world.demand, day.world.scenario.services
        lines: Any = day.world.services[str(tables.partners.timetable)]
        weights: Any = services[str(tables.partners.on_demand)].dispatch.weights  # type: ignore[attr-defined]
        self._hubs, self._nodes = tables.hubs, tables.hubs.node
        self._ways, self._search = lines.ways, lines.search
        wait, ride, walk = (round(1000 * weight) for weight in (weights.wait, weights.ride, weights.walk))
        euro_s = HOUR_S / config.cost.value_of_time_eur
        self._weights = Weights(wait, ride, walk, config.cost.change_s, euro_s)
        self._limits = Limits(
            config.buffer_s, config.window_s, config.max_transfer_wait_s, config.longest_wait_s, config.longest_s
        )
        self._direct, self._most_rides = config.direct, config.most_changes + 1
        size, holds = (demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self._line_eur = [(cents or 0) / 100 for cents in line_cents(lines.part.config.fares, size, holds)]
        columns = ("earliest_departure_s", "latest_arrival_s", "earliest_arrival_s", "party_size", "wheelchairs")
        self._asked = list(zip(*(demand[name].tolist() for name in columns), strict=True))

    def wish(self, request: int, now_s: int) -> Wish:
        """Return what a request wishes for, now [s]."""
        leaves_s, by_s, after_s, size, _ = self._asked[request]
        return Wish(max(now_s, leaves_s), by_s, after_s, size)

    def of(self, request: int, service: ChainingService, now_s: int) -> tuple[list[Chain], Way | None]:
        """Return the chains of a request in the order of hubs, and the ride all the way where it is one of the ways."""
        wish, reach = self.wish(request, now_s), service.reach(request, self._nodes, now_s)
        nodes, line_eur = self._nodes.tolist(), self._line_eur[request]
        chains = Chains(wish, self._limits, self._weights, nodes, reach, line_eur)
        router = self._search.for_wheelchairs if self._asked[request][-1] else self._search.for_all
        begins = [*np.flatnonzero(reach.to_s != NO_WAY).tolist(), ON_FOOT]
        ends = [*np.flatnonzero(reach.from_s != NO_WAY).tolist(), ON_FOOT]
        found = []
        for access in begins:
            for egress in (end for end in ends if end != access):
                for journey in self._journeys(router, request, (access, egress), chains.span_s(access)):
                    chain = chains.made(access, egress, journey)
                    found += [] if chain is None else [chain]
        direct = Way(0, extra=direct_extra(wish, self._weights, reach)) if self._direct else None
        return found, direct

    def _journeys(
        self, router: Router, request: int, places: tuple[int, int], span_s: tuple[int, int]
    ) -> Iterator[Any]:
        """Yield the best journeys between hubs, or on foot, that leave within a span of time [s].

        Best of all: none that leaves later is as good, be it after the span.
        """
        start, end = self._start(request, places[0]), self._end(request, places[1])
        if len(start.stop) and len(end.stop) and span_s[0] <= span_s[1]:
            until_s = span_s[1] + self._limits.longest_s
            found = router.journeys(start, end, span_s[0], until_s, self._most_rides)
            yield from (journey for journey in found if journey.departure_s <= span_s[1])

    def _start(self, request: int, hub: int) -> StopWalks:
        walks: StopWalks = self._ways.starts[request] if hub == ON_FOOT else self._hubs.away[hub]
        return walks

    def _end(self, request: int, hub: int) -> StopWalks:
        walks: StopWalks = self._ways.ends[request] if hub == ON_FOOT else self._hubs.back[hub]
        return walks
