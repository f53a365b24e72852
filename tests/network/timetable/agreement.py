"""Searches in timetables against each other, and against trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.network.timetable.reach import StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable_routing.chosen import last_of, soonest_of
from simulator.network.timetable_routing.journeys import Journey
from simulator.network.timetable_routing.routing import UNREACHED, Router
from tests.network.timetable.brute_force import NEVER, BruteForce, least
from tests.network.timetable.tables import Tables, near

MANY = 20  # rides: more than are of use in any timetable here


def same_arrivals(router: Router, brute: BruteForce, start: StopWalks, from_s: int) -> int:
    """Compare the arrivals at all stops, after any number of rides and after few; return how many there are."""
    places = dict(zip(start.stop.tolist(), start.walk_s.tolist(), strict=True))
    found = brute.by_rides({stop: from_s + walk for stop, walk in places.items()}, 99)
    by_rides = router.arrivals_by_rides(start, from_s, MANY)
    for rides in range(1, MANY + 1):
        assert reached(by_rides[rides]) == least(found[:rides])
    arrivals = router.earliest_arrivals(start, from_s)
    assert reached(arrivals) == least(found)
    return len(arrivals)


def reached(arrivals: NDArray[np.int32]) -> dict[int, int]:
    return {stop: time for stop, time in enumerate(arrivals.tolist()) if time < UNREACHED}


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
    ons = [leg for leg in journey.legs if not leg.stays_seated]
    offs = [leg for leg, after in pairwise((*journey.legs, None)) if leg and (after is None or not after.stays_seated)]
    for walk_s, off, on in zip(journey.walks_s, offs, ons[1:], strict=False):
        assert walk_s == walks[off.alight_stop, on.board_stop]
        assert off.alighting_s + walk_s <= on.boarding_s
    assert journey.access_s == start[ons[0].board_stop]
    assert journey.egress_s == end[offs[-1].alight_stop]
    assert journey.departure_s + journey.access_s == ons[0].boarding_s
    assert journey.arrival_s - journey.egress_s == offs[-1].alighting_s


def _is_part(ride: list[int], chain: tuple[int, ...]) -> bool:
    return any(list(chain[at : at + len(ride)]) == ride for at in range(len(chain)))


def agree(tables: Tables, seed: int) -> int:
    """Compare all searches of a timetable with trying everything; return how many arrivals at stops were compared."""
    timetable = tables.timetable()
    draw = np.random.default_rng([seed, 1])
    full = draw.choice(len(timetable.calls), size=3, replace=False).tolist() if seed % 3 == 0 else []
    router, brute = Router(timetable, full), BruteForce(timetable, full)
    aimed, compared = Router(timetable, full, few=0), 0
    for _ in range(4):
        start, end = (
            {int(stop): 60 * int(draw.integers(4)) for stop in draw.choice(tables.stops, size=2, replace=False)}
            for _ in range(2)
        )
        from_s = int(draw.choice(timetable.calls["departure_s"].to_numpy())) - 60 * int(draw.integers(10))
        until_s = from_s + 60 * int(draw.integers(40))
        compared += same_arrivals(router, brute, near(start), from_s)
        for most in (1, 3, MANY):
            journeys = router.journeys(near(start), near(end), from_s, until_s, most)
            best = brute.journeys(start, end, from_s, until_s, most)
            assert told(journeys) == sorted(best, key=lambda one: (-one[0], one[2]))
            for journey in journeys:
                check(journey, timetable, start, end)
            for each in (router, aimed):
                same_ones(each, journeys, (near(start), near(end)), (from_s, until_s), most)
        same_last(router, brute, (start, end), from_s, until_s + 1800)
        same_profile(router, brute, end)
    return compared


def same_ones(
    router: Router, journeys: list[Journey], ends: tuple[StopWalks, StopWalks], span: tuple[int, int], most: int
) -> None:
    """Searches for one journey find that which is chosen from all, leg by leg."""
    from_s, until_s = span
    for wish_s, longest_s in ((from_s, 0), (min(from_s + 600, until_s), 1200), (until_s, 5000)):
        expected = soonest_of(journeys, wish_s, longest_s)
        assert router.soonest(*ends, (from_s, wish_s, until_s), longest_s, most) == expected
    for by_s in (until_s, until_s - 600):
        assert router.last_in_time(*ends, from_s, by_s, most) == last_of(journeys, by_s)
    expected_times = [[one.departure_s, one.arrival_s, one.rides] for one in journeys]
    assert router.times(*ends, from_s, until_s, most).tolist() == expected_times


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


def same_last(
    router: Router, brute: BruteForce, places: tuple[dict[int, int], dict[int, int]], from_s: int, latest_s: int
) -> None:
    """The journeys by which one leaves last are those that trying all departures leaves."""
    start, end = places
    found = [one for one in brute.journeys(start, end, from_s, latest_s, 3) if one[1] <= latest_s]
    best: list[tuple[int, int, int]] = []
    for one in sorted(found, key=lambda one: (one[2], -one[0], one[1])):
        if not best or one[0] > best[-1][0]:
            best.append(one)
    assert told(router.last_before(near(start), near(end), latest_s, from_s, 3)) == best[::-1]
