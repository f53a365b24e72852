"""Feeds read fast are what plain loops read: every row, every date, every change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from simulator.days import NO_CHANGE
from simulator.errors import TimetableError
from simulator.network.gtfs.feed import Feed, feed_of, files_of
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.draws import first
from tests.network.timetable.random_feeds import corrupted, random_feed
from tests.network.timetable.slow_feed import Slow, UnusableError, read_slowly
from tests.reference_data import reference_data

WALKING = Walking(Walk())


def dates(feed: Feed, step: int = 1) -> Iterator[date]:
    """Yield dates of a feed, from the one before its first to the one after its last, or to one in the second year."""
    for number in range(-1, min((feed.last_date - feed.first_date).days + 2, 400), step):
        yield feed.first_date + timedelta(days=number)


def runs_of(timetable: Timetable) -> tuple[dict[str, list[tuple[str, int, int, bool, bool]]], list[tuple[str, ...]]]:
    """Return the calls of each run, as the slow twin has them, and the runs of each chain."""
    ids, stops = timetable.trips["gtfs_trip_id"].tolist(), timetable.stops["gtfs_stop_id"].tolist()
    found: dict[str, list[tuple[str, int, int, bool, bool]]] = {}
    chains: dict[int, dict[str, int]] = {}
    for call in timetable.calls.itertuples(index=False):
        trip = ids[call.gtfs_trip]
        calls = found.setdefault(trip, [])
        told = (stops[call.stop], call.arrival_s, call.departure_s, call.may_board, call.may_alight)
        if call.position == len(calls):
            calls.append(told)
        assert calls[call.position] == told  # the same in all chains
        in_chain = chains.setdefault(call.chain, {})
        assert in_chain.setdefault(trip, 0) == call.position
        in_chain[trip] += 1
    assert all(count == len(found[trip]) for chain in chains.values() for trip, count in chain.items())
    return found, [tuple(chain) for chain in chains.values()]


def assert_same(feed: Feed, slow: Slow, days: Iterator[date]) -> None:
    used = {call.stop for calls in slow.calls.values() for call in calls}
    walks = slow.walks(used)
    dropped = feed.repairs[feed.repairs["done"] == "dropped"]
    assert set(zip(dropped["file"], dropped["line"].tolist(), strict=True)) == slow.dropped
    assert len(dropped) == len(slow.dropped)
    assert (feed.repairs["done"] == "mended").sum() == slow.mended
    by_phone = {trip for trip, calls in slow.calls.items() if all(call.board == 2 for call in calls)}
    for day in days:
        assert feed.active(day) == slow.active(day)
        timetable = timetable_of(feed, [timetable_day(0, day, NO_CHANGE)], WALKING)
        runs, chains = runs_of(timetable)
        assert runs == slow.runs(day)
        assert len(set(chains)) == len(chains)
        assert set(chains) == slow.chains(day)
        ids = timetable.stops["gtfs_stop_id"].to_numpy()
        pairs = zip(ids[timetable.walks["from_stop"]], ids[timetable.walks["to_stop"]], strict=True)
        assert dict(zip(pairs, timetable.walks["walk_s"].tolist(), strict=True)) == walks
        for trip, route, booked in timetable.trips[["gtfs_trip_id", "gtfs_route_id", "on_demand"]].itertuples(
            index=False
        ):
            plain = trip.split("#")[0] if trip not in slow.trips else trip
            told = slow.routes[route]["route_type"] == "715" or plain in by_phone
            assert booked == (told or "1" in (slow.trips[plain]["on_demand"], slow.routes[route]["on_demand"]))
        assert timetable.walks.equals(timetable.walks.sort_values(["from_stop", "to_stop"]))
        # Nobody uses the departure where a trip ends, or the arrival where the next one of a chain begins.
        columns = ("chain", "gtfs_trip", "arrival_s", "departure_s")
        chain, trip, arrival_s, departure_s = (timetable.calls[name].to_numpy(copy=True) for name in columns)
        begins = np.flatnonzero(np.diff(chain) | np.diff(trip)) + 1
        arrival_s[begins], departure_s[begins - 1] = departure_s[begins], arrival_s[begins - 1]
        time, twice = np.stack([arrival_s, departure_s], axis=1).reshape(-1), np.repeat(chain, 2)
        assert (np.diff(time)[np.diff(twice) == 0] >= 0).all()
        assert (np.diff(chain) >= 0).all()


def assert_balanced(feed: Feed, files: dict[str, bytes]) -> None:
    """Rows that were read are kept or dropped."""
    dropped = feed.repairs[(feed.repairs["done"] == "dropped")]["file"].value_counts()
    for name, rows in feed.rows_read.items():
        assert rows == len(feed.tables[name]) + dropped.get(f"{name}.txt", 0), name
    assert {f"{name}.txt" for name in feed.rows_read} == set(files)


def compare(seed: int, *, broken: bool) -> None:
    made = random_feed(seed, broken=broken)
    slow, feed = read_slowly(made.files), feed_of("random", made.files)
    assert (len(slow.dropped), slow.mended) == (made.dropped, made.mended)
    assert_balanced(feed, made.files)
    assert_same(feed, slow, dates(feed))


@pytest.mark.parametrize("seed", first(4, of=12))
def test_random_feeds(seed: int) -> None:
    compare(seed, broken=False)
    compare(1000 + seed, broken=True)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_many_random_feeds(part: int) -> None:
    for seed in range(15):
        compare(10_000 + 100 * part + seed, broken=bool(seed % 4))


def compare_corrupted(seed: int) -> bool:
    """Return whether a feed with nonsense in it can be used; both find the same."""
    files = corrupted(random_feed(seed), seed)
    try:
        slow = read_slowly(files)
    except UnusableError:
        with pytest.raises(TimetableError):
            feed_of("random", files)
        return False
    feed = feed_of("random", files)
    assert_balanced(feed, files)
    assert_same(feed, slow, islice(dates(feed), 2, 9))
    return True


def test_corrupted_feeds() -> None:
    assert sum(compare_corrupted(seed) for seed in range(6)) > 3


@pytest.mark.slow
def test_many_corrupted_feeds() -> None:
    assert sum(compare_corrupted(seed) for seed in range(1000, 1080)) > 53


REAL = ("prignitz/gtfs_prignitz_2021-09.zip", "region/pt/gtfs_db_longdistance_2019_elbe.zip")


def compare_real(name: str, step: int) -> None:
    files = files_of(Path(reference_data(*name.split("/"))))
    slow, feed = read_slowly(files), feed_of("real", files)
    assert slow.dropped == set()
    for day in dates(feed, step):
        timetable = timetable_of(feed, [timetable_day(0, day, NO_CHANGE)], WALKING)
        assert runs_of(timetable)[0] == slow.runs(day)
    assert len(timetable.stops) > 100


@pytest.mark.parametrize(("name", "step"), [(REAL[0], 4), (REAL[1], 33)])
def test_real_feeds(name: str, step: int) -> None:
    compare_real(name, step)


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_real_feeds_on_all_days(name: str) -> None:
    compare_real(name, 1)
