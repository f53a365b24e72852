"""What it costs to ask in a run from everywhere what is offered: CPU time, the least of some rounds.

Usage: python -m benchmarks.speed.probes_suite. The day of ``prignitz/rufbus`` with phantom requests from 850 places to
8 towns in each quarter of an hour from 5:00 to 24:00, an hour ahead, 516,800 in all, beside the same day without; and
that of ``prignitz/feeder`` at four times of the day, 27,200 in all, for rides, buses and trains as one journey.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.loader import load_scenario
from simulator.services.probes import Probed, Probes, ways_between
from simulator.simulation.simulate import simulate
from simulator.units import DAY_S, HOUR_S, MINUTE_S
from simulator.world.build import World, build_world

CELLS, CENTRES, ROUNDS = 850, 8, 2
ASKED = (
    ("prignitz/rufbus", "rufbus", np.arange(5 * HOUR_S, DAY_S, 15 * MINUTE_S)),
    ("prignitz/feeder", "feeder", np.array([8, 12, 16, 20]) * HOUR_S),
)  # scenario, service, and for when


def probes_of(world: World, service: str, times_s: NDArray[np.int64]) -> Probes:
    """Return the probes of a day: from its places, further ones beside them, to those with most inhabitants."""
    assert world.places is not None
    at: NDArray[np.float64] = world.places[["lon", "lat"]].to_numpy()
    row = np.arange(CELLS)
    cells = at[row % len(at)] + 0.005 * (row // len(at))[:, None]  # degrees
    towns = at[np.linspace(0, len(at) - 1, CENTRES).astype(np.int64)]
    who = next(iter(world.scenario.people.classes))
    ways = ways_between(np.repeat(cells, CENTRES, axis=0), np.tile(towns, (CELLS, 1)), who)
    wished_s, way = np.repeat(times_s, len(ways)), np.tile(np.arange(len(ways)), len(times_s))
    return Probes(service, ways, way, wished_s - HOUR_S, wished_s)


def least_s(run: Callable[[], object]) -> float:
    """Return the least CPU time of some rounds [s]."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return min(taken)


def main() -> None:
    """Print what it costs, and what is offered."""
    for scenario, service, times_s in ASKED:
        world, found = build_world(load_scenario(scenario)), list[Probed]()
        probes = probes_of(world, service, times_s)
        without_s = least_s(partial(simulate, world))
        with_s = least_s(partial(simulate, world, probes=[probes], probed=found))
        each_us, share = 1e6 * (with_s - without_s) / len(probes), found[0].offered.mean()
        took = f"{with_s - without_s:.1f} s of CPU time, {each_us:.0f} us each"
        print(f"{scenario}: {len(probes):,} probes: {took}; {share:.0%} offered")


if __name__ == "__main__":
    main()
