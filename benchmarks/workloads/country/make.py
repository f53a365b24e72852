"""Make the network, stops and requests of the frozen country days: ``python -m benchmarks.workloads.country.make``.

Everything is generated; nobody lives there. All places lie on junctions, so the days stay the same however the program
comes to meet people between junctions.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.speed.rural_graph import rural_graph
from simulator.clock import format_clock
from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork

FOLDER = Path(__file__).parent
NODES, STOPS, REQUESTS, SEED = 1_500, 350, 450, 20
FIRST_S, LAST_S = 6 * 3600, 20 * 3600
SHARE_AHEAD, LONGEST_AHEAD_S = 0.6, 12 * 3600


def main() -> int:
    """Write the files; return the exit code."""
    network = rural_graph(NODES, SEED)
    write_network(network, FOLDER / "network")
    random = np.random.default_rng(SEED)
    served = np.sort(random.choice(network.node_count, STOPS, replace=False))
    stops(network, served).to_csv(FOLDER / "stops.csv", index=False, lineterminator="\n")
    requests(network, served, random).to_csv(FOLDER / "requests.csv", index=False, lineterminator="\n")
    return 0


def stops(network: RoadNetwork, served: np.ndarray) -> pd.DataFrame:
    """Return a stop at each of the served nodes."""
    return pd.DataFrame(
        {
            "stop_id": [f"s{node}" for node in served],
            "name": [f"Stop {node}" for node in served],
            "lon": network.lon[served],
            "lat": network.lat[served],
        }
    )


def requests(network: RoadNetwork, served: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    """Return requests between different stops, most of them booked ahead, in order of submission."""
    origin = random.integers(0, len(served), REQUESTS)
    destination = (origin + random.integers(1, len(served), REQUESTS)) % len(served)
    departure_s = random.integers(FIRST_S, LAST_S, REQUESTS)
    ahead_s = np.where(random.random(REQUESTS) < SHARE_AHEAD, random.integers(1_800, LONGEST_AHEAD_S, REQUESTS), 0)
    submitted_s = np.maximum(0, departure_s - ahead_s)
    order = np.lexsort((departure_s, submitted_s))
    table = pd.DataFrame(
        {
            "submitted": [format_clock(time_s) for time_s in submitted_s],
            "earliest_departure": [format_clock(time_s) for time_s in departure_s],
            "origin_lon": network.lon[served[origin]],
            "origin_lat": network.lat[served[origin]],
            "destination_lon": network.lon[served[destination]],
            "destination_lat": network.lat[served[destination]],
            "party_size": random.choice([1, 1, 1, 2, 3], REQUESTS),
        }
    ).iloc[order]
    table.insert(0, "request_id", [f"r{number:03d}" for number in range(REQUESTS)])
    return table


if __name__ == "__main__":
    sys.exit(main())
