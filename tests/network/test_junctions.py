from __future__ import annotations

import heapq

import numpy as np
import pytest

from simulator.errors import NetworkError
from simulator.network.junctions import built_up, junctions, with_junctions
from simulator.network.travel_times import build_travel_times
from tests.network.worlds import network_of

# A village street 0-1-2 with a lane 1-3 and a country road 2-4-5, 4-6; 2 has two neighbours, and 0 only one.
#   0 --10 s-- 1 --20 s-- 2 --30 s-- 4 --50 s-- 5
#              |                     |
#            5 s: 3                40 s: 6
STREETS = [(0, 1, 100, 10), (1, 2, 200, 20), (1, 3, 50, 5), (2, 4, 500, 30), (4, 5, 900, 50), (4, 6, 700, 40)]
BUILTUP = [1.0, 0.8, 0.2, 0.0, 0.0, 0.4]


def village(streets=STREETS, builtup=BUILTUP, kind="road"):
    nodes = 1 + max(max(street[:2]) for street in streets)
    lon = [12 + 0.01 * node for node in range(nodes)]
    found = network_of(lon, [53.0] * nodes, [(*street, False) for street in streets], kind=kind)
    if builtup is not None:
        found.edges["builtup"] = np.array(builtup, dtype=np.float32)
    return found


def time_s(network, origin, destination):
    return build_travel_times(network, how="table").drive_s(origin, destination)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path))


def test_a_junction_has_three_neighbours_and_is_built_up_by_its_streets():
    assert np.flatnonzero(junctions(village())).tolist() == [1, 4]
    # Node 1: (1 + 0.8 + 0.2) / 3; node 4: (0 + 0 + 0.4) / 3; node 2: (0.8 + 0) / 2.
    assert np.flatnonzero(built_up(village())).tolist() == [0, 1]


def test_who_passes_a_junction_takes_its_seconds_who_ends_there_takes_half():
    slow = with_junctions(village(), 6, 16)
    assert slow.edges["travel_time"].tolist() == [13, 23, 8, 38, 58, 48]
    assert slow.edges["speed_kph"].tolist() == village().edges["speed_kph"].tolist()
    assert time_s(slow, 0, 3) == time_s(slow, 3, 0) == 10 + 6 + 5
    assert time_s(slow, 0, 5) == 10 + 6 + 20 + 30 + 16 + 50  # nothing at 2
    assert time_s(slow, 0, 1) == 10 + 3
    assert time_s(slow, 1, 4) == 3 + 20 + 30 + 8
    assert "a junction takes 6 s in built-up areas, 16 s outside: half on each of its streets" in slow.notes[-1]["en"]
    assert "eine Kreuzung kostet innerorts 6 s, außerorts 16 s" in slow.notes[-1]["de"]


def test_nothing_changes_without_seconds_nor_at_ferries():
    assert with_junctions(village(), 0, 0).digest() == village().digest()
    assert with_junctions(village(kind="ferry"), 6, 16).digest() == village().digest()


def test_parallel_streets_and_directions_apart_lead_to_one_neighbour():
    streets = [(0, 1, 100, 10), (0, 1, 150, 12), (1, 0, 100, 10), (1, 2, 100, 10)]
    assert not junctions(village(streets, None)).any()


def test_speeds_multiply_what_junctions_take_too():
    fast = with_junctions(village(), 6, 16).with_speed_factor(2)
    assert fast.edges["travel_time"].tolist() == [6.5, 11.5, 4, 19, 29, 24]


def test_without_word_of_what_is_built_up_both_must_be_equal():
    assert with_junctions(village(builtup=None), 6, 6).edges["travel_time"].tolist() == [13, 23, 8, 33, 53, 43]
    with pytest.raises(NetworkError, match=r"no column builtup.*network\.junctions\.built_up and .*outside"):
        with_junctions(village(builtup=None), 6, 16)


def search_ms(network, delay_ms, origin, destination):
    """Return the time of the fastest way by Dijkstra, with what each node on it takes, half of it at both ends."""
    streets = {}
    for tail, head, ms in zip(network.tail.tolist(), network.head.tolist(), network.time_ms.tolist(), strict=True):
        streets.setdefault(tail, []).append((head, ms))
    queue, done = [(delay_ms[origin] // 2, origin)], set()
    while queue:
        ms, node = heapq.heappop(queue)
        if node == destination:
            return ms
        if node in done:
            continue
        done.add(node)
        if node != origin:
            ms += delay_ms[node]
        for head, drive_ms in streets[node]:
            arrival_ms = ms + drive_ms + (delay_ms[head] // 2 if head == destination else 0)
            heapq.heappush(queue, (arrival_ms, head))
    return None


@pytest.mark.parametrize("seed", range(8))
def test_same_ways_as_a_search_with_junctions_that_take_time(seed):
    draw = np.random.default_rng(seed)
    streets = [(node, node + 1, 100, 1) for node in range(11)]  # connected; then more
    streets += [(int(a), int(b), 100, 1) for a, b in draw.integers(0, 12, (9, 2)) if a != b]
    streets = [(u, v, length, int(draw.integers(3, 60))) for u, v, length, _ in streets]
    network = village(streets, draw.integers(0, 2, len(streets)).astype(float))
    slow = with_junctions(network, 14, 22)
    around = [set() for _ in range(network.node_count)]
    for u, v, *_ in streets:
        around[u].add(v)
        around[v].add(u)
    delay_ms = [
        0 if len(near) < 3 else 14_000 if inside else 22_000
        for near, inside in zip(around, built_up(network), strict=True)
    ]
    assert any(delay_ms)
    times = build_travel_times(slow, how="table")
    for origin in range(12):
        for destination in set(range(12)) - {origin}:
            wanted_s = -(-search_ms(network, delay_ms, origin, destination) // 1000)
            assert times.drive_s(origin, destination) == wanted_s
