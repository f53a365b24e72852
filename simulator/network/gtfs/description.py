"""A feed in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simulator.clock import format_clock
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.repairs import DROPPED, MENDED
from simulator.network.gtfs.repeated import runs_of
from simulator.network.gtfs.stations import above
from simulator.network.timetable.days import NOT_POSSIBLE

MOST_DAYS = 1100  # that are counted, from the first on
SHOWN = 12  # lines of a kind, stations
MODES = {0: "tram", 1: "underground", 2: "rail", 3: "bus", 4: "ferry"}  # basic route types; extended ones by hundreds
EXTENDED = {1: 2, 2: 3, 4: 1, 7: 3, 8: 3, 9: 0, 10: 4}
KINDS_OF_DAYS = (("Monday to Friday", range(5)), ("Saturday", (5,)), ("Sunday", (6,)))


def describe(feed: Feed, day: date | None = None) -> list[str]:
    """Return lines that tell what is in a feed, and what runs on a date, by default on one with the most trips.

    Raises TimetableError for a date outside of the feed.
    """
    if day is not None:
        feed.check_date(day)
    runs = runs_of(feed)
    tables = feed.tables
    agencies = ", ".join(sorted({name for name in tables["agency"]["agency_name"] if name})) or "none is told"
    by_date = _trips_by_date(feed, runs)
    day = day or max(by_date, key=lambda one: (by_date[one], -one.toordinal()))
    lines = [
        f"{feed.name}: {feed.first_date} to {feed.last_date}",
        f"  agencies: {agencies}",
        *_lines_by_mode(tables["routes"]),
        f"  trips: {len(tables['trips']):,} with {len(tables['stop_times']):,} calls"
        f"; only when booked: {int(tables['trips']['on_demand'].sum()):,}",
        f"  stops: {tables['stop_times']['stop_id'].nunique():,} called at, of {len(tables['stops']):,}",
        *_by_kind_of_day(by_date),
        *_on(feed, day, runs),
    ]
    return [*lines, *_repaired(feed)]


def balance(feed: Feed) -> list[str]:
    """Return a line for each file: rows that were read, and how many of them were left out."""
    dropped = feed.repairs.loc[feed.repairs["done"] == DROPPED, "file"].value_counts()
    return [
        f"{name}.txt: {rows:,} rows read, {len(feed.tables[name]):,} kept, {dropped.get(f'{name}.txt', 0):,} dropped"
        for name, rows in feed.rows_read.items()
    ]


def _repaired(feed: Feed) -> Iterator[str]:
    done = feed.repairs["done"].value_counts()
    if done.empty:
        yield "  nothing had to be repaired"
    else:
        yield f"  repaired: {done.get(DROPPED, 0):,} rows dropped, {done.get(MENDED, 0):,} mended; see timetable check"


def _lines_by_mode(routes: pd.DataFrame) -> Iterator[str]:
    kind = routes["route_type"]
    mode = [MODES.get(EXTENDED.get(one // 100, -1) if one >= 100 else one, "other") for one in kind.tolist()]
    names = routes["route_short_name"].where(routes["route_short_name"] != "", routes["route_long_name"])
    for name, part in names.groupby(np.array(mode)):
        distinct = sorted({line for line in part if line})
        more = f" and {len(distinct) - SHOWN:,} more" if len(distinct) > SHOWN else ""
        yield f"  {name}: {len(part):,} lines: {', '.join(distinct[:SHOWN])}{more}"


def _trips_by_date(feed: Feed, runs: pd.DataFrame) -> dict[date, int]:
    of_service = runs["service_id"].value_counts().to_dict()
    count = min((feed.last_date - feed.first_date).days + 1, MOST_DAYS)
    dates = [feed.first_date + timedelta(days=number) for number in range(count)]
    return {day: sum(of_service.get(service, 0) for service in feed.active(day)) for day in dates}


def _by_kind_of_day(by_date: dict[date, int]) -> Iterator[str]:
    for name, weekdays in KINDS_OF_DAYS:
        counts = [count for day, count in by_date.items() if day.weekday() in weekdays]
        if counts:
            least, most = min(counts), max(counts)
            told = f"{most:,}" if least == most else f"{least:,} to {most:,}"
            yield f"  {name}: {told} trips a day, on {len(counts):,} days"


def _on(feed: Feed, day: date, runs: pd.DataFrame) -> Iterator[str]:
    """Yield what runs on a date, and where most of it departs."""
    of_day = runs[runs["service_id"].isin(feed.active(day))]
    booked = int(of_day["on_demand"].sum())
    yield f"  on {day:%A}, {day}: {len(of_day):,} trips" + (f", {booked:,} of them only when booked" if booked else "")
    if of_day.empty:
        return
    size = of_day["calls"].to_numpy()
    row = np.repeat(of_day["first_call"].to_numpy() - (np.cumsum(size) - size), size) + np.arange(size.sum())
    calls = feed.tables["stop_times"].iloc[row]
    departs = np.ones(len(row), dtype=bool)
    departs[np.cumsum(size) - 1] = False
    departs &= calls["pickup_type"].to_numpy() != NOT_POSSIBLE
    time = calls["departure_time"].to_numpy() + np.repeat(of_day["shift_s"].to_numpy(), size)
    if departs.any():
        first, last = (format_clock(int(one)) for one in (time[departs].min(), time[departs].max()))
        yield f"  first departure {first}, last {last}"
    stops = feed.tables["stops"]
    root = above(stops)[-1][pd.Index(stops["stop_id"]).get_indexer(pd.Index(calls["stop_id"]))]
    busy = stops["stop_name"].iloc[root[departs]].value_counts().reset_index()
    busy = busy.sort_values(["count", "stop_name"], ascending=[False, True]).head(SHOWN)
    for name, count in zip(busy["stop_name"], busy["count"], strict=True):
        yield f"    {count:>5,} departures  {name}"
