"""Trips as often as they run on a day: once, or every few minutes by frequencies."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, TimetableError
from simulator.network.gtfs.feed import Feed

MOST_CALLS = 20_000_000  # of all repetitions of a day


def runs_of(feed: Feed) -> pd.DataFrame:
    """Return what runs on a day on which all services do, by the rows of the trips, then by time.

    Columns of the trips, and: first_call, calls: rows of stop_times from .. and how many. shift_s: to be added to their
    times. A trip with frequencies runs from their start, again after each headway, and not at their end or later,
    whether these are exact times or not; it is in no block, and has "#" and a number behind its id, from 1.
    """
    trips, calls = feed.tables["trips"], feed.tables["stop_times"]
    trip = pd.Index(trips["trip_id"]).get_indexer(calls["trip_id"])
    size = np.bincount(trip, minlength=len(trips))
    first = np.cumsum(size) - size
    runs = trips.assign(trip=np.arange(len(trips)), first_call=first, calls=size, shift_s=0)
    often = feed.tables["frequencies"]
    if often.empty:
        return runs
    begins = calls["departure_time"].to_numpy()[first].astype(np.int64)
    repeated = _repeated(feed.name, runs, often, begins)
    once = runs[~runs["trip_id"].isin(often["trip_id"])]
    both = pd.concat([once, repeated], ignore_index=True)
    return both.sort_values(["trip", "shift_s"], kind="stable", ignore_index=True)


def _repeated(name: str, runs: pd.DataFrame, often: pd.DataFrame, begins: NDArray[np.int64]) -> pd.DataFrame:
    span = (often["end_time"] - often["start_time"]).to_numpy(np.int64)
    headway = often["headway_secs"].to_numpy(np.int64)
    times = -(-span // headway)
    trip = pd.Index(runs["trip_id"]).get_indexer(often["trip_id"])
    if int((times * runs["calls"].to_numpy()[trip]).sum()) > MOST_CALLS:
        message = f"trips are repeated so often that there are more than {MOST_CALLS:,} calls a day"
        raise TimetableError([Problem(f"{name}/frequencies.txt", 0, 0, "headway_secs", message)])
    row = np.repeat(np.arange(len(often)), times)
    number = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    start_s = often["start_time"].to_numpy(np.int64)[row] + number * headway[row]
    order = np.lexsort((start_s, trip[row]))
    of_trip, start_s = trip[row][order], start_s[order]
    first = np.searchsorted(of_trip, of_trip)
    copies = runs.iloc[of_trip].reset_index(drop=True)
    ids = [
        f"{trip_id}#{count}"
        for trip_id, count in zip(copies["trip_id"], np.arange(len(of_trip)) - first + 1, strict=True)
    ]
    repeated: pd.DataFrame = copies.assign(trip_id=ids, block_id="", shift_s=start_s - begins[of_trip])
    return repeated
