"""Places of people whom nobody knew of as the day began: vehicles pass them by, and turn off at the next junction."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.engine.log import EventLog
from simulator.kernels import layout as f
from simulator.kernels.changes import mark_passed
from simulator.kernels.legs import next_junction
from simulator.services.ridepooling.breakdowns import Odometer

PLACES = np.array([0, 7, 2], dtype=np.int32)  # their nodes; another node, 8, is no place of the table


def way(known_nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a leg over nodes 0, 7, 8 and 2, a minute and a kilometre apart, and the fields of its vehicle."""
    legs = np.zeros((1, f.DRIVEN_LEG_FIELDS, 9), dtype=np.int32)
    legs[0, : f.LEG_FIELDS, :4] = [0, 1, ~8, 2], [0, 60, 120, 180], [0, 1000, 2000, 3000]
    vehicles = np.zeros((f.VEHICLE_FIELDS, 1), dtype=np.int32, order="F")
    vehicles[f.LEG_NODES] = 4
    mark_passed(legs, PLACES, known_nodes, 0, 4)
    return legs, vehicles


@pytest.mark.parametrize(
    ("known_nodes", "position", "metres"), [(f.ALL_KNOWN, 1, 2000), (9, 1, 2000), (8, 1, 1000), (7, 3, 0), (2, 3, 0)]
)
def test_the_next_junction_is_one_that_everybody_knows(known_nodes: int, position: int, metres: int) -> None:
    """Asked 20 s after setting off where to turn off, and after 130 s how far it is to the last junction."""
    legs, vehicles = way(known_nodes)
    assert next_junction(legs, vehicles, 0, 20)[0] == position
    duty = np.zeros((1, f.DUTY_FIELDS), dtype=np.int32)
    duty[0, f.DRIVING] = 1
    plans: Any = SimpleNamespace(legs=legs, vehicles=vehicles, duty=duty, number=lambda plan: plan)
    world: Any = SimpleNamespace(vehicles=[None], first_vehicle=0)
    fleet: Any = SimpleNamespace(plans=plans, log=EventLog().of(0))
    assert Odometer(fleet, 0, world).read(130).tolist() == [metres]
