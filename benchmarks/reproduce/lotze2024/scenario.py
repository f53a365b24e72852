"""The model as a scenario: vehicles on a torus of streets, room for everybody, nobody refused, nothing promised."""

from __future__ import annotations

from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from benchmarks.reproduce.zech2022.networks import delaunay, torus
from simulator.units import DAY_S, HOUR_S

SIDE = 60  # junctions each way: 28 for each of 128 vehicles
STREET_S = 10
STREET_M = 100
TRIANGLES, MEAN_TRIANGLE_S = 5, 100  # seed of the other network, and how long its streets take on average
SCENARIO = """\
name: lotze2024
seed: {seed}
calendar: {{days: {days}}}
network: {{file: network}}
demand: {{kind: poisson, per_hour: {per_hour:.6f}, requests: {requests}}}
services:
  pool:
    kind: ridepooling
    mode: door_to_door
    hours: ["00:00", "24:00"]
    dwell: 0 s
    limits: {{default: {{max_wait: 24 h, max_ride_beta: 24 h}}}}
    fleet: {{bus: {{count: {vehicles}, seats: unlimited, depots: nodes}}}}
    dispatch: {{weights: {{vehicle_time: 0, wait: 1, ride: 1}}}}
"""


Network = Literal["grid", "triangles"]


def links_of(network: Network, side: int = SIDE) -> pd.DataFrame:
    """Return the streets of a network that runs on from each edge to the opposite one: u, v, length, travel_time.

    grid: they meet at right angles. triangles: a random triangulation, always the same one.
    """
    if network == "grid":
        links = pd.DataFrame(torus(side**2), columns=["u", "v", "length"])
        return links.assign(length=STREET_M, travel_time=STREET_S)
    links = pd.DataFrame(delaunay(side**2, TRIANGLES), columns=["u", "v", "length"])
    seconds = (links["length"] / links["length"].mean() * MEAN_TRIANGLE_S).round(3)
    return links.assign(length=seconds * STREET_M / STREET_S, travel_time=seconds)


@cache
def mean_direct_s(network: Network, side: int = SIDE) -> float:
    """Return the mean direct drive between two different junctions [s]."""
    links, nodes = links_of(network, side), side**2
    streets = csr_array((links["travel_time"], (links["u"], links["v"])), shape=(nodes, nodes))
    drives = sum(float(shortest_path(streets, directed=False, indices=row).sum()) for row in range(nodes))
    return drives / (nodes * (nodes - 1))


def write_network(folder: Path, network: Network, side: int = SIDE) -> None:
    """Write a network. Junctions lie a millimetre apart, so that no street over the edges looks too short."""
    folder.mkdir(parents=True)
    node = np.arange(side**2)
    row, column = np.divmod(node, side)
    places = pd.DataFrame({"id": node, "lon": 12 + column * 1e-8, "lat": 53 + row * 1e-8})
    places.to_csv(folder / "nodes.csv", index=False)
    streets = links_of(network, side).assign(oneway="false", highway="road")
    streets.to_csv(folder / "edges.csv", index=False)


class Trial(NamedTuple):
    """A fleet under a load: so many requests on a network."""

    vehicles: int
    load: float
    requests: int
    network: Network = "grid"


def write_scenario(folder: Path, trial: Trial, seed: int) -> Path:
    """Write the scenario of a trial with its network; return it."""
    write_network(folder / "network", trial.network)
    per_s = trial.load * trial.vehicles / mean_direct_s(trial.network)
    days = ceil(1.2 * trial.requests / per_s / DAY_S) + 1
    text = SCENARIO.format(
        seed=seed, days=days, per_hour=per_s * HOUR_S, requests=trial.requests, vehicles=trial.vehicles
    )
    file = folder / "pool.yaml"
    file.write_text(text, encoding="utf-8")
    return file
