"""Travel times that are searched are those of a table, to the second, and so is whatever is made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.speed.rural_graph import rural_graph
from simulator.kernels.times import NEVER
from simulator.network import travel_times as module
from simulator.network.searching import ALWAYS_A_TABLE, PAIRS_PER_REQUEST, Wanted
from simulator.network.travel_times import NO_WAY, build_travel_times
from tests.network.test_travel_times import networks
from tests.network.worlds import network_of


def assert_same(network, folder, used=None) -> None:
    table, searched = (build_travel_times(network, folder, used=used, how=how) for how in ("table", "search"))
    assert (table.has_table, searched.has_table) == (True, False)
    assert (table.places == searched.places).all()
    assert table.table.unit_s == searched.table.unit_s
    assert (table.table.least == searched.table.least).all()
    places, nodes = np.arange(len(table.places)), np.arange(network.node_count, dtype=np.int32)
    assert (table.units(places[:, None], places) == searched.units(places[:, None], places)).all()
    direct = table.places, table.places[::-1]
    assert (table.direct_s(*direct) == searched.direct_s(*direct)).all()
    assert (table.drives_s(table.location[nodes]) == searched.drives_s(table.location[nodes])).all()
    between = np.array([[table.between(origin, there) for there in nodes.tolist()] for origin in nodes.tolist()])
    drives_s = table.drives_s(table.location[nodes])
    assert (np.where(drives_s == NEVER, NO_WAY, drives_s) == between).all()
    ends = nodes, np.roll(nodes, 1)
    assert (table.lengths_m(*ends) == searched.lengths_m(*ends)).all()
    for origin, destination in zip(*(end.tolist() for end in ends), strict=True):
        assert table.between(origin, destination) == searched.between(origin, destination)
        assert (table.leg(origin, destination) == searched.leg(origin, destination)).all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_odd_networks(data, tmp_path_factory, monkeypatch) -> None:
    network = data.draw(networks())
    if data.draw(st.booleans()):
        monkeypatch.setattr(module, "ALL_NODES_UP_TO", 0)
    used = data.draw(st.lists(st.integers(0, network.node_count - 1), min_size=1, max_size=5))
    assert_same(network, tmp_path_factory.mktemp("cache"), used)
    monkeypatch.undo()


@pytest.mark.parametrize("all_nodes_up_to", [0, module.ALL_NODES_UP_TO])
def test_a_region(tmp_path, monkeypatch, all_nodes_up_to) -> None:
    monkeypatch.setattr(module, "ALL_NODES_UP_TO", all_nodes_up_to)
    assert_same(rural_graph(300, 4), tmp_path, np.arange(0, 300, 3))


@pytest.mark.parametrize(("second_s", "unit_s"), [(29_533, 1), (29_534, 2)])
def test_long_drives_get_a_coarser_unit(tmp_path, second_s: int, unit_s: int) -> None:
    streets = [(0, 1, 1000, 36_000, False), (1, 2, 1000, second_s, False), (2, 3, 1000, 1, True)]
    network = network_of([0, 0.1, 0.2, 0.3], [0, 0, 0, 0], streets)
    assert build_travel_times(network, tmp_path, how="search").table.unit_s == unit_s
    assert_same(network, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "places", "searched"),
    [
        (Wanted("search", 10**9, 10**12), 2, True),
        (Wanted("table", 1, 0), 10**6, False),
        (Wanted("auto", 1, 10**12), ALWAYS_A_TABLE, False),
        (Wanted("auto", 1, 10**12), ALWAYS_A_TABLE + 1, True),
        (Wanted("auto", None, 10**12), 10**5, False),
        (Wanted("auto", 10**10 // PAIRS_PER_REQUEST, 10**12), 10**5, False),
        (Wanted("auto", 10**10 // PAIRS_PER_REQUEST - 1, 10**12), 10**5, True),
        (Wanted("auto", None, 4 * 10**4), 100, False),
        (Wanted("auto", None, 4 * 10**4 - 1), 100, True),  # does not fit
    ],
)
def test_when_times_are_searched(wanted: Wanted, places: int, searched: bool) -> None:
    assert wanted.searches(places) == searched


def test_a_table_in_the_cache_is_taken(square, tmp_path) -> None:
    assert not build_travel_times(square, tmp_path, memory_limit_bytes=0).has_table
    assert list(tmp_path.iterdir()) == []
    build_travel_times(square, tmp_path)
    assert build_travel_times(square, tmp_path, memory_limit_bytes=0).has_table
    assert repr(build_travel_times(square, tmp_path, how="search")) == "<TravelTimes between 4 of 4 nodes, searched>"
