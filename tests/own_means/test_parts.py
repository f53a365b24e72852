"""What people's own means bring into the world, and what is told of a trip: small tables, worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.network.snapping import snapper_of
from simulator.scenario.models import Scenario
from simulator.services.own_means.schema import Config
from simulator.services.own_means.world import NO_WAY, OwnMeansWorld, Part
from tests.worlds import demand_of, network_of

# Node 3 lies on an island.
NETWORK = network_of([(0, 1, 400.0), (1, 2, 350.0), (3, 4, 10.0)], 5)
DEMAND = demand_of(
    [
        {"submitted_s": 0, "origin_node": 0, "destination_node": 2},
        {"submitted_s": 1, "origin_node": 3, "destination_node": 1, "wheelchairs": 1},
        {"submitted_s": 2, "origin_node": 2, "destination_node": 2, "traveller_class": "child"},
    ]
)


def part_of(**own: Any) -> Part:
    scenario = Scenario.model_validate(
        {
            "name": "test",
            "network": {"bbox": (11, 52, 13, 54)},
            "demand": {"kind": "synthetic", "localities": "none.csv"},
            "services": {"own": {"kind": "own_means", **own}},
            "people": {"classes": {"adult": {"asks": ["own"]}, "child": {"asks": ["own"]}}},
        }
    )
    part = Part(scenario.parts[0], snapper_of(NETWORK))
    part.place_day(DEMAND, None)  # type: ignore[arg-type]
    return part


@pytest.mark.parametrize(
    ("own", "length_m", "has_it"),
    [
        ({"by": "walk"}, [750, NO_WAY, 0], [True] * 3),
        ({"by": "bike", "detour_factor": 1.3, "available": {"adult": 1}}, [975, NO_WAY, 0], [True, True, False]),
        ({"by": "car", "available": 0}, [NO_WAY] * 3, [False] * 3),
    ],
)
def test_ways_are_measured_but_those_of_cars(own: dict[str, Any], length_m: list[int], has_it: list[bool]) -> None:
    part = part_of(**own)
    ground: Any = SimpleNamespace(demand=DEMAND, network=NETWORK)
    world = part.measure(ground)
    assert world.ways.drop(columns=["has_it", "all_have_it", "length_m", "outside"]).to_numpy().tolist() == [
        [0, 0, 2],
        [1, 3, 1],
        [2, 2, 2],
    ]
    assert world.ways["length_m"].tolist() == length_m
    assert world.ways["has_it"].tolist() == has_it
    in_no_wheelchair = [True, own["by"] != "bike", True]
    assert world.ways["all_have_it"].tolist() == [*map(min, has_it, in_no_wheelchair)]
    assert (world.first_vehicle, world.begins_s, world.ends_s) == (0, 0, 0)
    driven = [nodes.tolist() for nodes in part.nodes()]
    assert driven == ([[0, 3, 2], [2, 1, 2]] if own["by"] == "car" else [])
    assert part.at_doors


def test_everybody_of_a_party_has_it_as_if_for_themselves() -> None:
    one = {"submitted_s": 0, "origin_node": 0, "destination_node": 2}
    demand = demand_of([one | {"party_size": 1 + place % 2} for place in range(2000)])
    part = Part(part_of(by="bike", available=0.5).part, snapper_of(NETWORK))
    part.place_day(demand, None)  # type: ignore[arg-type]
    ground: Any = SimpleNamespace(demand=demand, network=NETWORK)
    ways, size = part.measure(ground).ways, demand["party_size"]
    assert not (ways["all_have_it"] & ~ways["has_it"]).any()
    assert (ways["all_have_it"] == ways["has_it"])[size == 1].all()
    assert ways["has_it"].mean() == pytest.approx(0.5, abs=0.04)
    assert ways["all_have_it"][size == 2].mean() == pytest.approx(0.25, abs=0.04)


def test_ways_of_some_of_the_requests_stand_in_their_new_order() -> None:
    ways = pd.DataFrame({"request": range(4), "length_m": [10, 20, 30, 40]})
    world = OwnMeansWorld(None, ways).only(np.array([2, -1, 0, 1], dtype=np.int32))  # type: ignore[arg-type]
    assert world.ways.to_numpy().tolist() == [[0, 30], [1, 40], [2, 10]]
    assert world.ways.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("own", "metres_per_s", "reach_s"),
    [
        ({"by": "walk", "access": "5 min"}, 1.25, 0),
        ({"by": "walk", "speed": "3.6 km/h"}, 1.0, 0),
        ({"by": "bike"}, 15 / 3.6, 60),
        ({"by": "bike", "speed": "18 km/h", "access": "0 s"}, 5.0, 0),
    ],
)
def test_how_fast_and_how_near_means_are(own: dict[str, Any], metres_per_s: float, reach_s: int) -> None:
    config = Config.model_validate(own)
    assert (config.metres_per_s, config.reach_s) == (pytest.approx(metres_per_s), reach_s)
    assert Config(by="car").reach_s == 300


def test_a_class_that_is_not_named_has_no_means() -> None:
    named = Config.model_validate({"by": "bike", "available": {"adult": 0.25}})
    assert [named.share_of(name) for name in ("adult", "child")] == [0.25, 0]
    assert Config.model_validate({"by": "bike", "available": 0.5}).share_of("child") == 0.5
