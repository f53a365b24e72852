"""``python -m benchmarks.speed.road_states``: what a new state of the roads costs beside all travel times anew."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.network.changes import RoadChange, with_changes
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.network.streets import fastest_arcs
from simulator.network.travel_times import TravelTimes, build_travel_times, derived_times
from simulator.scenario.catalogue import bundled_folder

STREETS = (1, 2, 10, 50)
PLACES = 6
REPEATS = 3
Result = TypeVar("Result")


def main() -> None:
    """Close and slow streets near each other in the bundled county, and print the median and the worst share."""
    network = read_network(bundled_folder() / "prignitz" / "network")
    with tempfile.TemporaryDirectory() as folder:
        full_s, before = _least_cpu_s(lambda: _anew(network, Path(folder)))
        print(f"all travel times anew, written to the cache: {1000 * full_s:.0f} ms of CPU")
        _share(before, network, np.arange(2), 0, full_s)  # compiled, and the hierarchy of before made
        for factor, what in ((0.0, "closed"), (0.5, "slowed")):
            for count in STREETS:
                shares = [_share(before, network, edges, factor, full_s) for edges in _near(network, count)]
                print(f"{count:3d} streets {what}: {np.median(shares):.0%} of it, at most {max(shares):.0%}")


def _anew(network: RoadNetwork, folder: Path) -> TravelTimes:
    for file in folder.iterdir():
        file.unlink()
    return build_travel_times(network, folder)


def _near(network: RoadNetwork, count: int) -> list[NDArray[np.int64]]:
    """Return the streets around some that are drawn."""
    ends = network.edges[["u", "v"]].to_numpy(np.int64)
    middle = network.xy_m()[ends].mean(axis=1)
    drawn = np.random.default_rng(1).choice(len(ends), PLACES, replace=False)
    return [np.sort(np.argsort(np.hypot(*(middle - middle[street]).T))[:count]) for street in drawn]


def _share(before: TravelTimes, network: RoadNetwork, edges: NDArray[np.int64], factor: float, full_s: float) -> float:
    changed = with_changes(network, [RoadChange("changed", edges, factor)])
    return _least_cpu_s(lambda: derived_times(before, fastest_arcs(changed, before.street_numbers)))[0] / full_s


def _least_cpu_s(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the least CPU time of some repeats, as other programs only ever add to it, and the result."""
    spent = []
    for _ in range(REPEATS):
        start_s = time.process_time()
        result = work()
        spent.append(time.process_time() - start_s)
    return min(spent), result


if __name__ == "__main__":
    main()
