"""First come, first served among equal costs, and offers that come true."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from simulator import registry
from simulator.analysis.audit.all import audit
from simulator.dispatch.policy import Assignment, FleetView, Rejection
from simulator.event_kinds import Event
from simulator.reasons import Fallback
from simulator.simulation.simulate import simulate
from tests.worlds import facilities_of, line_network, network_of, world_of

HOUR_S = 3600
LINE = line_network(9)


def clean(world, events) -> bool:
    facilities = facilities_of(world)
    return audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities) == []


@dataclass(frozen=True)
class RefusesAll:
    """Leaves everything to re-planning."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        return [Rejection(request) for request in requests]


registry.register("dispatch", "refuses_all", RefusesAll)


@pytest.mark.parametrize(
    ("policy", "replan"), [("insertion", "never"), ("insertion", "every_request"), ("refuses_all", "on_rejection")]
)
def test_equal_requests_are_served_in_the_order_they_came(policy: str, replan: str) -> None:
    """One taxi and six equal rides a few seconds apart; every order costs the same."""
    requests = [{"submitted_s": 1000 + 5 * number, "origin_node": 0, "destination_node": 1} for number in range(6)]
    depot = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}
    world = world_of(
        LINE,
        requests,
        fleet={"taxi": {"count": 1, "seats": 1, "depots": [depot]}},
        service={"pooling": False},
        limits={"default": {"max_wait_s": 4 * HOUR_S}},
        dispatch={"policy": policy, "replan": {"when": replan, "iterations": 200}},
    )
    events = simulate(world, debug=True)
    assert events.loc[events["kind"] == Event.BOARDED, "request"].tolist() == list(range(6))
    assert clean(world, events)


def test_offers_tell_the_times_of_the_plan_even_across_breaks() -> None:
    """With a driver whose break moves when riders come, whoever takes an offer boards when it said."""
    rng = np.random.default_rng(1)
    requests = [
        {
            "submitted_s": 120 * number,
            "earliest_departure_s": 120 * number + HOUR_S,
            "origin_node": int(a),
            "destination_node": int(b),
        }
        for number, (a, b) in enumerate(rng.permuted(np.tile(np.arange(9), (150, 1)), axis=1)[:, :2])
    ]
    depot = {"name": "home", "lon": float(LINE.lon[4]), "lat": float(LINE.lat[4])}
    drivers = {"shifts": [{"start": (0, 1800), "end": (7 * HOUR_S, 8 * HOUR_S)}]}
    world = world_of(
        LINE,
        requests,
        fleet={"bus": {"count": 2, "seats": 4, "depots": [depot], "drivers": drivers}},
        service={"offers": {"most": 3, "step_s": 600}},
    )
    events = simulate(world, debug=True)
    offered: dict[int, set[tuple[int, int, int]]] = {}
    pauses = 0
    for row in events.itertuples():
        if row.kind == Event.OFFERED:
            offered.setdefault(row.request, set()).add((row.vehicle, row.node, row.value))
        if row.kind == Event.ACCEPTED:
            assert (row.vehicle, row.node, row.value) in offered[row.request]
            begins = events[(events["vehicle"] == row.vehicle) & (events["kind"] == Event.BREAK_STARTED)]["time_s"]
            pauses += ((begins > row.time_s) & (begins < row.value)).any()
    assert pauses > 5  # so many were taken that lie behind a break
    assert clean(world, events)


def test_what_replanning_makes_possible_is_an_offer_like_any_other() -> None:
    """The bus is three minutes away: some riders wait for it, others do not care to."""
    requests = [
        {"submitted_s": 0, "origin_node": 3, "destination_node": 8, "traveller_class": "hasty"},
        {"submitted_s": 0, "origin_node": 3, "destination_node": 8},
    ]
    world = world_of(
        LINE,
        requests,
        dispatch={"policy": "refuses_all", "replan": {"when": "on_rejection", "iterations": 100}},
        classes={"adult": {}, "hasty": {"choice": {"model": "threshold", "max_wait_s": 179}}},
    )
    events = simulate(world, debug=True)
    kinds = (Event.OFFERED, Event.DECLINED, Event.ACCEPTED, Event.REJECTED, Event.GAVE_UP)
    told = events[events["kind"].isin(kinds)]
    assert list(zip(told["request"], told["kind"], told["value"], strict=True)) == [
        (0, Event.OFFERED, 180),
        (0, Event.DECLINED, 1),
        (0, Event.GAVE_UP, Fallback.OTHER_MODE),
        (1, Event.OFFERED, 180),
        (1, Event.ACCEPTED, 180),
    ]
    assert clean(world, events)


def test_the_search_does_not_depend_on_which_nodes_the_table_covers(monkeypatch) -> None:
    """Vehicles that turn off between places of a small table are found for every departure that may be offered."""
    from simulator.network import travel_times

    network = network_of([(a, b, 1500.0) for a, b in itertools.pairwise(range(9))], 9)
    requests = [
        {"submitted_s": 200 * number, "origin_node": 8 * (number % 2), "destination_node": 4} for number in range(12)
    ]
    sections = {
        "service": {"offers": {"most": 3, "step_s": 900}},
        "limits": {"default": {"max_wait_s": 300}},
    }
    logs = [simulate(world_of(network, requests, **sections))]
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", 0)
    times = travel_times.build_travel_times(network, used=[0, 4, 8])
    logs.append(simulate(world_of(network, requests, times, **sections)))
    assert logs[0].equals(logs[1])
