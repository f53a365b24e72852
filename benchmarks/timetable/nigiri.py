"""Journeys in the county's timetable beside those of nigiri, the router of MOTIS.

``python -m benchmarks.timetable.nigiri``. Both get the same trips, and changes that mean the same to both: nigiri
has whole minutes only, changes at a stop in two of them, and closes walks transitively, so those handed to both are
closed already. Where one can walk from place to place, it returns no journey that arrives later than who walks; those
are left out here, and counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from benchmarks.timetable.county import DAY, DAYS, county, places
from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.routing import UNREACHED, Router
from simulator.units import DAY_S, HOUR_S, MINUTE_S

CHANGE_S = 120
MOST_RIDES = 7
HOW = "python -m pip install pynigiri==0.1.5"
SAME = "the same journeys"
WALKING = "the same but for journeys that arrive later than who walks"
OTHER = "other journeys"
Found = set[tuple[int, int]]  # arrival [min], rides


def agreed(timetable: Timetable) -> tuple[Timetable, NDArray[np.float64]]:
    """Return a timetable in whole minutes with walks of any number of hops, and the minutes between all stops."""
    calls = timetable.calls.copy()
    calls[["arrival_s", "departure_s"]] -= calls[["arrival_s", "departure_s"]] % MINUTE_S
    walks, stops = timetable.walks, len(timetable.stops)
    minutes = np.ceil(walks["walk_s"].to_numpy() / MINUTE_S)
    hops = csr_matrix((minutes, (walks["from_stop"], walks["to_stop"])), shape=(stops, stops))
    between = shortest_path(hops)
    np.fill_diagonal(between, CHANGE_S / MINUTE_S)
    one, other = np.nonzero(np.isfinite(between))
    closed_walks = pd.DataFrame({"from_stop": one, "to_stop": other, "walk_s": between[one, other] * MINUTE_S})
    return replace(timetable, calls=calls, walks=closed_walks.astype(np.int32)), between


def write_feed(timetable: Timetable, folder: Path) -> None:
    """Write a timetable as GTFS, with names of stops that are all different, so that none are taken for one."""
    trips, calls, walks = timetable.trips, timetable.calls, timetable.walks
    at = timetable.stops
    stop = [_stop(row) for row in range(len(at))]
    day = trips["service_day"].to_numpy()
    shift_s = DAY_S * day[calls["gtfs_trip"].to_numpy()]
    tables = {
        "agency": {"agency_name": ["A"], "agency_url": ["http://a.example"], "agency_timezone": ["Europe/Berlin"]},
        "stops": {"stop_id": stop, "stop_name": stop, "stop_lat": at["lat"], "stop_lon": at["lon"]},
        "routes": {"route_id": ["R"], "route_short_name": ["R"], "route_type": [3]},
        "trips": {"route_id": "R", "service_id": day, "trip_id": range(len(trips))},
        "calendar_dates": {
            "service_id": DAYS,
            "date": [f"{DAY + timedelta(number):%Y%m%d}" for number in DAYS],
            "exception_type": 1,
        },
        "stop_times": {
            "trip_id": calls["gtfs_trip"],
            "arrival_time": [_clock(time_s) for time_s in calls["arrival_s"] - shift_s],
            "departure_time": [_clock(time_s) for time_s in calls["departure_s"] - shift_s],
            "stop_id": [_stop(row) for row in calls["stop"]],
            "stop_sequence": calls["position"],
            "pickup_type": (~calls["may_board"]).astype(int),
            "drop_off_type": (~calls["may_alight"]).astype(int),
        },
        "transfers": {
            "from_stop_id": [_stop(row) for row in walks["from_stop"]],
            "to_stop_id": [_stop(row) for row in walks["to_stop"]],
            "transfer_type": 2,
            "min_transfer_time": walks["walk_s"],
        },
    }  # fmt: skip
    for name, columns in tables.items():
        pd.DataFrame(columns).to_csv(folder / f"{name}.txt", index=False)


def _stop(row: int) -> str:
    return f"S{row}"


def _clock(time_s: int) -> str:
    return f"{time_s // HOUR_S:02d}:{time_s // MINUTE_S % 60:02d}:{time_s % MINUTE_S:02d}"


class Nigiri:
    """The other router, with the feed of a folder."""

    def __init__(self, nigiri: Any, folder: Path, stops: int) -> None:
        loading, finishing = nigiri.LoaderConfig(), nigiri.FinalizeOptions()
        loading.link_stop_distance = 0
        finishing.adjust_footpaths = finishing.merge_dupes_inter_src = finishing.merge_dupes_intra_src = False
        finishing.max_footpath_length = 10_000
        source = nigiri.TimetableSource("feed", str(folder), loading)
        first, last = (str(DAY + timedelta(number)) for number in (DAYS[0], DAYS[-1] + 1))
        self._nigiri = nigiri
        self._timetable = nigiri.load_timetable([source], first, last, finishing)
        self._stops = [self._timetable.find_location(_stop(row)) for row in range(stops)]
        self._midnight = int(datetime.combine(DAY, time(), ZoneInfo("Europe/Berlin")).timestamp()) // MINUTE_S

    def journeys(self, start: StopWalks, end: StopWalks, leave_min: int) -> Found:
        """Return the best journeys of those who leave at a time."""
        query = self._nigiri.Query()
        query.start_time = self._midnight + leave_min
        query.start, query.destination = self._offsets(start), self._offsets(end)
        query.start_match_mode = query.dest_match_mode = self._nigiri.LocationMatchMode.INTERMODAL
        query.max_transfers, query.max_travel_time = MOST_RIDES - 1, DAY_S // MINUTE_S
        query.use_start_footpaths = False
        found = self._nigiri.route(self._timetable, query)
        return {(journey.arrival_time() - self._midnight, journey.transfers + 1) for journey in found}

    def _offsets(self, place: StopWalks) -> list[Any]:
        walks = zip(place.stop.tolist(), place.walk_s.tolist(), strict=True)
        return [self._nigiri.Offset(self._stops[stop], walk_s // MINUTE_S, 0) for stop, walk_s in walks]


def ours(router: Router, start: StopWalks, end: StopWalks, leave_min: int) -> Found:
    """Return the best journeys of those who leave at a time, within a day."""
    arrivals = router.arrivals_by_rides(start, leave_min * MINUTE_S, MOST_RIDES)[:, end.stop] + end.walk_s
    found: Found = set()
    before = min(UNREACHED, leave_min * MINUTE_S + DAY_S + 1)
    for rides, arrival_s in enumerate(arrivals.min(axis=1).tolist()):
        if arrival_s < before:
            before = arrival_s
            found.add((arrival_s // MINUTE_S, rides))
    return found


def walking(start: StopWalks, end: StopWalks, between: NDArray[np.float64]) -> float:
    """Return the minutes from place to place on foot, by way of stops."""
    minutes = between[np.ix_(start.stop, end.stop)] * (start.stop[:, None] != end.stop)
    return float((start.walk_s[:, None] / MINUTE_S + minutes + end.walk_s / MINUTE_S).min())


def compare(nigiri: Any, questions: int) -> Iterator[tuple[str, str]]:
    """Ask both; yield for each question how the answers differ, SAME, WALKING or OTHER, and both of them."""
    timetable, between = agreed(county(CHANGE_S))
    near = [_in_minutes(place) for place in places(timetable, 500)]
    router = Router(timetable)
    draw = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        write_feed(timetable, Path(folder))
        other = Nigiri(nigiri, Path(folder), len(timetable.stops))
        for _ in range(questions):
            start, end = (near[place] for place in draw.integers(len(near), size=2))
            leave_min = int(draw.integers(5 * 60, 20 * 60))
            mine, theirs = ours(router, start, end, leave_min), other.journeys(start, end, leave_min)
            foot = leave_min + walking(start, end, between)
            faster = {journey for journey in mine if journey[0] < foot}
            kind = SAME if mine == theirs else WALKING if faster == theirs else OTHER
            yield kind, f"{leave_min}: {sorted(mine)} here, {sorted(theirs)} there"


def _in_minutes(place: StopWalks) -> StopWalks:
    return replace(place, walk_s=(-(-place.walk_s // MINUTE_S) * MINUTE_S).astype(np.int32))


def main(arguments: Sequence[str]) -> int:
    """Compare, and tell how many questions were answered in which way; return 1 where one cannot be explained."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.timetable.nigiri", description=__doc__)
    parser.add_argument("--questions", type=int, default=5000)
    options = parser.parse_args(arguments)
    try:
        import pynigiri
    except ImportError:
        sys.stdout.write(f"skipped: no pynigiri here; install it with: {HOW}\n")
        return 0
    found = list(compare(pynigiri, options.questions))
    sys.stdout.write("".join(f"{told}\n" for kind, told in found if kind == OTHER))
    for kind in (SAME, WALKING, OTHER):
        sys.stdout.write(f"{sum(one == kind for one, _ in found):6} of {len(found)} questions: {kind}\n")
    return int(any(kind == OTHER for kind, _ in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
