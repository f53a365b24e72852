"""Fitted tables against closed forms, against a slow twin, and contradictions that are told."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.demand.population.ipf import ContradictionError, Margin, fitted


def slowly(seed: np.ndarray, margins: list[Margin], rounds: int = 2000) -> np.ndarray:
    """Fit cell by cell, as the textbook does."""
    table = seed.astype(float)
    for _ in range(rounds):
        for margin in margins:
            groups = margin.groups or tuple(np.arange(seed.shape[axis]) for axis in margin.axes)
            sums: dict[tuple[int, ...], float] = {}
            keys = {}
            for cell in np.ndindex(seed.shape):
                key = tuple(int(group[cell[axis]]) for axis, group in zip(margin.axes, groups, strict=True))
                if min(key) >= 0:
                    keys[cell] = key
                    sums[key] = sums.get(key, 0.0) + table[cell]
            for cell, key in keys.items():
                table[cell] *= margin.target[key] / sums[key] if sums[key] else 0.0
    return table


def test_an_even_seed_gives_the_product_of_the_margins() -> None:
    rows, columns = np.array([30.0, 70.0]), np.array([20.0, 50.0, 30.0])
    table = fitted(np.ones((2, 3)), [Margin("rows", (0,), rows), Margin("columns", (1,), columns)])
    np.testing.assert_allclose(table, np.outer(rows, columns) / 100, rtol=0, atol=1e-9)


def test_the_odds_of_the_seed_stay() -> None:
    seed = np.array([[1.0, 2.0], [3.0, 1.0]])
    table = fitted(
        seed, [Margin("rows", (0,), np.array([40.0, 60.0])), Margin("columns", (1,), np.array([55.0, 45.0]))]
    )
    # a (5 + a) / ((40 - a) (55 - a)) stays 1/6: 5 a^2 + 125 a - 2200 = 0
    a = (-125 + np.sqrt(125**2 + 4 * 5 * 2200)) / 10
    assert a * (60 - 55 + a) / ((40 - a) * (55 - a)) == pytest.approx(1 / 6)
    np.testing.assert_allclose(table, [[a, 40 - a], [55 - a, 5 + a]], atol=1e-6)


def test_four_axes_with_groups_are_those_of_the_slow_twin() -> None:
    random = np.random.default_rng(3)
    seed, truth = random.random((4, 2, 3, 2)) + 0.1, random.random((4, 2, 3, 2)) * 50
    seed[0, :, 1:] = truth[0, :, 1:] = 0.0  # nobody of the first age works
    ages, work = np.array([-1, 0, 0, 1]), np.array([0, 1, 1])
    target = np.zeros((2, 2))
    np.add.at(target, (ages[1:, None], work[None, :]), truth.sum(axis=(1, 3))[1:])
    margins = [
        Margin("age and sex", (0, 1), truth.sum(axis=(2, 3))),
        Margin("employed", (0, 2), target, (ages, work)),
        Margin("cars", (3,), truth.sum(axis=(0, 1, 2))),
    ]
    table = fitted(seed, margins)
    np.testing.assert_allclose(table, slowly(seed, margins, 400), atol=1e-6)
    assert abs(table.sum(axis=(2, 3)) - margins[0].target).max() <= 1e-6
    assert abs(table.sum(axis=(0, 1, 2)) - margins[2].target).max() <= 1e-6
    employed = table[1:3, :, 1:].sum(), table[3, :, 1:].sum()
    np.testing.assert_allclose(employed, target[:, 1], atol=1e-6)
    assert (table[0, :, 1:] == 0).all()


def test_totals_that_differ_are_told_with_both() -> None:
    margins = [Margin("people", (0,), np.array([10.0, 20.0])), Margin("cars", (1,), np.array([10.0, 21.0]))]
    with pytest.raises(ContradictionError, match=r"people has 30\.00 in all, cars 31\.00"):
        fitted(np.ones((2, 2)), margins)


def test_what_cannot_be_is_told_with_its_place() -> None:
    seed = np.array([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(ContradictionError, match=r"rows\[0\]: 5\.00 asked for where there can be none"):
        fitted(seed, [Margin("rows", (0,), np.array([5.0, 5.0]))])


def test_margins_that_no_table_has_are_told() -> None:
    seed = np.array([[1.0, 0.0], [1.0, 1.0]])
    margins = [Margin("rows", (0,), np.array([60.0, 40.0])), Margin("columns", (1,), np.array([50.0, 50.0]))]
    with pytest.raises(ContradictionError, match=r"contradicts .*no table has these sums at once"):
        fitted(seed, margins)


def test_an_empty_municipality_is_all_zeros() -> None:
    assert not fitted(np.ones((2, 2)), [Margin("rows", (0,), np.zeros(2))]).any()
