"""Closed and slowed roads: the times derived from those before are those of a full computation."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.hierarchy import contract
from simulator.network import state
from simulator.network import travel_times as module
from simulator.network.changes import Circle, RoadChange, road_names, select_edges, with_changes
from simulator.network.edge_table import line_points
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork
from simulator.network.state import derived_table, slower_arcs
from simulator.network.streets import Streets
from simulator.network.travel_times import NO_WAY, build_travel_times, compute_table
from simulator.scenario.catalogue import bundled_folder
from tests.kernels.road_graphs import planar
from tests.network.test_travel_times import networks
from tests.network.worlds import network_of, square_network


def change(*edges: int, factor: float = 0) -> RoadChange:
    return RoadChange("works", np.array(edges, dtype=np.int64), factor)


@settings(max_examples=60)
@given(data=st.data(), whole=st.booleans())
def test_derived_times_equal_computed_ones(data, whole, tmp_path_factory) -> None:
    check_derived(data, whole, tmp_path_factory)


@pytest.mark.slow
@settings(max_examples=300)
@given(data=st.data(), whole=st.booleans())
def test_derived_times_equal_computed_ones_on_many_networks(data, whole, tmp_path_factory) -> None:
    check_derived(data, whole, tmp_path_factory)


def check_derived(data, whole: bool, tmp_path_factory) -> None:
    """Compare travel times made of those of before with those computed anew."""
    network = data.draw(networks())
    count = len(network.edges)
    edge = st.lists(st.integers(0, count - 1), min_size=1, max_size=4)
    factor = st.sampled_from([0, 0, 0.5, 0.93])
    changes = data.draw(st.lists(st.builds(lambda e, f: change(*sorted(set(e)), factor=f), edge, factor), max_size=3))
    after = with_changes(network, changes)
    used = None if whole else data.draw(st.lists(st.integers(0, network.node_count - 1), min_size=1, max_size=6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ALL_NODES_UP_TO", 0 if used else 50_000)
        derived = build_travel_times(after, tmp_path_factory.mktemp("one"), used=used, base=network)
        computed = build_travel_times(after, tmp_path_factory.mktemp("two"), used=used)
    for one, two in zip(derived.table, computed.table, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("seed", range(6))
def test_derived_times_equal_computed_ones_over_many_places(seed: int) -> None:
    """Three windows of rows and more, few to many streets, near each other or not; one-ways; ways of no length."""
    random, (offsets, head, ms) = np.random.default_rng(seed), planar(190, seed)
    tail = np.repeat(np.arange(190), np.diff(offsets))
    before = streets_of(tail, head, np.maximum(ms // 6, 1))
    changed = random.random(len(before.head)) < [0.02, 0.1, 0.3][seed // 2]
    if seed % 2:
        changed &= before.tail < 40
    slower = np.where(changed, before.time_ms * random.integers(2, 5, len(changed)), before.time_ms)
    left = ~(changed & (random.random(len(changed)) < 0.5))
    after = streets_of(before.tail[left], before.head[left], slower[left])
    places = random.permutation(190)[: random.choice([150, 190])].astype(np.int32)
    cell = np.sort(random.integers(0, 9, len(places))).astype(np.int16)
    if seed == 5:
        random.shuffle(cell)
    cell.flags.writeable = False  # as those of travel times: compiled once
    hierarchy = contract(before.offsets, before.head, before.time_ms)
    found = slower_arcs(before, after)
    assert found is not None
    table = compute_table(hierarchy, places, cell, 9)
    arrays = "seconds", "to_seconds", "least"
    kept = {name: getattr(table, name).copy() for name in arrays}
    derived = derived_table(table, lambda: hierarchy, found, after, places)
    assert derived is not None
    computed = compute_table(contract(after.offsets, after.head, after.time_ms), places, cell, 9)
    assert (derived.seconds != table.seconds).any()
    for name in arrays:
        np.testing.assert_array_equal(getattr(derived, name), getattr(computed, name))
        np.testing.assert_array_equal(getattr(table, name), kept[name])  # those of before are as they were


def streets_of(tail: np.ndarray, head: np.ndarray, ms: np.ndarray) -> Streets:
    """Streets between 190 nodes from (tail, head, ms), in their order."""
    pair = tail.astype(np.int64) << 32 | head
    order = np.lexsort((ms, pair))
    order = order[np.unique(pair[order], return_index=True)[1]]
    offsets = np.searchsorted(tail[order], np.arange(191)).astype(np.int32)
    arcs = [part[order].astype(np.int32) for part in (tail, head, ms)]
    return Streets(offsets, *arcs, np.ones(len(order)), pair[order], np.arange(len(order), dtype=np.int32))


def test_only_what_may_differ_is_computed(tmp_path, monkeypatch) -> None:
    """Two long roads side by side with rungs between them, and a yard behind the first corner, which is closed."""
    nodes = 61
    lon = [12 + 0.01 * (node // 2) for node in range(nodes - 1)] + [11.99]
    lat = [53.0 + 0.01 * (node % 2) for node in range(nodes - 1)] + [53.0]
    ends = [(node, node + 2, 10) for node in range(nodes - 3)] + [(rung, rung + 1, 11) for rung in range(0, 60, 2)]
    network = network_of(lon, lat, [(u, v, 100, s, False) for u, v, s in [*ends, (nodes - 1, 0, 10)]])
    rows: list[int] = []
    monkeypatch.setattr(state, "lengthen", lambda *a, real=state.lengthen: (rows.append(len(a[2])), real(*a))[1])
    closed = with_changes(network, [change(len(network.edges) - 1)])
    times = build_travel_times(closed, tmp_path, base=network)
    assert rows == [1, 1]  # one row and one column
    assert times.between(60, 0) == times.between(0, 60) == NO_WAY
    assert times.between(0, 1) == 11
    again = build_travel_times(closed, tmp_path, base=network)
    np.testing.assert_array_equal(again.table.seconds, times.table.seconds)
    assert len(rows) == 2  # the second time it came from the cache


def test_much_that_changes_is_computed_in_full(square, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(state, "lengthen", None)
    monkeypatch.setattr(state, "MOST_ARCS", 1)
    assert build_travel_times(with_changes(square, [change(0, 1)]), tmp_path, base=square).between(2, 3) == 15


def test_roads_that_get_faster_are_computed_in_full(square, tmp_path) -> None:
    faster = with_changes(square, [change(3, factor=2)])
    assert build_travel_times(faster, tmp_path, base=square).between(2, 3) == 8


def test_changes_follow_each_other(square) -> None:
    after = with_changes(square, [change(1, factor=0.5), change(0), change(1, factor=0.5)])
    assert after.node_count == square.node_count
    assert after.edges["travel_time"].tolist() == [40, 20.5, 15, 30]
    assert tuple(note["en"] for note in after.notes[-3:]) == (
        "works: 1 streets, speeds multiplied by 0.5",
        "works: 1 streets, closed",
        "works: 1 streets, speeds multiplied by 0.5",
    )


def test_streets_are_found_by_name_class_and_place(square) -> None:
    square.edges["name"] = ["Am Bahnhof", None, "B 5", "B 5", ""]
    square.edges.loc[2, "highway"] = "primary"
    assert select_edges(square, roads=["b 5"]).tolist() == [2, 3]
    assert select_edges(square, roads=["B 5"], highways=["primary"]).tolist() == [2]
    assert select_edges(square, kinds=["ferry"]).tolist() == []
    assert select_edges(square, within=Circle(12.005, 53.0, 5)).tolist() == [3]  # the middle of a street
    assert select_edges(square, within=Circle(12.0, 53.01, 5)).tolist() == [0, 1, 4]  # a corner
    assert road_names(square) == ["Am Bahnhof", "B 5"]


def distance_m(network: RoadNetwork, row: int, place: Circle) -> float:
    """How near a street comes to a place [m], by a walk along it."""
    street = network.edges.iloc[row]
    if street["geometry"] is None:
        points = [(network.lon[node], network.lat[node]) for node in (street["u"], street["v"])]
    else:
        points = line_points(street["geometry"]).tolist()
    (x, y), least = network.project(place.lon, place.lat)[0], math.inf
    walked = [network.project(*point)[0] for point in points]
    for (ax, ay), (bx, by) in pairwise(walked):
        square = (bx - ax) ** 2 + (by - ay) ** 2
        share = min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square, 0), 1) if square else 0
        least = min(least, math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y))
    return least


def test_streets_within_a_circle_are_those_that_a_walk_finds() -> None:
    """On streets with bends, on those of two corners and those without a line; places at random."""
    random, county = np.random.default_rng(1), read_network(bundled_folder() / "prignitz" / "network")
    bare = square_network()
    bare.edges["geometry"] = None
    found = 0
    for network, radius_m in ((square_network(), 400), (bare, 400), (county, 5000)):
        for _ in range(4):
            place = [random.uniform(axis.min(), axis.max()) for axis in (network.lon, network.lat)]
            circle = Circle(*place, random.uniform(0.1, 1) * radius_m)
            some = random.choice(len(network.edges), min(300, len(network.edges)), replace=False)
            near = {row for row in some.tolist() if distance_m(network, row, circle) <= circle.radius_m}
            assert near == set(select_edges(network, within=circle).tolist()) & set(some.tolist())
            found += 0 < len(near) < len(some)
        assert select_edges(network, kinds=["none"], within=circle).tolist() == []
    assert found > 5
