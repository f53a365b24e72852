"""How soon buses bring people there, by hand, and trip by trip against all best journeys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario
from simulator.services.soonest import FAR_S
from simulator.services.timetable.soonest import soonest_s
from simulator.tables import NO_TIME
from simulator.units import MINUTE_S
from simulator.world.build import World, build_world
from tests.timetable.days import write_day
from tests.worlds import NO_CACHE

A, B, C, D, E = 0, 5000, 10_000, 15_000, 15_400
# from, to, what is wished, minutes that it takes: a bus leaves A at 8:00 and 9:00 and is at C 20 minutes later
RIDES = [
    ({"from": A, "to": C, "at": "07:30"}, 50),
    ({"from": A, "to": C, "at": "08:00"}, 20),
    ({"from": A, "to": C, "at": "08:00:01"}, 60 + 20),
    ({"from": A, "to": C, "at": "07:00", "by": "08:30"}, 30),
    ({"from": A, "to": C, "at": "07:00", "by": "08:19"}, None),  # what leaves at 7:00 runs on demand only
    ({"from": A, "to": C + 750, "at": "08:00"}, 20 + 10),  # 750 m at 4.5 km/h
    ({"from": A, "to": E, "at": "08:00", "wheelchairs": 1}, 36),
    ({"from": A, "to": E, "at": "08:00"}, 22),  # a train from B, without room for wheelchairs
    ({"from": A, "to": 2500, "at": "08:00"}, None),  # no stop is near
    ({"from": C, "to": A, "at": "08:00"}, None),  # nothing runs back
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    file: Path = write_day(tmp_path_factory.mktemp("soonest"), [ride for ride, _ in RIDES])
    return build_world(load_scenario(file), cache=NO_CACHE)


def found_s(world: World, most_s: int) -> list[int]:
    lines = world.services["lines"]
    by_id = soonest_s(lines, world.demand, np.arange(len(RIDES)), most_s)
    name = world.demand["request_id"].tolist()
    return [int(by_id[name.index(f"r{number}")]) for number in range(len(RIDES))]


def test_waits_walks_and_rides_by_hand(world: World) -> None:
    expected = [FAR_S if minutes is None else minutes * MINUTE_S for _, minutes in RIDES]
    found = found_s(world, 90 * MINUTE_S)
    assert found[2] == expected[2] - 1
    assert found[:2] + found[3:] == expected[:2] + expected[3:]


def test_what_takes_a_second_longer_is_too_far(world: World) -> None:
    assert found_s(world, 20 * MINUTE_S)[1] == 20 * MINUTE_S
    assert found_s(world, 20 * MINUTE_S - 1)[1] == FAR_S
    assert found_s(world, 30 * MINUTE_S)[3] == 30 * MINUTE_S
    assert found_s(world, 30 * MINUTE_S - 1)[3] == FAR_S


def test_as_all_best_journeys_say(world: World) -> None:
    lines = world.services["lines"]
    whole = soonest_s(lines, world.demand, np.arange(len(RIDES)), 90 * MINUTE_S)
    columns = ("earliest_departure_s", "latest_arrival_s", "wheelchairs")
    for row, (wish_s, by_s, wheels) in enumerate(zip(*(world.demand[name].tolist() for name in columns), strict=True)):
        router = lines.search.for_wheelchairs if wheels else lines.search.for_all
        ends = lines.ways.starts[row], lines.ways.ends[row]
        if by_s == NO_TIME:
            takes_s = [one.arrival_s - wish_s for one in router.journeys(*ends, wish_s, wish_s + 5400)]
        else:
            found = router.journeys(*ends, by_s - 5400, by_s)
            takes_s = [by_s - one.departure_s for one in found if one.arrival_s <= by_s]
        assert whole[row] == min([its for its in takes_s if its <= 5400], default=FAR_S)
