"""Whole numbers that keep the sums of rows and columns."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.demand.destinations.whole_table import whole, whole_rows
from simulator.demand.population.ipf import Margin, fitted


def test_halves_become_whole_along_a_cycle() -> None:
    found = whole(np.array([[0.5, 1.5], [2.5, 0.5]]))
    assert found.sum(axis=0).tolist() == [3, 2] and found.sum(axis=1).tolist() == [2, 3]
    assert found.tolist() in ([[1, 1], [2, 1]], [[0, 2], [3, 0]])


@pytest.mark.parametrize("seed", range(20))
def test_sums_are_those_asked_for_and_each_cell_is_the_number_below_or_above(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = random.integers(1, 40, random.integers(1, 12))
    columns = random.multinomial(rows.sum(), random.dirichlet(np.ones(random.integers(1, 12))))
    margins = (Margin("rows", (0,), rows.astype(float)), Margin("columns", (1,), columns.astype(float)))
    table = fitted(random.random((len(rows), len(columns))) ** 4 + 1e-6, margins, 1e-9)
    assert np.abs(table.sum(axis=0) - columns).max() < 1e-6 and np.abs(table.sum(axis=1) - rows).max() < 1e-6
    found = whole(table)
    assert np.array_equal(found.sum(axis=0), columns) and np.array_equal(found.sum(axis=1), rows)
    assert np.abs(found - table).max() < 1


def test_rows_are_rounded_by_their_largest_remainders() -> None:
    table = np.array([[1.2, 0.7, 2.1], [3.0, 0.0, 4.0]])
    assert whole_rows(table, np.array([4, 7])).tolist() == [[1, 1, 2], [3, 0, 4]]
