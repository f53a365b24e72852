"""What a policy sees is kept until there is something else to see, and is made anew where energy lasts for ever."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import load_scenario
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.services.ridepooling.rides import Rides
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.views import Views
from simulator.world.build import build_world
from tests.worlds import rides_in

ANNA, EIGHT = 1, 8 * 3600


@pytest.fixture
def parts() -> tuple[Views, Plans]:
    world = rides_in(build_world(load_scenario("tiny/line")))
    plans = Entrance(world, Roster(world)).plans
    return Views(plans, world.roads, Rides(world), np.array([1, 2, 3, 4]), None), plans


def test_a_view_is_kept_until_arrays_have_grown(parts: tuple[Views, Plans]) -> None:
    views, plans = parts
    view = views.view(ANNA, EIGHT)
    assert views.view(ANNA, EIGHT + 1) is view
    assert views.first_drive_s(ANNA, 0, 0, EIGHT) == 0
    plans._grow()
    grown = views.view(ANNA, EIGHT)
    assert grown is not view
    assert views.view(ANNA, EIGHT) is grown
    assert grown.plan.shape[1] > view.plan.shape[1]


def test_energy_may_last_for_ever_in_a_view_of_its_own(parts: tuple[Views, Plans]) -> None:
    views, plans = parts
    plans.set_range(0, 60, holds=False)
    endless = views.with_endless_energy(ANNA, EIGHT)
    assert endless.vehicles[f.RANGE].tolist() == [f.FOREVER]
    assert views.view(ANNA, EIGHT).vehicles[f.RANGE].tolist() == [60]
    others = [field for field in range(f.VEHICLE_FIELDS) if field != f.RANGE]
    assert endless.vehicles[others].tolist() == plans.vehicles[others].tolist()
    plans.set_range(0, 70, holds=True)
    again = views.with_endless_energy(ANNA, EIGHT)
    assert again.vehicles[[f.RANGE, f.HOLDS], 0].tolist() == [f.FOREVER, 1]
    assert not again.vehicles.flags.writeable
