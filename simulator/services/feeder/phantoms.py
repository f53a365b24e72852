"""What journeys phantom requests would be offered: those of requests that come to stations on foot or on demand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.services.feeder.possible import Listing, stops_of
from simulator.services.feeder.search import Search
from simulator.services.feeder.told import as_one
from simulator.services.feeder.world import FeederWorld
from simulator.services.probes import Ints, Probed, Probes, put_offer
from simulator.services.protocol import Attempt, Day, Refusal


class Phantoms:
    """Answers probes. day, search: of the feeder; journeys by timetable are listed as for its requests."""

    def __init__(self, day: Day, search: Search) -> None:
        self._day, self._search = day, search
        self._listings = dict[int, tuple[Probes, Listing]]()  # by probes, which are kept

    def answers(self, probes: Probes, rows: Ints, now_s: int) -> Probed:
        """Return what some of the probes are answered, each alone."""
        search, found = self._search_of(probes, rows), Probed.empty(len(rows))
        found.answered_s[:] = now_s
        for row, asked_s in enumerate(probes.asked_s[rows].tolist()):
            attempt = Attempt(row, row, 0, asked_s, compares=probes.compares)
            legs = search.best(attempt, now_s)
            if isinstance(legs, Refusal):
                found.reason[row] = legs.reason
            else:
                put_offer(found, row, as_one(0, attempt, legs, search.wish_s(row, now_s)))
        return found

    def _search_of(self, probes: Probes, rows: Ints) -> Search:
        """Return what searches journeys for some of the probes, numbered from 0 on."""
        day, tables = self._day, _without_own(self._day.tables)
        names = [str(name) for name in (tables.partners.on_demand, tables.partners.timetable)]
        partners = {name: self._asking(name).for_probes(probes, rows) for name in names}
        told = {name: its.tables for name, its in partners.items()}
        services = {**day.world.services, **told, tables.part.name: tables}
        world = replace(day.world, demand=probes.demand_of(rows), services=services)
        others = {**day.others, **partners}
        return Search(replace(day, world=world, tables=tables, others=others), self._listing(probes))

    def _listing(self, probes: Probes) -> Listing:
        if id(probes) not in self._listings:
            name = self._day.tables.partners.timetable
            stops = stops_of(self._asking(name).ways_of(probes))
            self._listings[id(probes)] = probes, self._search.possible.listing._replace(stops=stops)
        return self._listings[id(probes)][1]

    def _asking(self, name: str) -> Any:
        return self._day.others[name]


def _without_own(tables: FeederWorld) -> FeederWorld:
    """Return the tables of a feeder to whose stations nobody comes by bike or car."""
    partners = tables.partners._replace(bike=None, car=None)
    part = replace(tables.part, config=tables.part.config.model_copy(update={"access": None}))
    return replace(tables, part=part, partners=partners, bikes=None)
