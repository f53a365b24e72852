"""``python -m benchmarks.speed.timetable [FEED]``: CPU time until three days of a feed are there to be searched.

Cold: files read and checked, days and changes made, all kept in an empty cache folder. Cached: the same again. The
county is the bundled one; the state is generated: as many stop times, stops and lines as a federal state has.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.days import NO_CHANGE
from simulator.network.timetable import stored
from simulator.network.timetable.days import timetable_day
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk

COUNTY = Path(__file__).resolve().parents[2] / "scenarios" / "prignitz" / "timetable.zip"
TUESDAY = date(2021, 9, 7)
STOPS, TRIPS, CALLS, LINES = 20_000, 9_000, 24, 1_000  # 216,000 stop times
REPEATS = 3


def write_state(folder: Path, seed: int = 1) -> Path:
    """Write a feed: lines from village to village, on which a bus drives 9 times a day."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(11.2, 14.8, STOPS), random.uniform(51.4, 53.6, STOPS)
    stop = np.arange(STOPS)
    tables = {
        "agency": {"agency_id": ["V"], "agency_name": ["Verkehr"], "agency_timezone": ["Europe/Berlin"]},
        "stops": {"stop_id": stop, "stop_name": stop, "stop_lat": lat.round(6), "stop_lon": lon.round(6)},
        "routes": {"route_id": np.arange(LINES), "route_short_name": np.arange(LINES), "route_type": 3},
        "calendar_dates": {"service_id": "daily", "date": [20210906, 20210907, 20210908], "exception_type": 1},
    }
    trip = np.arange(TRIPS)
    tables["trips"] = {"route_id": trip % LINES, "service_id": "daily", "trip_id": trip}
    pattern = random.integers(0, STOPS, (LINES, CALLS))
    minute = 5 * 60 + 110 * (trip // LINES)[:, None] + 3 * np.arange(CALLS)
    clock = [f"{at // 60:02d}:{at % 60:02d}:00" for at in range(int(minute.max()) + 1)]
    times = np.array(clock)[minute.ravel()]
    tables["stop_times"] = {
        "trip_id": np.repeat(trip, CALLS), "stop_sequence": np.tile(np.arange(CALLS), TRIPS),
        "stop_id": pattern[trip % LINES].ravel(), "arrival_time": times, "departure_time": times,
    }  # fmt: skip
    for name, columns in tables.items():
        pd.DataFrame(columns).to_csv(folder / f"{name}.txt", index=False)
    return folder


def load(feed: Path) -> Timetable:
    found = stored.load_feed(feed)
    days = [timetable_day(number, TUESDAY + timedelta(days=number), NO_CHANGE) for number in (-1, 0, 1)]
    return stored.load_timetable(found, days, Walking(Walk()))


def measured(feed: Path, cache: Path) -> Iterator[tuple[str, float]]:
    """Yield how long it takes cold and cached, the best of a few [s of CPU time]."""
    load(feed)  # imports, and what numba has to load
    for name in ("cold", "cached"):
        took = []
        for _ in range(REPEATS):
            stored.forget()
            for path in cache.rglob("*.tables") if name == "cold" else ():
                path.unlink()
            begin = time.process_time()
            load(feed)
            took.append(time.process_time() - begin)
        yield name, min(took)


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ELBE_DRT_CACHE"] = folder
        (Path(folder) / "state").mkdir()
        given = [Path(one) for one in arguments] or [COUNTY, write_state(Path(folder) / "state")]
        print("| feed | stops | calls of three days | cold [s of CPU] | cached [s of CPU] |\n|---|---|---|---|---|")
        for feed in given:
            timetable = load(feed)
            took = " | ".join(f"{seconds:.2f}" for _, seconds in measured(feed, Path(folder)))
            print(f"| {feed.name} | {len(timetable.stops):,} | {len(timetable.calls):,} | {took} |")


if __name__ == "__main__":
    main(sys.argv[1:])
