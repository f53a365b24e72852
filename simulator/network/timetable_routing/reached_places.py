"""How well places reach what matters by timetable: the nearest rail station, and towns; before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.near import Near
from simulator.network.nearest_place import region_metres
from simulator.network.timetable.beeline import beeline_m, walk_seconds
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import OnFoot
from simulator.network.timetable_routing.profile import Profile
from simulator.network.timetable_routing.routing import Router
from simulator.tables import TIMETABLE_PLACE_DTYPES

STATION, TOWN = "station", "town"
RAIL = (2, *range(100, 118))  # route types
LEAST_WEIGHT = 1e-9  # of a point where nobody lives
LATEST = np.iinfo(np.int64).max
Floats = NDArray[np.float64]
Told = dict[str, int | None]
Pairs = NDArray[np.int64]  # departures and arrivals, (n, 2)


@dataclass(frozen=True, eq=False)
class Ground:
    """Where a place is: at all of its points, float64 (points,)."""

    lon: Floats
    lat: Floats


class Target(NamedTuple):
    """Where people want to get."""

    name: str
    kind: str  # STATION, TOWN
    ground: Ground


class DaySpan(NamedTuple):
    """A counted day: its number, and when it begins and ends [s]."""

    number: int
    begins_s: int
    ends_s: int


@dataclass(frozen=True)
class Reached:
    """A timetable, what searches it, and the stops in reach on foot."""

    timetable: Timetable
    router: Router
    stops: StopsInReach
    walk: OnFoot

    def walks(self, ground: Ground) -> StopWalks:
        """Return the shortest walk between each stop in reach and any point of a place."""
        found = self.stops.within(ground.lon, ground.lat, self.walk)
        stop, walk_s, walk_m = (
            np.concatenate([getattr(walks, name) for walks in found]) for name in ("stop", "walk_s", "walk_m")
        )
        order = np.lexsort((walk_m, stop))
        stops, first = np.unique(stop[order], return_index=True)
        return StopWalks(stops, walk_s[order][first], walk_m[order][first])

    def to(self, ground: Ground) -> Profile:
        """Return all useful departures to a place."""
        return self.router.profile(self.walks(ground))


def villages(points: pd.DataFrame) -> pd.DataFrame:
    """Return the places that points belong to, by name: name, lon, lat, inhabitants.

    points: name, lon, lat, and inhabitants if they are known. A place is in the mean of its points, by inhabitants.
    """
    people = points["inhabitants"] if "inhabitants" in points else pd.Series(np.nan, index=points.index)
    weight = people.fillna(0).to_numpy(np.float64) + LEAST_WEIGHT
    weighted = {axis: points[axis].to_numpy(np.float64) * weight for axis in ("lon", "lat")}
    sums = pd.DataFrame({"name": points["name"], **weighted, "weight": weight, "inhabitants": people})
    by_name = sums.groupby("name", sort=True).sum(min_count=1)
    middle = {axis: by_name[axis] / by_name["weight"] for axis in ("lon", "lat")}
    return pd.DataFrame({**middle, "inhabitants": by_name["inhabitants"]}).reset_index()


def reached_places(
    points: pd.DataFrame, towns: Sequence[str], sides: tuple[Reached, Reached], days: Sequence[DaySpan], longest_s: int
) -> pd.DataFrame:
    """Return how places reach the nearest station and the towns before and after; ``TIMETABLE_PLACE_DTYPES``.

    points: as for ``villages``. towns: names of places. One leaves a place, and reaches a town, at any of its points.
    Stations are those of the timetable before. Left out is who can walk there within the limit of walks.
    """
    places, walk = villages(points), sides[0].walk
    of_name = points.groupby("name", sort=True).indices
    grounds = [_ground(points.iloc[of_name[name]]) for name in places["name"]]
    stations = rail_stations(sides[0].timetable)
    of_station = nearest(places, stations) if len(stations) else np.full(len(places), -1)
    wanted = [
        (Target(name, STATION, _ground(stations.iloc[row : row + 1])), np.flatnonzero(of_station == row))
        for row, name in enumerate(stations["name"])
    ]
    row_of = {name: row for row, name in enumerate(places["name"])}
    wanted += [(Target(name, TOWN, grounds[row_of[name]]), np.arange(len(places))) for name in towns]
    starts = [[side.walks(ground) for ground in grounds] for side in sides]
    rows: list[dict[str, object]] = []
    for target, here in wanted:
        metres = np.array([_apart_m(grounds[place], target.ground) for place in here.tolist()]) * walk.detour_factor
        walk_s, far = walk_seconds(metres, walk.speed_kph), metres > walk.limit_m
        profiles = [side.to(target.ground) for side in sides] if far.any() else []
        for place, on_foot_s in zip(here[far].tolist(), walk_s[far].tolist(), strict=True):
            limit_s = min(longest_s, on_foot_s - 1)
            for day in days:
                told = [
                    described(departures(profile, start[place], day, limit_s))
                    for profile, start in zip(profiles, starts, strict=True)
                ]
                rows.append(
                    {"place": place, "day": day.number, "target": target.name, "target_kind": target.kind}
                    | _both(*told)
                )
    return _place_table(places, rows)


def _ground(points: pd.DataFrame) -> Ground:
    return Ground(*(points[axis].to_numpy(np.float64) for axis in ("lon", "lat")))


def _apart_m(one: Ground, other: Ground) -> float:
    """Return the beeline between those points of two places that are nearest to each other [m]."""
    return float(beeline_m(one.lon[:, None], one.lat[:, None], other.lon[None], other.lat[None]).min())


def rail_stations(timetable: Timetable) -> pd.DataFrame:
    """Return the stations at which trains can be boarded: name, lon, lat; by name."""
    of_trains = timetable.trips["route_type"].isin(RAIL).to_numpy()
    calls = timetable.calls[
        of_trains[timetable.calls["gtfs_trip"].to_numpy()] & timetable.calls["may_board"].to_numpy()
    ]
    stops = timetable.stops.iloc[np.unique(calls["stop"].to_numpy())].drop_duplicates("station")
    columns = ["name", "lon", "lat"]
    return stops[columns].sort_values(columns, ignore_index=True)


def nearest(places: pd.DataFrame, targets: pd.DataFrame) -> NDArray[np.int64]:
    """Return which target is nearest to each place by beeline, int64 (places,). Both with lon and lat."""
    middle, axes = float(places["lat"].mean()), ["lon", "lat"]
    at, of = (region_metres(table[axes].to_numpy(np.float64), middle) for table in (targets, places))
    return Near(at).nearest(of)[0]


def departures(profile: Profile, start: StopWalks, day: DaySpan, longest_s: int) -> Pairs:
    """Return when one can leave a place on a day, and be there; the useful departures, by time.

    A departure after which no later one arrives as early; not those that take longer than longest_s.
    """
    parts = [np.empty((0, 2), dtype=np.int64)]
    for stop, walk_s in zip(start.stop.tolist(), start.walk_s.tolist(), strict=True):
        departure_s, arrival_s = profile.at(stop)
        parts.append(np.column_stack([departure_s.astype(np.int64) - walk_s, arrival_s]).astype(np.int64))
    every = np.concatenate(parts)
    every = every[np.lexsort((every[:, 1], -every[:, 0]))]  # the latest first, of these the one that is there first
    sooner = np.append(LATEST, np.minimum.accumulate(every[:, 1]))[: len(every)]
    best = every[every[:, 1] < sooner][::-1]
    inside = (best[:, 0] >= day.begins_s) & (best[:, 0] < day.ends_s) & (best[:, 1] - best[:, 0] <= longest_s)
    found: Pairs = best[inside]
    return found


def described(pairs: Pairs) -> Told:
    """Return how many departures there are, their time in the middle, the first and last [s]; None: there is none."""
    if not len(pairs):
        return {"departures": 0, "median_s": None, "first_s": None, "last_s": None}
    median_s = int(np.ceil(np.median(pairs[:, 1] - pairs[:, 0])))
    return {"departures": len(pairs), "median_s": median_s, "first_s": int(pairs[0, 0]), "last_s": int(pairs[-1, 0])}


def _both(before: Told, after: Told) -> Told:
    """Return what is told of both timetables, with ``before`` and ``after`` ahead of the unit."""
    told: Told = {}
    for name, value in before.items():
        stem, unit = (name[:-2], "_s") if name.endswith("_s") else (name, "")
        told |= {f"{stem}_before{unit}": value, f"{stem}_after{unit}": after[name]}
    return told


def _place_table(places: pd.DataFrame, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(
        rows, columns=[name for name in TIMETABLE_PLACE_DTYPES if name not in ("lon", "lat", "inhabitants")]
    )
    at = places.iloc[table["place"].to_numpy(np.int64)]
    told = {name: at[name].to_numpy() for name in ("lon", "lat", "inhabitants")}
    return table.assign(place=at["name"].to_numpy(), **told)[list(TIMETABLE_PLACE_DTYPES)].astype(
        TIMETABLE_PLACE_DTYPES
    )
