"""Whom a disruption touched: one function per kind, of the event log and the input tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.request_table import REJECTED
from simulator.event_kinds import Event
from simulator.reasons import Reason

MOST_NAMES = 4  # of roads


class Happened(NamedTuple):
    """A disruption as it was: its number, from when until when, when the dispatcher and travellers learnt of it [s]."""

    number: int
    name: str
    kind: str
    from_s: int
    until_s: int
    known_s: int
    told_s: int


class Ways(NamedTuple):
    """Roads that a disruption changes: how many streets and km.

    requests: whose undisturbed way leads over them. names: what they are called, longest first, at most one more than
    are told.
    """

    edges: int
    km: float
    requests: frozenset[int]
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str | None:
        """Return what they are called, with dots where there are more than are told; None where nobody knows."""
        more = ("\N{HORIZONTAL ELLIPSIS}",) if len(self.names) > MOST_NAMES else ()
        return ", ".join((*self.names[:MOST_NAMES], *more)) or None


@dataclass(frozen=True)
class Facts:
    """What there is to look at: the event log, all people's journeys, and broken promises, see ``promises``.

    ways: by number of the disruption, of those that change roads. cut: likewise the vehicles by timetable that do not
    run all the way, or run late, of those that are about a timetable.
    """

    events: pd.DataFrame
    journeys: pd.DataFrame
    promises: pd.DataFrame
    ways: Mapping[int, Ways] = field(default_factory=dict)
    cut: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Touched:
    """What a disruption touched. edges, km, roads: None where no roads are concerned, or it is not known which.

    roads: what they are called. vehicles: by number; rides, requests likewise. refused: of these requests, those
    refused because of it.
    """

    edges: int | None = None
    km: float | None = None
    vehicles: frozenset[int] = field(default=frozenset())
    rides: frozenset[int] = field(default=frozenset())
    requests: frozenset[int] = field(default=frozenset())
    refused: frozenset[int] = field(default=frozenset())
    roads: str | None = None

    @property
    def nothing(self) -> bool:
        """Return whether there is nobody whom it touched."""
        return not (self.vehicles or self.rides or self.requests)


Touch = Callable[[Facts, Happened], Touched | None]  # None: it touched some of whom nothing is known


def named(facts: Facts, its: Happened) -> Touched:
    """Return the rides that the log says it broke, whatever its kind, with their requests and vehicles."""
    events = facts.events
    rows = (events["kind"].to_numpy(np.int64) == Event.BROKEN_BY) & (events["value"].to_numpy(np.int64) == its.number)
    found = {name: events.loc[rows, name].to_numpy(np.int64) for name in ("vehicle", "ride", "request")}
    vehicles, rides, requests = (frozenset(column[column >= 0].tolist()) for column in found.values())
    return Touched(vehicles=vehicles, rides=rides, requests=requests)


def over_roads(facts: Facts, its: Happened) -> Touched:
    """Return the roads that are changed, and whose way leads over them; refused are who has no way left.

    Vehicles that turn there, or stand, or wait no more, and rides that end on their way or are cancelled, too.
    """
    ways, events = facts.ways[its.number], facts.events
    no_road = (events["kind"].to_numpy(np.int64) == Event.REJECTED) & (events["value"].to_numpy() == Reason.NO_ROAD)
    refused = ways.requests & frozenset(events.loc[no_road, "request"].tolist())
    because = events[events["value"] == its.number]
    cut = because.loc[because["kind"].isin((Event.TURNED_BACK, Event.BLOCKED)), "vehicle"]
    ends = because[because["kind"].isin((Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED))]
    rides, requests = frozenset(ends["ride"].tolist()), ways.requests | frozenset(ends["request"].tolist())
    vehicles = frozenset(cut.tolist())
    return Touched(ways.edges, ways.km, vehicles, rides, requests, refused, roads=ways.told)


def of_vehicles(facts: Facts, its: Happened) -> Touched:
    """Return the vehicles that have no driver, whose shift is cut, or which are called, as the log says."""
    events = facts.events
    kinds = (Event.ABSENT_FOR, Event.SHIFT_CUT, Event.RESERVE_CALLED)
    rows = events[events["kind"].isin(kinds) & (events["value"] == its.number)]
    return Touched(vehicles=frozenset(rows["vehicle"].tolist()))


def out_of_service(facts: Facts, its: Happened) -> Touched:
    """Return the vehicles that are out of service, and whose rides were on board, or were cancelled, or have nobody."""
    events = facts.events
    ends = (Event.CANCELLED_BY_OPERATOR, Event.LEFT_STRANDED)
    rows = events[events["kind"].isin((Event.OUT_OF_SERVICE, Event.SET_DOWN, *ends))]
    because, vehicles, rides = dict[int, int](), set[int](), set[int]()
    columns = (rows[name].tolist() for name in ("kind", "vehicle", "ride", "value"))
    for kind, vehicle, ride, value in zip(*columns, strict=True):
        if kind == Event.OUT_OF_SERVICE:
            because[vehicle] = value
            vehicles |= {vehicle} if value == its.number else set()
        elif (because.get(vehicle) if kind == Event.SET_DOWN else value) == its.number:
            rides.add(ride)
    requests = frozenset(rows.loc[rows["ride"].isin(rides), "request"].tolist())
    return Touched(vehicles=frozenset(vehicles), rides=frozenset(rides), requests=requests)


def by_timetable(facts: Facts, its: Happened) -> Touched:
    """Return the buses and trains that do not run all the way, or run late."""
    return Touched(vehicles=facts.cut.get(its.number, frozenset()))


def at_sites(facts: Facts, its: Happened) -> Touched:
    """Return the vehicles that stood, or came, where less was given then, and who was refused for want of energy."""
    events = facts.events
    there = events[events["kind"].isin((Event.PLUGGED_IN, Event.QUEUED, Event.UNPLUGGED))]
    began = (events["kind"] == Event.SITE_LIMITED) & (events["time_s"] == its.from_s)
    there = there[there["value"].isin(events.loc[began, "value"]) & (there["time_s"] < its.until_s)]
    last = there[there["time_s"] < its.from_s].drop_duplicates("vehicle", keep="last")
    stood = last.loc[last["kind"] != Event.UNPLUGGED, "vehicle"].tolist()
    lacks = (events["kind"] == Event.REJECTED) & (events["value"] == Reason.NO_ENERGY)
    refused = events.loc[lacks & events["time_s"].between(its.from_s, its.until_s), "request"].tolist()
    came = there.loc[there["time_s"] >= its.from_s, "vehicle"].tolist()
    return Touched(vehicles=frozenset([*stood, *came]), refused=frozenset(refused))


def by_booking(facts: Facts, its: Happened) -> Touched:
    """Return who tried in vain, and who of them was finally refused by all they asked."""
    tried = _told(facts, Event.NOT_REACHED, its)
    ends = facts.journeys.loc[facts.journeys["end"] == REJECTED, "request"]
    return Touched(requests=tried, refused=tried & frozenset(ends.tolist()))


def by_dispatch(facts: Facts, its: Happened) -> Touched:
    """Return who was answered late."""
    return Touched(requests=_told(facts, Event.ANSWERED_LATE, its))


def by_demand(facts: Facts, its: Happened) -> Touched | None:
    """Return who came on top; None where nobody did, but some were left out, of whom nothing else is known."""
    added, events = _told(facts, Event.REQUEST_ADDED, its), facts.events
    rows = np.flatnonzero(events["kind"].to_numpy() == Event.REQUESTS_LEFT_OUT)
    left_out = events["value"].to_numpy()[rows[events["value"].to_numpy()[rows - 1] == its.number]].sum()
    return None if left_out and not added else Touched(requests=added)


def _told(facts: Facts, kind: Event, its: Happened) -> frozenset[int]:
    """Return the requests in rows of a kind that name a disruption."""
    events = facts.events
    rows = (events["kind"] == kind) & (events["value"] == its.number) & (events["request"] >= 0)
    return frozenset(events.loc[rows, "request"].tolist())


TOUCHES: Mapping[str, Touch] = {
    "vehicles": out_of_service,
    "drivers": of_vehicles,
    "reserve": of_vehicles,
    "power": at_sites,
    "fuel": at_sites,
    "timetable": by_timetable,
    "roads": over_roads,
    "crossing": over_roads,
    "booking": by_booking,
    "dispatch": by_dispatch,
    "demand": by_demand,
}  # by kind; of others only what the log names is known


def touched(facts: Facts, its: Happened) -> Touched | None:
    """Return what a disruption touched; None where that is not known of its kind, and the log names nobody."""
    found, of_kind = named(facts, its), TOUCHES.get(its.kind)
    more = None if of_kind is None else of_kind(facts, its)
    if more is None:
        return None if found.nothing else found
    return Touched(
        more.edges,
        more.km,
        found.vehicles | more.vehicles,
        found.rides | more.rides,
        found.requests | more.requests | more.refused,
        more.refused,
        more.roads,
    )
