"""The demand of a day as one problem: what requests may expect in hindsight, worked by hand from the event log."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.kernels.layout import FOREVER
from simulator.services.ridepooling.hindsight import driven_s, problem_of, what_happened
from tests.worlds import line_network, rides_in, world_of

LINE = line_network(9)  # a minute from node to node
REQUESTS = [
    {"submitted_s": 100, "origin_node": 1, "destination_node": 3},
    {"submitted_s": 200, "earliest_departure_s": 900, "origin_node": 3, "destination_node": 4},
    {"submitted_s": 300, "earliest_departure_s": 500, "latest_arrival_s": 950, "origin_node": 5, "destination_node": 7},
    {"submitted_s": 400, "origin_node": 0, "destination_node": 8},
]
LOG = [
    (100, Event.SUBMITTED, 0, 0), (100, Event.AGREED, 0, 350), (150, Event.AGREED, 0, 400),
    (200, Event.SUBMITTED, 1, 0), (300, Event.SUBMITTED, 2, 0), (400, Event.SUBMITTED, 3, 0),
    (700, Event.SUBMITTED, 2, 0), (710, Event.DEPARTED, -1, 0), (800, Event.BOARDED, 2, 60),
    (1000, Event.ALIGHTED, 2, 60), (1500, Event.BOARDED, 0, 60), (1510, Event.ARRIVED, -1, 0),
    (1600, Event.DEPARTED, -1, 0), (1750, Event.DIVERTED, -1, 0), (2000, Event.ALIGHTED, 0, 60),
]  # fmt: skip
EVENTS = pd.DataFrame(LOG, columns=["time_s", "kind", "request", "value"])
LIMITS = {"default": {"max_wait_s": 600, "max_ride_alpha": 1, "max_ride_beta_s": 30}}


def test_limits_are_wide_enough_for_what_was_done() -> None:
    """Request 0 left at 400 s as agreed last, walked for 30 s, waited for 1070 s and rode for 440 s.

    Request 1 never rode and may expect nothing; 2 was asked again at 700 s and arrived 70 s later than it wanted to;
    3 is left out.
    """
    depot = {"name": "home", "lon": 12.0, "lat": float(LINE.lat[2])}
    fleet = {"bus": {"count": 2, "seats": 5, "depots": [depot], "shift": (0, 5000)}}
    world = rides_in(world_of(LINE, REQUESTS, limits=LIMITS, fleet=fleet, service={"dwell_s": 60}))
    walks = {"access_walk_s": [30, 0, 0, 0], "egress_walk_s": [0, 10, 20, 0]}
    met = world.requests.assign(**walks, max_wait_s=[600, 0, 600, 600], max_ride_s=[150, 0, 150, 150])
    problem = problem_of(world, EVENTS, met, np.array([0, 1, 2]))
    pickup, dropoff = problem.pickup, problem.dropoff
    assert problem.earliest[pickup].tolist() == [430, 900, 700]
    assert problem.latest[pickup].tolist() == [1500, 900, 1300]
    assert problem.latest[dropoff].tolist() == [2000, 900 + 60, 1000]
    assert problem.max_ride.tolist() == [440, 0, 150]
    assert problem.dwell[[*pickup, *dropoff]].tolist() == [60] * 6
    assert problem.place[[*pickup, *dropoff]].tolist() == [1, 3, 5, 3, 4, 7]
    assert problem.drive[pickup, dropoff].tolist() == [120, 60, 120]
    assert problem.load[pickup].tolist() == [[1, 0, 0, 1]] * 3
    assert problem.place[problem.start].tolist() == [2, 2]
    assert problem.earliest[problem.start].tolist() == [0, 0]
    assert problem.latest[problem.end].tolist() == [5000, 5000]
    assert problem.capacity.tolist() == [[5, 0, 0, FOREVER]] * 2
    assert problem.weight == 1000
    assert not problem.late.any()


def test_who_is_counted_is_told_by_the_request() -> None:
    assert what_happened(EVENTS).served.tolist() == [0, 2]
    assert what_happened(EVENTS, pd.Series([1, 2])).served.tolist() == [2]


def test_drives_end_by_an_arrival_or_a_turn() -> None:
    assert driven_s(EVENTS) == (1510 - 710) + (1750 - 1600)
