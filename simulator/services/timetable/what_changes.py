"""What the changes of a timetable come to: for the requests of a run, and for places.

A timetable is searched before and after. Both ends of a request are on foot from the stops in reach; a place is at all
of its points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.places import read_place_names
from simulator.errors import ScenarioError
from simulator.input_table import Reading
from simulator.network.graph import RoadNetwork
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs_changes.changes import Effect
from simulator.network.nearest_place import nearest_names
from simulator.network.timetable.beeline import beeline_m, walk_seconds
from simulator.network.timetable.reach import StopsInReach
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.reached_places import DaySpan, Reached, reached_places, villages
from simulator.network.timetable_routing.routing import Router
from simulator.network.timetable_routing.useful_journeys import OfUse, Useful, Wish, compared, journeys_of_use
from simulator.notes import N_, Note
from simulator.scenario.access_models import Walk
from simulator.scenario.models import ServicePart
from simulator.services.timetable.outside import StopsOutside
from simulator.suggest import suggest
from simulator.tables import TIMETABLE_CHANGE_DTYPES
from simulator.world.calendar import RunDays, days_of
from simulator.world.gateways import ENDS, outside_ends
from simulator.world.parts import Ground


@dataclass(frozen=True)
class WhatChanges:
    """What changes of a timetable come to.

    changes: ``TIMETABLE_CHANGE_DTYPES``. requests: ``TIMETABLE_REQUEST_DTYPES``. places: ``TIMETABLE_PLACE_DTYPES``.
    """

    changes: pd.DataFrame
    requests: pd.DataFrame
    places: pd.DataFrame

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same with some of the requests. number: int32 (requests,), of each from now on; -1: left out."""
        requests = self.requests.assign(request=number[self.requests["request"].to_numpy()])
        kept = requests[requests["request"] >= 0].sort_values("request", ignore_index=True)
        return replace(self, requests=kept)


@dataclass(frozen=True)
class Before:
    """The timetable before its changes, and what each of them came to."""

    timetable: Timetable
    effects: Sequence[Effect]


def what_changes(part: ServicePart[Any], before: Before, after: tuple[Feed, Timetable], ground: Ground) -> WhatChanges:
    """Return what the changes mean for the requests and for places. Raises ScenarioError for unknown towns.

    after: the feed with the changes, and its timetable.
    """
    demand, network = ground.demand, ground.network
    sides = [_Side(part, after[0], timetable) for timetable in (before.timetable, after[1])]
    points = _points(part, before.timetable, network)
    had, has = (side.of_requests(demand, network) for side in sides)
    lon, lat = _ends(demand, network, "origin")
    requests = compared(had, has, nearest_names(points, np.where(outside_ends(demand)[0], np.nan, lon), lat))
    days, longest_s = _spans(days_of(part.scenario.calendar)), part.config.longest_s
    reached = reached_places(points, _towns(part, points), (sides[0].reached, sides[1].reached), days, longest_s)
    return WhatChanges(_told(part, before.effects), requests, reached)


def notes_on_changes(part: ServicePart[Any], changes: pd.DataFrame) -> list[Note]:
    """Return a note for each change that touches nothing. changes: ``TIMETABLE_CHANGE_DTYPES``."""
    text = N_("This change of the timetable (%(kind)s) is about no trip on the simulated days.")
    return [
        Note("idle-change", part.key(f"changes[{number}]"), text, {"kind": kind})
        for number, kind, trips in zip(*(changes[name].tolist() for name in ("change", "kind", "trips")), strict=True)
        if trips == 0
    ]


def _told(part: ServicePart[Any], effects: Sequence[Effect]) -> pd.DataFrame:
    rows = [
        (number, rule.kind, effect.trips, effect.before.trips, effect.after.trips, effect.before.vehicle_km,
         effect.after.vehicle_km)
        for number, (rule, effect) in enumerate(zip(part.config.changes, effects, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TIMETABLE_CHANGE_DTYPES)).astype(TIMETABLE_CHANGE_DTYPES)


class _Side:
    """A timetable, and what searches it: before the changes, or after them."""

    def __init__(self, part: ServicePart[Any], feed: Feed, timetable: Timetable) -> None:
        self._outside = StopsOutside(part.scenario, feed, timetable)
        self._walk: Walk = part.config.walk
        self._useful = Useful(part.config.comparison.within_s, part.config.longest_s, part.config.most_changes + 1)
        self.reached = Reached(timetable, Router(timetable), StopsInReach(timetable.stops), self._walk)

    def of_requests(self, demand: pd.DataFrame, network: RoadNetwork) -> OfUse:
        """Return which journeys are of use to the requests."""
        places = [_ends(demand, network, end) for end in ENDS]
        starts, ends = (
            self._outside.put_in(self.reached.stops.within(lon, lat, self._walk), demand, end)
            for end, (lon, lat) in zip(ENDS, places, strict=True)
        )
        metres = beeline_m(*places[0], *places[1]) * self._walk.detour_factor
        times = (demand[name].tolist() for name in ("earliest_departure_s", "latest_arrival_s"))
        wishes = [Wish(*told) for told in zip(*times, walk_seconds(metres, self._walk.speed_kph).tolist(), strict=True)]
        return journeys_of_use(self.reached.router, list(zip(starts, ends, strict=True)), wishes, self._useful)


def _ends(demand: pd.DataFrame, network: RoadNetwork, end: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes of one end of all requests, of the node where the demand names one."""
    node = demand[f"{end}_node"].to_numpy(np.int64)
    lon, lat = (demand[f"{end}_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
    return np.where(np.isnan(lon), network.lon[node], lon), np.where(np.isnan(lat), network.lat[node], lat)


def _points(part: ServicePart[Any], timetable: Timetable, network: RoadNetwork) -> pd.DataFrame:
    """Return the localities of the demand, else the stops near the roads: name, lon, lat, and inhabitants if known.

    The place of a stop is its name up to the first comma.
    """
    config = part.scenario.demand.as_synthetic
    if config is not None:
        return read_place_names(config.localities, Reading(config.columns), config.locality_filter)
    stops = timetable.stops
    inside = stops["lon"].between(network.lon.min(), network.lon.max())
    inside &= stops["lat"].between(network.lat.min(), network.lat.max())
    named = stops.loc[inside, ["name", "lon", "lat"]]
    return named.assign(name=named["name"].str.split(",").str[0].str.strip()).reset_index(drop=True)


def _towns(part: ServicePart[Any], points: pd.DataFrame) -> list[str]:
    """Return the names of places that people want to get to. Raises ScenarioError for one that there is not."""
    wanted, places = part.config.comparison.towns, villages(points)
    if isinstance(wanted, int):
        known = places.dropna(subset="inhabitants")
        chosen = known.sort_values(["inhabitants", "name"], ascending=[False, True], kind="stable")["name"][:wanted]
    else:
        chosen = pd.Series(wanted)
    names = set(places["name"])
    for number, name in enumerate(chosen.tolist()):
        if name not in names:
            hint = suggest(name, sorted(names)) or "expected one of the places that requests start from"
            raise ScenarioError([part.problem(f"comparison.towns[{number}]", f'no place "{name}"; {hint}')])
    return chosen.tolist()


def _spans(days: RunDays) -> list[DaySpan]:
    """Return the first counted day of each type."""
    table = days.all()
    first = table[table["day"] >= 0].drop_duplicates("day_type")
    return [DaySpan(*row) for row in zip(*(first[name].tolist() for name in ("day", "start_s", "end_s")), strict=True)]
