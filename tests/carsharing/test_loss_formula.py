"""A station without booking rules is a loss system: what is refused follows Erlang's formula."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.reproduce.queues.closed_forms import erlang_b
from tests.carsharing.worlds import booking, day, station
from tests.worlds import line_network

LINE = line_network(2)


@pytest.mark.parametrize(("cars", "offered"), [(1, 0.8), (3, 2.0), (5, 6.0)])
def test_the_share_of_refused_walk_ups_is_erlangs(cars: int, offered: float) -> None:
    """Poisson arrivals, exponential use; the truth lies within four standard errors of the mean of batches."""
    random = np.random.default_rng(cars)
    count, mean_s = 6000, 3600.0
    starts = np.cumsum(random.exponential(mean_s / offered, count)).astype(int)
    lasts = np.maximum(60, random.exponential(mean_s, count)).astype(int)
    asked = [
        booking(n, s, s + d, length_m=100, drive_s=10)
        for n, (s, d) in enumerate(zip(starts.tolist(), lasts.tolist(), strict=True))
    ]
    rules = {"buffer": "0 s", "max_duration": "1000 h"}
    done = day(asked, {"stations": [station(LINE, 0, capacity=cars, cars=cars)], "booking": rules}, nodes=2)
    table = done.tables.bookings.sort_values("asked_s")
    refused = (table["status"] == "refused").to_numpy(float)
    batches = refused.reshape(30, -1).mean(axis=1)
    error = batches.std(ddof=1) / np.sqrt(len(batches))
    assert abs(refused.mean() - erlang_b(cars, offered)) < 4 * error
    assert error < 0.015
