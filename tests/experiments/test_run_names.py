"""What a branch is called hangs on what it went over to, not on the order in which that is told."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.experiments.publish import run_name
from simulator.world.branch import Branch
from tests.bundled import bundled


def name(told: dict[str, Any]) -> str:
    scenario = bundled("tiny/line").world.scenario
    return run_name(1, "name: line", Branch(0, scenario, scenario, np.zeros(4, np.bool_), told=told))


def test_a_branch_is_called_alike_however_its_change_is_told() -> None:
    assert name({"at": "10:00", "parent": "seed-1"}) == name({"parent": "seed-1", "at": "10:00"})
    assert name({"at": "10:00", "parent": "seed-1"}) != name({"at": "10:01", "parent": "seed-1"})
    assert name({}).startswith("branch-1-")
    assert run_name(1, "name: line").startswith("seed-1-")
