"""What journeys of several services cost a run, and the search for one alone: CPU time, the least of three rounds.

Usage: python -m benchmarks.speed.feeder_suite. The day of ``prignitz/feeder`` with more requests and fleets of 12 and
1,000 minibuses, beside the same day with rides on demand alone; and each search with 30 hubs or so where the ride
all the way is none of the ways, so that nothing is known of what others cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from simulator.scenario.loader import load_scenario
from simulator.services.feeder.search import Search
from simulator.simulation.simulate import simulate
from simulator.world.build import World, build_world

FLEETS, REQUESTS, ROUNDS = (12, 1000), 600, 3
WITHOUT = ("services.rufbus.parallel_service=null", "people.classes.adult.asks=[rufbus]")
WITH = ("people.classes.adult.asks=[feeder]",)


def least_s(run: Callable[[], object]) -> float:
    """Return the least CPU time of some rounds [s]."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return min(taken)


def world_of(name: str, vehicles: int, *overrides: str) -> World:
    """Return the world of a bundled scenario with another fleet and demand."""
    sizes = f"services.rufbus.fleet.minibus.count={vehicles}", f"demand.requests_per_day={REQUESTS}"
    return build_world(load_scenario(name, (*sizes, *overrides)))


def searches_ms(world: World) -> list[float]:
    """Return the CPU time of each search of a day [ms]."""
    taken, best = [], Search.best

    def timed(self: Search, *given: object) -> object:
        began = time.process_time()
        found = best(self, *given)  # type: ignore[arg-type]
        taken.append(1000 * (time.process_time() - began))
        return found

    Search.best = timed  # type: ignore[assignment,method-assign]
    try:
        simulate(world)
    finally:
        Search.best = best  # type: ignore[method-assign]
    return taken


def main() -> None:
    """Print a row for each fleet."""
    print("vehicles  without [us]  with [us]  more [us]  search without a direct ride: median, 95 % [ms]")
    for vehicles in FLEETS:
        worlds = world_of("prignitz/no-parallel", vehicles, *WITHOUT), world_of("prignitz/feeder", vehicles, *WITH)
        without_us, with_us = (1e6 * least_s(lambda its=its: simulate(its)) / len(its.demand) for its in worlds)
        alone = searches_ms(world_of("prignitz/feeder", vehicles, *WITH, "services.feeder.direct=false"))
        middle, most = np.percentile(alone[1:], [50, 95])
        more_us = with_us - without_us
        print(
            f"{vehicles:8,}  {without_us:12.0f}  {with_us:9.0f}  {more_us:9.0f}  {middle:20.2f}, {most:.2f}", flush=True
        )


if __name__ == "__main__":
    main()
