"""Tables do not depend on the number of threads that fill them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.kernels.hierarchy import contract
from simulator.kernels.layout import UNREACHABLE
from simulator.kernels.phast import LANES
from simulator.network import filling, threads
from simulator.network.filling import fill_rows, least_between_cells
from simulator.network.threads import at_once
from tests.kernels.road_graphs import NO_WAY, exact_times, in_units, planar


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_any_number_of_threads_writes_the_same(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "FEWEST", LANES)
    for module in (filling, threads):
        monkeypatch.setattr(module, "cores", lambda: cores)
    nodes = 5 * LANES + 7
    graph, rows = planar(nodes, 3), np.arange(nodes, dtype=np.int32)
    both = np.full((2, nodes, nodes), 7, dtype=np.uint16)
    longest = fill_rows(contract(*graph), rows, rows, 1000, (both[0], both[1]))
    exact = exact_times(graph)
    assert (both[0] == in_units(exact, 1000)).all()
    assert (both[1] == both[0].T).all()
    assert longest == exact[exact < NO_WAY].max()
    cell = (rows % 4).astype(np.int16)
    slow = [[both[0][cell == origin][:, cell == to].min() for origin in range(4)] for to in range(4)]
    assert least_between_cells(both[0], cell, 4).tolist() == np.array(slow).tolist()


def test_a_cell_without_places_is_reached_from_nowhere() -> None:
    cell, seconds = np.zeros(2, dtype=np.int16), np.array([[0, 5], [6, 0]], dtype=np.uint16)
    assert least_between_cells(seconds, cell, 2).tolist() == [[0, UNREACHABLE], [UNREACHABLE, UNREACHABLE]]
    assert least_between_cells(seconds[:0, :0], cell[:0], 1).tolist() == [[UNREACHABLE]]


def test_results_come_in_the_order_of_the_parts() -> None:
    assert at_once(lambda part: part * 2, range(50)) == [2 * part for part in range(50)]
    assert at_once(lambda part: part, []) == []
    with pytest.raises(ZeroDivisionError):
        at_once(lambda part: 1 // part, [2, 1, 0])
