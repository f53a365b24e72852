"""A smaller timetable out of a large one: of a region, of a period, without some lines."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.errors import Problem, TimetableError
from simulator.network.gtfs.feed import Feed, as_number
from simulator.network.gtfs.service_days import ONE_DAY, calendars
from simulator.network.gtfs.stations import above
from simulator.suggest import suggest

Tables = dict[str, pd.DataFrame]
NAMES_OF_LINES = ("route_id", "route_short_name", "route_long_name")
# column -> table and column of what it refers to; a row stays where all it refers to does, or where it is empty
REFERENCES = {
    "agency_id": ("agency", "agency_id"),
    "route_id": ("routes", "route_id"),
    "from_route_id": ("routes", "route_id"),
    "to_route_id": ("routes", "route_id"),
    "trip_id": ("trips", "trip_id"),
    "from_trip_id": ("trips", "trip_id"),
    "to_trip_id": ("trips", "trip_id"),
    "from_stop_id": ("stops", "stop_id"),
    "to_stop_id": ("stops", "stop_id"),
}
REFERRING = ("frequencies", "transfers", "attributions")


@dataclass(frozen=True)
class Region:
    """What is kept of a feed.

    stops: ids of the stops inside; None: all. least_calls: how often a trip calls inside, at least, that is kept.
    whole_trips: with all its calls, else from its first to its last inside. first, last: the days; None: those of the
    feed. without_lines: ids, short or long names of routes.
    """

    stops: Collection[str] | None = None
    least_calls: int = 1
    whole_trips: bool = True
    first: datetime.date | None = None
    last: datetime.date | None = None
    without_lines: Collection[str] = ()


def cut(feed: Feed, region: Region) -> Tables:
    """Return the tables of a feed as far as they lie in a region.

    What nobody refers to any more goes, too: stops without a call, lines without a trip. Services are told anew by the
    days they have left. Trips that frequencies repeat stay whole.

    Raises
    ------
    TimetableError
        There is no such line or day in the feed, or nothing is left.
    """
    tables = dict(feed.tables)
    running = _running(feed, region)
    trips, calls = tables["trips"], tables["stop_times"]
    kept = trips["service_id"].isin(running) & ~trips["route_id"].isin(_left_out(feed, region.without_lines))
    calls = calls[calls["trip_id"].isin(trips.loc[kept, "trip_id"])]
    calls = _inside(calls, region, set(tables["frequencies"]["trip_id"]))
    if calls.empty:
        raise TimetableError([Problem(feed.name, 0, 0, "", "has no trip in this region and period")])
    tables["stop_times"] = calls
    tables["trips"] = trips[trips["trip_id"].isin(calls["trip_id"])]
    left = {service: running[service] for service in set(tables["trips"]["service_id"])}
    tables["calendar"], tables["calendar_dates"] = calendars(left)
    _drop_what_is_unused(tables)
    return {**tables, "feed_info": _of_period(tables["feed_info"], left)}


def _running(feed: Feed, region: Region) -> dict[str, list[datetime.date]]:
    """Return the days of the period each service runs on, of those that run at all."""
    first, last = region.first or feed.first_date, region.last or feed.last_date
    for day in (first, last):
        feed.check_date(day)
    running: dict[str, list[datetime.date]] = {}
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        for service in feed.active(day):
            running.setdefault(service, []).append(day)
    return running


def _left_out(feed: Feed, lines: Collection[str]) -> set[str]:
    """Return the routes that have one of some names."""
    routes = feed.tables["routes"]
    known = {name for column in NAMES_OF_LINES for name in routes[column] if name}
    problems = [
        Problem(feed.name, 0, 0, "", f'has no line "{line}" {suggest(line, sorted(known))}'.rstrip())
        for line in lines
        if line not in known
    ]
    if problems:
        raise TimetableError(problems)
    return set(routes.loc[routes[list(NAMES_OF_LINES)].isin(list(lines)).any(axis=1), "route_id"])


def _inside(calls: pd.DataFrame, region: Region, repeated: set[str]) -> pd.DataFrame:
    """Return the calls of trips that call inside often enough, all of them or those between the first and the last."""
    if region.stops is None:
        return calls
    inside = calls["stop_id"].isin(region.stops)
    often = inside.groupby(calls["trip_id"], sort=False).transform("sum") >= region.least_calls
    if region.whole_trips:
        return calls[often]
    begun = inside.groupby(calls["trip_id"], sort=False).cumsum()
    ended = inside[::-1].groupby(calls["trip_id"], sort=False).cumsum()[::-1]
    kept = calls[often & ((begun > 0) & (ended > 0) | calls["trip_id"].isin(repeated))]
    return kept[kept.groupby("trip_id", sort=False)["trip_id"].transform("size") > 1]


def _drop_what_is_unused(tables: Tables) -> None:
    """Leave out rows that no trip needs, and those that refer to what is no longer there."""
    tables["routes"] = _only(tables["routes"], "route_id", tables["trips"]["route_id"])
    if (tables["routes"]["agency_id"] != "").all():
        tables["agency"] = _only(tables["agency"], "agency_id", tables["routes"]["agency_id"])
    tables["stops"] = _with_stations(tables["stops"], tables["stop_times"]["stop_id"])
    for name in REFERRING:
        table = tables[name]
        for column in table.columns.intersection(list(REFERENCES)):
            target, key = REFERENCES[column]
            table = table[table[column].isin(tables[target][key]) | (table[column] == "")]
        tables[name] = table


def _only(table: pd.DataFrame, key: str, used: pd.Series) -> pd.DataFrame:
    return table[table[key].isin(used)]


def _with_stations(stops: pd.DataFrame, called: pd.Series) -> pd.DataFrame:
    """Return the stops that are called at, and what they are part of."""
    is_called = stops["stop_id"].isin(called).to_numpy()
    rows = np.unique(np.concatenate([level[is_called] for level in above(stops)]))
    return stops.iloc[rows]


def _of_period(info: pd.DataFrame, left: dict[str, list[datetime.date]]) -> pd.DataFrame:
    """Return feed_info with the first and the last day of the trips that are left."""
    days = {day for service in left.values() for day in service}
    told = {"feed_start_date": min(days), "feed_end_date": max(days)}
    return info.assign(**{name: str(as_number(day)) for name, day in told.items() if name in info})
