"""Which trips and stops of a feed a change is about: all named conditions hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.errors import ElbeDrtError
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.stations import above
from simulator.spans import Span
from simulator.suggest import suggest
from simulator.units import DAY_S

# Names of route types, with the numbers of GTFS and those of its extension that mean the same.
ROUTE_TYPES = {
    "tram": (0, *range(900, 907)),
    "subway": (1, *range(400, 405)),
    "rail": (2, *range(100, 118)),
    "bus": (3, 11, *range(200, 210), *range(700, 717), 800),
    "ferry": (4, 1000, 1200),
}
SHOWN = 8  # names told where none is like the one that is meant


class UnknownNameError(ElbeDrtError):
    """A line, route, trip or stop that is not in the feed.

    what: the condition that names it. change: place of the change that has it, once that is known.
    """

    change = 0

    def __init__(self, what: str, message: str) -> None:
        super().__init__(message)
        self.what = what


@dataclass(frozen=True)
class Which:
    """Conditions of a change; those that name nothing hold for all.

    lines: short names of routes, else long ones. stops: ids or names, of stations too. hours: when trips begin on the
    clock [s], also after midnight. days: types of days. route_types: names or numbers of GTFS.
    """

    lines: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    trips: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    hours: tuple[Span, ...] = ()
    days: tuple[str, ...] = ()
    route_types: tuple[str | int, ...] = ()


def chosen_trips(feed: Feed, which: Which) -> list[str]:
    """Return the ids of trips for which all conditions but those on stops and days hold, as the feed has them.

    Raises UnknownNameError.
    """
    routes, trips = feed.tables["routes"], feed.tables["trips"]
    names = line_names(routes)
    keep = pd.Series(data=True, index=routes.index)
    if which.lines:
        keep &= names.isin(_known("lines", "line", which.lines, names))
    if which.routes:
        keep &= routes["route_id"].isin(_known("routes", "route", which.routes, routes["route_id"]))
    if which.route_types:
        keep &= routes["route_type"].astype("int64").isin(_numbers(which.route_types))
    chosen = trips[trips["route_id"].isin(routes.loc[keep, "route_id"])]
    if which.trips:
        chosen = chosen[chosen["trip_id"].isin(_with_repeats(which.trips, trips["trip_id"]))]
    found: list[str] = chosen["trip_id"].tolist()
    if which.hours:
        begins = starts_s(feed).reindex(found).to_numpy()
        found = [trip for trip, inside in zip(found, within_hours(begins, which.hours), strict=True) if inside]
    return found


def _with_repeats(wanted: Sequence[str], trips: pd.Series[str]) -> Collection[str]:
    """Return the ids of trips, each of those written out of frequencies where one names what is repeated."""
    repeated = trips.str.replace(r"#\d+$", "", regex=True)
    _known("trips", "trip", wanted, [*trips, *repeated])
    exact = set(wanted) & set(trips)
    return exact | set(trips[repeated.isin(set(wanted) - exact)])


def chosen_stops(feed: Feed, wanted: Sequence[str]) -> set[str]:
    """Return the ids of stops by id or name, those of a station with its platforms. Raises UnknownNameError."""
    stops = feed.tables["stops"]
    _known("stops", "stop", wanted, [*stops["stop_id"], *stops["stop_name"]])
    named = stops["stop_id"].isin(wanted) | stops["stop_name"].isin(wanted)
    below = np.logical_or.reduce([named.to_numpy()[rows] for rows in above(stops)])
    return set(stops.loc[below, "stop_id"])


def line_names(routes: pd.DataFrame) -> pd.Series[str]:
    """Return what people call each route: its short name, else its long one, else its id."""
    names = pd.Series("", index=routes.index, dtype="object")
    for column in ("route_short_name", "route_long_name", "route_id"):
        names = names.where(names != "", routes[column])
    return names


def starts_s(feed: Feed) -> pd.Series[int]:
    """Return when each trip begins, in seconds of its service day, by trip."""
    calls = feed.tables["stop_times"].sort_values(["trip_id", "stop_sequence"], kind="stable")
    first = calls.drop_duplicates("trip_id").set_index("trip_id")
    starts: pd.Series[int] = first["departure_time"].astype("int64")
    return starts


def within_hours(begins_s: np.ndarray, hours: Iterable[Span]) -> np.ndarray:
    """Tell which moments lie in any of the hours, whose ends do not belong to them, by what a clock shows."""
    inside = np.zeros(len(begins_s), dtype=bool)
    for first_s, end_s in hours:
        inside |= (np.asarray(begins_s) - first_s) % DAY_S < end_s - first_s
    return inside


def _known(what: str, kind: str, wanted: Sequence[str], known: Collection[str]) -> Sequence[str]:
    """Return what is wanted. Raises UnknownNameError for the first that is not there."""
    there = set(known)
    for name in wanted:
        if name not in there:
            some = sorted(there)[:SHOWN]
            more = "" if len(there) <= SHOWN else f", ... ({len(there)} in all)"
            hint = suggest(name, sorted(there)) or f"there are {', '.join(some)}{more}"
            raise UnknownNameError(what, f'no {kind} "{name}" in the timetable; {hint}')
    return wanted


def _numbers(types: Iterable[str | int]) -> set[int]:
    return {number for kind in types for number in (ROUTE_TYPES[kind] if isinstance(kind, str) else (kind,))}
