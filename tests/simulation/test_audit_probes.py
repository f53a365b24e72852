"""The auditor of probes: nothing wrong is found in what is right, and each mistake where one was made."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from simulator.services.probes import Probed, Probes
from simulator.services.ridepooling.audit_probes import WRONG, probe_problems
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import demand_of, line_network, world_of

BEGINS_S, ENDS_S = 3600, 36_000
SERVICE = {
    "hours": (BEGINS_S, ENDS_S),
    "limits": {"default": {"notice_s": 600, "booking_horizon_s": 7200, "max_wait_s": 900}},
    "dwell_s": 30,
    "dwell_per_rider_s": 5,
    "fares": {"per_rider_eur": 2},
}
WISHED_S = 4000, 4600


@pytest.fixture(scope="module")
def world() -> World:
    """A minibus at node 0 and nobody who asks: of two probes one takes it from there, one from where it has to go."""
    return world_of(line_network(5), [], service=SERVICE)


@pytest.fixture(scope="module")
def asked(world: World) -> tuple[Probes, Probed]:
    ways = demand_of([{"submitted_s": 0, "origin_node": begins, "destination_node": 4} for begins in (0, 2)])
    ways["latest_arrival_s"] = np.int32(9000)
    wished_s = np.array(WISHED_S)
    probes = Probes("test", ways, np.arange(2), wished_s - 1800, wished_s)
    found: list[Probed] = []
    simulate(world, probes=[probes], probed=found)
    return probes, found[0]


def problems(world: World, probes: Probes, probed: Probed) -> list[str]:
    return probe_problems(world.scenario.parts[0], world.days, probes, probed)


def test_what_is_right_is_right(world: World, asked: tuple[Probes, Probed]) -> None:
    """Four minutes from 0 to 4, boarding takes 35 s; two from 0 to 2, for which there is time, and two on to 4."""
    probes, probed = asked
    assert probed.boarding_s.tolist() == [4000, 4600]
    assert probed.alighting_s.tolist() == [4000 + 35 + 240, 4600 + 35 + 120]
    assert probed.ride_s.tolist() == [240, 120]
    assert probed.fare_eur.tolist() == [2, 2]
    assert problems(world, probes, probed) == []


def changed(probed: Probed, **by: int) -> Probed:
    """Return the same answers, of which the second one is other in some fields."""
    copies = {column.name: getattr(probed, column.name).copy() for column in fields(probed)}
    for name, more in by.items():
        copies[name][1] += more
    return Probed(**copies)


MISTAKES = [
    ("answered", {"answered_s": -10_000}),
    ("answered", {"reason": -1}),
    ("hours", {"departure_s": -1001, "boarding_s": -1001, "alighting_s": -1001, "arrival_s": -1001}),
    ("hours", {"departure_s": 31_400, "boarding_s": 31_400, "alighting_s": 31_400, "arrival_s": 31_400}),
    ("walks", {"walk_s": 1}),
    ("walks", {"wait_s": 1}),
    ("ride", {"ride_s": -1}),
    ("order", {"wait_s": -1, "walk_s": 1}),
    ("order", {"arrival_s": -1, "walk_s": -1}),
    ("wait", {"wait_s": 901, "boarding_s": 901, "alighting_s": 901, "arrival_s": 901}),
    ("late", {"ride_s": 4246, "alighting_s": 4246, "arrival_s": 4246}),
    ("fare", {"fare_eur": -3}),
]


BESIDE = {"hours": ("late",), "walks": ("order",)}  # what the same mistake is as well


@pytest.mark.parametrize(("kind", "by"), MISTAKES)
def test_each_mistake_is_found(world: World, asked: tuple[Probes, Probed], kind: str, by: dict[str, int]) -> None:
    probes, probed = asked
    found = problems(world, probes, changed(probed, **by))
    assert f"probe 1 of test {WRONG[kind]}; 1 do" in found
    assert {WRONG[kind], *(WRONG[also] for also in BESIDE.get(kind, ()))} >= {
        its.split("test ")[1][:-6] for its in found
    }


@pytest.mark.parametrize("ahead_s", [599, 7201])
def test_nobody_is_offered_a_ride_too_late_or_too_early(
    world: World, asked: tuple[Probes, Probed], ahead_s: int
) -> None:
    probes, probed = asked
    other = replace(probes, asked_s=probes.departure_s - ahead_s)
    found = problems(world, other, changed(probed, answered_s=2000))
    assert f"probe 0 of test {WRONG['ahead']}; 2 do" in found


@pytest.mark.parametrize("ahead_s", [600, 7200])
def test_a_ride_may_be_offered_at_the_last_and_the_first_second(
    world: World, asked: tuple[Probes, Probed], ahead_s: int
) -> None:
    probes, probed = asked
    other = replace(probes, asked_s=probes.departure_s - ahead_s)
    assert not any(WRONG["ahead"] in line for line in problems(world, other, probed))
