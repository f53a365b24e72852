"""Phantom requests to a feeder and to a timetable: they are told what requests are told, and leave no trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from simulator.services.probes import OFFERED, Probed, Probes, ways_between
from simulator.simulation.simulate import simulate
from simulator.tables import NO_TIME
from simulator.world.build import World, build_world
from tests.feeder.days import write_feeder_day
from tests.feeder.test_everything import bikes_of, drawn_day
from tests.feeder.test_rule import FEEDER, RULE, X
from tests.feeder.test_service import CHAINS, ONLY_THE_TRAIN, at
from tests.probed_journeys import CHAINED, COMPARED, OFFERS, journey_probe_problems
from tests.random_days.disturbed import write_disturbed_day
from tests.random_days.drawing import write_day as write_random_day
from tests.timetable.days import LINES, Settings, write_day
from tests.timetable.test_parallel_service import A, C, rufbus
from tests.worlds import DEGREE_M, NO_CACHE


def world_of(folder: Path, rides: list[Settings], feeder: Settings, **more: Settings) -> World:
    return build_world(load_scenario(write_feeder_day(folder, rides, feeder, **more)), cache=NO_CACHE)


def ways_of_metres(world: World, ways_m: list[tuple[int, int]]) -> pd.DataFrame:
    """Return ways from and to places along the road [m]."""
    places = np.array(ways_m)[:, :, None] / DEGREE_M * [0, 1] + [12.0, 53.0]
    return ways_between(places[:, 0], places[:, 1], world.demand["traveller_class"].iloc[0])


def asked(
    world: World, service: str, ways_m: list[tuple[int, int]], times: list[str], ahead_s: int = 0
) -> tuple[pd.DataFrame, Probed]:
    """Simulate with probes of ways along the road for some times each; return the log and the answers."""
    ways, found = ways_of_metres(world, ways_m), list[Probed]()
    way = np.repeat(np.arange(len(ways)), len(times))
    times_s = np.tile([at(clock) for clock in times], len(ways))
    log = simulate(world, probes=[Probes(service, ways, way, times_s - ahead_s, times_s)], probed=found)
    return log, found[0]


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the day on which somebody goes from kilometre 1 to 18 by train, the only line."""
    folder = tmp_path_factory.mktemp("train")
    return world_of(folder, [{"from": 1000, "to": 18_000}], CHAINS, lines=ONLY_THE_TRAIN)


def test_to_the_train_and_on_from_it_as_by_hand(train: World) -> None:
    """As in ``test_service``: boarding at 08:01, in E at 08:22, on at 08:23, there at 08:27; 8 EUR.

    The rider of the day gets on at kilometre 1 from 08:01 on. Asked at 08:02, the minibus still stands there, takes
    one more minute, and is at B at 08:07, in time for both to be off at 08:08; or it passes kilometre 3 at 08:04.
    Asked at 08:05 no ride from kilometre 1 is in time, four minutes and one to board; one from kilometre 3 would be,
    but the minibus is at 4, a minute from there. Two minutes are walked from vehicle to vehicle.
    """
    log, found = asked(train, "feeder", [(1000, 18_000), (3000, 18_000)], ["08:00", "08:02", "08:05"])
    assert log.equals(simulate(train))
    assert found.reason.tolist() == [OFFERED, OFFERED, Reason.NO_JOURNEY, OFFERED, OFFERED, Reason.NO_VEHICLE]
    offered = found.offered
    assert [found.departure_s[offered].tolist(), found.boarding_s[offered].tolist()] == [
        [at(clock) for clock in clocks]
        for clocks in (("08:00", "08:02", "08:00", "08:02"), ("08:01", "08:02", "08:01", "08:04"))
    ]
    for name, each in (("arrival_s", at("08:27")), ("fare_eur", 8.0), ("changes", 2), ("walk_s", 120)):
        assert getattr(found, name)[offered].tolist() == [each] * 4
    assert (found.ride_s[offered] // 60).tolist() == [4 + 7 + 3, 4 + 7 + 3, 2 + 7 + 3, 2 + 7 + 3]
    on_the_way_s = found.walk_s + found.wait_s + found.ride_s + 2 * 60  # who gets on a minibus does so for a minute
    assert (on_the_way_s == found.arrival_s - found.departure_s)[offered].all()
    assert found.arrival_s[~offered].tolist() == [NO_TIME, NO_TIME]


def test_a_timetable_alone_is_asked_as_well(train: World) -> None:
    """From 5 km the train takes 7 minutes, with 400 m of walk at its end."""
    log, found = asked(train, "lines", [(5000, 15_000), (1000, 18_000)], ["08:10", "08:16"])
    assert log.equals(simulate(train))
    assert found.reason.tolist()[0] == OFFERED
    assert (found.boarding_s[0], found.alighting_s[0], found.fare_eur[0]) == (at("08:15"), at("08:22"), 2.0)
    assert found.arrival_s[0] == found.alighting_s[0] + found.walk_s[0]
    assert found.reason.tolist()[1:] == [Reason.NO_JOURNEY] + [Reason.NO_STOP_IN_WALKING_RANGE] * 2


def test_a_probe_walks_to_stops_that_nobody_of_the_day_walks_to(tmp_path: Path) -> None:
    """By bus from A at 08:00 to B, on by train at 08:15, and from E on demand at 08:23, four minutes."""
    lines: Settings = {"without": {"lines": ["2"]}}
    world = world_of(tmp_path, [{"from": 2000, "to": 18_000, "at": "10:00"}], CHAINS, lines=lines)
    log, found = asked(world, "feeder", [(0, 18_000)], ["07:55"])
    assert log.equals(simulate(world))
    told = [getattr(found, name)[0] for name in ("boarding_s", "arrival_s", "changes", "fare_eur")]
    assert told == [at("08:00"), at("08:27"), 2, 5.0]


def test_a_seat_that_is_taken_is_not_offered(tmp_path: Path) -> None:
    """The only seat of the train is that of the rider of the day, who asks at 08:00, behind all probes."""
    lines = {**ONLY_THE_TRAIN, "capacity": {"rail": 1}}
    world = world_of(tmp_path, [{"from": 1000, "to": 18_000}], CHAINS, lines=lines)
    for service, way_m in (("feeder", (3000, 18_000)), ("lines", (5000, 15_400))):
        _, found = asked(world, service, [way_m], ["07:59", "08:00", "08:01"])
        assert found.reason.tolist() == [OFFERED, OFFERED, Reason.FULL]
        _, ahead = asked(world, service, [way_m], ["08:01"], ahead_s=60)
        assert (ahead.reason.tolist(), ahead.answered_s.tolist()) == ([OFFERED], [at("08:00")])


def test_a_probe_has_no_bike_at_hand(tmp_path: Path) -> None:
    ride: Settings = {"from": 1000, "to": 18_000, "at": "10:00"}
    others, access = bikes_of(np.random.default_rng(1))
    with_bikes = CHAINS | {"access": access | {"longest": "40 min"}}
    worlds = [
        world_of(tmp_path / "with", [ride] * 3, with_bikes, others={"bikes": others}),
        world_of(tmp_path / "without", [ride] * 3, CHAINS),
    ]
    (_, one), (_, other) = (asked(world, "feeder", [(1000, 18_000), (3000, 18_000)], ["07:30"]) for world in worlds)
    assert all(np.array_equal(getattr(one, its.name), getattr(other, its.name)) for its in fields(Probed))


def test_who_asks_for_a_ride_is_told_what_the_feeder_before_says(tmp_path: Path) -> None:
    """As in ``test_rule``: to the bus at 07:45, on foot to it from A, and all the way at ten, when none goes."""
    services = {"rufbus": rufbus(RULE), "lines": LINES, "feeder": FEEDER}
    file = write_day(
        tmp_path, [{"from": X, "to": C, "asks": "06:00", "at": "10:00"}], services=services, asks=["rufbus"]
    )
    world, found = build_world(load_scenario(file), cache=NO_CACHE), list[Probed]()
    ways = ways_of_metres(world, [(X, C), (A, C), (X, C)])
    departure_s = np.array([at(clock) for clock in ("07:45", "07:45", "10:00")])
    asked_s = np.full(3, at("06:00"))
    probes = [Probes(name, ways, np.arange(3), asked_s, departure_s) for name in ("rufbus", "feeder")]
    assert simulate(world, probes=probes, probed=found, debug=True).equals(simulate(world))
    assert found[0].reason.tolist() == [Reason.FEEDER_OFFERED, Reason.PARALLEL_SERVICE, OFFERED]
    assert found[1].reason.tolist() == [OFFERED, Reason.PARALLEL_SERVICE, Reason.NO_JOURNEY]


def test_probes_are_told_what_requests_of_that_moment_are_told(tmp_path: Path) -> None:
    happened, found = Counter[str](), list[str]()
    for seed in (107, 111, 116):
        rides, feeder, vehicles = drawn_day(np.random.default_rng(seed), 8)
        rides = [ride | {end: ride[end] // 1000 * 1000 for end in ("from", "to")} for ride in rides]
        world = world_of(tmp_path / str(seed), rides, feeder, rufbus=vehicles)
        found += journey_probe_problems(world, simulate(world), happened)
    assert found == []
    assert happened[COMPARED] == 24
    assert happened[OFFERS] > happened[CHAINED] > 5


@pytest.mark.slow
@pytest.mark.parametrize(("write", "number"), [(write_random_day, 23), (write_disturbed_day, 4)])
def test_probes_are_told_what_requests_are_told_on_random_days(
    write: Callable[[int, Path], Path], number: int, tmp_path: Path
) -> None:
    scenario = load_scenario(str(write(number, tmp_path)), ("services.feeder.access=null",))
    world, happened = build_world(scenario, cache=NO_CACHE), Counter[str]()
    assert journey_probe_problems(world, simulate(world), happened) == []
    assert happened[COMPARED] > happened[OFFERS] > happened[CHAINED] >= 5
