"""One trip looked up at another time is the one that is found among many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.services.own_means.made import Trips
from simulator.tables import NO_TIME
from tests.own_means.test_in_time import OF
from tests.travellers.test_tours_made import BACK, OUT, result_of


@pytest.mark.parametrize("by", list(OF))
def test_a_trip_at_another_time_is_that_of_many(tmp_path: Path, by: str) -> None:
    world = result_of(tmp_path, [[OUT, BACK | {"at": "15:00"}]] * 20, {by: OF[by]}).world
    drawn, count = np.random.default_rng(3), len(world.demand)
    wish_s = world.demand["earliest_departure_s"].to_numpy(np.int64)
    asked = world.demand.copy()
    for name in ("earliest_arrival_s", "latest_arrival_s"):
        asked[name] = np.where(drawn.random(count) < 0.4, NO_TIME, wish_s + drawn.integers(-3000, 9000, count))
    tables = world.services[by]
    has_it = tables.ways["has_it"] & (drawn.random(count) < 0.8)
    trips = Trips(type(tables)(tables.part, tables.ways.assign(has_it=has_it)), world.roads, asked)
    request, departure_s = np.arange(count), wish_s + drawn.integers(-3000, 9000, count)
    usual, later = (np.column_stack(trips.made(request, its, its)).tolist() for its in (wish_s, departure_s))
    assert trips.always_alike
    found = [list(trips.at_another_time(row, usual[row], int(departure_s[row]))) for row in range(count)]
    assert found == later
    assert len({its[0] for its in later}) == 2 and later != usual  # some have nothing to go by
