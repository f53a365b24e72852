"""The examples in the documentation run as they stand."""

from __future__ import annotations

import doctest

import simulator


def test_the_example_of_the_package_is_true() -> None:
    assert doctest.testmod(simulator).failed == 0
    assert doctest.testmod(simulator).attempted == 3
