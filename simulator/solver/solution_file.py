"""Solutions as JSON: routes and when everything happens."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from simulator.errors import Problem
from simulator.solver.number_file import InstanceError
from simulator.solver.search import Solution
from simulator.whole import write_whole


def refuse_to_overwrite(path: Path) -> None:
    """Raise InstanceError when there is a file already."""
    if path.exists():
        raise InstanceError([Problem(str(path), 0, 0, "", "is there already; --force overwrites it")])


def write_solution(path: Path, solution: Solution) -> None:
    """Write a solution under a temporary name and rename it; raises InstanceError when that is impossible."""
    data = {
        "instance": solution.instance,
        "complete": not solution.unserved,
        "objective": round(solution.cost, 6),
        "vehicles": len(solution.routes),
        "unserved": list(solution.unserved),
        "routes": [list(route) for route in solution.routes],
        "schedule": [[_rounded(asdict(visit)) for visit in visits] for visits in solution.schedule],
    }
    try:
        write_whole(path, json.dumps(data, indent=1) + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InstanceError([Problem(str(path), 0, 0, "", f"cannot be written: {reason}")]) from error


def read_routes(path: Path) -> list[list[int]]:
    """Return the routes of a solution; raises InstanceError when there are none."""
    try:
        routes = json.loads(path.read_text(encoding="utf-8"))["routes"]
        if not all(isinstance(node, int) for route in routes for node in route):
            raise TypeError
    except OSError as error:
        raise InstanceError([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror}")]) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InstanceError([Problem(str(path), 0, 0, "routes", "expected lists of node numbers")]) from error
    return [list(route) for route in routes]


def _rounded(visit: dict[str, float | int]) -> dict[str, float | int]:
    return {key: round(value, 6) for key, value in visit.items()}
