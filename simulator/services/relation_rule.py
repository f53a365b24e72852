"""The rule about who may go where: across which borders, where, when, and how long ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import shapely

from simulator.errors import ScenarioError
from simulator.network.territories import Territories
from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.scenario.relation_models import Corridor, Relations, Terms
from simulator.services.places import Place, Places
from simulator.services.protocol import Day
from simulator.services.rules import Case, Rule, Verdict
from simulator.suggest import suggest
from simulator.world.calendar import RunDays
from simulator.world.places import HubPlace, hubs_of, territories_of, zones_of

NOWHERE = ""  # the area of places outside of all


class Border(NamedTuple):
    """What a service knows of borders. areas: None where nothing is told by area."""

    areas: Territories | None
    hubs: dict[str, HubPlace]

    def area(self, place: Place) -> str:
        """Return the area a place lies in; the first of those on whose border it lies."""
        areas = self.areas
        if areas is None:
            return NOWHERE
        inside = (
            name for name, area in zip(areas.names, areas.areas, strict=True) if shapely.intersects_xy(area, *place)
        )
        return next(inside, NOWHERE)

    def at_hub(self, places: Iterable[Place], names: Iterable[str]) -> bool:
        """Return whether any of some places is at one of some hubs."""
        return any(self.hubs[name].holds(*place) for place in places for name in names)


def border_of(part: ServicePart[Any]) -> Border:
    """Return what the relations of a service are about. Raises ScenarioError with every name that is unknown."""
    relations: Relations = part.config.relations
    scenario = part.scenario
    areas = {"zones": zones_of(scenario), "territories": territories_of(scenario)}
    chosen = areas["zones"] or areas["territories"] if relations.areas is None else areas[relations.areas]
    hubs = hubs_of(scenario)
    problems = [
        part.problem(f"relations.{key}", f'unknown {what} "{name}"; {suggest(name, known) or _known(what, known)}')
        for key, what, names in _names(relations)
        for known in [hubs if what == "hub" else () if chosen is None else chosen.names]
        for name in names
        if name not in known
    ]
    if relations.areas is not None and chosen is None:
        problems.append(part.problem("relations.areas", f"places has no {relations.areas}"))
    if relations.allow == "hubs" and (chosen is None or not hubs):
        problems.append(part.problem("relations.allow", "hubs needs places with zones or territories, and with hubs"))
    if problems:
        raise ScenarioError(problems)
    return Border(chosen, hubs)


def _names(relations: Relations) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give all names with their keys, and what they should be names of."""
    yield "home", "area", relations.home
    yield "hubs", "hub", relations.hubs
    yield "terms", "area", tuple(relations.terms)
    for number, corridor in enumerate(relations.corridors):
        for key, what, names in (
            ("from", "area", corridor.from_), ("to", "area", corridor.to), ("hubs", "hub", corridor.hubs),
        ):  # fmt: skip
            yield f"corridors[{number}].{key}", what, names


def _known(what: str, known: Iterable[str]) -> str:
    listed = ", ".join(known)
    return f"there are {listed[:200]}" if listed else f"places has no {what}s"


def as_related(day: Day) -> Rule | None:
    """Return the rule that refuses rides from and to places between which the service does not go; None: no rule."""
    part = day.tables.part
    if part.config.relations is None:
        return None
    relations, border, ends_of = part.config.relations, border_of(part), Places(day.world).ends
    lets = _Lets(border, relations)
    known = dict[tuple[Place, Place], tuple[list[Terms], list[Terms]] | None]()
    timed = _timed(day.tables.days)
    refused = Verdict(Reason.OUTSIDE_ZONES)

    def rule(case: Case) -> Verdict | None:
        ends = ends_of(case.attempt)
        if ends not in known:
            known[ends] = lets.terms(*ends)
        told = known[ends]
        if told is None:
            return refused
        ways, areas = told
        reasons = [timed(terms, case) for terms in ways]
        missing = None if not ways or None in reasons else max(reason for reason in reasons if reason is not None)
        late = [missing, *(timed(terms, case) for terms in areas)]
        return next((Verdict(reason) for reason in late if reason is not None), None)

    return rule


class _Lets:
    """Knows between which places a service goes, and on which terms."""

    def __init__(self, border: Border, relations: Relations) -> None:
        self._border, self._relations = border, relations
        self._hubs = relations.hubs or tuple(border.hubs)

    def terms(self, begin: Place, end: Place) -> tuple[list[Terms], list[Terms]] | None:
        """Return of which terms one has to hold, none: of none, and which all have to; None: it does not go there."""
        first, last = self._border.area(begin), self._border.area(end)
        of_areas = [self._relations.terms[name] for name in {first: 0, last: 0} if name in self._relations.terms]
        ways: list[Terms] = []
        if not self._goes((begin, end), (first, last)):
            ways = [way for way in self._relations.corridors if self._leads(way, (begin, end), (first, last))]
            if not ways:
                return None
        return ways, of_areas

    def _goes(self, ends: tuple[Place, Place], areas: tuple[str, str]) -> bool:
        """Return whether it goes there on no other terms than everywhere."""
        allow, within = self._relations.allow, areas[0] == areas[1] != NOWHERE
        if allow == "everywhere":
            return True
        if allow == "home_boards":
            return any(area in self._relations.home for area in areas)
        if allow == "corridors":
            return within
        return (allow == "hubs" and within) or self._border.at_hub(ends, self._hubs)

    def _leads(self, way: Corridor, ends: tuple[Place, Place], areas: tuple[str, str]) -> bool:
        there = areas[0] in way.from_ and areas[1] in way.to
        back = way.both_ways and areas[1] in way.from_ and areas[0] in way.to
        return (there or back) and (not way.hubs or self._border.at_hub(ends, way.hubs))


def _timed(days: RunDays) -> Callable[[Terms, Case], Reason | None]:
    """Return what tells which of some terms an attempt does not keep: hours before notice; None: it keeps them."""
    spans = dict[Any, Any]()

    def missing(terms: Terms, case: Case) -> Reason | None:
        if terms.hours is not None:
            key = repr(terms.hours)
            if key not in spans:
                spans[key] = days.spans(terms.hours).at
            if spans[key](case.departure_s) is None:
                return Reason.OUTSIDE_SERVICE_HOURS
        return Reason.SHORT_NOTICE if case.ahead_s < terms.notice_s else None

    return missing
