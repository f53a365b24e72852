"""The model as a scenario: vehicles on a torus of streets, room for everybody, nobody refused, nothing promised."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.reproduce.zech2022.networks import torus
from simulator.units import DAY_S, HOUR_S

SIDE = 60  # junctions each way: 28 for each of 128 vehicles
STREET_S = 10
STREET_M = 100
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


def mean_direct_s(side: int = SIDE) -> float:
    """Return the mean direct drive between two different junctions of a torus [s]."""
    one_way = np.minimum(np.arange(side), side - np.arange(side)).mean()
    return float(2 * one_way * side**2 / (side**2 - 1) * STREET_S)


def write_torus(folder: Path, side: int = SIDE) -> None:
    """Write a network of streets that meet at right angles and run on from each edge to the opposite one.

    Junctions lie some centimetres apart, so that the streets over the edges are not seen to be too short.
    """
    folder.mkdir(parents=True)
    node = np.arange(side**2)
    row, column = np.divmod(node, side)
    pd.DataFrame({"id": node, "lon": 12 + column * 1e-6, "lat": 53 + row * 1e-6}).to_csv(
        folder / "nodes.csv", index=False
    )
    ends = pd.DataFrame(torus(side**2), columns=["u", "v", "length"])
    streets = ends.assign(length=STREET_M, travel_time=STREET_S, oneway="false", highway="road")
    streets.to_csv(folder / "edges.csv", index=False)


def write_scenario(folder: Path, vehicles: int, load: float, requests: int, seed: int) -> Path:
    """Write the scenario of a fleet with a load, beside a folder ``network``; return it."""
    per_s = load * vehicles / mean_direct_s()
    days = ceil(1.2 * requests / per_s / DAY_S) + 1
    file = folder / f"{vehicles}-{load}-{seed}.yaml"
    text = SCENARIO.format(seed=seed, days=days, per_hour=per_s * HOUR_S, requests=requests, vehicles=vehicles)
    file.write_text(text, encoding="utf-8")
    return file
