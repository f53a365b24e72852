"""``python -m benchmarks.speed.road_states``: what a new state of the roads costs beside all travel times anew."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.network.changes import RoadChange, with_changes
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.network.searched_state import searched_state
from simulator.network.streets import fastest_arcs
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.scenario.catalogue import bundled_folder

STREETS = (1, 2, 10, 50)
PLACES = 6  # that are drawn
LOOKED_UP = 1_000_000
REPEATS = 3
Result = TypeVar("Result")


def main() -> None:
    """Close, slow and widen streets in the bundled county, and print the median and the worst share."""
    network = read_network(bundled_folder() / "prignitz" / "network")
    with tempfile.TemporaryDirectory() as folder:
        full_s, before = _least_cpu_s(lambda: _anew(network, Path(folder)))
        print(f"all travel times anew, written to the cache: {1000 * full_s:.0f} ms of CPU")
        _state(before, network, np.arange(2), 0)  # compiled, and the hierarchy of before made
        for where, choose in (("near each other", _near), ("anywhere", _anywhere)):
            for factor, what in ((0.0, "closed"), (0.5, "slowed"), (1.5, "faster")):
                for count in STREETS:
                    shares = [_state(before, network, edges, factor)[0] / full_s for edges in choose(network, count)]
                    print(
                        f"{count:3d} streets {where} {what}: {np.median(shares):.1%} of it, at most {max(shares):.1%}"
                    )
        after = _state(before, network, _anywhere(network, 50)[0], 0)[1]
        for times, what in ((before, "in the table"), (after, "in the new state")):
            spent_s = _least_cpu_s(partial(_look_up, times))[0]
            print(f"a drive looked up {what}: {1e9 * spent_s / LOOKED_UP:.0f} ns")


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


def _anywhere(network: RoadNetwork, count: int) -> list[NDArray[np.int64]]:
    random = np.random.default_rng(1)
    return [np.sort(random.choice(len(network.edges), count, replace=False)) for _ in range(PLACES)]


def _state(
    before: TravelTimes, network: RoadNetwork, edges: NDArray[np.int64], factor: float
) -> tuple[float, TravelTimes]:
    """Return what a state of the roads costs [s], and its travel times."""
    changed = with_changes(network, [RoadChange("changed", edges, factor)])
    spent_s, after = _least_cpu_s(lambda: searched_state(before, fastest_arcs(changed, before.street_numbers)))
    assert after is not None
    return spent_s, after


def _look_up(times: TravelTimes) -> NDArray[np.int64]:
    """Return drives from some places to others that are drawn."""
    random = np.random.default_rng(1)
    origins = np.repeat(random.integers(0, len(times.places), LOOKED_UP // 1000), 1000)
    return times.units(origins, random.integers(0, len(times.places), LOOKED_UP))


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
