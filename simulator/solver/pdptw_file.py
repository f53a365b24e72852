"""Pickup and delivery instances with time windows as Li and Lim write them.

Header ``vehicles capacity speed``; then ``id x y demand earliest latest service pickup delivery`` for the depot (0) and
all nodes: a pickup names its delivery, a delivery its pickup, 0 for none. Li and Lim (2003,
doi:10.1142/S0218213003001186). Fewer vehicles come first, then shorter ways.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simulator.errors import Problem
from simulator.solver.instance import Instance
from simulator.solver.number_file import MAX_SHOWN, InstanceError, read_rows

FIELDS = ("id", "x", "y", "demand", "earliest", "latest", "service", "pickup", "delivery")


def read_pdptw(path: Path) -> Instance:
    """Read an instance; raises InstanceError with all that is wrong."""
    header, *body = read_rows(path)
    problems = []
    if len(header.values) != 3:
        message = f"expected 3 numbers (vehicles capacity speed), found {len(header.values)}"
        problems.append(Problem(str(path), header.line, 0, "header", message))
    for position, row in enumerate(body):
        if len(row.values) != len(FIELDS):
            message = f"expected 9 numbers ({' '.join(FIELDS)}), found {len(row.values)}"
            problems.append(Problem(str(path), row.line, 0, "row", message))
        elif row.values[0] != position:
            problems.append(Problem(str(path), row.line, 0, "id", f"expected {position}, found {row.values[0]:g}"))
    if problems:
        raise InstanceError(problems[:MAX_SHOWN])
    table = np.array([row.values for row in body])
    demand, mate = table[:, 3].astype(np.int64), (table[:, 7] + table[:, 8]).astype(np.int64)
    for node in range(1, len(table)):
        row, line = table[node], body[node].line
        if not 0 < mate[node] < len(table) or mate[mate[node]] != node or demand[node] != -demand[mate[node]]:
            message = f"node {node} is no pickup or delivery of node {mate[node]} with the same amount"
            problems.append(Problem(str(path), line, 0, "pickup, delivery", message))
        if row[4] > row[5]:
            problems.append(
                Problem(str(path), line, 0, "window", f"starts at {row[4]:g} and ends before, at {row[5]:g}")
            )
        if demand[node] > header.values[1]:
            message = f"{demand[node]} is more than a vehicle holds ({header.values[1]:g})"
            problems.append(Problem(str(path), line, 0, "demand", message))
    if problems:
        raise InstanceError(problems[:MAX_SHOWN])
    table = np.vstack([table, table[:1]])
    pickup = np.flatnonzero(table[:, 8] > 0)
    return Instance(
        name=path.stem,
        x=table[:, 1],
        y=table[:, 2],
        service=table[:, 6],
        load=np.append(demand, 0),
        earliest=table[:, 4],
        latest=table[:, 5],
        pickup=pickup,
        dropoff=mate[pickup],
        vehicles=int(header.values[0]),
        capacity=int(header.values[1]),
        max_duration=np.inf,
        max_ride=np.inf,
        start=0,
        end=len(table) - 1,
        counts_vehicles=True,
    )
