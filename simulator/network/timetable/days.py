"""From a feed to the timetable of some days, on the time axis of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import LocalClock
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.repeated import runs_of
from simulator.network.gtfs.stations import above
from simulator.network.timetable.chains import chains_of, links_of
from simulator.network.timetable.timetable import CALL_DTYPES, STOP_DTYPES, TRIP_DTYPES, Timetable
from simulator.network.timetable.walks import Walking, walks_between
from simulator.units import DAY_S

NOT_POSSIBLE = 1  # pickup_type, drop_off_type

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class TimetableDay:
    """A simulated day and the date whose timetable runs on it.

    number: of the day, 0 is the first counted one. starts_s: the second of the run that the times of GTFS count from,
    12 hours before the day's noon; 00:00, but on days on which clocks change.
    """

    number: int
    date: date
    starts_s: int


def timetable_day(number: int, day: date, clock: LocalClock) -> TimetableDay:
    """Return a day of a run with the timetable of a date."""
    return TimetableDay(number, day, clock.true(number * DAY_S + DAY_S // 2) - DAY_S // 2)


def timetable_of(feed: Feed, days: Sequence[TimetableDay], walking: Walking) -> Timetable:
    """Return the timetable of some days; on a date outside of the feed (``Feed.check_date``) nothing runs.

    For what runs past midnight, the day before the first that counts is one of them.
    """
    stops, stop_of = _stops(feed)
    runs = _with_ends(runs_of(feed), feed, stops["station"].to_numpy()[stop_of])
    trips, chains, size = list[pd.DataFrame](), list[Rows](), list[Rows]()
    count = 0
    for day in sorted(days, key=lambda one: one.number):
        of_day = runs[runs["service_id"].isin(feed.active(day.date))].reset_index(drop=True)
        trips.append(of_day.assign(service_day=day.number, shift_s=of_day["shift_s"] + day.starts_s))
        in_chain, sizes = _chains(of_day, feed.tables["transfers"])
        chains.append(in_chain + count)
        size.append(sizes)
        count += len(of_day)
    running = pd.concat(trips, ignore_index=True) if trips else runs[:0].assign(service_day=0)
    calls = _calls(running, feed.tables["stop_times"], stop_of, (_joined(chains), _joined(size)))
    walks = walks_between(stops, feed.tables["transfers"], feed.tables["stops"], walking)
    return Timetable(stops, _trips(running, feed.tables["routes"]), calls, walks)


def _joined(parts: list[Rows]) -> Rows:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _stops(feed: Feed) -> tuple[pd.DataFrame, Rows]:
    """Return the stops that any trip of the feed calls at, and which of them each call is at."""
    table = feed.tables["stops"]
    row = pd.Index(table["stop_id"]).get_indexer(feed.tables["stop_times"]["stop_id"])
    used, stop_of = np.unique(row, return_inverse=True)
    root = above(table)[-1][used]
    name = np.where(table["stop_name"] == "", table["stop_name"].to_numpy()[above(table)[-1]], table["stop_name"])[used]
    ids = table["stop_id"].to_numpy()[used]
    stops = pd.DataFrame(
        {
            "gtfs_stop_id": ids,
            "name": np.where(name == "", ids, name),
            "lon": table["stop_lon"].to_numpy()[used],
            "lat": table["stop_lat"].to_numpy()[used],
            "station": np.unique(root, return_inverse=True)[1],
        }
    )
    return stops.astype(STOP_DTYPES), stop_of


def _with_ends(runs: pd.DataFrame, feed: Feed, station: Rows) -> pd.DataFrame:
    """Add when and at which station trips begin and end. station: of each call."""
    calls, first = feed.tables["stop_times"], runs["first_call"].to_numpy()
    last, shift_s = first + runs["calls"].to_numpy() - 1, runs["shift_s"].to_numpy()
    return runs.assign(
        first_s=calls["departure_time"].to_numpy()[first] + shift_s,
        last_s=calls["arrival_time"].to_numpy()[last] + shift_s,
        first_station=station[first],
        last_station=station[last],
    )


def _chains(runs: pd.DataFrame, transfers: pd.DataFrame) -> tuple[Rows, Rows]:
    """Return the trips of all chains of a day, one chain behind the other, and how many trips each has."""
    linked = chains_of(links_of(runs, transfers))
    together = {trip for chain in linked for trip in chain}
    alone = [(trip,) for trip in range(len(runs)) if trip not in together]
    chains = sorted([*alone, *linked])
    return np.array([trip for chain in chains for trip in chain], dtype=np.int64), np.array(
        [len(chain) for chain in chains], dtype=np.int64
    )


def _calls(runs: pd.DataFrame, calls: pd.DataFrame, stop_of: Rows, chains: tuple[Rows, Rows]) -> pd.DataFrame:
    """Return the calls of chains, as ``_chains`` returns them."""
    trip, size = chains
    count = runs["calls"].to_numpy(np.int64)[trip]
    of = np.repeat(np.arange(len(trip)), count)  # which part of a chain each call belongs to
    position = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    row = runs["first_call"].to_numpy(np.int64)[trip][of] + position
    shift_s = runs["shift_s"].to_numpy(np.int64)[trip][of]
    boards = calls["pickup_type"].to_numpy()[row] != NOT_POSSIBLE
    alights = calls["drop_off_type"].to_numpy()[row] != NOT_POSSIBLE
    found = pd.DataFrame(
        {
            "chain": np.repeat(np.arange(len(size)), size)[of],
            "gtfs_trip": trip[of],
            "position": position,
            "stop": stop_of[row],
            "arrival_s": calls["arrival_time"].to_numpy()[row] + shift_s,
            "departure_s": calls["departure_time"].to_numpy()[row] + shift_s,
            "may_board": boards & (position < count[of] - 1),
            "may_alight": alights & (position > 0),
        }
    )
    return found.astype(CALL_DTYPES)


def _trips(runs: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    route = routes.iloc[pd.Index(routes["route_id"]).get_indexer(runs["route_id"])]
    names = [route[name].to_numpy() for name in ("route_short_name", "route_long_name", "route_id")]
    line = np.select([name != "" for name in names], names)
    found = pd.DataFrame(
        {
            "gtfs_trip_id": runs["trip_id"],
            "gtfs_route_id": runs["route_id"],
            "line": line,
            "route_type": route["route_type"].to_numpy(),
            "headsign": runs["trip_headsign"],
            "service_day": runs["service_day"],
            "on_demand": runs["on_demand"],
        }
    )
    return found.astype(TRIP_DTYPES)
