from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.network.checks import measure_problems, node_problems, numbers_of, unit_problems
from tests.network.formats import random_network


def texts(*values):
    return pd.Series(values, dtype=object)


def test_texts_as_numbers():
    numbers = numbers_of(texts("1.5", " 2 ", "1e3", "nan", "inf", "x", "", "1_000", None, "٣"))
    np.testing.assert_array_equal(numbers, [1.5, 2, 1000, np.nan, np.inf, *[np.nan] * 5])


def test_values_are_shown_as_they_stand_there():
    problems = measure_problems(texts("1", "-2", "x", None, "inf"), "length", list("abcde"))
    assert problems == ["length: expected 0 to 1e+06 m, found b: -2, c: x, d: nothing and 1 more"]


def test_optional_values_may_be_missing_and_not_wrong():
    assert measure_problems(texts("1", None), "travel_time", optional=True) == []
    (problem,) = measure_problems(texts("nan", None), "travel_time", optional=True)
    assert problem.endswith("found row 0: nan")


def test_limits_of_degrees():
    edge = pd.DataFrame({"lon": [180.0, -180.0], "lat": [90.0, -90.0]})
    assert node_problems(edge) == []
    assert len(node_problems(edge + 0.001)) == 2


@pytest.mark.parametrize(
    ("lengths", "times", "expected"),
    [
        (1.0, 1.0, ""),
        (0.3048, 1.0, ""),  # feet are not told from a coarse drawing
        (0.001, 1.0, "expected metres"),
        (0.000621, 1.0, "expected metres"),
        (100.0, 100.0, "expected metres"),
        (1.0, 1 / 60, "expected seconds"),
        (1.0, 1 / 3600, "expected seconds"),
        (1.0, 1000.0, "expected seconds"),
    ],
)
def test_units(lengths, times, expected):
    network = random_network(4)
    edges = network.edges.assign(
        length=network.edges["length"] * lengths, travel_time=network.edges["travel_time"] * times
    )
    problems = unit_problems(network.lon, network.lat, edges)
    assert [problem.rpartition("; ")[2] for problem in problems] == ([expected] if expected else [])


def test_one_node_elsewhere():
    network = random_network(4)
    lat = network.lat.copy()
    lat[3] += 10
    (problem,) = unit_problems(network.lon, lat, network.edges)
    assert "length: expected about the distance between the ends, found row" in problem
