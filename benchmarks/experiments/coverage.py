"""How often 95 % intervals cover the truth: an M/M/2 queue as a ridepooling scenario whose mean wait is known.

python -m benchmarks.experiments.coverage: 1,000 experiments of 10 replications. Two vehicles with one seat stand at the
end of a line. Riders come there at random and want to go exponentially far; the vehicle comes back empty, so a service
takes twice the ride. Whoever comes first is served first. Times are rounded to 2 x 5 s of a mean of 150 s.
"""

from __future__ import annotations

import argparse
import multiprocessing

import numpy as np

from benchmarks.reproduce.queues.closed_forms import wait_of_exponential
from simulator.analysis.statistics import mean_estimate
from simulator.event_kinds import Event
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

VEHICLES = 2
MEAN_SERVICE_S = 150.0
LOAD = 0.5  # of each vehicle
STEP_S = 5  # between nodes
NODES = 240
WARM_UP, COUNTED = 60, 600  # requests

_LINE = line_network(NODES, spacing_m=50, speed_kph=36)
_TIMES: list[TravelTimes] = []


def mean_wait_s(seed: int) -> float:
    """Simulate one replication; return the mean wait of the requests after the warm-up [s]."""
    if not _TIMES:
        _TIMES.append(build_travel_times(_LINE))
    random = np.random.default_rng(seed)
    count = WARM_UP + COUNTED
    arrivals_s = np.cumsum(random.exponential(MEAN_SERVICE_S / (LOAD * VEHICLES), count))
    rides_s = random.exponential(MEAN_SERVICE_S / 2, count)
    nodes = np.clip(np.round(rides_s / STEP_S), 1, NODES - 1).astype(int)
    requests = [
        {"submitted_s": round(at_s), "origin_node": 0, "destination_node": int(node)}
        for at_s, node in zip(arrivals_s, nodes, strict=True)
    ]
    home = {"name": "home", "lon": float(_LINE.lon[0]), "lat": float(_LINE.lat[0])}
    world = world_of(
        _LINE, requests, _TIMES[0],
        fleet={"taxi": {"count": VEHICLES, "seats": 1, "shift": (0, 172_000), "depots": [home]}},
        service={"mode": "door_to_door", "hours": (0, 172_799), "pooling": False, "dwell_s": 0},
        limits={"default": {"max_wait_s": 86_400, "max_ride_beta_s": 86_400, "promise_after_s": 0}},
        dispatch={
            "weights": {"vehicle_time": 0, "wait": 1, "ride": 0}, "idle": {"policy": "depot"}, "diversion": False,
        },
    )  # fmt: skip
    events = simulate(world)
    boarded = events[events["kind"] == Event.BOARDED].set_index("request")["time_s"].sort_index()
    if len(boarded) < count:
        raise RuntimeError(f"{count - len(boarded)} requests were not served")
    waits = boarded.to_numpy() - np.array([request["submitted_s"] for request in requests])
    return float(waits[WARM_UP:].mean())


def main() -> None:
    """Print how many intervals cover the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=1000)
    parser.add_argument("--replications", type=int, default=10)
    options = parser.parse_args()
    truth = MEAN_SERVICE_S * wait_of_exponential(VEHICLES, LOAD * VEHICLES)
    total = options.experiments * options.replications
    with multiprocessing.get_context("forkserver").Pool() as pool:
        means = np.array(pool.map(mean_wait_s, range(total), chunksize=20))
    found = [mean_estimate(sample) for sample in means.reshape(options.experiments, options.replications)]
    covered = sum(estimate.low <= truth <= estimate.high for estimate in found)
    print(f"mean wait of M/M/{VEHICLES}: {truth:.1f} s; mean of all {total} replications: {means.mean():.1f} s")
    print(f"{covered} of {len(found)} intervals cover it ({covered / len(found):.1%})")


if __name__ == "__main__":
    main()
