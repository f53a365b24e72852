"""Searches in a timetable small enough to know by heart."""

from __future__ import annotations

from simulator.network.timetable_routing.routing import UNREACHED, Router
from tests.network.timetable.agreement import told
from tests.network.timetable.tables import Tables, near

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


def test_where_nothing_runs_or_no_stop_is_near_there_are_no_journeys() -> None:
    nothing = Router(Tables(3, [], {(0, 0): 60}).timetable())
    assert nothing.earliest_arrivals(near({0: 0}), 0).tolist() == [UNREACHED] * 3
    assert nothing.profile(near({0: 0})).look_up(1, 0) == (UNREACHED, UNREACHED)
    nowhere = Router(VILLAGE.timetable())
    for router, place in ((nothing, near({0: 0})), (nowhere, near({}))):
        assert router.journeys(place, place, 0, 9999) == []
        assert router.last_before(place, place, 9999, 0) == []
        assert (router.arrivals_by_rides(place, 0) == UNREACHED).all()
    assert nowhere.profile(near({})).look_up(0, 0) == (UNREACHED, UNREACHED)
