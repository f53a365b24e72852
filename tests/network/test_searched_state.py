"""States of the roads that are searched: what a full table holds, to the byte."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.layout import UNREACHABLE
from simulator.network import searched_state as module
from simulator.network import travel_times, waits
from simulator.network.changes import RoadChange, with_changes
from simulator.network.searched_state import in_a_table, searched_state, with_own_arrays
from simulator.network.streets import fastest_arcs
from simulator.network.travel_times import TravelTimes, build_travel_times
from simulator.network.waits import Waits, it_pays
from tests.network.test_travel_times import as_multigraph, networks
from tests.network.worlds import network_of
from tests.worlds import NO_CACHE

FACTORS = [0, 0, 0.1, 0.5, 0.93, 1.5, 7]  # closed, slower and faster


@st.composite
def changes(draw, network):
    edge = st.lists(st.integers(0, len(network.edges) - 1), min_size=1, max_size=6, unique=True)
    one = st.builds(lambda e, f: RoadChange("works", np.array(sorted(e)), f), edge, st.sampled_from(FACTORS))
    return draw(st.lists(one, max_size=3))


def state_of(before: TravelTimes, network, changed) -> TravelTimes:
    found = searched_state(before, fastest_arcs(with_changes(network, changed), before.street_numbers))
    assert found is not None
    assert not found.has_table
    return found


def table(times: TravelTimes) -> np.ndarray:
    """All times between places."""
    rows = np.arange(len(times.places))
    return times.units(rows[:, None], rows)


@settings(max_examples=40)
@given(data=st.data(), whole=st.booleans())
def test_a_state_is_the_full_table_to_the_byte(data, whole: bool) -> None:
    network = data.draw(networks())
    changed = data.draw(changes(network))
    used = None if whole else data.draw(st.lists(st.integers(0, network.node_count - 1), min_size=1, max_size=6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(travel_times, "ALL_NODES_UP_TO", 0 if used else 50_000)
        before = build_travel_times(network, NO_CACHE, used=used)
        after = build_travel_times(with_changes(network, changed), NO_CACHE, used=used)
    found = state_of(before, network, changed)
    assert (table(found) == after.table.seconds).all()
    assert (found.table.least == after.table.least).all()
    assert (found.table.unit_s, found.table.cell.tolist()) == (after.table.unit_s, after.table.cell.tolist())
    ends = range(network.node_count)
    pairs = [(a, b) for a in ends for b in ends]
    assert [found.leg(*pair).tolist() for pair in pairs] == [after.leg(*pair).tolist() for pair in pairs]
    again = with_own_arrays(found)
    assert again.table.labels.spread is not found.table.labels.spread
    assert [again.between(*pair) for pair in pairs] == [after.between(*pair) for pair in pairs]
    if whole:
        assert (in_a_table(found).table.to_seconds == after.table.to_seconds).all()


def test_much_that_changes_is_no_such_state(square, monkeypatch) -> None:
    before = build_travel_times(square, NO_CACHE)
    closed = with_changes(square, [RoadChange("works", np.array([1]), 0)])
    faster = with_changes(square, [RoadChange("works", np.array([1]), 2)])
    for streets in (fastest_arcs(one, before.street_numbers) for one in (closed, faster)):
        monkeypatch.setattr(module, "MOST_ARCS", 2)
        assert searched_state(before, streets) is not None
        monkeypatch.setattr(module, "MOST_ARCS", 1)
        assert searched_state(before, streets) is None


def ms_between(network) -> np.ndarray:
    """The slow and obvious version, in whole seconds begun."""
    found = np.full((network.node_count, network.node_count), UNREACHABLE)
    for origin, times in nx.all_pairs_dijkstra_path_length(as_multigraph(network), weight="ms"):
        for there, ms in times.items():
            found[origin, there] = -(-ms // 1000)
    return found


@settings(max_examples=40)
@given(data=st.data(), pairs=st.sampled_from([0, 40_000]))
def test_waits_are_those_of_plain_numbers(data, pairs: int) -> None:
    """Two waits one after the other, for states in tables and searched ones, by all streets and by those that tell."""
    network = data.draw(networks())
    everyday = build_travel_times(network, NO_CACHE)
    states, plain = [everyday], [ms_between(network)]
    for _ in range(2):
        changed = data.draw(changes(network))
        states.append(state_of(everyday, network, changed))
        plain.append(ms_between(with_changes(network, changed)))
    wait = st.one_of(st.integers(0, 60), st.sampled_from([65_000, 65_480, 65_533]))
    order = data.draw(st.permutations(range(3)))
    made = Waits()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waits, "MOST_PAIRS", pairs)
        later, expected = states[order[0]], plain[order[0]]
        for number in order[1:]:
            wait_s, now = data.draw(wait), plain[number]
            soonest = np.minimum(np.minimum(now, expected + wait_s), UNREACHABLE)
            times = made.sooner(states[number], wait_s, later)
            assert (table(times) == soonest[np.ix_(times.places, times.places)]).all()
            assert (times is states[number]) == (soonest == now).all()
            assert made.sooner(states[number], wait_s, later) is times
            assert times.table.least.tolist() == in_cells(times)
            later, expected = times, soonest


def in_cells(times: TravelTimes) -> list[list[int]]:
    """The shortest drive between any places of two cells."""
    seconds, cell, cells = table(times), times.table.cell, len(times.table.least)
    return [
        [seconds[np.ix_(cell == origin, cell == to)].min(initial=UNREACHABLE) for origin in range(cells)]
        for to in range(cells)
    ]


def test_waiting_pays_where_a_street_gains_more_than_the_wait() -> None:
    """A street of 10 s with a way round of 100 s: closed, it pays to wait less than 90 s."""
    network = network_of([0, 0.01, 0.02], [0, 0, 0], [(0, 1, 1, 10, False), (1, 2, 1, 50, False), (2, 0, 1, 50, False)])
    everyday = build_travel_times(network, NO_CACHE)
    closed = state_of(everyday, network, [RoadChange("works", np.array([0]), 0)])
    assert [it_pays(closed, wait_s, everyday) for wait_s in (0, 89, 90, 91)] == [True, True, False, False]
    assert not it_pays(everyday, 0, closed)
    waiting = Waits().sooner(closed, 60, everyday)
    assert [waiting.between(0, 1), closed.between(0, 1), waiting.between(0, 2)] == [70, 100, 50]
    assert not waiting.has_table


def test_gains_may_be_a_second_more_than_those_of_the_street() -> None:
    """9.5 s become 10 s: none in whole seconds, but with half a second before it 10 s become 11 s."""
    network = network_of([0, 0.01, 0.02], [0, 0, 0], [(0, 1, 1, 9.5, True), (2, 0, 1, 0.5, True)])
    everyday = build_travel_times(network, NO_CACHE)
    slow = state_of(everyday, network, [RoadChange("works", np.array([0]), 0.95)])
    assert [it_pays(slow, wait_s, everyday) for wait_s in (0, 1)] == [True, False]


@pytest.mark.parametrize("in_tables", [False, True])
def test_waits_that_make_drives_too_long_to_tell(in_tables: bool) -> None:
    """Three places far apart; of the drives from the first one, only the shorter can be told after the wait."""
    network = network_of([0, 1, 2], [0, 0, 0], [(0, 1, 1, 10, False), (1, 2, 1, 50, False)])
    everyday = build_travel_times(network, NO_CACHE)
    closed = state_of(everyday, network, [RoadChange("works", np.array([0]), 0)])
    for wait_s, expected in ((60, [70, 120, 50]), (65_500, [65_510, -1, 50])):
        waiting = Waits().sooner(in_a_table(closed) if in_tables else closed, wait_s, everyday)
        assert [waiting.between(0, 1), waiting.between(0, 2), waiting.between(1, 2)] == expected
        assert waiting.table.least.tolist() == in_cells(waiting)
        assert waiting.has_table == (in_tables or wait_s > 60)
        if waiting.has_table:
            assert (waiting.table.to_seconds == waiting.table.seconds.T).all()
