"""CPU time from the files of a county to the requests of all its people: ``python -m benchmarks.population``.

Of a bundled scenario with all people, ``--scenario``. Times are of one process, travel times and runs not included.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from simulator.days import DayType
from simulator.scenario.loader import load_scenario
from simulator.world.people import read_population
from simulator.world.population import day_of_people, residents_of

T = TypeVar("T")
WEEK = (*[DayType.SCHOOL_DAY] * 5, DayType.SATURDAY, DayType.SUNDAY)


def timed(what: str, make: Callable[[], T]) -> T:
    """Make something, and say how long that takes and how much memory the process has had."""
    began_s = time.process_time()
    made = make()
    used_s, memory_mb = time.process_time() - began_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {what} | {used_s:.1f} | {memory_mb:,.0f} |", flush=True)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="prignitz/population")
    parser.add_argument("--populations", type=int, default=20)
    options = parser.parse_args()
    scenario = load_scenario(options.scenario)
    config = scenario.demand.as_population
    if config is None:
        raise SystemExit(f"{options.scenario}: its demand is none of a population")
    print("| what | CPU s | memory of the process so far [MB] |\n|---|---|---|")
    file = config.population
    timed("people and households of a county file", lambda: read_population(file, 1))
    residents = timed("the same with sites, schools, places of work, lengths of ways", lambda: residents_of(scenario))
    assert residents is not None
    day = timed("a day: tours, places, trips, requests", lambda: day_of_people(scenario, residents, WEEK[0], 1, 0))
    print(f"| ({len(residents.persons):,} people, {len(day):,} requests) | | |")

    def week() -> int:
        return sum(len(day_of_people(scenario, residents, kind, 2, number)) for number, kind in enumerate(WEEK))

    print(f"| ({timed('a week', week):,} requests) | | |")
    draws = range(options.populations)
    timed(
        f"{options.populations} populations", lambda: [len(read_population(file, 100 + seed).persons) for seed in draws]
    )


if __name__ == "__main__":
    main()
