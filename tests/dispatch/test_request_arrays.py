"""Requests as the kernels read them, field by field."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.kernels import layout as f
from simulator.services.ridepooling.request_arrays import newcomer_columns, request_fields, request_options
from tests.worlds import line_network, rides_in, with_rides, world_of

LINE = line_network(8)
REQUESTS = [
    {"submitted_s": 100, "origin_node": 2, "destination_node": 5, "party_size": 4, "wheelchairs": 1, "parcels": 2},
    {"submitted_s": 200, "origin_node": 6, "destination_node": 1, "latest_arrival_s": 4000},
]
SLOW = {"dwell_s": 50, "dwell_per_rider_s": 5, "dwell_per_wheelchair_s": 100}
OPTIONS = [(0, 0, 2, 10), (0, 0, 3, 20), (0, 1, 5, 30), (1, 0, 6, 40), (1, 1, 1, 50), (1, 1, 0, 60), (1, 1, 2, 70)]


def world(options: bool = False):
    given = world_of(LINE, REQUESTS, service=SLOW)
    walks = rides_in(given).requests.assign(access_walk_s=[10, 40], egress_walk_s=[30, 50])
    table = pd.DataFrame(OPTIONS, columns=["request", "end", "node", "walk_s"]) if options else None
    return rides_in(with_rides(given, requests=walks, stop_options=table))


def test_fields_of_requests() -> None:
    """Boarding takes 50 s, 5 s a rider and 100 s a wheelchair; limits are 1.5 times the way and 1200 s."""
    fields = request_fields(world())
    assert fields.shape == (2, f.REQUEST_FIELDS)
    named = {
        f.REQ_PICKUPS: [1, 1], f.REQ_EARLIEST: [0, 0], f.REQ_MAX_WAIT: [0, 0], f.REQ_MAX_RIDE: [1470, 1650],
        f.REQ_LATEST_ARRIVAL: [f.FOREVER, 4000], f.REQ_PICKUP_DWELL: [170, 55], f.REQ_DROPOFF_DWELL: [170, 55],
        f.REQ_SIZE: [4, 1],
    }  # fmt: skip
    assert {field: fields[:, field].tolist() for field in named} == named
    assert fields[:, f.REQ_LOAD :].tolist() == [[3, 1, 2, 1], [1, 0, 0, 1]]
    assert request_fields(world(options=True))[:, f.REQ_PICKUPS].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("options", "rows", "first"),
    [
        (False, [[2, 10], [5, 30], [6, 40], [1, 50]], [0, 2, 4]),
        (True, [[node, walk_s] for _, _, node, walk_s in OPTIONS], [0, 3, 7]),
    ],
)
def test_places_to_meet(options: bool, rows: list[list[int]], first: list[int]) -> None:
    assert [part.tolist() if hasattr(part, "tolist") else part for part in request_options(world(options))] == [
        rows, first
    ]  # fmt: skip


def test_a_newcomer_is_two_stops_of_a_plan() -> None:
    fields = request_fields(world())[0]
    fields[[f.REQ_EARLIEST, f.REQ_MAX_WAIT, f.REQ_LATEST_ARRIVAL, f.REQ_DROPOFF_DWELL]] = 1000, 600, 9000, 80
    pickup, dropoff = np.array([2, 10], dtype=np.int32), np.array([5, 30], dtype=np.int32)
    columns = newcomer_columns(7, fields, pickup, dropoff)
    named = {
        f.NODE: [2, 5], f.REQUEST: [7, 7], f.KIND: [f.PICKUP, f.DROPOFF], f.EARLIEST: [1010, 1010],
        f.LATEST: [1610, 8970], f.DWELL: [170, 80], f.SIZE: [4, 4], f.MAX_RIDE: [1470, 1470],
        f.LOAD: [3, -3], f.LOAD + 1: [1, -1], f.LOAD + 2: [2, -2], f.LOAD + 3: [1, -1],
    }  # fmt: skip
    assert {field: row.tolist() for field, row in enumerate(columns) if row.any()} == named
    fields[f.REQ_MAX_WAIT] = f.FOREVER
    assert newcomer_columns(7, fields, pickup, dropoff)[f.LATEST].tolist() == [f.FOREVER, 8970]
