"""Dial-a-ride instances as Cordeau and Laporte write them.

Header ``vehicles requests duration capacity ride`` (the pr set has the number of nodes, twice that of requests); then
``id x y service load earliest latest`` for the start (0), the pickups 1 to n, the dropoffs n + 1 to 2n, and maybe the
end 2n + 1 (else it is the start). Cordeau and Laporte (2003, doi:10.1016/S0191-2615(02)00045-0), Cordeau (2006,
doi:10.1287/opre.1060.0283).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulator.errors import Problem
from simulator.solver.instance import Instance
from simulator.solver.number_file import MAX_SHOWN, InstanceError, NumberRow, read_rows

FIELDS = ("id", "x", "y", "service", "load", "earliest", "latest")


def read_darp(path: Path) -> Instance:
    """Read an instance; raises InstanceError with all that is wrong."""
    header, *body = read_rows(path)
    if len(header.values) != 5:
        found = f"expected 5 numbers (vehicles requests duration capacity ride), found {len(header.values)}"
        raise InstanceError([Problem(str(path), header.line, 0, "header", found)])
    requests = _request_count(path, header, body)
    rows = [body[0].values, *(row.values for row in body[1:])]
    if len(rows) == 2 * requests + 1:
        rows.append((2.0 * requests + 1, *body[0].values[1:]))
    table = np.array(rows)
    vehicles, _, duration, capacity, ride = header.values
    instance = Instance(
        name=path.stem,
        x=table[:, 1],
        y=table[:, 2],
        service=table[:, 3],
        load=table[:, 4].astype(np.int64),
        earliest=table[:, 5],
        latest=table[:, 6],
        pickup=np.arange(1, requests + 1),
        dropoff=np.arange(requests + 1, 2 * requests + 1),
        vehicles=int(vehicles),
        capacity=int(capacity),
        max_duration=duration,
        max_ride=ride,
        start=0,
        end=2 * requests + 1,
        counts_vehicles=False,
    )
    problems = _problems(path, header, body, instance)
    if problems:
        raise InstanceError(problems[:MAX_SHOWN])
    return instance


def _request_count(path: Path, header: NumberRow, body: list[NumberRow]) -> int:
    problems = [
        Problem(str(path), row.line, 0, "row", f"expected 7 numbers ({' '.join(FIELDS)}), found {len(row.values)}")
        for row in body
        if len(row.values) != len(FIELDS)
    ]
    for position, row in enumerate(body):
        if not problems and row.values[0] != position:
            problems.append(Problem(str(path), row.line, 0, "id", f"expected {position}, found {row.values[0]:g}"))
    stated, nodes = header.values[1], len(body)
    counts = [count for count in (stated, stated / 2) if nodes in (2 * count + 1, 2 * count + 2)]
    if not problems and not counts:
        message = f"{stated:g} requests do not fit {nodes} nodes; expected two nodes a request and one or two depots"
        problems.append(Problem(str(path), header.line, 0, "header", message))
    if problems:
        raise InstanceError(problems[:MAX_SHOWN])
    return int(counts[0])


def _problems(path: Path, header: NumberRow, body: list[NumberRow], instance: Instance) -> list[Problem]:
    """Return which numbers contradict each other."""
    found = []

    def tell(line: int, key: str, message: str) -> None:
        found.append(Problem(str(path), line, 0, key, message))

    for key, value in zip(("vehicles", "duration", "capacity", "ride"), np.delete(header.values, 1), strict=True):
        if value < 0 or (key in ("vehicles", "capacity") and value != int(value)):
            tell(header.line, key, f"expected a whole number of 0 or more, found {value:g}")
    for row in body:
        _, _, _, service, _, earliest, latest = row.values
        if service < 0:
            tell(row.line, "service", f"expected 0 or more, found {service:g}")
        if earliest > latest:
            tell(row.line, "window", f"starts at {earliest:g} and ends before, at {latest:g}")
    drive = instance.distance()
    for pickup, dropoff in zip(instance.pickup.tolist(), instance.dropoff.tolist(), strict=True):
        line = body[pickup].line
        load = int(instance.load[pickup])
        if load != -instance.load[dropoff] or load < 0:
            tell(
                line,
                "load",
                f"expected {pickup} to take on what {dropoff} lets off; they are {load} and {instance.load[dropoff]}",
            )
        if load > instance.capacity:
            tell(line, "load", f"{load} is more than a vehicle holds ({instance.capacity})")
        if drive[pickup, dropoff] > instance.max_ride:
            tell(
                line,
                "ride",
                f"the direct drive to {dropoff} takes {drive[pickup, dropoff]:.2f}, allowed are {instance.max_ride:g}",
            )
        leave = max(instance.earliest[pickup], instance.earliest[0] + drive[0, pickup]) + instance.service[pickup]
        if (
            leave + drive[pickup, dropoff] > instance.latest[dropoff]
            or leave - instance.service[pickup] > instance.latest[pickup]
        ):
            tell(line, "window", f"no vehicle can serve {pickup} and then {dropoff} within their windows")
    return found
