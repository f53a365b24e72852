"""The compiled earliest arrival equals the brute-force oracle on random fleets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.kernels.earliest_arrival import earliest_arrival
from tests import oracles
from tests.kernels.test_search import FLEETS, check_fleet


@settings(max_examples=FLEETS)
@given(data=st.data())
def test_earliest_arrival_equals_brute_force(data) -> None:
    check_fleet(data.draw, earliest_arrival, oracles.earliest_arrival)


@pytest.mark.slow(0.8)
@settings(max_examples=5 * FLEETS)
@given(data=st.data())
def test_earliest_arrival_equals_brute_force_in_many_fleets(data) -> None:
    check_fleet(data.draw, earliest_arrival, oracles.earliest_arrival)
