"""Scan, rounds, profiles and trying everything come to the same, on drawn, mutated and real timetables."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.days import NO_CHANGE
from simulator.network.gtfs.feed import read_feed
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.network.timetable_routing.routing import UNREACHED, Router
from simulator.scenario.access_models import Walk
from simulator.units import HOUR_S
from tests.network.timetable.agreement import agree, same_arrivals
from tests.network.timetable.brute_force import BruteForce
from tests.network.timetable.mutated import mutated
from tests.network.timetable.tables import drawn, near
from tests.reference_data import reference_data

BUNDLED = Path(__file__).parents[3] / "scenarios" / "prignitz" / "timetable.zip"
TUESDAY = date(2021, 9, 7)


@cache
def three_days(feed: Path) -> Timetable:
    """Return the timetable of a Tuesday, with the days before and after it."""
    days = [timetable_day(number, TUESDAY + timedelta(number), NO_CHANGE) for number in (-1, 0, 1)]
    return timetable_of(read_feed(feed), days, Walking(Walk()))


def places_near(timetable: Timetable, draw: np.random.Generator, count: int) -> list[StopWalks]:
    """Draw places not far from stops."""
    stops = timetable.stops.iloc[draw.choice(len(timetable.stops), size=count)]
    lon = stops["lon"].to_numpy() + draw.uniform(-0.004, 0.004, count)
    lat = stops["lat"].to_numpy() + draw.uniform(-0.003, 0.003, count)
    return StopsInReach(timetable.stops).within(lon, lat, Walk())


def agree_on_a_day(feed: Path, questions: int) -> int:
    """Compare arrivals at all stops from places near stops, at any time of the day; return how many there were."""
    timetable = three_days(feed)
    router, brute = Router(timetable), BruteForce(timetable)
    draw = np.random.default_rng(questions)
    places = places_near(timetable, draw, questions)
    return sum(same_arrivals(router, brute, place, int(draw.integers(3 * HOUR_S, 23 * HOUR_S))) for place in places)


@pytest.mark.parametrize("seed", range(15))
def test_on_drawn_timetables(seed: int) -> None:
    assert agree(drawn(seed), seed) == 28


@pytest.mark.slow(0.6)
def test_on_hundreds_of_drawn_timetables() -> None:
    assert sum(agree(drawn(seed), seed) for seed in range(15, 515)) == 14_000


@pytest.mark.parametrize("seed", range(6))
def test_on_mutations_of_a_real_timetable(seed: int) -> None:
    assert agree(mutated(three_days(BUNDLED), seed), seed) == 56


@pytest.mark.slow(0.8)
def test_on_hundreds_of_mutations_of_a_real_timetable() -> None:
    assert sum(agree(mutated(three_days(BUNDLED), seed), seed) for seed in range(6, 256)) == 14_000


def test_on_a_real_day() -> None:
    assert agree_on_a_day(BUNDLED, 5) == 5 * len(three_days(BUNDLED).stops)


@pytest.mark.slow(1.2)
def test_on_hundreds_of_thousands_of_arrivals_of_a_real_day() -> None:
    assert agree_on_a_day(BUNDLED, 250) > 300_000


def test_useful_departures_of_a_real_day_are_those_of_scans() -> None:
    timetable = three_days(BUNDLED)
    router, draw = Router(timetable), np.random.default_rng(3)
    for end in places_near(timetable, draw, 3):
        profile = router.profile(end)
        for stop in draw.choice(len(timetable.stops), size=100).tolist():
            ready_s = int(draw.integers(-HOUR_S, 30 * HOUR_S))
            off = router.earliest_arrivals(near({stop: 0}), ready_s)[end.stop]
            arrival_s = (off + end.walk_s)[off < UNREACHED].min(initial=UNREACHED)
            assert profile.look_up(stop, ready_s)[1] == arrival_s


def test_journeys_of_a_real_day_arrive_as_all_arrivals_say() -> None:
    """Whoever waits for what leaves after the span may arrive sooner than the best of those who leave within it."""
    timetable = three_days(BUNDLED)
    router, draw, found = Router(timetable), np.random.default_rng(4), 0
    for start, end in zip(places_near(timetable, draw, 60), places_near(timetable, draw, 60), strict=True):
        from_s = int(draw.integers(4 * HOUR_S, 22 * HOUR_S))
        until_s = from_s + 2 * HOUR_S
        after = there_by_rides(router, start, end, until_s + 1)
        for journey in router.journeys(start, end, from_s, until_s):
            at_all = there_by_rides(router, start, end, journey.departure_s)
            assert at_all[journey.rides] == min(journey.arrival_s, after[journey.rides])
            assert journey.arrival_s < at_all[journey.rides - 1] or after[journey.rides - 1] <= journey.arrival_s
            found += 1
    assert found > 60


def there_by_rides(router: Router, start: StopWalks, end: StopWalks, from_s: int) -> list[int]:
    arrivals = router.arrivals_by_rides(start, from_s)[:, end.stop]
    return (arrivals + end.walk_s).min(axis=1, initial=UNREACHED, where=arrivals < UNREACHED).tolist()


@pytest.mark.slow
def test_on_a_real_day_of_another_source() -> None:
    assert agree_on_a_day(reference_data("prignitz", "gtfs_prignitz_2021-09.zip"), 50) > 60_000
