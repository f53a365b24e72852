"""Queues as scenarios: one place with servers, and roads from it that are as long as services take.

Vehicles as servers stand at the hub. Who comes wants to go along a road and gets off at its end; then the vehicle is
back when it has driven the road again: a service is two drives. Plugs as servers stand at the hub, too; vehicles drive
along a road and back, in an equal time, and charge for what its length has taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.reproduce.queues.cases import MEAN_SERVICE_S, Queue
from simulator.units import DAY_S

TRIP_S = 100  # each way, of vehicles that charge afterwards: 1 metre of road is 1 second of charging, see ENERGY
SPARE_VEHICLES = 40  # more than are ever on the road or at the plugs at a time
LON, LAT, DEGREE_M = 12.0, 53.0, 111_195.0
TURN = 2.4  # radians from road to road, so that no two are in one place

NETWORK = "network"
SCENARIO = """\
name: queue
calendar: {{days: {days}}}
network: {{file: network}}
demand: {{kind: file, requests_file: requests.csv}}
{people}services:
{services}"""
SERVICE = """\
  {name}:
    kind: ridepooling
    mode: door_to_door
    hours: ["00:00", "24:00"]
    pooling: false
    dwell: 0 s
    limits: {{default: {{max_wait_s: {max_wait_s}, max_ride_beta: 24 h, promise_before: 0 s, promise_after: 0 s}}}}
    fleet: {{server: {{count: {vehicles}, seats: 1, depots: [{{name: hub, lon: 12.0, lat: 53.0}}]{store}}}}}
    dispatch: {{weights: {{vehicle_time: 0, wait: 1, ride: 0}}, diversion: false, idle: {{policy: depot}}}}
"""
# 500 Wh a km, there and back, are 1 Wh a metre of road: at 3.6 kW a second of charging
ENERGY = ", drivetrain: battery, energy_kwh_per_km: 0.5, store: 100 kWh, reserve: 0 kWh, charge_dc: 3.6 kW"
CHARGING = "    charging: {policy: threshold, below: 1, until: 1, available_from: 1}\n"
SITES = "energy: {{sites: [{{name: hub, lon: 12.0, lat: 53.0, plugs: {plugs}, power: 3.6 kW, current: dc}}]}}\n"


class Sample(NamedTuple):
    """Who comes when, and for how long; machine: whose call it is (of repair). Int64 (requests,), in order."""

    arrivals_s: NDArray[np.int64]
    services_s: NDArray[np.int64]
    machine: NDArray[np.int64]


def drawn(queue: Queue, seed: int) -> Sample:
    """Return a sample of a queue: a Poisson process, told by the second it lies in, and times to the second."""
    random = np.random.default_rng((seed, 2024))
    per_s = queue.offered / MEAN_SERVICE_S
    if queue.kind == "repair":  # calls while a machine works: those of a broken one are lost
        per_s = queue.machines / (queue.offered * MEAN_SERVICE_S - 2 * TRIP_S)
    arrivals_s = np.cumsum(random.exponential(1 / per_s, queue.requests)).astype(np.int64)
    step_s = 2 if queue.kind in ("vehicles", "loss") else 1  # two drives, or the seconds of charging
    mean = MEAN_SERVICE_S / step_s
    steps = np.full(queue.requests, mean) if queue.constant else random.exponential(mean, queue.requests)
    services_s = step_s * np.maximum(1, np.rint(steps)).astype(np.int64)
    return Sample(arrivals_s, services_s, random.integers(max(queue.machines, 1), size=queue.requests))


def mean_drawn_s(queue: Queue) -> float:
    """Return the mean of the services drawn, which rounding to whole seconds moves a little [s]."""
    step_s = 2 if queue.kind in ("vehicles", "loss") else 1
    rate = step_s / MEAN_SERVICE_S
    return MEAN_SERVICE_S if queue.constant else step_s * (1 + np.exp(-1.5 * rate) / -np.expm1(-rate))


def write_scenario(queue: Queue, sample: Sample, folder: Path) -> Path:
    """Write scenario, roads and requests of a queue; return the scenario."""
    of_vehicles = queue.kind in ("vehicles", "loss")
    lasts_s, road = np.unique(sample.services_s, return_inverse=True)
    if of_vehicles:
        _write_star(folder / NETWORK, drive_s=lasts_s // 2, length_m=5 * lasts_s)
    else:
        _write_star(folder / NETWORK, drive_s=np.full(len(lasts_s), TRIP_S), length_m=lasts_s)
    asked = pd.DataFrame({"request_id": np.arange(queue.requests), "day": sample.arrivals_s // DAY_S})
    asked["earliest_departure"] = pd.to_datetime(sample.arrivals_s % DAY_S, unit="s").strftime("%H:%M:%S")
    asked["origin_node"], asked["destination_node"] = 0, road + 1
    if queue.kind == "repair":
        asked["traveller_class"] = [f"m{machine}" for machine in sample.machine]
    asked.to_csv(folder / "requests.csv", index=False)
    file = folder / "queue.yaml"
    file.write_text(_scenario(queue, int(sample.arrivals_s[-1] // DAY_S) + 4), encoding="utf-8")
    return file


def _scenario(queue: Queue, days: int) -> str:
    waits_s = DAY_S if queue.kind == "vehicles" else 0
    if queue.kind in ("vehicles", "loss"):
        service = SERVICE.format(name="servers", max_wait_s=waits_s, vehicles=queue.servers, store="")
        return SCENARIO.format(days=days, people="", services=service)
    names = [f"m{machine}" for machine in range(queue.machines)] or ["fleet"]
    vehicles = 1 if queue.machines else SPARE_VEHICLES
    services = "".join(
        SERVICE.format(name=name, max_wait_s=waits_s, vehicles=vehicles, store=ENERGY) + CHARGING for name in names
    )
    people = SITES.format(plugs=queue.servers)
    if queue.machines:
        share = f"share: {1 / queue.machines:.6f}"
        people += "people: {classes: {" + ", ".join(f"{name}: {{asks: [{name}], {share}}}" for name in names) + "}}\n"
    return SCENARIO.format(days=days, people=people, services=services)


def _write_star(folder: Path, drive_s: NDArray[np.int64], length_m: NDArray[np.int64]) -> None:
    """Write a network of roads from node 0 to nodes 1, 2, ..., straight, in turn in other directions."""
    folder.mkdir(parents=True)
    angle = TURN * np.arange(len(drive_s))
    east, north = length_m * np.cos(angle) / DEGREE_M, length_m * np.sin(angle) / DEGREE_M
    nodes = np.arange(1, len(drive_s) + 1)
    places = {
        "id": np.append(0, nodes),
        "lon": np.append(LON, LON + east / np.cos(np.radians(LAT))),
        "lat": np.append(LAT, LAT + north),
    }
    roads = {"u": 0, "v": nodes, "length": length_m, "travel_time": drive_s, "oneway": "false", "highway": "road"}
    pd.DataFrame(places).to_csv(folder / "nodes.csv", index=False)
    pd.DataFrame(roads).to_csv(folder / "edges.csv", index=False)
