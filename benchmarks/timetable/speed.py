"""How long searches in the county's timetable take, in CPU time. ``python -m benchmarks.timetable.speed``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.speed.calibration import calibrate
from benchmarks.speed.timetable import write_state
from benchmarks.speed.timetable_suite import LOOK_UPS, look_ups, questions, searches
from benchmarks.timetable.county import county, days, places
from simulator.network.gtfs.feed import read_feed
from simulator.network.timetable.days import timetable_of
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.network.timetable_routing.routing import Router
from simulator.scenario.access_models import Walk

REPEATS = 9
FULL = (10_000, 20_000, 30_000)  # rows of calls
TOLD = {
    "scan": "earliest arrivals at all stops, connection scan",
    "rounds": "the same by number of rides, up to 4, in rounds",
    "journeys": "best journeys of an hour's departures, with all legs",
    "arrive-by": "last journeys that arrive in time",
    "profile": "useful departures from all stops to a place",
}


def rows(timetable: Timetable) -> Iterator[tuple[str, float]]:
    """Yield what was done and the microseconds of each time."""
    asked = questions(timetable, places(timetable, 300))
    first = asked.start[0], 0
    yield "making ready for searches in rounds", _least_us(lambda: Router(timetable).arrivals_by_rides(*first))
    yield "the same where calls are full", _least_us(lambda: asked.router.without(FULL).arrivals_by_rides(*first))
    for name, (count, search) in searches(asked).items():
        yield TOLD[name], _least_us(search) / count
    yield "looking a departure up, in compiled code", _least_us(look_ups(asked)) / LOOK_UPS


def _least_us(work: Callable[[], object]) -> float:
    """Return the least CPU time of several [us]; the first one, which compiles, is not among them."""
    work()
    taken = []
    for _ in range(REPEATS):
        begun = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - begun)
    return min(taken) / 1000


def _state() -> Timetable:
    """Return three days of a generated feed of the size of a federal state."""
    with tempfile.TemporaryDirectory() as folder:
        return timetable_of(read_feed(write_state(Path(folder))), days(), Walking(Walk()))


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.timetable.speed", description=__doc__)
    parser.add_argument("--state", action="store_true", help="a generated feed of the size of a federal state instead")
    timetable = _state() if parser.parse_args(arguments).state else county()
    sys.stdout.write(
        f"{len(timetable.calls):,} calls, {len(timetable.walks):,} walks\n\n| search | us each |\n|---|--:|\n"
    )
    for told, each_us in rows(timetable):
        sys.stdout.write(f"| {told} | {each_us:,.2f} |\n")
    sys.stdout.write(f"\nA calibration, which all machines can be compared by, took {_least_us(calibrate):,.0f} us.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
