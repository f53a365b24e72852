"""Whatever the day, the auditor, which knows nothing of the engine, finds nothing wrong in its event log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.experiments.booking_rules import booking_rules
from simulator.network import travel_times
from simulator.network.travel_times import build_travel_times
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import NO_CACHE, facilities_of, network_of, world_of

NODES = 8
REPLAN = ("never", "on_rejection", "every_request")

CHOICES: tuple[dict[str, Any], ...] = (
    {},
    {"model": "threshold", "max_wait_s": 200, "max_shift_s": 600},
    {"model": "logit", "constant": 1.0, "per_wait_min": -0.1, "per_shift_min": -0.05},
)
DRIVERS = {
    "shifts": [
        {"start": (0, 600), "end": (4000, 4800)},
        {"start": (4200, 4200), "end": (9000, 10_000)},
    ],
    "changeover_s": 120,
    "rules": {"break_s": 300, "break_after_driving_s": 2900, "break_after_work_s": 3600},
}
BATTERY = {
    "drivetrain": "battery",
    "energy_kwh_per_km": 0.4,
    "drag_share": 0.2,
    "store_kwh": 15,
    "charge_ac_kw": 11,
    "charge_dc_kw": 50,
    "charge_curve": [(0, 1), (0.7, 0.4)],
    "charging_efficiency": 0.9,
}
ENDS = (Event.ALIGHTED, Event.GAVE_UP, Event.CANCELLED, Event.NO_SHOW)


@st.composite
def networks(draw):
    chain = [(node, node + 1, draw(st.integers(1, 40)) * 100.0) for node in range(NODES - 1)]
    ends = st.integers(0, NODES - 1)
    extra = draw(st.lists(st.tuples(ends, ends, st.integers(1, 60)), max_size=5))
    return network_of([*chain, *((a, b, length * 100.0) for a, b, length in extra if a != b)], NODES)


@st.composite
def days(draw) -> list[dict[str, Any]]:
    requests = []
    for _ in range(draw(st.integers(0, 14))):
        submitted = draw(st.integers(-5 * 3600, 7200))
        riders = draw(st.sampled_from([1, 1, 1, 2, 4, 9]))
        departure = max(submitted, 0) + draw(st.sampled_from([0, 0, 600, 3600]))
        requests.append(
            {
                "submitted_s": submitted,
                "earliest_departure_s": departure,
                "earliest_arrival_s": draw(st.sampled_from([-1, -1, departure + 900])),
                "latest_arrival_s": draw(st.sampled_from([-1, -1, departure + 1500])),
                "origin_node": draw(st.integers(0, NODES - 1)),
                "destination_node": draw(st.integers(0, NODES - 1)),
                "party_size": riders,
                "wheelchairs": draw(st.integers(0, 1)),
                "traveller_class": draw(st.sampled_from(["adult", "patient", "fickle"])),
            }
        )
    return requests


@st.composite
def scenarios(draw, network, replan: tuple[str, ...] = REPLAN) -> dict[str, Any]:
    def depot(node: int) -> dict[str, Any]:
        return {"name": f"depot {node}", "lon": float(network.lon[node]), "lat": float(network.lat[node])}

    working = draw(st.sampled_from([{"shift": (0, 20_000)}, {"shift": (600, 9_000)}, {"drivers": DRIVERS}]))
    powered = draw(st.sampled_from([{}, BATTERY, {**BATTERY, "store_kwh": 40}]))
    return {
        "fleet": {
            "minibus": {
                "count": draw(st.integers(0, 3)),
                "seats": 4,
                "wheelchairs": 1,
                "depots": [depot(0)],
                **working,
                **powered,
            }
        },
        "energy": {
            "sites": [
                {"name": "home", "place": "depots", "plugs": draw(st.integers(1, 2)), "power_kw": 50, "grid_kw": 60},
                {**depot(5), "name": "away", "plugs": 1, "power_kw": 22},
            ],
        },
        "charging": {
            "policy": draw(st.sampled_from(["threshold", "opportunity", "overnight", "price_aware"])),
            "start_level": draw(st.sampled_from([1.0, 0.5])),
        },
        "service": {
            "hours": draw(st.sampled_from([(0, 86_400), (1800, 9000)])),
            "pooling": draw(st.booleans()),
            "dwell_per_rider_s": draw(st.sampled_from([0, 10])),
            "offers": {"most": draw(st.sampled_from([1, 1, 3])), "step_s": 600},
        },
        "dispatch": {
            "policy": draw(st.sampled_from(["insertion", "insertion", "insertion", "nearest_idle"])),
            "diversion": draw(st.booleans()),
            "wait_at": draw(st.sampled_from(["previous_stop", "next_stop"])),
            "idle": draw(
                st.sampled_from(
                    [
                        {},
                        {"policy": "depot"},
                        {"policy": "waiting_place", "places": [depot(4)]},
                        {"policy": "expected_demand", "zone_m": 1500, "every_s": 600},
                    ]
                )
            ),
            "replan": {"when": draw(st.sampled_from(replan)), "iterations": 40},
            "answer": {"when": draw(st.sampled_from(["at_once", "at_once", "before_departure", "evening_before"]))},
            "retry_every_s": draw(st.sampled_from([None, 300])),
        },
        "limits": {
            "default": {
                "max_wait_s": draw(st.sampled_from([0, 300, 1200])),
                "max_ride_beta_s": 300,
                "notice_s": draw(st.sampled_from([0, 0, 600])),
                "booking_horizon_s": draw(st.sampled_from([None, 7200])),
            },
            "tight": {"max_ride_alpha": 1.2, "max_ride_beta_s": 60, "promise_before_s": 60, "promise_after_s": 300},
            "soft": {"max_wait_s": 300, "hard": False, "promise_dropoff_after_s": 120, "notice_s": 300},
        },
        "classes": {
            "adult": {"on_rejection": {"action": draw(st.sampled_from(["stay", "retry"])), "max_retries": 2}},
            "patient": {"limits": "tight", "choice": draw(st.sampled_from(CHOICES))},
            "fickle": {
                "limits": "soft",
                "on_rejection": {"action": "retry", "max_retries": 1},
                "cancellation": 0.4,
                "no_show": 0.4,
            },
        },
    }


def found_in(world: World, events: pd.DataFrame, drive_seconds: Callable[[int, int], int]) -> list[str]:
    facilities, rules = facilities_of(world), booking_rules(world.scenario)
    return audit(events, world.requests, world.vehicles, drive_seconds, facilities=facilities, rules=rules)


@settings(max_examples=30)
@given(data=st.data())
def test_the_auditor_finds_nothing(data) -> None:
    check_day(data)


@pytest.mark.slow(1.2)
@settings(max_examples=180)
@given(data=st.data())
def test_the_auditor_finds_nothing_on_many_days(data) -> None:
    check_day(data)


def check_day(data) -> None:
    """Check every plan after every change on a drawn day, its event log, and that it is always the same."""
    network = data.draw(networks())
    times = build_travel_times(network, NO_CACHE)
    world = world_of(network, data.draw(days()), times, **data.draw(scenarios(network)))
    events = simulate(world, debug=True)
    assert found_in(world, events, times.between) == []
    assert_ends_once(events, len(world.requests))
    pd.testing.assert_frame_equal(events, simulate(world))


@pytest.mark.parametrize("all_nodes_up_to", [travel_times.ALL_NODES_UP_TO, 0])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_log_is_the_same_where_times_are_searched(data, all_nodes_up_to, monkeypatch) -> None:
    check_searched_times(data, all_nodes_up_to, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("all_nodes_up_to", [travel_times.ALL_NODES_UP_TO, 0])
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_log_is_the_same_where_times_are_searched_on_many_days(data, all_nodes_up_to, monkeypatch) -> None:
    check_searched_times(data, all_nodes_up_to, monkeypatch)


def check_searched_times(data, all_nodes_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", all_nodes_up_to)
    network, day = data.draw(networks()), data.draw(days())
    used = [0, 4, 5, *(request[end] for request in day for end in ("origin_node", "destination_node"))]
    parts = data.draw(scenarios(network))
    logs = []
    for how in ("table", "search"):
        times = build_travel_times(network, NO_CACHE, used=used, how=how)
        assert times.has_table == (how == "table")
        logs.append(simulate(world_of(network, day, times, **parts)))
    pd.testing.assert_frame_equal(*logs)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_auditor_finds_nothing_where_times_cover_used_places_only(data, monkeypatch) -> None:
    check_used_places_only(data, monkeypatch)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_auditor_finds_nothing_where_times_cover_used_places_only_on_many_days(data, monkeypatch) -> None:
    check_used_places_only(data, monkeypatch)


def check_used_places_only(data, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check a drawn day where the table of times has the places of its requests, depots and sites, and no others."""
    monkeypatch.setattr(travel_times, "ALL_NODES_UP_TO", 0)
    network = data.draw(networks())
    day = data.draw(days())
    ends = [request[end] for request in day for end in ("origin_node", "destination_node")]
    times = build_travel_times(network, NO_CACHE, used=[0, 4, 5, *ends])  # as in a scenario
    world = world_of(network, day, times, **data.draw(scenarios(network)))
    events = simulate(world, debug=True)
    assert found_in(world, events, times.between) == []
    assert_ends_once(events, len(world.requests))


@pytest.mark.slow(1.7)
@settings(max_examples=150)
@given(data=st.data())
def test_no_promise_is_broken_on_many_replanned_days(data) -> None:
    network = data.draw(networks())
    times = build_travel_times(network, NO_CACHE)
    world = world_of(network, data.draw(days()), times, **data.draw(scenarios(network, REPLAN[1:])))
    events = simulate(world)
    assert found_in(world, events, times.between) == []
    assert_ends_once(events, len(world.requests))


def assert_ends_once(events: pd.DataFrame, requests: int) -> None:
    ends = events[events["kind"].isin(ENDS)]
    assert np.array_equal(np.sort(ends["request"].to_numpy()), np.arange(requests))
