"""Searches in timetables: by hand, against each other, and against trying everything."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from simulator.network.timetable.journeys import Journey
from simulator.network.timetable.routing import UNREACHED, Router
from simulator.network.timetable.timetable import Timetable
from tests.network.timetable.brute_force import NEVER, BruteForce
from tests.network.timetable.tables import Tables, drawn, near

MANY = 20  # rides: more than are of use in any timetable here


def told(journeys: Iterable[Journey]) -> list[tuple[int, int, int]]:
    return [(journey.departure_s, journey.arrival_s, journey.rides) for journey in journeys]


def check(journey: Journey, timetable: Timetable, start: dict[int, int], end: dict[int, int]) -> None:
    """A journey exists: each leg in the calls, each walk in the walks, and its times add up."""
    calls = {(call.gtfs_trip, call.position): call for call in timetable.calls.itertuples()}
    walks = timetable.walks.set_index(["from_stop", "to_stop"])["walk_s"].to_dict()
    chains = {tuple(chain["gtfs_trip"].unique()) for _, chain in timetable.calls.groupby("chain")}
    rides: list[list[int]] = []
    for leg in journey.legs:
        on, off = (calls[leg.gtfs_trip, at] for at in (leg.board_position, leg.alight_position))
        assert (on.stop, on.departure_s) == (leg.board_stop, leg.boarding_s)
        assert (off.stop, off.arrival_s) == (leg.alight_stop, leg.alighting_s)
        assert leg.board_position <= leg.alight_position
        if leg.stays_seated:
            rides[-1].append(leg.gtfs_trip)
        else:
            rides.append([leg.gtfs_trip])
    assert all(any(_is_part(ride, chain) for chain in chains) for ride in rides)
    assert journey.rides == len(rides) == journey.changes + 1
    bounds = (
        [leg for leg in journey.legs if not leg.stays_seated],
        [
            leg
            for leg, after in zip(journey.legs, (*journey.legs[1:], None), strict=True)
            if after is None or not after.stays_seated
        ],
    )
    ons, offs = bounds
    for walk_s, off, on in zip(journey.walks_s, offs, ons[1:], strict=False):
        assert walk_s == walks[off.alight_stop, on.board_stop]
        assert off.alighting_s + walk_s <= on.boarding_s
    assert journey.access_s == start[ons[0].board_stop]
    assert journey.egress_s == end[offs[-1].alight_stop]
    assert journey.departure_s + journey.access_s == ons[0].boarding_s
    assert journey.arrival_s - journey.egress_s == offs[-1].alighting_s


def _is_part(ride: list[int], chain: tuple[int, ...]) -> bool:
    return any(list(chain[at : at + len(ride)]) == ride for at in range(len(chain)))


# A bus from 0 over 1 to 2, which goes on to 3 under another number; a train from 1 to 3; a bus from 4, near 3, to 5.
BUS, BUS_ON, TRAIN, LATE_TRAIN, LAST = range(5)
VILLAGE = Tables(
    6,
    [
        [(0, 1000, 1000), (1, 1300, 1310), (2, 1900, 1900)],
        [(2, 1900, 1960), (3, 2500, 2500)],
        [(1, 1360, 1360), (3, 1700, 1700)],
        [(1, 1370, 1370), (3, 1710, 1710)],
        [(4, 2600, 2600), (5, 3000, 3000)],
    ],
    {(1, 1): 60, (3, 4): 120},
    chains=[(BUS, BUS_ON), (TRAIN,), (LATE_TRAIN,), (LAST,)],
)


def test_one_changes_where_there_is_time_and_stays_seated_for_nothing() -> None:
    router = Router(VILLAGE.timetable())
    fast, direct = router.journeys(near({0: 100}), near({3: 50}), 0, 2000)[::-1]
    assert (direct.departure_s, direct.arrival_s, direct.changes) == (900, 2550, 0)
    assert [(leg.gtfs_trip, leg.stays_seated) for leg in direct.legs] == [(BUS, False), (BUS_ON, True)]
    assert (fast.departure_s, fast.arrival_s, fast.changes, fast.walks_s) == (900, 1750, 1, (60,))
    assert [leg.gtfs_trip for leg in fast.legs] == [BUS, TRAIN]


def test_a_minute_of_change_has_to_be_there_to_the_second() -> None:
    tables = Tables(VILLAGE.stops, VILLAGE.trips, VILLAGE.walks | {(1, 1): 61}, VILLAGE.chains)
    journeys = Router(tables.timetable()).journeys(near({0: 100}), near({3: 50}), 0, 2000)
    assert told(journeys) == [(900, 2550, 1), (900, 1760, 2)]


def test_where_a_bus_goes_on_as_another_nobody_rides_from_a_stop_to_itself() -> None:
    tables = Tables(VILLAGE.stops, VILLAGE.trips, VILLAGE.walks | {(2, 4): 0}, VILLAGE.chains)
    router = Router(tables.timetable())
    assert router.journeys(near({2: 0}), near({2: 0, 5: 0}), 0, 1900) == []
    assert [leg.gtfs_trip for leg in router.journeys(near({2: 0}), near({3: 0}), 0, 1960)[0].legs] == [BUS_ON]
    closed = Tables(**vars(tables) | {"no_boarding": {(BUS_ON, 0)}})
    journey = Router(closed.timetable()).journeys(near({2: 0}), near({3: 0}), 0, 1960)[0]
    assert [(leg.gtfs_trip, leg.boarding_s) for leg in journey.legs] == [(BUS, 1900), (BUS_ON, 1960)]


def test_nobody_walks_twice_or_without_a_ride() -> None:
    router = Router(VILLAGE.timetable())
    assert router.journeys(near({3: 0}), near({4: 0}), 0, 9999) == []
    arrivals = router.earliest_arrivals(near({0: 0}), 1000)
    assert arrivals.tolist() == [UNREACHED, 1300, 1900, 1700, UNREACHED, 3000]
    assert router.earliest_arrivals(near({0: 0}), 1001).tolist() == [UNREACHED] * 6
    assert router.arrivals_by_rides(near({0: 0}), 1000, 2)[:, 3].tolist() == [UNREACHED, 2500, 1700]


def test_useful_departures_to_a_place() -> None:
    profile = Router(VILLAGE.timetable()).profile(near({3: 50}))
    assert [times.tolist() for times in profile.at(1)] == [[1360, 1370], [1750, 1760]]
    assert [times.tolist() for times in profile.at(0)] == [[1000], [1750]]
    assert [times.tolist() for times in profile.at(2)] == [[1960], [2550]]
    assert profile.look_up(1, 1361) == (1370, 1760)
    assert profile.look_up(1, 1371) == (UNREACHED, UNREACHED)


def test_arriving_in_time_one_leaves_as_late_as_one_can() -> None:
    router = Router(VILLAGE.timetable())
    assert told(router.last_before(near({0: 0, 1: 0}), near({3: 0}), 2500, 0)) == [(1370, 1710, 1)]
    assert told(router.last_before(near({0: 0, 1: 0}), near({3: 0}), 1709, 0)) == [(1360, 1700, 1)]
    assert told(router.last_before(near({0: 0}), near({3: 0}), 1710, 1000)) == [(1000, 1700, 2)]
    assert told(router.last_before(near({0: 0}), near({3: 0}), 1710, 1001)) == []
    assert told(router.last_before(near({0: 0}), near({3: 0}), 1699, 0)) == []


def test_nobody_rides_on_from_a_full_call() -> None:
    router = Router(VILLAGE.timetable())
    full = router.without([0])
    assert full.journeys(near({0: 0}), near({3: 0}), 0, 2000) == []
    assert told(full.journeys(near({1: 0}), near({3: 0}), 1300, 1310)) == [(1310, 2500, 1)]
    assert told(full.without([1]).journeys(near({1: 0}), near({3: 0}), 1300, 1310)) == []
    assert len(router.journeys(near({0: 0}), near({3: 0}), 0, 2000)) == 2


def agree(seed: int) -> int:
    """Compare all searches on drawn tables; return how many arrivals were."""
    tables = drawn(seed)
    timetable = tables.timetable()
    draw = np.random.default_rng([seed, 1])
    full = draw.choice(len(timetable.calls), size=3, replace=False).tolist() if seed % 3 == 0 else []
    router, brute = Router(timetable, full), BruteForce(timetable, full)
    compared = 0
    for _ in range(4):
        start, end = (
            {int(stop): 60 * int(draw.integers(4)) for stop in draw.choice(tables.stops, size=2, replace=False)}
            for _ in range(2)
        )
        from_s = int(timetable.calls["departure_s"].min()) + 60 * int(draw.integers(-5, 25))
        expected = brute.earliest(start, from_s)
        arrivals = router.earliest_arrivals(near(start), from_s)
        assert {stop: time for stop, time in enumerate(arrivals.tolist()) if time < UNREACHED} == expected
        by_rides = router.arrivals_by_rides(near(start), from_s, MANY)
        assert by_rides[-1].tolist() == arrivals.tolist()
        for rides in range(1, 5):
            few = brute.earliest(start, from_s, rides)
            assert {s: time for s, time in enumerate(by_rides[rides].tolist()) if time < UNREACHED} == few
        until_s = from_s + 60 * int(draw.integers(20))
        for most in (1, 3, MANY):
            journeys = router.journeys(near(start), near(end), from_s, until_s, most)
            best = brute.journeys(start, end, from_s, until_s, most)
            assert told(journeys) == sorted(best, key=lambda one: (-one[0], one[2]))
            if most == 3:
                for journey in journeys:
                    check(journey, timetable, start, end)
                arrive_by(router, brute, (start, end), until_s + 900, from_s)
        same_profile(router, brute, end)
        compared += len(arrivals)
    return compared


def same_profile(router: Router, brute: BruteForce, end: dict[int, int]) -> None:
    """The departures to a place are those that trying all of them leaves."""
    profile = router.profile(near(end))
    for stop in range(len(router.earliest_arrivals(near(end), 0))):
        best: list[tuple[int, int]] = []
        leave = {call[2] for chain in brute.chains for call in chain if call[0] == stop}
        for ready_s in sorted(leave, reverse=True):
            off = brute.earliest({stop: 0}, ready_s)
            there = min((off[last] + walk for last, walk in end.items() if last in off), default=NEVER)
            if there < (best[-1][1] if best else NEVER):
                best.append((ready_s, there))
        assert list(zip(*(times.tolist() for times in profile.at(stop)), strict=True)) == best[::-1]
        for ready_s in (time + shift for time, _ in best for shift in (-1, 0, 1)):
            expected = [one for one in best if one[0] >= ready_s]
            assert profile.look_up(stop, ready_s) == (expected[-1] if expected else (UNREACHED, UNREACHED))


def arrive_by(
    router: Router, brute: BruteForce, places: tuple[dict[int, int], dict[int, int]], latest_s: int, from_s: int
) -> None:
    start, end = places
    found = [one for one in brute.journeys(start, end, from_s, latest_s, 3) if one[1] <= latest_s]
    best: list[tuple[int, int, int]] = []
    for one in sorted(found, key=lambda one: (one[2], -one[0], one[1])):
        if not best or one[0] > best[-1][0]:
            best.append(one)
    assert told(router.last_before(near(start), near(end), latest_s, from_s, 3)) == best[::-1]


@pytest.mark.parametrize("seed", range(40))
def test_all_searches_agree(seed: int) -> None:
    assert agree(seed) == 28


@pytest.mark.slow
def test_all_searches_agree_on_a_thousand_timetables() -> None:
    assert sum(agree(seed) for seed in range(1000)) == 28_000
