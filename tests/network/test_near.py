"""Near points, against looking at all of them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.network.near import Near


def on_a_grid(seed: int, count: int) -> np.ndarray:
    """Points of which many lie on each other, or equally far from a place."""
    return np.random.default_rng(seed).integers(0, 12, (count, 2)) * 100.0


def anywhere(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-4e5, 4e5, (count, 2))


def squared(places: np.ndarray, points: np.ndarray) -> np.ndarray:
    return ((places[:, None] - points[None]) ** 2).sum(axis=2)


@pytest.mark.parametrize("make", [on_a_grid, anywhere])
@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_point_is_the_last_of_those_with_the_least_distance(make, seed) -> None:
    points, places = make(seed, 80), make(seed + 100, 60)
    row, distance = Near(points).nearest(places)
    apart = squared(places, points)
    assert (row == len(points) - 1 - apart[:, ::-1].argmin(axis=1)).all()
    assert (distance == np.sqrt(apart.min(axis=1))).all()


@pytest.mark.parametrize("make", [on_a_grid, anywhere])
@pytest.mark.parametrize("radius", [0.0, 99.999, 100.0, 250.0, 9e4])
def test_points_within_a_radius_are_all_of_them_and_those_on_the_circle(make, radius) -> None:
    points, places = make(1, 80), make(2, 60)
    place, row = Near(points).within(places, radius)
    assert [*zip(place, row, strict=True)] == [*zip(*np.nonzero(squared(places, points) <= radius**2), strict=True)]


def test_every_place_may_have_a_radius_of_its_own() -> None:
    near = Near(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
    place, row = near.within(np.zeros((3, 2)), np.array([10.0, 4.9, 5.0]))
    assert [*zip(place.tolist(), row.tolist(), strict=True)] == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1)]


def test_no_places_have_no_points() -> None:
    near, none = Near(np.zeros((1, 2))), np.zeros((0, 2))
    assert all(len(part) == 0 for part in (*near.nearest(none), *near.within(none, 5.0)))
