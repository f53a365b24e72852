"""Trips of a feed written out one by one, taken away, and told apart by date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import pandas as pd

from simulator.network.gtfs.feed import Feed, as_number
from simulator.network.gtfs.repeated import runs_of
from simulator.network.gtfs.running import Dates, Running

ADDED, REMOVED = 1, 2  # exception types of calendar_dates
NO_LINE = 0  # of a file: the row is in none
REFER = ("trip_id", "from_trip_id", "to_trip_id")  # columns that name trips


def unrolled(feed: Feed) -> Feed:
    """Write trips that are repeated by frequencies as trips of their own, as ``runs_of`` names them."""
    if feed.tables["frequencies"].empty:
        return feed
    runs, calls = runs_of(feed), feed.tables["stop_times"]
    size = runs["calls"].to_numpy()
    row = np.repeat(runs["first_call"].to_numpy() - (np.cumsum(size) - size), size) + np.arange(size.sum())
    shift_s = np.repeat(runs["shift_s"].to_numpy(), size)
    shifted = {name: calls[name].to_numpy()[row] + shift_s for name in ("arrival_time", "departure_time")}
    repeated = calls.iloc[row].assign(trip_id=np.repeat(runs["trip_id"].to_numpy(), size), **shifted)
    trips = runs[feed.tables["trips"].columns]
    tables = {"trips": trips, "stop_times": repeated, "frequencies": feed.tables["frequencies"].iloc[:0]}
    return with_tables(feed, tables, "each trip by itself")


def with_tables(feed: Feed, tables: Mapping[str, pd.DataFrame], how: str) -> Feed:
    """Return a feed with other tables, as a feed has them: calls by the rows of their trips, types as they were.

    how: what was changed; it tells this feed from others, for which timetables are kept.
    """
    found = {name: table.astype(feed.tables[name].dtypes.to_dict()) for name, table in tables.items()}
    if "stop_times" in found or "trips" in found:
        calls, trips = (found.get(name, feed.tables[name]) for name in ("stop_times", "trips"))
        order = pd.Index(trips["trip_id"]).get_indexer(calls["trip_id"])
        found["stop_times"] = calls.iloc[np.argsort(order, kind="stable")]
    plain = {name: table.reset_index(drop=True) for name, table in found.items()}
    return feed.changed(plain, how)


def without_trips(feed: Feed, gone: Collection[str]) -> Feed:
    """Leave trips out, and what refers to them."""
    if not len(gone):
        return feed
    tables = {
        name: table[~np.logical_or.reduce([table[column].isin(gone) for column in REFER if column in table])]
        for name, table in feed.tables.items()
        if not set(REFER).isdisjoint(table)
    }
    return with_tables(feed, tables, f"without {sorted(gone)}")


def losing(feed: Feed, lost: Mapping[str, Dates], running: Running) -> Feed:
    """Let trips not run on some of the dates of a run; those that run on no other of these are left out."""
    dates_of = running.active(feed, list(lost))
    gone = [trip for trip, dates in lost.items() if dates_of.get(trip, frozenset()) <= dates]
    some = {trip: dates for trip, dates in lost.items() if trip not in set(gone)}
    return without_trips(_restricted(feed, some, keep=False), gone)


def twins(feed: Feed, dates: Mapping[str, Dates], running: Running) -> tuple[Feed, dict[str, str]]:
    """Give trips a twin that runs on some dates instead of them; who runs on no other is left as it is.

    Returns the feed and the twin of each trip that has one.
    """
    dates_of = running.active(feed, list(dates))
    apart = {trip: on for trip, on in dates.items() if not dates_of[trip] <= on}
    if not apart:
        return feed, {}
    taken = set(feed.tables["trips"]["trip_id"])
    twin_of = {trip: _new_name(trip, taken) for trip in apart}
    copies = pd.DataFrame({"trip_id": list(twin_of), "copy": list(twin_of.values())})
    tables = dict[str, pd.DataFrame]()
    for name, table in feed.tables.items():
        for column in [one for one in REFER if one in table]:
            whole = tables.get(name, table)
            tables[name] = pd.concat([whole, _renamed(whole, copies, column)[table.columns]], ignore_index=True)
    both = with_tables(feed, tables, f"twins {twin_of}")
    only = _restricted(both, {twin_of[trip]: on for trip, on in apart.items()}, keep=True)
    return _restricted(only, apart, keep=False), twin_of


def _restricted(feed: Feed, dates: Mapping[str, Dates], *, keep: bool) -> Feed:
    """Let trips run on some dates only, or on all but these: they get services of their own, shared where the same."""
    if not dates:
        return feed
    trips, exceptions, weekly = (feed.tables[name] for name in ("trips", "calendar_dates", "calendar"))
    service_of = dict(zip(trips["trip_id"].tolist(), trips["service_id"].tolist(), strict=True))
    taken = set(service_of.values())
    pairs = dict.fromkeys((service_of[trip], on) for trip, on in dates.items())
    names = {pair: _new_name(pair[0], taken) for pair in pairs}
    new_of = {trip: names[service_of[trip], on] for trip, on in dates.items()}
    services = trips["service_id"].where(~trips["trip_id"].isin(new_of), trips["trip_id"].map(new_of))
    rows = [exceptions]
    for (service, on), name in names.items():
        rows.append(exceptions_on(name, on, REMOVED if not keep else ADDED))
        if not keep:
            own = exceptions[(exceptions["service_id"] == service) & ~exceptions["date"].isin(rows[-1]["date"])]
            rows.append(own.assign(service_id=name))
    tables = {"trips": trips.assign(service_id=services), "calendar_dates": pd.concat(rows, ignore_index=True)}
    if not keep:
        copies = pd.DataFrame({"service_id": [one for one, _ in names], "copy": list(names.values())})
        copied = _renamed(weekly, copies, "service_id")[weekly.columns]
        tables["calendar"] = pd.concat([weekly, copied], ignore_index=True)
    return with_tables(feed, tables, f"{keep} {sorted((trip, sorted(on)) for trip, on in dates.items())}")


def exceptions_on(service: str, dates: Collection[date], kind: int = ADDED) -> pd.DataFrame:
    """Return rows of calendar_dates for a service."""
    numbers = [as_number(day) for day in sorted(dates)]
    return pd.DataFrame({"service_id": service, "date": numbers, "exception_type": kind, "line": NO_LINE})


def _renamed(table: pd.DataFrame, copies: pd.DataFrame, column: str = "trip_id") -> pd.DataFrame:
    """Return the rows of trips once for each of their copies, under its id. copies: trip_id, copy, and what else."""
    named = copies.rename(columns={"trip_id": column})
    return named.merge(table, on=column).drop(columns=column).rename(columns={"copy": column})


def _new_name(name: str, taken: set[str]) -> str:
    """Return a name like another one that nobody has, which is taken then."""
    number = 2
    while f"{name}~{number}" in taken:
        number += 1
    taken.add(f"{name}~{number}")
    return f"{name}~{number}"
