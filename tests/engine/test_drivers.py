"""Breaks: wherever they fall in their corridors, no driver works longer without one than the rules allow."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.drivers import duty_tables
from simulator.world.fleet import vehicle_table
from simulator.world.roads import open_network
from tests.worlds import facilities_of, line_network, scenario_of, world_of

HOUR_S = 3600
LINE = line_network(11)
DEPOT = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}


def fleet_of(start_s: int, end_s: int, **rules: int) -> dict:
    drivers = {"shifts": [{"start": (start_s, start_s), "end": (end_s, end_s)}], "rules": rules or "german"}
    return {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "drivers": drivers}}


def check_corridors(duties, pauses) -> None:
    """Let breaks fall at either end of their corridors, in every combination."""
    for vehicle, group in duties.groupby("vehicle"):
        mine = pauses[pauses["vehicle"] == vehicle].itertuples()
        corridors = [(pause.earliest_s, pause.latest_s, pause.length_s, pause.kind) for pause in mine]
        assert all(earliest <= latest for earliest, latest, _, _ in corridors)
        longest_s, start_s = group["longest_stretch_s"].iloc[0], group["start_s"].iloc[0]
        first = list(itertools.takewhile(lambda corridor: corridor[3] == Event.BREAK_STARTED, corridors))
        for begins in itertools.product(*(corridor[:2] for corridor in first)):
            ends = [start_s, *(begin + corridor[2] for begin, corridor in zip(begins, first, strict=True))]
            for end, begin in zip(ends, [*begins, group["latest_end_s"].iloc[0]], strict=True):
                assert begin - end <= longest_s


@settings(max_examples=200)
@given(
    duty_s=st.one_of(st.integers(2 * HOUR_S, 38_700), st.sampled_from([16_200, 16_201, 34_200, 34_199, 34_201])),
    stretch_s=st.sampled_from([16_200, 2 * HOUR_S, 2 * HOUR_S + 1, 7_001]),
)
def test_no_stretch_of_work_is_too_long_wherever_breaks_fall(duty_s: int, stretch_s: int) -> None:
    rules = {"break_after_driving_s": stretch_s, "most_work_s": 12 * HOUR_S, "rest_s": 0}
    scenario = scenario_of(LINE, fleet=fleet_of(0, duty_s, **rules))
    check_corridors(*duty_tables(scenario, vehicle_table(scenario, LINE)))


def test_the_bundled_day_with_drivers_keeps_its_rules() -> None:
    scenario = load_scenario("prignitz/drivers")
    duties, pauses = duty_tables(scenario, vehicle_table(scenario, open_network(scenario.network)))
    check_corridors(duties, pauses)
    # From 04:30 to 14:00 there are twice 4.5 h of work and half an hour of break, which is bound to begin at 09:00.
    assert pauses.iloc[0].tolist() == [0, Event.BREAK_STARTED, 9 * HOUR_S, 9 * HOUR_S, 1800, 9 * HOUR_S + 1800]


@pytest.mark.parametrize("second", [0, 1])
def test_a_duty_of_twice_the_longest_stretch_works_up_to_its_break(second: int) -> None:
    """A ride from 2 to 4 takes two minutes, two dwells of 30 s and four minutes to the depot: in time, or just not."""
    ready_s = 16_200 - (2 + 1 + 4) * 60 + second
    requests = [{"submitted_s": 100, "earliest_departure_s": ready_s, "origin_node": 2, "destination_node": 4}]
    service = {"dwell_s": 30}
    limits = {"default": {"max_wait_s": 0}}
    fleet = fleet_of(0, 34_200)
    world = world_of(LINE, requests, fleet=fleet, service=service, limits=limits)
    events = simulate(world, debug=True)
    assert audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world)) == []
    begun = events.loc[events["kind"] == Event.BREAK_STARTED, "time_s"].tolist()
    assert begun == [16_200]
    assert (events["kind"] == Event.BOARDED).sum() == 1 - second


def test_the_auditor_needs_no_plan_of_breaks_to_miss_one() -> None:
    world = world_of(LINE, [], fleet=fleet_of(0, 34_200))
    without = replace(world, pauses=world.pauses.iloc[:0])
    found = audit(
        simulate(without), without.requests, without.vehicles, without.roads.between, facilities=facilities_of(without)
    )
    assert [text.split(": ")[1] for text in found] == [
        "the driver worked 34200 s without a break, at most 16200 s are allowed"
    ]
