"""Who asks where only some territories have a service, and where rides across their border end: by hand on a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.scenario.models import Scenario
from simulator.tables import NO_NODE
from simulator.world.residents import only_residents
from tests.world.test_places import bands
from tests.worlds import DEGREE_M, demand_of, line_network, scenario_of

NETWORK = line_network(12)
WAYS = [(1, 3), (1, 5), (5, 1), (2, 9), (9, 2), (5, 6), (6, 9), (9, 10), (11, 1), (1, 11)]  # 11 lies in none of them


def ways(*told: tuple[int, int]) -> pd.DataFrame:
    return demand_of([{"submitted_s": 0, "origin_node": one, "destination_node": other} for one, other in told])


def lat(node: float) -> float:
    return 53 + node * 1000 / DEGREE_M


def scenario(folder: Path, live_in: list[str], hubs: dict[str, float] | None = None) -> Scenario:
    """Return a line with A around the nodes 0 to 3, B around 4 to 7, C around 8 to 10, and hubs at their borders."""
    areas = bands(folder / "areas.geojson", A=(-0.5, 3.5), B=(3.5, 7.5), C=(7.5, 10.5))
    told = {"A-B": 3.4, "B-C": 7.6} if hubs is None else hubs
    places = {
        "territories": {"file": areas},
        "hubs": {name: {"lon": 12.0, "lat": lat(at)} for name, at in told.items()},
    }
    return scenario_of(NETWORK, places=places, people={"live_in": live_in})


def asked(table: pd.DataFrame) -> list[tuple[float, float]]:
    """Return from where to where people ask, in kilometres along the line."""
    found = []
    for row in table.to_dict("records"):
        ends = []
        for end in ("origin", "destination"):
            node = row[f"{end}_node"]
            ends.append(float(node) if node != NO_NODE else round((row[f"{end}_lat"] - 53) * DEGREE_M / 1000, 3))
        found.append((ends[0], ends[1]))
    return found


@pytest.mark.parametrize(
    ("live_in", "expected"),
    [
        (["A"], [(1, 3), (1, 3.4), (2, 3.4), (1, 11)]),
        (["B"], [(5, 3.4), (5, 6), (6, 7.6)]),
        (["C"], [(9, 7.6), (9, 10)]),
        (["A", "B"], [(1, 3), (1, 5), (5, 1), (2, 7.6), (5, 6), (6, 7.6), (1, 11)]),
        (["A", "C"], [(1, 3), (1, 3.4), (2, 9), (9, 2), (9, 10), (1, 11)]),
        (["A", "B", "C"], [*WAYS[:8], (1, 11)]),
    ],
)
def test_rides_across_the_outer_border_end_at_its_hub(
    tmp_path: Path, live_in: list[str], expected: list[tuple[float, float]]
) -> None:
    demand = ways(*WAYS)
    assert asked(only_residents(scenario(tmp_path, live_in), demand, NETWORK)) == expected


def test_the_hub_is_that_nearest_to_the_way(tmp_path: Path) -> None:
    demand = ways((5, 9), (5, 1))
    hubs = {"north": 7.6, "south": 3.4}
    assert asked(only_residents(scenario(tmp_path, ["B"], hubs), demand, NETWORK)) == [(5, 7.6), (5, 3.4)]


def test_nobody_asks_for_a_way_out_from_a_hub_as_nothing_of_it_is_left(tmp_path: Path) -> None:
    demand = ways((3, 5), (5, 3), (2, 5))  # node 3 lies 200 m from the hub, which is 300 m wide
    assert asked(only_residents(scenario(tmp_path, ["A"], {"A-B": 3.2}), demand, NETWORK)) == [(2, 3.2)]


def test_people_live_where_their_tours_begin(tmp_path: Path) -> None:
    """Of three people one goes from A to B and back, one from B to A and back, one in B alone by a way of her own."""
    demand = ways((1, 5), (5, 1), (5, 2), (2, 5), (4, 6))
    tours: dict[str, Any] = {"person": [0, 0, 1, 1, -1], "tour": [0, 0, 1, 1, -1], "tour_position": [1, 2, 1, 2, 0]}
    demand = demand.assign(**tours)
    assert asked(only_residents(scenario(tmp_path, ["A"]), demand, NETWORK)) == [(1, 3.4), (3.4, 1)]
    assert asked(only_residents(scenario(tmp_path, ["B"]), demand, NETWORK)) == [(5, 3.4), (3.4, 5), (4, 6)]


@pytest.mark.parametrize(
    ("live_in", "hubs", "told"),
    [
        (["Bx"], None, 'people.live_in: no territory is called "Bx"; did you mean "B"'),
        (["A"], {"B-C": 7.6}, r"people.live_in: rides out of A need a place to end at; expected a hub at its border"),
        (["A"], {}, r"people.live_in: rides out of A need a place to end at; expected a hub at its border"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, live_in: list[str], hubs: Any, told: str) -> None:
    demand = ways((1, 5))
    with pytest.raises(ScenarioError, match=told):
        only_residents(scenario(tmp_path, live_in, hubs), demand, NETWORK)


def test_territories_are_needed() -> None:
    with pytest.raises(ScenarioError, match=r"people.live_in: no territories are told; expected places.territories"):
        only_residents(scenario_of(NETWORK, people={"live_in": ["A"]}), ways((1, 5)), NETWORK)
