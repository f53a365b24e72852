"""Idle vehicles go where requests are expected, if that is worth the drive."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator.demand.forecast import NO_ZONE, mean_requests
from simulator.dispatch.rebalance import Supply, choose_zones
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.reasons import LegPurpose
from simulator.services.ridepooling.rebalancing import Rebalancing
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

LINE = line_network(12)  # nodes 1 km apart
HOUR = 3600


def test_a_forecast_counts_requests_by_zone_and_half_hour_of_the_mean_day() -> None:
    node = np.array([0, 1, 1, 7, 7], dtype=np.int32)
    departure_s = np.array([0, 60, 86_400 + 120, 1800, 86_400 + 1900])
    forecast = mean_requests(node, departure_s, 2, LINE.xy_m(), 5000, 1800)
    assert forecast.node.tolist() == [1, 7]
    assert forecast.zone_of.tolist()[:10] == [0] * 5 + [1] * 5
    assert forecast.zone_of[11] == NO_ZONE
    assert forecast.coming(0).tolist() == [1.5, 0]
    assert forecast.coming(86_400 + 1800).tolist() == [0, 1]


def chosen(idle: list[int], there: list[int], expected: list[float], drive_s: list[list[int]], worth_s: int = 3600):
    supply = Supply(np.array(idle), np.array(there))
    return choose_zones(supply, np.array(expected), np.array(drive_s), worth_s).tolist()


def test_the_nearer_of_two_vehicles_goes_to_the_zone_without_any() -> None:
    assert chosen([0, 0], [0, 0], [0.5, 0.5], [[10, 600], [10, 500]]) == [0, 1]


def test_a_vehicle_on_its_way_there_spares_another_the_drive() -> None:
    assert chosen([0, 0], [0, 1], [0.5, 0.5], [[10, 600], [10, 500]]) == [0, 0]


def test_nobody_drives_longer_than_the_gain_is_worth() -> None:
    assert chosen([-1], [0], [0.5], [[1400]]) == [0]  # 3600 s x 0.39
    assert chosen([-1], [0], [0.5], [[1430]]) == [-1]


def legs_of(day: list[dict[str, Any]], **idle: Any) -> list[tuple[int, int]]:
    """(time, node) of arrivals after empty drives."""
    events = simulate(world_of(LINE, day, dispatch={"idle": {"policy": "expected_demand", **idle}}), debug=True)
    sent = events[(events["kind"] == Event.DEPARTED) & (events["value"] == LegPurpose.REBALANCE)]
    arrived = events[events["kind"] == Event.ARRIVED]
    rows = [arrived[arrived["time_s"] >= start].iloc[0] for start in sent["time_s"]]
    return [(int(row["time_s"]), int(row["node"])) for row in rows]


def test_a_vehicle_is_sent_at_the_beginning_of_the_period_and_meets_the_requests_there() -> None:
    day = [{"submitted_s": HOUR + 1000 + n, "origin_node": 8, "destination_node": 9} for n in range(3)]
    assert legs_of(day, zone_m=3000) == [(HOUR + 8 * 60, 8)]
    events = simulate(world_of(LINE, day, dispatch={"idle": {"policy": "expected_demand", "zone_m": 3000}}))
    assert events[events["kind"] == Event.BOARDED]["time_s"].iloc[0] == HOUR + 1000


# Seven vehicles on shift: last stop and its departure; whether under way, and where to.
BUSY: list[tuple[int, int, int, int, int]] = [
    (0, 5, 0, 0, 0),  # idle: not counted
    (0, 1, 0, 1, 7),  # drives empty to node 7
    (2, 1, 5400, 1, 7),  # done at node 1 when the period ends
    (2, 1, 5401, 1, 7),  # done later
    (1, 8, 4000, 0, 0),  # done soon at node 8
    (0, 8, 9000, 0, 0),  # stands at node 8: nobody says for how long
    (1, 11, 4000, 0, 0),  # done soon where nobody is expected
]


def test_vehicles_count_where_they_go_or_are_done_within_the_period() -> None:
    array = np.zeros((f.PLAN_FIELDS, 4, len(BUSY)), dtype=np.int32)
    duty = np.zeros((len(BUSY), f.DUTY_FIELDS), dtype=np.int32)
    for vehicle, (last, node, departure_s, driving, bound_for) in enumerate(BUSY):
        array[f.NODE, last, vehicle], array[f.DEPARTURE, last, vehicle] = node, departure_s
        duty[vehicle, [f.DRIVING, f.BOUND_FOR]] = driving, bound_for
    forecast = SimpleNamespace(
        node=np.array([1, 7]), period_s=1800, zone_of=np.array([0] * 5 + [1] * 5 + [NO_ZONE] * 2)
    )
    plans = SimpleNamespace(array=array, duty=duty, stop_count=lambda vehicle: BUSY[vehicle][0])
    asked = SimpleNamespace(_forecast=forecast, _plans=plans, _roads=SimpleNamespace(node_at=lambda place: place))
    asked._zones = lambda places: Rebalancing._zones(asked, places)
    there = Rebalancing._others(asked, np.arange(len(BUSY)), np.array([0]), 3600)
    assert there.tolist() == [1, 2]
