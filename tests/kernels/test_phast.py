from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.hierarchy import contract
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.phast import LANES, fill_times, least_by_sweeps, reciprocal, sweep_to, units_begun
from tests.kernels.road_graphs import NO_WAY, csr, exact_times, in_units, odd_graphs, planar


def every(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int32)


def matrices(count: int):
    return np.full((count, count), 7, dtype=np.uint16), np.full((count, count), 7, dtype=np.uint16)


def check(graph, places, unit_ms):
    seconds, to_seconds = matrices(len(places))
    longest = fill_times(contract(*graph), places, every(len(places)), unit_ms, seconds, to_seconds)
    exact = exact_times(graph)[np.ix_(places, places)]
    assert (seconds == in_units(exact, unit_ms)).all()
    assert (to_seconds == seconds.T).all()
    assert longest == exact[exact < NO_WAY].max(initial=0)


@given(odd_graphs(), st.sampled_from([1, 2, 3, 1000, 1023, 60_000]))
@settings(max_examples=80)
def test_all_times_of_odd_graphs(graph, unit_ms):
    check(graph, every(len(graph[0]) - 1), unit_ms)


@given(odd_graphs(), st.data())
@settings(max_examples=50)
def test_some_places_of_odd_graphs(graph, data):
    nodes = len(graph[0]) - 1
    places = data.draw(st.lists(st.integers(0, nodes - 1), max_size=nodes + 2))
    check(graph, np.array(places, dtype=np.int32), 1000)


@pytest.mark.parametrize("nodes", [LANES - 1, LANES, LANES + 1, 3 * LANES])
def test_batches_and_tiles(nodes):
    check(planar(nodes, nodes), every(nodes), 1000)


def test_planar_graph_and_some_of_its_places():
    graph = planar(400, 3)
    check(graph, every(400), 1000)
    places = np.random.default_rng(4).permutation(400)[:37].astype(np.int32)
    check(graph, places, 1000)
    hierarchy = contract(*graph)
    assert len(sweep_to(hierarchy, places).offsets) < len(sweep_to(hierarchy, every(400)).offsets)


@pytest.mark.parametrize("rows", [[], [3], [40, 2, 17], list(range(20, 20 + LANES)), [0, *range(2, LANES), 70]])
def test_some_rows_again(rows):
    graph = planar(110, 5)
    hierarchy = contract(*graph)
    places = np.random.default_rng(6).permutation(110)[:100].astype(np.int32)
    full, to_full = matrices(100)
    fill_times(hierarchy, places, every(100), 1000, full, to_full)
    seconds, to_seconds = matrices(100)
    longest = fill_times(hierarchy, places, np.array(rows, dtype=np.int32), 1000, seconds, to_seconds)
    other = np.setdiff1d(every(100), rows)
    assert (seconds[rows] == full[rows]).all()
    assert (seconds[other] == 7).all()
    assert (to_seconds == seconds.T).all()
    exact = exact_times(graph)[places[rows]][:, places]
    assert longest == exact[exact < NO_WAY].max(initial=0)


def test_too_long_for_the_unit():
    graph = csr(3, [(0, 1, 65_534), (1, 2, 1)])
    seconds, to_seconds = matrices(3)
    assert fill_times(contract(*graph), every(3), every(3), 1, seconds, to_seconds) == 65_535
    assert seconds.tolist() == [[0, 65_534, 65_534], [65_535, 0, 1], [65_535, 65_535, 0]]


@given(st.integers(1, 2**30), st.lists(st.integers(0, 2**30 - 1), min_size=LANES, max_size=LANES))
@settings(max_examples=100)
def test_units_are_exact(unit_ms, times):
    times = np.array(times, dtype=np.int32)
    times[1:8] = np.clip(times[1:8] // unit_ms * unit_ms + np.arange(-3, 4), 0, 2**30 - 1)
    units = np.empty(LANES, dtype=np.uint16)
    assert units_begun(times, unit_ms, *reciprocal(unit_ms), units) == times.max()
    assert (units == in_units(times.astype(np.int64), unit_ms)).all()


@pytest.mark.parametrize("cells", [1, 7, LANES + 3])
def test_least_times_between_cells(cells):
    graph, random = planar(150, 7), np.random.default_rng(cells)
    places = random.permutation(150)[:140].astype(np.int32)
    exact = exact_times(graph)[np.ix_(places, places)]
    cell = random.integers(0, max(1, cells - 1), 140).astype(np.int16)  # the last of several cells is empty
    least = np.full((cells, cells), UNREACHABLE, dtype=np.uint16)
    least_by_sweeps(contract(*graph), places, cell, 60_000, least)
    for to in range(cells):
        for origin in range(cells):
            between = exact[np.ix_(cell == origin, cell == to)].min(initial=NO_WAY)
            assert least[to, origin] == (UNREACHABLE if between == NO_WAY else -(-between // 60_000))
