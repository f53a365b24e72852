"""The auditor of who may go where: borders, hubs and terms, found out again on its own from the log and the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.audit.outlines import Rings, area_at, outlines_by_name
from simulator.analysis.audit.row import Row
from simulator.analysis.audit.usable import apart_m
from simulator.event_kinds import Event
from simulator.journey_parts import parts_of_journeys
from simulator.reasons import Reason
from simulator.scenario.models import Scenario, ServicePart
from simulator.scenario.relation_models import Relations, Terms
from simulator.services.ridepooling.schema import Config
from simulator.tables import EVENT_DTYPES
from simulator.world.build import World

_KINDS = (Event.SUBMITTED, Event.ACCEPTED, Event.PLANNED_DROPOFF, Event.REJECTED)
Place = tuple[float, float]


class Wish(NamedTuple):
    """From where to where a request goes, and from when on [s]."""

    origin: Place
    destination: Place
    earliest_s: int


class _When(NamedTuple):
    """Between which times somebody leaves who asked at some time [s]."""

    from_s: int
    until_s: int
    ahead_s: int


def check_relations(
    events: pd.DataFrame, wishes: Sequence[Wish], part: ServicePart[Config], world: World
) -> Iterator[str]:
    """Yield what breaks the rule about who may go where in the rows of a service.

    Of a ride that is part of a journey only is known where it begins and ends on the roads: it may be from or to the
    place of the request as well.
    """
    relations = part.config.relations
    assert relations is not None
    known = _Known(relations, world)
    parts = frozenset(parts_of_journeys(events).tolist())
    asked_s: dict[int, int] = {}
    begun: dict[int, Row] = {}
    rows = events[events["kind"].isin(_KINDS) & (events["service"] == part.number)]
    for time_s, seq, service, kind, *rest in zip(*(rows[name].tolist() for name in EVENT_DTYPES), strict=True):
        row = Row(seq, time_s, service, Event(kind), *rest)
        wish = wishes[row.request]
        if row.kind == Event.SUBMITTED:
            asked_s[row.request] = row.time_s
        elif row.ride in parts:
            if row.kind == Event.ACCEPTED:
                begun[row.ride] = row
            elif row.kind == Event.PLANNED_DROPOFF and row.ride in begun:
                first = begun.pop(row.ride)
                if not any(known.lets(*ends, None) for ends in _possible(wish, first.node, row.node, world)):
                    yield f"{first}: goes where the service takes nobody, as a part of a journey"
        elif row.kind == Event.ACCEPTED:
            at_s = asked_s.get(row.request, row.time_s)
            when = _When(max(at_s, wish.earliest_s), max(row.time_s, wish.earliest_s), max(0, wish.earliest_s - at_s))
            if not known.lets(wish.origin, wish.destination, when):
                yield f"{row}: goes where the service takes nobody, or takes nobody then"
        elif _of_area(row, part) and known.lets(wish.origin, wish.destination, None):
            yield f"{row}: rejected, but the service goes there"


def _of_area(row: Row, part: ServicePart[Config]) -> bool:
    """Return whether somebody is rejected because of where they go, and by no other rule."""
    return row.kind == Event.REJECTED and row.value == Reason.OUTSIDE_ZONES and part.config.zones is None


def _possible(wish: Wish, pickup: int, dropoff: int, world: World) -> Iterator[tuple[Place, Place]]:
    """Give from where to where a part of a journey may go."""
    begin, end = ((float(world.network.lon[node]), float(world.network.lat[node])) for node in (pickup, dropoff))
    for first in (begin, wish.origin):
        for last in (end, wish.destination):
            yield first, last


class _Known:
    """What the scenario says about who may go where."""

    def __init__(self, relations: Relations, world: World) -> None:
        self._rule, self._areas = relations, _areas(relations, world.scenario)
        self._hubs = _hubs(world.scenario, world)
        self._days = world.days

    def lets(self, begin: Place, end: Place, when: _When | None) -> bool:
        """Return whether a ride is allowed; when: None: at some time."""
        first, last = area_at(begin, self._areas), area_at(end, self._areas)
        if not all(self._holds(self._rule.terms[name], when) for name in {first, last} & self._rule.terms.keys()):
            return False
        rule = self._rule
        if rule.allow == "everywhere":
            return True
        if rule.allow == "home_boards":
            return first in rule.home or last in rule.home
        at_hub = self._at(begin, end, rule.hubs or tuple(self._hubs))
        if rule.allow == "stations":
            return at_hub
        if first and first == last:
            return True
        if rule.allow == "hubs":
            return at_hub
        ways = [(its, its.from_, its.to) for its in rule.corridors]
        ways += [(its, its.to, its.from_) for its in rule.corridors if its.both_ways]
        return any(
            first in begins
            and last in ends
            and (not its.hubs or self._at(begin, end, its.hubs))
            and self._holds(its, when)
            for its, begins, ends in ways
        )

    def _at(self, begin: Place, end: Place, names: Sequence[str]) -> bool:
        hubs = [self._hubs[name] for name in names]
        return any(
            float(apart_m(lon, lat, np.array([place[0]]), np.array([place[1]]))[0]) <= within_m + 0.5
            for lon, lat, within_m in hubs
            for place in (begin, end)
        )

    def _holds(self, terms: Terms, when: _When | None) -> bool:
        if when is None:
            return True
        spans = None if terms.hours is None else self._days.spans(terms.hours)
        open_then = spans is None or any(opens <= when.until_s and when.from_s < closes for opens, closes in spans)
        return open_then and when.ahead_s >= terms.notice_s


def _areas(relations: Relations, scenario: Scenario) -> dict[str, Rings]:
    places = scenario.places
    told: Any = None
    if places is not None:
        of_both = {"zones": places.zones, "territories": places.territories}
        told = of_both[relations.areas] if relations.areas else places.zones or places.territories
    return {} if told is None else outlines_by_name(told.file, told.layer)


def _hubs(scenario: Scenario, world: World) -> dict[str, tuple[float, float, float]]:
    """Return longitude, latitude and reach [m] of each hub; stops by their place in the tables of the services."""
    stops = [its.stops.table for its in world.with_requests.values() if its.stops is not None]
    found = {}
    for name, hub in ({} if scenario.places is None else scenario.places.hubs).items():
        lon, lat = hub.lon, hub.lat
        for table in stops if lon is None else ():
            rows = table[(table["name"] == hub.stop) | (table["stop_id"] == hub.stop)]
            if len(rows) and lon is None:
                lon, lat = float(rows["lon"].iloc[0]), float(rows["lat"].iloc[0])
        if lon is not None and lat is not None:
            found[name] = lon, lat, hub.within_m
    return found
