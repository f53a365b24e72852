"""Which of its ways a request is offered: the cheapest one on which there is room."""

from __future__ import annotations

from typing import NamedTuple, cast

from simulator.reasons import Reason
from simulator.services.feeder.chains import ON_FOOT, Chain, as_way
from simulator.services.feeder.possible import WHOLE, Possible
from simulator.services.feeder.world import FeederWorld
from simulator.services.protocol import (
    Attempt,
    ChainingService,
    Day,
    Ends,
    LineService,
    Offer,
    Refusal,
)  # fmt: skip
from simulator.tables import NO_TIME


class Leg(NamedTuple):
    """A part of a journey as it can be booked. due_s, ready_s: see ``Event.LEG_DUE`` and ``LEG_READY``; or None."""

    offer: Offer
    due_s: int | None = None
    ready_s: int | None = None


class Search:
    """Finds journeys for requests. day: of the feeder, see ``Possible``."""

    def __init__(self, day: Day) -> None:
        self._day, self._possible = day, Possible(day)
        tables: FeederWorld = day.tables
        self._partners, self._nodes = tables.partners, tables.hubs.node.tolist()

    @property
    def on_demand(self) -> ChainingService:
        """Return the service with the rides on demand."""
        return cast(ChainingService, self._day.others[str(self._partners.on_demand)])

    @property
    def lines(self) -> LineService:
        """Return the service with the timetable."""
        return cast(LineService, self._day.others[str(self._partners.timetable)])

    def wish_s(self, request: int, now_s: int) -> int | None:
        """Return when a request wants to leave, None where it has to arrive by a time [s]."""
        wish = self._possible.wish(request, now_s)
        return wish.leaves_s if wish.by_s == NO_TIME else None

    def best(self, attempt: Attempt, now_s: int) -> tuple[Leg, ...] | Refusal:
        """Return the parts of the cheapest way on which there is room, or why there is none. Nothing changes."""
        chains, direct = self._possible.of(attempt.request, self.on_demand, now_s)
        is_full = False
        while chains or direct is not None:
            places: dict[Ends, int] = {}
            ways = [as_way(chain, places) for chain in chains]
            if direct is not None:
                ways.append(direct._replace(first=places.setdefault(WHOLE, len(places))))
            chosen = self.on_demand.cheapest_way(attempt, list(places), ways, now_s)
            if isinstance(chosen, Refusal):
                return Refusal(Reason.FULL) if is_full else chosen
            if chosen.way == len(chains):
                return (Leg(chosen.bundle[0]),)
            chain = chains.pop(chosen.way)
            ridden = self.lines.along(attempt._replace(ends=self._between(chain)), chain.journey)
            if ridden is not None:
                return self._legs(chain, ridden, list(chosen.bundle))
            is_full = True
        return Refusal(Reason.FULL if is_full else Reason.NO_JOURNEY)

    def _between(self, chain: Chain) -> Ends:
        """Return from where to where a chain goes by timetable."""
        named = {
            key: self._nodes[hub]
            for key, hub in (("origin_node", chain.access), ("destination_node", chain.egress))
            if hub != ON_FOOT
        }
        return Ends(**named)

    def _legs(self, chain: Chain, ridden: Offer, rides: list[Offer]) -> tuple[Leg, ...]:
        legs = [Leg(ridden)]
        if chain.first is not None:
            legs.insert(0, Leg(rides.pop(0), due_s=chain.first.latest_s))
        if chain.second is not None:
            legs.append(Leg(rides.pop(0), ready_s=chain.second.earliest_s))
        return tuple(legs)
