"""What searches in timetables are measured with, and what another router is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.speed.side import described
from benchmarks.speed.smoke import read_stored
from benchmarks.timetable.county import county, days
from benchmarks.timetable.nigiri import CHANGE_S, HOW, OTHER, WALKING, agreed, compare, ours, walking, write_feed
from benchmarks.workloads.cases import SEARCHES, builders
from benchmarks.workloads.timetable import generated_places, generated_timetable
from simulator.network.gtfs.feed import read_feed
from simulator.network.timetable.days import timetable_of
from simulator.network.timetable.walks import Walking
from simulator.network.timetable_routing.routing import Router
from simulator.scenario.access_models import Walk
from tests.network.timetable.tables import Tables, near


@pytest.mark.parametrize("search", SEARCHES)
def test_searches_come_to_what_is_stored(search: str, tmp_path: Path) -> None:
    name = f"timetable-{search}"
    told = described(name, builders()[name](tmp_path), audited=False)
    assert {what: told[what] for what in ("inputs", "results")} == read_stored()[name]


def test_the_generated_timetable_is_as_large_as_a_county() -> None:
    timetable, places = generated_timetable(), generated_places()
    assert (len(timetable.stops), len(timetable.trips), len(timetable.calls)) == (1200, 2380, 47_600)
    assert len(timetable.walks) == 1200 + 2 * (39 * 30 + 40 * 29)
    reached = [Router(timetable).earliest_arrivals(place, 7 * 3600) < 24 * 3600 for place in places[::300]]
    assert 0.5 < np.mean(reached) < 1


def test_whole_minutes_and_walks_of_any_number_of_hops() -> None:
    tables = Tables(4, [[(0, 0, 59), (3, 60, 60)]], {(0, 1): 61, (1, 2): 120, (1, 1): 60})
    timetable, between = agreed(tables.timetable())
    assert timetable.calls["departure_s"].tolist() == [0, 60]
    told = {(one, other): walk_s for one, other, walk_s in timetable.walks.itertuples(index=False)}
    assert told == {(0, 1): 120, (1, 2): 120, (0, 2): 240} | {(stop, stop): CHANGE_S for stop in range(4)}
    assert walking(near({0: 60, 3: 0}), near({2: 180}), between) == 1 + 4 + 3
    assert walking(near({0: 60}), near({0: 180, 3: 0}), between) == 1 + 3


def test_best_journeys_of_those_who_leave_at_a_time() -> None:
    trips = [[(0, 600, 600), (1, 900, 900)], [(1, 960, 960), (2, 1200, 1200)], [(0, 600, 600), (2, 1800, 1800)]]
    router = Router(Tables(3, trips, {(1, 1): 60}).timetable())
    assert ours(router, near({0: 120}), near({2: 60}), 8) == {(21, 2), (31, 1)}
    assert ours(router, near({0: 120}), near({2: 60}), 9) == set()


def test_the_feed_for_the_other_router_is_the_timetable(tmp_path: Path) -> None:
    timetable = county(CHANGE_S)
    write_feed(timetable, tmp_path)
    again = timetable_of(read_feed(tmp_path, strict=True), days(), Walking(Walk(), change_s=CHANGE_S))
    stops = again.stops["gtfs_stop_id"].str[1:].astype(int).to_numpy()
    trips = again.trips["gtfs_trip_id"].astype(int).to_numpy()
    told = again.calls.assign(stop=stops[again.calls["stop"]], gtfs_trip=trips[again.calls["gtfs_trip"]])
    by = ["gtfs_trip", "position"]
    columns = [*by, "stop", "arrival_s", "departure_s", "may_board", "may_alight"]
    one, other = (calls.sort_values(by)[columns].to_numpy() for calls in (told, timetable.calls))
    assert (one == other).all()


@pytest.mark.slow
def test_another_router_finds_the_same_journeys() -> None:
    """But for those that arrive later than who walks, which are fewer than one question in a hundred."""
    kinds = [kind for kind, _ in compare(pytest.importorskip("pynigiri", reason=HOW), 1000)]
    assert kinds.count(OTHER) == 0
    assert 0 < kinds.count(WALKING) <= 10
