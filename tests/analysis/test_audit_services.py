"""The auditor of two services in one log: clean days are clean, and what no single service can see is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.services import RideInputs
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_log, audit_result
from simulator.reasons import Fallback
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.analysis.two_services import SERVICES, together
from tests.worlds import facilities_of, line_network, world_of

LINE = line_network(7)
RETRY = {"action": "retry", "retry_after": "5 min", "max_retries": 1}
RIDES = [
    {"submitted_s": 600, "origin_node": 1, "destination_node": 3},
    {"submitted_s": 610, "origin_node": 2, "destination_node": 5},
    {"submitted_s": 900, "origin_node": 4, "destination_node": 1},
    {"submitted_s": 900, "origin_node": 3, "destination_node": 6, "party_size": 20},
    {"submitted_s": 1500, "origin_node": 6, "destination_node": 0},
]


def half(world: World, asked: np.ndarray) -> RideInputs:
    part = world.only(np.flatnonzero(asked))
    return RideInputs(simulate(part), part.requests, part.vehicles, facilities_of(part))


@pytest.fixture(scope="module")
def alone() -> World:
    return world_of(LINE, RIDES)


@pytest.fixture(scope="module")
def world(alone) -> World:
    """The same roads and rules, with the names of both services."""
    (config,) = alone.scenario.services.values()
    services = {service.name: config for service in SERVICES}
    return replace(alone, scenario=alone.scenario.model_copy(update={"services": services}))


@pytest.fixture(scope="module")
def both(alone) -> RideInputs:
    """The red service has the first, third and fourth request, the blue one the others."""
    red = np.array([True, False, True, True, False])
    return together((half(alone, red), half(alone, ~red)), (np.flatnonzero(red), np.flatnonzero(~red)))


def found(both: RideInputs, world: World, events: pd.DataFrame) -> list[str]:
    return audit_log(replace(both, events=events), SERVICES, world, {}, {})


def changed(both: RideInputs, kind: Event, column: str, value: int, nth: int = 0) -> pd.DataFrame:
    """Return the log with one value changed, in the nth row of a kind."""
    events = both.events.copy()
    events.loc[events.index[events["kind"] == kind][nth], column] = value
    return events


def test_two_clean_days_are_clean(both, world) -> None:
    assert found(both, world, both.events) == []


def test_kilometres_are_those_of_each_service(both, world) -> None:
    km = both.events[both.events["kind"] == Event.ARRIVED].groupby("service")["value"].sum() / 1000
    kpis = {"red.vehicle_km": km[0], "blue.bus.vehicle_km": km[1], "vehicle_km": -1.0}
    assert audit_log(both, SERVICES, world, kpis, {}) == []
    assert audit_log(both, SERVICES, world, kpis | {"red.vehicle_km": km[1]}, {}) == [
        f"red: the legs add up to {km[0]} km, reported are {km[1]} vehicle-km"
    ]


def test_vehicles_are_their_own_services(both, world) -> None:
    row = int(both.events.index[both.events["kind"] == Event.SHIFT_STARTED][1])
    assert f"row {row} (0 s, shift_started, vehicle 1): the vehicle is of service 1, not 0" in found(
        both, world, changed(both, Event.SHIFT_STARTED, "service", 0, nth=1)
    )
    assert any(
        "there is no service 7" in line for line in found(both, world, changed(both, Event.ACCEPTED, "service", 7))
    )


def test_a_ride_is_of_one_request_and_one_service(both, world) -> None:
    lines = found(both, world, changed(both, Event.BOARDED, "ride", 1))
    assert any("ride 1 is of request 1 and service 1" in line for line in lines)
    assert any("no ride is told" in line for line in found(both, world, changed(both, Event.BOARDED, "ride", -1)))


def also_carried_by_blue(both: RideInputs, between: tuple[int, int]) -> pd.DataFrame:
    """Return the log with a second ride of the first request, by the blue vehicle, at two moments [s]."""
    rides = both.events[both.events["request"].eq(0) & both.events["kind"].isin([Event.BOARDED, Event.ALIGHTED])]
    again = rides.assign(service=1, vehicle=1, ride=5, time_s=between)
    events = pd.concat([both.events, again]).sort_values("time_s", kind="stable", ignore_index=True)
    return events.assign(seq=np.arange(len(events)))


def test_nobody_rides_in_two_services_at_once(both, world) -> None:
    boarded = both.events[both.events["request"].eq(0) & both.events["kind"].eq(Event.BOARDED)]
    on_board_s = int(boarded["time_s"].iloc[0])
    lines = found(both, world, also_carried_by_blue(both, (on_board_s + 1, on_board_s + 2)))
    assert any(f"({on_board_s + 1} s, boarded, vehicle 1, request 0): is on ride 0 already" in line for line in lines)


def test_a_request_is_served_once_per_attempt(both, world) -> None:
    lines = found(both, world, also_carried_by_blue(both, (9000, 9100)))
    assert any(
        "(9100 s, alighted, vehicle 1, request 0): is served a second time by one attempt" in line for line in lines
    )


def test_every_request_ends_exactly_once(both, world) -> None:
    """Whoever gave up may ask another service if they said so, and nobody asks after a ride."""
    gave_up = both.events.index[both.events["kind"] == Event.GAVE_UP]
    assert len(gave_up) == 1
    assert "request 3: has no end" in found(both, world, both.events.drop(index=gave_up))
    twice = pd.concat([both.events, both.events.loc[gave_up]]).sort_values("time_s", kind="stable", ignore_index=True)
    assert any("ends a second time" in line for line in found(both, world, twice))
    asked = both.events[both.events["kind"] == Event.SUBMITTED]
    for request, instead, wrong in ((3, Fallback.STAY, True), (3, Fallback.OTHER_SERVICE, False), (0, 0, True)):
        again = asked[asked["request"] == request].assign(time_s=20_000, service=1)
        events = pd.concat([both.events, again], ignore_index=True).assign(seq=range(len(both.events) + 1))
        events.loc[gave_up, "value"] = instead
        lines = found(both, world, events)
        assert (
            any(f"(20000 s, submitted, request {request}): asks again after the end" in line for line in lines) == wrong
        )
        assert f"request {request}: has no end" in lines


def test_who_is_asked_first_is_asked_when_the_request_says(both, world) -> None:
    lines = found(both, world, changed(both, Event.SUBMITTED, "time_s", 601))
    assert any("(601 s, submitted, request 0): asks at 601 s instead of 600 s" in line for line in lines)


@pytest.mark.parametrize(("time_s", "told"), [(900, []), (901, ["asks at 901 s instead of 900 s"])])
def test_whoever_turns_elsewhere_asks_when_they_gave_up(both, world, time_s: int, told: list[str]) -> None:
    events = both.events.copy()
    (gave_up,) = events.index[events["kind"] == Event.GAVE_UP]
    assert events.loc[gave_up, "time_s"] == 900
    events.loc[gave_up, "value"] = Fallback.OTHER_SERVICE
    asked = events[(events["kind"] == Event.SUBMITTED) & (events["request"] == 3)].assign(time_s=time_s, service=1)
    events = pd.concat([events.loc[:gave_up], asked, events.loc[gave_up + 1 :]], ignore_index=True)
    lines = found(both, world, events.assign(seq=range(len(events))))
    assert [line.partition("): ")[2] for line in lines if ": asks" in line] == told


def test_a_clean_day_of_travellers_who_retry_before_they_turn_elsewhere() -> None:
    """The minibus would be with bert in four minutes, one too late: he asks at 08:02, 08:07, then who comes in five."""
    people = {"adult": {"asks": ["line", "bus"], "on_rejection": RETRY}}
    fleet = {"coach": {"count": 1, "seats": 9, "depots": [{"name": "A", "lon": 12.0, "lat": 53.0}]}}
    bus = {"kind": "ridepooling", "mode": "stop_based", "stops_file": "stops.csv", "fleet": fleet}
    wait = "services.line.limits={'default': {'max_wait': '3 min'}}"
    day = run(load_scenario("tiny/line", (f"people.classes={people}", f"services.bus={bus}", wait)))
    asked = day.events[(day.events["kind"] == Event.SUBMITTED) & (day.events["request"] == 2)]
    assert asked["time_s"].tolist() == [28_920, 29_220, 29_220]
    assert asked["service"].tolist() == [0, 0, 1]
    assert (day.events["kind"] == Event.BOARDED).sum() == 4
    assert audit_result(day) == []


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("node", 7, "row 5: there is no node 7, they are numbered from 0 to 6"),
        ("node", -2, "row 5: there is no node -2, they are numbered from 0 to 6"),
        ("kind", 127, "row 5: unknown kind of event 127"),
    ],
)
def test_of_a_log_that_cannot_be_followed_it_is_told_where(both, world, column: str, value: int, told: str) -> None:
    events = both.events.copy()
    events.loc[5, column] = value
    assert found(both, world, events) == [told]
    (line,) = found(both, world, changed(both, Event.BOARDED, "node", -1))
    assert line.endswith(": there is no node -1, they are numbered from 0 to 6")


def test_order_is_checked_over_all_services(both, world) -> None:
    swapped = both.events.iloc[::-1].reset_index(drop=True)
    assert any("time runs back" in line for line in found(both, world, swapped))
    assert any(
        "seq is 5, expected 0" in line for line in found(both, world, both.events.iloc[5:].reset_index(drop=True))
    )
