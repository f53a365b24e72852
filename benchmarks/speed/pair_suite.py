"""The search for the cheapest pair of rides alone, to one of many hubs and on from another, as in ``kernel_suite``.

Between the hubs there is a train each half hour from each to each, which takes as long as the drive.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.speed.kernel_suite import FLEETS, SAMPLES, kernel_day
from simulator.dispatch import insertion
from simulator.dispatch.pairs import Pair, Part, cheapest_pair
from simulator.dispatch.policy import FleetView
from simulator.kernels import layout as f
from simulator.kernels.gaps import Insertion
from simulator.kernels.times import look_up
from simulator.simulation.simulate import simulate
from simulator.units import MINUTE_S

HUBS, DEPARTURES, WAYS_ON = 30, 3, 3
HEADWAY_S, BUFFER_S = 30 * MINUTE_S, 5 * MINUTE_S
NO_REACH = np.zeros((0, 0), dtype=np.int64)

Asked = tuple[list[Part], list[Pair]]


def alternatives(view: FleetView, request: int) -> Asked:
    """Return parts and pairs: to every hub for each departure, and on from the hubs nearest to the destination."""
    hubs = np.random.default_rng(1).choice(len(view.times.cell), HUBS, replace=False).astype(np.int32)
    what, (origin, destination) = view.requests[request], view.options_of(request)[[0, -1]]
    weights, unit_s = view.weights, view.times.unit_s
    to_hub = look_up(view.times, origin[f.OPTION_NODE], hubs) * unit_s
    from_hub = look_up(view.times, hubs, destination[f.OPTION_NODE]) * unit_s
    nearest = np.argsort(from_hub, kind="stable")[:WAYS_ON].tolist()
    parts, pairs, known = list[Part](), list[Pair](), dict[tuple[int, int], int]()

    def part(ends: tuple[np.ndarray, np.ndarray], direct_s: int, **fields: int) -> int:
        row = what.copy()
        row[f.REQ_PICKUPS], row[f.REQ_MAX_RIDE] = 1, direct_s * 3 // 2 + 10 * MINUTE_S
        for name, value in fields.items():
            row[getattr(f, name)] = value
        terms = (int(what[f.REQ_MAX_WAIT]), f.FOREVER, f.FOREVER, int(row[f.REQ_MAX_RIDE]), f.FOREVER)
        parts.append(Part(row, np.array(ends), NO_REACH, terms))
        return len(parts) - 1

    for hub in range(HUBS):
        ready_s = int(what[f.REQ_EARLIEST] + to_hub[hub]) + BUFFER_S
        first_s = -(-ready_s // HEADWAY_S) * HEADWAY_S
        for leaves_s in range(first_s, first_s + DEPARTURES * HEADWAY_S, HEADWAY_S):
            at_hub = np.array([hubs[hub], 0], dtype=np.int32)
            access = part((origin, at_hub), int(to_hub[hub]), REQ_LATEST_ARRIVAL=leaves_s - BUFFER_S)
            for other in nearest:
                if other == hub:
                    continue
                travel_s = int(look_up(view.times, hubs[hub], hubs[other])) * unit_s
                arrives_s = leaves_s + travel_s
                if (other, arrives_s) not in known:
                    there = np.array([hubs[other], 0], dtype=np.int32)
                    known[other, arrives_s] = part((there, destination), int(from_hub[other]), REQ_EARLIEST=arrives_s)
                waits_s = leaves_s - ready_s
                extra = int(weights[f.WEIGHT_RIDE] * travel_s + weights[f.WEIGHT_WAIT] * waits_s)
                pairs.append(Pair(access, known[other, arrives_s], extra, changes=2))
    return parts, pairs


def seconds_of_searches(vehicles: int, cache: Path, repeats: int = 5) -> list[tuple[float, int]]:
    """Return for requests spread over a day how long a search took [s of CPU], the least of some, and pairs asked."""
    world = kernel_day(vehicles, cache)
    requests, asked, found = len(world.requests), 0, list[tuple[float, int]]()
    wanted = set(np.linspace(requests // 10, 9 * requests // 10, SAMPLES).astype(int).tolist())
    search = insertion.search

    def measured(view: FleetView, request: int, now_s: int) -> Insertion:
        nonlocal asked
        asked += 1
        if asked in wanted:
            parts, pairs = alternatives(view, request)
            ask = partial(cheapest_pair, view, parts, pairs, now_s)
            found.append((min(_cpu_s(ask) for _ in range(repeats)), len(pairs)))
        return search(view, request, now_s)

    with patch.object(insertion, "search", measured):
        simulate(world)
    return found


def _cpu_s(ask: partial[object]) -> float:
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def main() -> int:
    """Print for fleets of three sizes how long a search takes, without its compilation."""
    for vehicles in FLEETS:
        with tempfile.TemporaryDirectory() as cache:
            found = seconds_of_searches(vehicles, Path(cache))
        times_ms, pairs = [1000 * seconds for seconds, _ in found], [count for _, count in found]
        mean, longest = np.mean(times_ms), max(times_ms)
        sys.stdout.write(f"{vehicles} vehicles, {HUBS} hubs, {min(pairs)} to {max(pairs)} pairs: ")
        sys.stdout.write(f"{mean:.2f} ms of CPU in the mean, {longest:.2f} at most\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
