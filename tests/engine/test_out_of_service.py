"""Vehicles that break down on days small enough to check by hand: a line of nodes, a minute of driving apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from simulator.event_kinds import DISRUPTION_KINDS, Event
from simulator.reasons import LegPurpose
from simulator.services.breakdowns import Named
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from simulator.world.disruptions import chance, disruptions_of
from tests.worlds import line_network, world_of

LINE = line_network(7)
SILENT = (
    Event.SUBMITTED, Event.PROMISED_EARLIEST, Event.PROMISED_LATEST, Event.PLANNED_DROPOFF, Event.SHIFT_STARTED,
    Event.SHIFT_ENDED, Event.PROMISED_DROPOFF, *DISRUPTION_KINDS,
)  # fmt: skip


def bus(count: int) -> dict:
    depot = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}
    return {"fleet": {"bus": {"count": count, "seats": 8, "depots": [depot]}}}


def broken(**told) -> dict:
    return {"name": "engine", "kind": "vehicles", "which": ["bus-01"], "from": "0:13:20", "until": "2:00", **told}


def world_with(requests, *disruptions, vehicles=2, **changes) -> World:
    world = world_of(LINE, requests, service=bus(vehicles), disruptions=list(disruptions), **changes)
    return replace(world, disruptions=disruptions_of(world.scenario))


def log_of(requests, *disruptions, **changes) -> list[tuple[int, Event, int, int, int, int]]:
    """Return the log as (time, event, vehicle, request, node, value), without what is said beside it."""
    events = simulate(world_with(requests, *disruptions, **changes), debug=True)
    rows = events[~events["kind"].isin(SILENT)].drop(columns=["seq", "service", "ride"])
    return [(t, Event(k), v, r, n, x) for t, k, v, r, n, x in rows.itertuples(index=False)]


RIDER = {"submitted_s": 600, "origin_node": 1, "destination_node": 5}
UNTIL_IT_STANDS = [
    (600, Event.ACCEPTED, 0, 0, 1, 660),
    (600, Event.DEPARTED, 0, -1, 0, LegPurpose.SERVE),
    (660, Event.ARRIVED, 0, -1, 1, 1000),
    (660, Event.BOARDED, 0, 0, 1, 60),
    (720, Event.STOP_ENDED, 0, -1, 1, 0),
    (720, Event.DEPARTED, 0, -1, 1, LegPurpose.SERVE),
    (800, Event.OUT_OF_SERVICE, 0, -1, -1, 0),
    (800, Event.OUT_UNTIL, 0, -1, -1, 7200),
    (840, Event.DIVERTED, 0, -1, 3, 2000),
    (840, Event.SET_DOWN, 0, 0, 3, 60),
    (900, Event.STOP_ENDED, 0, -1, 3, 0),
]


@pytest.mark.parametrize("diverts", [True, False])
def test_a_second_bus_takes_on_who_is_on_board(diverts: bool) -> None:
    """The bus sets off at 600 s, boards from 660 s, breaks down at 800 s on its way to node 3, where it stops."""
    log = log_of([RIDER], broken(), dispatch={"diversion": diverts})
    assert log == [
        *UNTIL_IT_STANDS,
        (900, Event.RESCUE_PLANNED, 1, 0, 3, 1080),
        (900, Event.DEPARTED, 1, -1, 0, LegPurpose.SERVE),
        (1080, Event.ARRIVED, 1, -1, 3, 3000),
        (1080, Event.BOARDED, 1, 0, 3, 60),
        (1140, Event.STOP_ENDED, 1, -1, 3, 0),
        (1140, Event.DEPARTED, 1, -1, 3, LegPurpose.SERVE),
        (1260, Event.ARRIVED, 1, -1, 5, 2000),
        (1260, Event.ALIGHTED, 1, 0, 5, 60),
        (1320, Event.STOP_ENDED, 1, -1, 5, 0),
        (7200, Event.BACK_IN_SERVICE, 0, -1, -1, 0),
        (86_100, Event.DEPARTED, 1, -1, 5, LegPurpose.TO_DEPOT),
        (86_220, Event.DEPARTED, 0, -1, 3, LegPurpose.TO_DEPOT),
        (86_400, Event.ARRIVED, 1, -1, 0, 5000),
        (86_400, Event.ARRIVED, 0, -1, 0, 3000),
    ]


def test_the_only_bus_takes_them_on_as_soon_as_it_is_repaired() -> None:
    log = log_of([RIDER], broken(), vehicles=1)
    assert log[: len(UNTIL_IT_STANDS) + 9] == [
        *UNTIL_IT_STANDS,
        (900, Event.RESCUE_PLANNED, 0, 0, 3, 7200),
        (900, Event.PROMISE_BROKEN, 0, 0, -1, 7380 - 720 - 1560),  # a ride of so many seconds was promised at most
        (900, Event.BROKEN_BY, 0, 0, -1, 0),
        (7200, Event.BACK_IN_SERVICE, 0, -1, -1, 0),
        (7200, Event.BOARDED, 0, 0, 3, 60),
        (7260, Event.STOP_ENDED, 0, -1, 3, 0),
        (7260, Event.DEPARTED, 0, -1, 3, LegPurpose.SERVE),
        (7380, Event.ARRIVED, 0, -1, 5, 2000),
        (7380, Event.ALIGHTED, 0, 0, 5, 60),
    ]


def test_who_is_fetched_by_nobody_is_stranded_at_the_end_of_service_and_the_bus_is_towed() -> None:
    log = log_of([RIDER], broken(until="2 6:00"), vehicles=1)
    assert log[len(UNTIL_IT_STANDS) :] == [
        (86_400, Event.TOWED, 0, -1, 3, 0),
        (86_400, Event.LEFT_STRANDED, 0, 0, 3, 0),
        (108_000, Event.BACK_IN_SERVICE, 0, -1, -1, 0),
    ]


WAITING = {"submitted_s": 0, "earliest_departure_s": 1200, "origin_node": 3, "destination_node": 5}


def told(log, *kinds: Event) -> list[tuple[int, Event, int, int]]:
    return [(time_s, kind, vehicle, value) for time_s, kind, vehicle, _, _, value in log if kind in kinds]


def test_who_waits_is_taken_by_another_bus_as_promised() -> None:
    """Planned to board at 1200 s; the first bus has nothing else to do, and breaks down in its depot at 800 s."""
    log = log_of([WAITING], broken())
    assert told(log, Event.REASSIGNED, Event.BOARDED, Event.PROMISE_BROKEN) == [
        (800, Event.REASSIGNED, 1, 1200), (1200, Event.BOARDED, 1, 60),
    ]  # fmt: skip


def test_a_promise_that_cannot_be_kept_is_broken_by_as_little_as_can_be() -> None:
    """Promised from 1200 s to 1200 s; the only bus stands in its depot, three minutes away, until 1500 s."""
    exact = {"default": {"promise_before_s": 0, "promise_after_s": 0}}
    log = log_of([WAITING], broken(until="0:25"), vehicles=1, limits=exact)
    kinds = Event.REASSIGNED, Event.BOARDED, Event.PROMISE_BROKEN, Event.BROKEN_BY
    assert told(log, *kinds) == [
        (800, Event.PROMISE_BROKEN, 0, 480), (800, Event.BROKEN_BY, 0, 0), (1680, Event.BOARDED, 0, 60),
    ]  # fmt: skip


def test_what_would_come_too_late_is_cancelled_by_the_operator() -> None:
    exact = {"default": {"promise_before_s": 0, "promise_after_s": 0}}
    log = log_of([WAITING], broken(until="1:30"), vehicles=1, limits=exact)
    kinds = Event.BOARDED, Event.PROMISE_BROKEN, Event.CANCELLED_BY_OPERATOR
    assert told(log, *kinds) == [(800, Event.CANCELLED_BY_OPERATOR, 0, 0)]


def test_rides_after_the_repair_stay_where_they_are() -> None:
    later = {**WAITING, "earliest_departure_s": 9000}
    log = log_of([later], broken(), vehicles=1)
    assert told(log, Event.REASSIGNED, Event.PROMISE_BROKEN, Event.BOARDED) == [(9000, Event.BOARDED, 0, 60)]


def test_who_gets_off_where_it_breaks_down_has_arrived() -> None:
    """At 950 s the bus is between node 4 and node 5, where they want to be."""
    log = log_of([RIDER], broken(**{"from": "0:15:50"}))
    assert told(log, Event.ALIGHTED, Event.SET_DOWN, Event.STOP_ENDED)[-2:] == [
        (960, Event.ALIGHTED, 0, 60), (1020, Event.STOP_ENDED, 0, 0),
    ]  # fmt: skip


def test_a_vehicle_at_a_stop_breaks_down_when_its_doors_are_closed() -> None:
    log = log_of([RIDER], broken(**{"from": "0:11:30"}))
    assert told(log, Event.OUT_OF_SERVICE, Event.SET_DOWN) == [
        (720, Event.OUT_OF_SERVICE, 0, 0), (720, Event.SET_DOWN, 0, 60),
    ]  # fmt: skip


def test_no_vehicle_is_repaired_before_it_stands_and_all_have_got_off() -> None:
    """For 20 s from 800 s on; the bus is at the next junction at 840 s, and they get off there within a minute."""
    log = log_of([RIDER], broken(until="0:13:40"), vehicles=1)
    kinds = Event.OUT_UNTIL, Event.SET_DOWN, Event.BACK_IN_SERVICE, Event.RESCUE_PLANNED, Event.BOARDED
    assert told(log, *kinds)[1:] == [
        (800, Event.OUT_UNTIL, 0, 900), (840, Event.SET_DOWN, 0, 60), (900, Event.BACK_IN_SERVICE, 0, 0),
        (900, Event.RESCUE_PLANNED, 0, 900), (900, Event.BOARDED, 0, 60),
    ]  # fmt: skip


def test_nothing_happens_without_time_or_rate() -> None:
    without = simulate(world_with([RIDER]))
    assert simulate(world_with([RIDER], broken(until="0:13:20"))).equals(without)
    rate = {"name": "engine", "kind": "vehicles", "from": "0:00", "lasts": "20 h", "rate_per_100_000_km": 0}
    assert simulate(world_with([RIDER], rate)).equals(without)


def test_breakdowns_are_as_many_as_the_rate_says() -> None:
    """Two buses drive to and fro all day; the number of breakdowns is Poisson with the mean rate x km."""
    requests = [
        {
            "submitted_s": 0,
            "earliest_departure_s": 600 * n,
            "origin_node": 6 * (n % 2),
            "destination_node": 6 - 6 * (n % 2),
        }
        for n in range(140)
    ]  # fmt: skip
    rate = {"kind": "vehicles", "from": "0:00", "lasts": "24 h", "rate_per_100_000_km": 4000, "repair": "0 min"}
    failures, km = 0, 0.0
    for seed in range(3):
        its = {**rate, "name": f"engine {seed}", "repair": "1 min"}
        events = simulate(world_with(requests, its))
        failures += int((events["kind"] == Event.OUT_OF_SERVICE).sum())
        km += events.loc[events["kind"].isin([Event.ARRIVED, Event.DIVERTED]), "value"].sum() / 1000
    mean = 4000 * km / 100_000
    assert mean > 50 and abs(failures - mean) < 4 * mean**0.5


def test_more_km_of_one_bus_change_nothing_of_another_one() -> None:
    """What is drawn for a vehicle depends on its name and the disruption's alone."""
    world = world_with(
        [RIDER], {"name": "engine", "kind": "vehicles", "from": "0:00", "lasts": "1 h", "which": ["bus"]}
    )
    config = world.scenario.disruptions[0]
    one, again = (chance(world.scenario, config, "vehicle bus-01").exponential() for _ in range(2))
    assert one == again != chance(world.scenario, config, "vehicle bus-02").exponential()


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"which": []}, "expected either which or rate_per_100_000_km"),
        ({"rate_per_100_000_km": -1}, "greater than or equal to 0"),
        ({"repair": "1 h"}, "repair goes with rate_per_100_000_km"),
        ({"until": "0:10"}, "expected until no sooner than from"),
        ({"announced": "0:05"}, "who breaks down tells nobody before"),
    ],
)
def test_what_cannot_be_told_of_vehicles(told: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        world_with([RIDER], broken(**told))


def test_names_that_are_not_there_are_told_with_what_was_meant() -> None:
    world = world_with([RIDER], broken(which=["buss", "bus-01"], service="test"))
    part, vehicles = world.scenario.parts[0], world.vehicles
    (problem,) = Named.in_table(vehicles, "vehicle_id", "vehicle_type").unknown(part, always=True)
    assert (problem.key, problem.message) == (
        "disruptions[0].which", 'no vehicle is called "buss", nor a type; did you mean "bus"?',
    )  # fmt: skip
    wrong = world.scenario.disruptions[0].model_copy(update={"service": "tset"})
    assert list(wrong.misfits(world.scenario)) == [("service", 'unknown "tset"; did you mean "test"?')]
