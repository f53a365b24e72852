"""Which dates of a feed a run uses, and how much runs on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from simulator.network.gtfs.feed import Feed
from simulator.network.timetable.beeline import beeline_m

DETOUR_FACTOR = 1.3  # length of a way by the beeline, where no roads are known; assumption
Dates = frozenset[date]
Place = tuple[float, float]
WayLength = Callable[[Place, Place], float]


def beyond_beeline(one: Place, other: Place) -> float:
    """Return how far it is from one place to another where no roads are known [m]."""
    return DETOUR_FACTOR * float(beeline_m(*(np.array([value]) for value in (*one, *other)))[0])


@dataclass(frozen=True)
class Volume:
    """What runs on the counted days of a run. vehicle_km: from stop to stop by beeline, all trips together."""

    trips: int
    vehicle_km: float


@dataclass(frozen=True)
class Running:
    """The dates whose timetable a run uses. counted: one for each counted day; types: the type of the day of each.

    Also of the days before and after, from which trips run into those that count. way_m: how far it is from one place,
    longitude and latitude, to another for a vehicle [m].
    """

    counted: Sequence[date]
    types: Mapping[date, str]
    way_m: WayLength = beyond_beeline

    def on(self, days: Collection[str]) -> list[date]:
        """Return the dates of some types of days, of all where none is named."""
        return [day for day in sorted(self.types) if not days or self.types[day] in days]

    def active(self, feed: Feed, trips: Sequence[str], days: Collection[str] = ()) -> dict[str, Dates]:
        """Return for each of the trips, in order, on which of the dates of some types it runs; none: left out."""
        services = {day: feed.active(day) for day in self.on(days)}
        service_of = dict(
            zip(*(feed.tables["trips"][name].tolist() for name in ("trip_id", "service_id")), strict=True)
        )
        dates_of = {
            service: frozenset(day for day, active in services.items() if service in active)
            for service in dict.fromkeys(service_of.values())
        }
        return {trip: dates for trip in trips if (dates := dates_of[service_of[trip]])}


def volume(feed: Feed, running: Running) -> Volume:
    """Return what runs on the counted days."""
    trips, metres = feed.tables["trips"], lengths_m(feed)
    number, total_m = 0, 0.0
    for day in running.counted:
        runs = trips.loc[trips["service_id"].isin(feed.active(day)), "trip_id"]
        number += len(runs)
        total_m += float(metres.reindex(runs).sum())
    return Volume(number, round(total_m / 1000, 3))


def lengths_m(feed: Feed) -> pd.Series[float]:
    """Return how long each trip is by beeline from stop to stop [m], by trip."""
    calls = feed.tables["stop_times"].sort_values(["trip_id", "stop_sequence"], kind="stable")
    stops = feed.tables["stops"].set_index("stop_id")[["stop_lon", "stop_lat"]].astype("float64")
    at = stops.reindex(calls["stop_id"])
    lon, lat = at["stop_lon"].to_numpy(), at["stop_lat"].to_numpy()
    hop_m = beeline_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    first = np.flatnonzero(calls["trip_id"].ne(calls["trip_id"].shift()).to_numpy())
    along = np.append(0.0, hop_m)[: len(calls)]
    along[first] = 0.0
    metres: pd.Series[float] = pd.Series(along, calls["trip_id"].to_numpy()).groupby(level=0).sum()
    return metres
