"""How somebody goes on who has missed a connection: by the next bus or train, or on demand straight from there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulator.kernels.chains import ON_FOOT
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable_routing.routing import Router
from simulator.network.travel_times import NO_WAY
from simulator.services.feeder.chains import Chain, Chains, Place
from simulator.services.feeder.search import Leg, Search
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import Attempt, Chosen, Day, Ends, Offer, Way
from simulator.tables import NO_NODE, NO_TIME


class Stands(NamedTuple):
    """Where somebody is, or will be: at a stop, from a time on [s]."""

    stop: int
    from_s: int


class Onward:
    """Finds the cheapest way from where somebody stands, as for whole journeys. day: of the feeder.

    Buses and trains are those that leave by timetable from then on. Rides on demand begin no sooner than the notice for
    them allows.
    """

    def __init__(self, day: Day, search: Search) -> None:
        tables: FeederWorld = day.tables
        lines: Any = day.world.services[str(tables.partners.timetable)]
        self._search, self._hubs = search, tables.hubs
        self._config, self._ends, self._stop_node = tables.part.config, lines.ways.ends, lines.stop_node
        self._routers, self._walks = lines.search, lines.timetable.walks
        services, people = day.world.scenario.services, day.world.scenario.people.classes
        limits: Any = services[str(tables.partners.on_demand)].limits  # type: ignore[attr-defined]
        notice_s = {name: limits[kind.limits].notice_s if kind.limits in limits else 0 for name, kind in people.items()}
        self._notice_s = [notice_s[name] for name in day.world.demand["traveller_class"].tolist()]
        self._wheelchairs: list[int] = day.world.demand["wheelchairs"].tolist()
        self._hub_of = {
            int(stop): hub for hub, walks in reversed([*enumerate(self._hubs.away)]) for stop in walks.stop.tolist()
        }

    def node_of(self, stop: int) -> int:
        """Return where rides on demand meet people of a stop: at the hub it belongs to, else next to it."""
        hub = self._hub_of.get(stop)
        return int(self._stop_node[stop] if hub is None else self._hubs.node[hub])

    def best(self, attempt: Attempt, stands: Stands, now_s: int) -> tuple[Leg, ...]:
        """Return the parts of the cheapest way on; none where nothing takes them on."""
        if self.node_of(stands.stop) == NO_NODE:
            return ()
        chains = self._chains(attempt, stands, now_s)
        while True:
            found = self._cheapest(attempt, chains, stands, now_s)
            if not isinstance(found, Chain):
                return found
            chains.remove(found)  # something on it is full

    def _cheapest(self, attempt: Attempt, chains: list[Chain], stands: Stands, now_s: int) -> tuple[Leg, ...] | Chain:
        """Return the parts of the cheapest way; or that way, where there is no place on it."""
        soonest_s = now_s + self._notice_s[attempt.request]
        direct = self._ride(self.node_of(stands.stop), stands, max(stands.from_s, soonest_s))
        rides, places = [chain for chain in chains if chain.second is not None], {direct: 0}
        ways = [*(chain.way(places) for chain in rides), Way(0)]
        chosen = self._search.on_demand.cheapest_way(attempt, list(places), ways, now_s)
        by_line = min((its for its in chains if its.second is None), key=lambda its: its.extra, default=None)
        bundle: tuple[Offer, ...] = ()
        chain = by_line
        if isinstance(chosen, Chosen) and (by_line is None or chosen.cost < by_line.extra):
            chain, bundle = [*rides, None][chosen.way], chosen.bundle
        if chain is None:
            return tuple(Leg(offer, ready_s=direct.earliest_s) for offer in bundle)
        egress = NO_NODE if chain.second is None else chain.second.origin_node
        ends = Ends(self.node_of(stands.stop), egress)
        ridden = self._search.lines.along(attempt._replace(ends=ends), chain.journey)
        if ridden is None:
            return chain
        ready_s = None if chain.second is None else chain.second.earliest_s
        return (Leg(ridden), *(Leg(offer, ready_s=ready_s) for offer in bundle))

    def _ride(self, node: int, stands: Stands, from_s: int) -> Ends:
        """Return the ends of a ride on demand to the destination, from a node and a time on [s]."""
        by_s = stands.from_s + self._config.longest_s
        return Ends(node, NO_NODE, from_s, by_s, self._config.max_transfer_wait_s)

    def _chains(self, attempt: Attempt, stands: Stands, now_s: int) -> list[Chain]:
        """Return the ways with buses and trains, on foot to the destination or on demand from a hub."""
        possible, nodes, config = self._search.possible, self._hubs.node, self._config
        ask, request = possible.ask(attempt, self._search.on_demand, now_s), attempt.request
        wish = ask.wish._replace(leaves_s=stands.from_s, by_s=NO_TIME, after_s=NO_TIME)
        reach = ask.reach._replace(from_eur=np.zeros(len(nodes)))  # nothing is paid once more
        chains = Chains(wish, possible.limits, possible.weights, nodes.tolist(), reach, 0.0)
        router: Router = self._routers.for_wheelchairs if self._wheelchairs[request] else self._routers.for_all
        start, until_s = self._around(stands.stop), stands.from_s + config.longest_wait_s
        by_s, found = stands.from_s + config.longest_s, list[Chain]()
        for egress in (*np.flatnonzero(reach.from_s != NO_WAY).tolist(), ON_FOOT):
            end: StopWalks = self._ends[request] if egress == ON_FOOT else self._hubs.back[egress]
            if not len(end.stop) or self._hub_of.get(stands.stop) == egress:
                continue
            for journey in router.journeys(start, end, stands.from_s, until_s, config.most_changes + 1):
                if journey.departure_s <= until_s and journey.arrival_s <= by_s:
                    times_s = journey.departure_s, journey.arrival_s
                    chain = chains.made(Place(ON_FOOT, egress, *times_s, journey.rides, times_s[0]), journey)
                    ready_s = max(journey.arrival_s, now_s + self._notice_s[request])
                    second = None if egress == ON_FOOT else self._ride(int(nodes[egress]), stands, ready_s)
                    found.append(chain._replace(second=second))
        return found

    def _around(self, stop: int) -> StopWalks:
        """Return the changes from a stop."""
        ours = self._walks["from_stop"] == stop
        its = self._walks[ours].sort_values("to_stop")
        to, walk_s = (its[name].to_numpy(np.int32, copy=True) for name in ("to_stop", "walk_s"))
        return StopWalks(to, walk_s, np.zeros(len(its)))  # searches compile anew for arrays that are read only
