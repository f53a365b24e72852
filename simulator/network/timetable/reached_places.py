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
from simulator.network.timetable.profile import Profile
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable.routing import Router
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import OnFoot
from simulator.tables import NO_TIME, TIMETABLE_PLACE_DTYPES

STATION, TOWN = "station", "town"
RAIL = (2, *range(100, 118))  # route types
LEAST_WEIGHT = 1e-9  # of a point where nobody lives
LATEST = np.iinfo(np.int64).max
Pairs = NDArray[np.int64]  # departures and arrivals, (n, 2)


class Town(NamedTuple):
    """Where people want to get."""

    name: str
    lon: float
    lat: float


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

    def to(self, town: Town) -> Profile:
        """Return all useful departures to a place."""
        return self.router.profile(self.stops.within(np.array([town.lon]), np.array([town.lat]), self.walk)[0])


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
    places: pd.DataFrame, towns: Sequence[Town], sides: tuple[Reached, Reached], days: Sequence[DaySpan], longest_s: int
) -> pd.DataFrame:
    """Return how places reach the nearest station and the towns before and after; ``TIMETABLE_PLACE_DTYPES``.

    places: name, lon, lat, inhabitants. Stations are those of the timetable before. Left out is who can walk there
    within the limit of walks.
    """
    stations = rail_stations(sides[0].timetable)
    starts = [side.stops.within(places["lon"].to_numpy(), places["lat"].to_numpy(), side.walk) for side in sides]
    of_station = nearest(places, stations) if stations else np.full(len(places), -1)
    wanted = [(station, STATION, np.flatnonzero(of_station == row)) for row, station in enumerate(stations)]
    wanted += [(town, TOWN, np.arange(len(places))) for town in towns]
    rows: list[dict[str, object]] = []
    for target, kind, here in wanted:
        lon, lat = (places[axis].to_numpy(np.float64)[here] for axis in ("lon", "lat"))
        metres = (
            beeline_m(lon, lat, np.full(len(here), target.lon), np.full(len(here), target.lat))
            * sides[0].walk.detour_factor
        )
        walk_s = walk_seconds(metres, sides[0].walk.speed_kph)
        far = metres > sides[0].walk.limit_m
        profiles = [side.to(target) for side in sides] if far.any() else []
        for place, on_foot_s in zip(here[far].tolist(), walk_s[far].tolist(), strict=True):
            limit_s = min(longest_s, on_foot_s - 1)
            for day in days:
                told = [
                    described(departures(profile, start[place], day, limit_s))
                    for profile, start in zip(profiles, starts, strict=True)
                ]
                rows.append(
                    {"place": place, "day": day.number, "target": target.name, "target_kind": kind} | _both(*told)
                )
    return _place_table(places, rows)


def rail_stations(timetable: Timetable) -> list[Town]:
    """Return the stations at which trains can be boarded, by name."""
    of_trains = timetable.trips["route_type"].isin(RAIL).to_numpy()
    calls = timetable.calls[
        of_trains[timetable.calls["gtfs_trip"].to_numpy()] & timetable.calls["may_board"].to_numpy()
    ]
    stops = timetable.stops.iloc[np.unique(calls["stop"].to_numpy())].drop_duplicates("station")
    return sorted(Town(*row) for row in zip(*(stops[name].tolist() for name in ("name", "lon", "lat")), strict=True))


def nearest(places: pd.DataFrame, targets: Sequence[Town]) -> NDArray[np.int64]:
    """Return which target is nearest to each place by beeline, int64 (places,)."""
    middle = float(places["lat"].mean())
    at = region_metres(np.array([(target.lon, target.lat) for target in targets]), middle)
    return Near(at).nearest(region_metres(places[["lon", "lat"]].to_numpy(np.float64), middle))[0]


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


def described(pairs: Pairs) -> dict[str, int]:
    """Return how many departures there are, how long they take in the middle, and the first and last [s]."""
    if not len(pairs):
        return {"departures": 0, "median_s": NO_TIME, "first_s": NO_TIME, "last_s": NO_TIME}
    median_s = int(np.ceil(np.median(pairs[:, 1] - pairs[:, 0])))
    return {"departures": len(pairs), "median_s": median_s, "first_s": int(pairs[0, 0]), "last_s": int(pairs[-1, 0])}


def _both(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Return what is told of both timetables, with ``before`` and ``after`` ahead of the unit."""
    told: dict[str, int] = {}
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
