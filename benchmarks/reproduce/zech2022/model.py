"""One run of the model: a scenario like any other, and what it says about the efficiency of the fleet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.reproduce.zech2022.networks import EDGE_S, distances, links_of, mean_distance, roads_of
from simulator.event_kinds import Event
from simulator.network.files import write_network
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_text import yaml_text
from simulator.simulation.simulate import simulate
from simulator.units import DAY_S, HOUR_S
from simulator.world.build import build_world


@dataclass(frozen=True)
class Model:
    """A network and a fleet. capacity: of each vehicle, None: unlimited. load: x = rate * mean distance / vehicles."""

    kind: str
    nodes: int
    vehicles: int
    capacity: int | None
    load: float

    def scenario(self, mean: float, requests: int, seed: int) -> dict[str, Any]:
        """Return the scenario of a run of so many requests. mean: distance, in links."""
        per_link = self.load * self.vehicles / mean  # requests, in the time of a drive along a link of length 1
        days = math.ceil(1.1 * requests / per_link * EDGE_S / DAY_S) + 2
        return {
            "name": f"zech2022-{self.kind}",
            "seed": seed,
            "network": {"file": "network"},
            "calendar": {"days": days},
            "demand": {"kind": "poisson", "per_hour": per_link * HOUR_S / EDGE_S, "requests": requests},
            "services": {
                "rides": {
                    "kind": "ridepooling",
                    "mode": "door_to_door",
                    "hours": ["00:00", "24:00"],
                    "dwell": "0 s",
                    "limits": {
                        "default": {
                            "max_wait": "24 h", "max_ride_alpha": 100, "max_ride_beta": "24 h",
                            "promise_before": "0 s", "promise_after": "0 s", "promise_dropoff_after": "0 s",
                        },
                    },
                    "fleet": {
                        "bus": {"count": self.vehicles, "seats": self.capacity or "unlimited", "depots": "nodes"},
                    },
                    "dispatch": {"policy": "earliest_arrival"},
                },
            },
        }  # fmt: skip


@dataclass(frozen=True)
class Observed:
    """What a run came to, in order of the requests; times in drives along a link of length 1.

    mean: exact mean distance. distance, wait, ride: float64 (requests,).
    """

    mean: float
    distance: NDArray[np.float64]
    wait: NDArray[np.float64]
    ride: NDArray[np.float64]


def observe(model: Model, requests: int, seed: int) -> Observed:
    """Run a model. Raises RuntimeError when somebody was not served."""
    links = links_of(model.kind, model.nodes)
    table = distances(model.nodes, links)
    mean = mean_distance(table)
    with TemporaryDirectory() as folder:
        write_network(roads_of(model.nodes, links), Path(folder) / "network")
        file = Path(folder) / "scenario.yaml"
        file.write_text(yaml_text(model.scenario(mean, requests, seed)), encoding="utf-8")
        world = build_world(load_scenario(file))
    events, asked = simulate(world), world.demand
    found = {}
    for kind in (Event.BOARDED, Event.ALIGHTED):
        rows = events[events["kind"] == kind]
        times = np.full(len(asked), -1, dtype=np.int64)
        times[rows["request"].to_numpy()] = rows["time_s"].to_numpy()
        if (times < 0).any():
            raise RuntimeError(f"{int((times < 0).sum())} of {len(asked)} requests were not served")
        found[kind] = times
    wait = (found[Event.BOARDED] - asked["submitted_s"].to_numpy()) / EDGE_S
    ride = (found[Event.ALIGHTED] - found[Event.BOARDED]) / EDGE_S
    distance = table[asked["origin_node"].to_numpy(), asked["destination_node"].to_numpy()]
    return Observed(mean, distance, wait, ride)
