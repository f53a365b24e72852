"""From an instance to the problem the kernels solve, in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.replan.problem import NOBODY, Problem, alike
from simulator.solver.instance import Instance

UNIT = 1_000_000  # parts of the instance's unit; drives are rounded up to them, so that no schedule is too tight
NO_LIMIT = 1 << 50
VEHICLE_IN_DRIVES = 20  # a vehicle saved is worth so many of the longest drives, where vehicles count
PENALTY_IN_DRIVES = 10


def build_problem(instance: Instance) -> Problem:
    """Return an instance in whole numbers: pickups, dropoffs, then the start and the end of every vehicle."""
    requests, vehicles = len(instance.pickup), instance.vehicles
    nodes = point_nodes(instance)
    starts = np.arange(2 * requests, 2 * requests + vehicles)
    ends = starts + vehicles
    drive = np.ceil(instance.distance()[np.ix_(nodes, nodes)] * UNIT - 1e-3).astype(np.int64)
    dwell, earliest, latest = (
        np.rint(part[nodes] * UNIT).astype(np.int64) for part in (instance.service, instance.earliest, instance.latest)
    )
    max_ride = np.full(requests, _whole(instance.max_ride))
    _tighten(drive, dwell, earliest, latest, max_ride, starts, ends)
    penalty, opening = PENALTY_IN_DRIVES * int(drive.max()), 0
    if instance.counts_vehicles:
        opening = VEHICLE_IN_DRIVES * int(drive.max())
        penalty *= VEHICLE_IN_DRIVES
    rows = np.arange(requests, dtype=np.int32)
    return Problem(
        drive=drive,
        back=np.ascontiguousarray(drive.T),
        weight=1,
        opening=np.full(vehicles, opening),
        late=np.zeros(len(nodes), dtype=np.int64),
        due=earliest,
        earliest=earliest,
        latest=latest,
        dwell=dwell,
        place=np.arange(len(nodes), dtype=np.int32),  # services at one place are separate here
        load=instance.load[nodes][:, None].astype(np.int64),
        request=np.concatenate([rows, rows, np.full(2 * vehicles, NOBODY)]).astype(np.int32),
        pickup=rows,
        dropoff=(rows + requests).astype(np.int32),
        max_ride=max_ride,
        penalty=np.full(requests, penalty),
        bound_to=np.full(requests, NOBODY, dtype=np.int32),
        start=starts.astype(np.int32),
        end=ends.astype(np.int32),
        capacity=np.full((vehicles, 1), instance.capacity),
        max_duration=np.full(vehicles, _whole(instance.max_duration)),
        kind=np.zeros(vehicles, dtype=np.int32),
        frozen=np.zeros(vehicles, dtype=np.int64),
        near=alike(drive, earliest, latest, rows, rows + requests),
    )


def point_nodes(instance: Instance) -> NDArray[np.int64]:
    """Return the node of every point of the problem, int64 (points,)."""
    ends = [instance.start] * instance.vehicles + [instance.end] * instance.vehicles
    return np.concatenate([instance.pickup, instance.dropoff, ends]).astype(np.int64)


def _whole(limit: float) -> int:
    return NO_LIMIT if np.isinf(limit) else round(limit * UNIT)


def _tighten(
    drive: NDArray[np.int64],
    dwell: NDArray[np.int64],
    earliest: NDArray[np.int64],
    latest: NDArray[np.int64],
    max_ride: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> None:
    """Cut off times that no feasible schedule has (Cordeau 2006). Windows are changed in place."""
    requests = len(max_ride)
    pickup, dropoff = slice(0, requests), slice(requests, 2 * requests)
    direct = drive[np.arange(requests), np.arange(requests, 2 * requests)]
    if len(starts):
        out, home = drive[starts[0], : 2 * requests], drive[: 2 * requests, ends[0]]
        earliest[: 2 * requests] = np.maximum(earliest[: 2 * requests], earliest[starts[0]] + dwell[starts[0]] + out)
        latest[: 2 * requests] = np.minimum(latest[: 2 * requests], latest[ends[0]] - home - dwell[: 2 * requests])
    earliest[dropoff] = np.maximum(earliest[dropoff], earliest[pickup] + dwell[pickup] + direct)
    latest[dropoff] = np.minimum(latest[dropoff], latest[pickup] + dwell[pickup] + max_ride)
    earliest[pickup] = np.maximum(earliest[pickup], earliest[dropoff] - dwell[pickup] - max_ride)
    latest[pickup] = np.minimum(latest[pickup], latest[dropoff] - dwell[pickup] - direct)
