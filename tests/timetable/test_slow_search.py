"""The slow search of the auditor by hand: it looks at what leaves where one is, and rides on from there."""

from __future__ import annotations

from simulator.services.timetable.slow_search import NEVER, Limits, SlowSearch
from tests.network.timetable.tables import Tables

CALLS = [(0, 100, 100), (1, 200, 200), (2, 300, 300), (3, 400, 400)]  # stop, arrival, departure [s]
SEARCH = SlowSearch(Tables(4, [CALLS], {}).timetable(), {(0, place): place for place in range(4)}, [False] * 4)


def test_one_boards_where_the_bus_comes_first() -> None:
    limits = Limits(from_s=50, until_s=1000, by_s=1000, rides=1)
    assert SEARCH.arrivals_s({0: 0, 2: 0}, {1: 30}, limits) == [230]
    assert SEARCH.arrivals_s({2: 0}, {1: 30}, limits) == [NEVER]


def test_one_boards_between_being_ready_and_leaving_last_and_is_there_in_time() -> None:
    ways = {0: 20, 1: 0}, {3: 30}
    assert SEARCH.arrivals_s(*ways, Limits(80, 80, 430, 1)) == [430]  # the first may be left at 80 s at the latest
    assert SEARCH.arrivals_s(*ways, Limits(81, 199, 1000, 1)) == [NEVER]
    assert SEARCH.arrivals_s(*ways, Limits(200, 200, 1000, 1)) == [430]
    assert SEARCH.arrivals_s(*ways, Limits(80, 80, 429, 1)) == [NEVER]


def test_one_gets_off_where_it_is_full_and_may_board_behind() -> None:
    assert SEARCH.arrivals_s({0: 0}, {3: 0}, Limits(0, 100, 1000, 1, frozenset([1]))) == [NEVER]
    assert SEARCH.arrivals_s({0: 0, 2: 0}, {3: 0}, Limits(0, 400, 1000, 1, frozenset([1]))) == [400]
