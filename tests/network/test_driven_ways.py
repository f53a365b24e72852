"""Which way legs took beside a bridge that is closed from ten to four, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.network.driven_ways import driven_ways
from simulator.network.graph import RoadNetwork, make_network
from simulator.network.routes import Routes

A, B, C, D = range(4)
BRIDGE, UP, DOWN, ROAD = range(4)  # A to B over the bridge, or by C; beyond B lies D
HOUR_S = 3600
Leg = tuple[int, int, float, float, int]  # from, to, departure and arrival [h], length [m]


@pytest.fixture(scope="module")
def banks() -> RoadNetwork:
    """Two banks, A and B, with a bridge of 1 km and a way around by C of 5 km; D is 2 km behind B."""
    streets = [(A, B, 1000.0), (A, C, 2000.0), (C, B, 3000.0), (B, D, 2000.0)]
    edges = pd.DataFrame(streets, columns=["u", "v", "length"]).assign(
        speed_kph=60.0, oneway=False, highway="primary", name="", kind="road", geometry=None
    )
    edges["travel_time"] = edges["length"] / (60 / 3.6)
    return make_network("banks", [12.0, 12.01, 12.0, 12.02], [53.0, 53.0, 53.02, 53.0], edges)


def closed(network: RoadNetwork, *spans_h: tuple[float, float]) -> pd.DataFrame:
    rows = [
        network.edges.iloc[[BRIDGE]].assign(from_s=first * HOUR_S, until_s=last * HOUR_S) for first, last in spans_h
    ]
    return pd.concat(rows, ignore_index=True)


def edges_of(
    network: RoadNetwork, legs: list[tuple[int, int, float, float, int]], shut: pd.DataFrame | None
) -> list[list[int]]:
    columns = ["from_node", "to_node", "departed_s", "arrived_s", "length_m"]
    told = [
        (first, last, int(from_h * HOUR_S), int(until_h * HOUR_S), metres)
        for first, last, from_h, until_h, metres in legs
    ]
    routes = Routes(network)
    ways = driven_ways(routes, network, pd.DataFrame(told, columns=columns), shut)
    return [routes.streets.edge[way].tolist() for way in ways]


def test_who_drove_while_the_bridge_was_closed_went_around(banks: RoadNetwork) -> None:
    legs = [
        (A, B, 9, 9.1, 1000),  # before
        (A, B, 11, 11.2, 5000),
        (D, A, 15, 15.5, 7000),  # the other way
        (B, D, 11, 11.1, 2000),  # not concerned
        (A, B, 9.95, 10.05, 1000),  # on the bridge as it is closed: to its end
        (A, B, 15.9, 16.1, 1000),  # waited for it
        (A, B, 16, 16.1, 1000),  # open in the second in which it ends
        (A, A, 12, 12.1, 0),
    ]
    found = edges_of(banks, legs, closed(banks, (10, 16)))
    assert found == [[BRIDGE], [UP, DOWN], [ROAD, DOWN, UP], [ROAD], [BRIDGE], [BRIDGE], [BRIDGE], []]
    assert edges_of(banks, legs, closed(banks, (10, 12), (12, 16))) == found  # told once for each state of the roads


def test_nothing_changes_where_nothing_is_closed_at_times(banks: RoadNetwork) -> None:
    legs = [(A, B, 11, 11.2, 5000)]
    always = closed(banks, (10, 16)).drop(columns=["from_s", "until_s"])
    assert [edges_of(banks, legs, shut) for shut in (None, always, closed(banks, (10, 16)).iloc[:0])] == [
        [[BRIDGE]]
    ] * 3


def test_without_a_way_around_the_usual_one_is_told(banks: RoadNetwork) -> None:
    road = banks.edges.iloc[[ROAD]].assign(from_s=0, until_s=24 * HOUR_S)
    assert edges_of(banks, [(B, D, 11, 11.1, 2000)], road) == [[ROAD]]
