"""What the simulator did with a queue: who was served, and how long each one waited, in the order of arrival."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.reproduce.queues.cases import Queue
from benchmarks.reproduce.queues.recursions import are_served, waits_for_repair_s, waits_s
from benchmarks.reproduce.queues.scenarios import TRIP_S, Sample, write_scenario
from simulator.event_kinds import Event
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import build_world

NOBODY = -1  # waits so long who is not served


def simulated(queue: Queue, sample: Sample) -> NDArray[np.int64]:
    """Return the wait of each arrival in the simulator [s], NOBODY where it is refused, int64 (requests,)."""
    with tempfile.TemporaryDirectory() as name:
        events = simulate(build_world(load_scenario(write_scenario(queue, sample, Path(name)))))
    boarded = events[events["kind"] == Event.BOARDED].sort_values(["vehicle", "time_s"])
    begun_s = boarded["time_s"].to_numpy(np.int64)
    at_s = sample.arrivals_s[boarded["request"]]
    if queue.kind in ("plugs", "repair"):  # a vehicle is plugged in once after each drive
        at_s, begun_s = begun_s + 2 * TRIP_S, _plugged_in_s(events)
    found = np.full(queue.requests, NOBODY)
    found[boarded["request"]] = begun_s - at_s
    return found


def _plugged_in_s(events: pd.DataFrame) -> NDArray[np.int64]:
    plugged = events[events["kind"] == Event.PLUGGED_IN].sort_values(["vehicle", "time_s"])
    return plugged["time_s"].to_numpy(np.int64)


def expected(queue: Queue, sample: Sample) -> NDArray[np.int64]:
    """Return the same by recursion, without the simulator."""
    arrivals_s, services_s = sample.arrivals_s.tolist(), sample.services_s.tolist()
    if queue.kind == "loss":
        return np.where(are_served(arrivals_s, services_s, queue.servers), 0, NOBODY)
    if queue.kind == "repair":
        machines = sample.machine.tolist()
        waits = waits_for_repair_s(arrivals_s, machines, services_s, queue.servers, 2 * TRIP_S)
        return np.array([NOBODY if wait is None else wait for wait in waits])
    return np.array(waits_s(arrivals_s, services_s, queue.servers))
