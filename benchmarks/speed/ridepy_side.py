"""Run one day in ridepy; started by ``peer_ridepy`` in a Python that has ridepy, needs nothing else but numpy.

Usage: python ridepy_side.py INPUT.npz OUTPUT.json
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from pathlib import Path

import numpy as np
from ridepy.data_structures_cython import TransportationRequest
from ridepy.data_structures_cython.data_structures import LocType
from ridepy.fleet_state import SlowSimpleFleetState
from ridepy.util.dispatchers_cython import BruteForceTotalTravelTimeMinimizingDispatcher
from ridepy.util.spaces_cython import Graph
from ridepy.vehicle_state_cython import VehicleState


def peak_memory_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def main(source: str, target: str) -> None:
    day = dict(np.load(source))
    # ridepy's graph knows one weight per edge: with seconds as weights and velocity 1 its distances are drive times.
    space = Graph(
        vertices=list(range(int(day["nodes"]))),
        edges=list(zip(day["u"].tolist(), day["v"].tolist(), strict=True)),
        weights=day["drive_s"].tolist(),
        velocity=1.0,
    )
    fleet = SlowSimpleFleetState(
        initial_locations=dict(enumerate(day["start_node"].tolist())),
        vehicle_state_class=VehicleState,
        space=space,
        dispatcher=BruteForceTotalTravelTimeMinimizingDispatcher(LocType.INT),
        seat_capacities=int(day["seats"]),
    )
    columns = ("submitted_s", "origin", "destination", "latest_pickup_s", "latest_dropoff_s")
    requests = (
        TransportationRequest(
            request_id=number,
            creation_timestamp=submitted,
            origin=origin,
            destination=destination,
            pickup_timewindow_min=submitted,
            pickup_timewindow_max=latest_pickup,
            delivery_timewindow_min=0,
            delivery_timewindow_max=latest_dropoff,
        )
        for number, (submitted, origin, destination, latest_pickup, latest_dropoff) in enumerate(
            zip(*(day[name].tolist() for name in columns), strict=True)
        )
    )
    start = time.process_time()
    events = list(fleet.simulate(requests))
    cpu_s = time.process_time() - start
    stops = [e for e in events if e["event_type"] in ("PickupEvent", "DeliveryEvent")]
    result = {
        "version": importlib.metadata.version("ridepy"),
        "cpu_s": cpu_s,
        "events": len(events),
        "peak_memory_mb": peak_memory_mb(),
        "accepted": sum(e["event_type"] == "RequestAcceptanceEvent" for e in events),
        "stops": [[e["vehicle_id"], e["request_id"], e["event_type"] == "PickupEvent", e["timestamp"]] for e in stops],
    }
    Path(target).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
