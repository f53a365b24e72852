"""Random changes of the bundled timetable, against loops over its trips, date by date."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.running import Running
from simulator.network.gtfs_changes.changes import Drop, Thin, changed
from simulator.network.gtfs_changes.chosen_trips import Which
from simulator.network.gtfs_changes.thinning import Thinning
from simulator.units import DAY_S, HOUR_S
from tests.draws import these

TYPES = {date(2021, 9, 7): "school_day", date(2021, 7, 6): "holiday_weekday", date(2021, 9, 11): "saturday"}
RUNNING = Running(tuple(TYPES), TYPES)
BUNDLED = Path(__file__).parents[3] / "scenarios" / "prignitz" / "timetable.zip"
Trip = tuple[str, str, int, tuple[str, ...]]  # line, kind, begin [s], stops


@cache
def bundled() -> Feed:
    return read_feed(BUNDLED)


@cache
def bundled_on(day: date) -> list[Trip]:
    return running(bundled(), day)


def running(feed: Feed, day: date) -> list[Trip]:
    """Return what runs on a day, without the names of trips, in order."""
    routes = {row.route_id: (row.route_short_name, row.route_type) for row in feed.tables["routes"].itertuples()}
    calls: dict[str, list[tuple[int, int, str]]] = {}
    for row in feed.tables["stop_times"].itertuples():
        calls.setdefault(row.trip_id, []).append((row.stop_sequence, row.departure_time, row.stop_id))
    active, found = feed.active(day), []
    for row in feed.tables["trips"].itertuples():
        if row.service_id in active:
            told = sorted(calls[row.trip_id])
            line, kind = routes[row.route_id]
            found.append((line, "rail" if kind == 2 else "bus", told[0][1], tuple(stop for *_, stop in told)))
    return sorted(found)


def chosen(trip: Trip, which: Which) -> bool:
    line, kind, begin_s, _ = trip
    inside = not which.hours
    for first_s, end_s in which.hours:
        inside = inside or any(first_s <= begin_s + shift < end_s for shift in (-2 * DAY_S, -DAY_S, 0, DAY_S))
    return (not which.lines or line in which.lines) and (not which.route_types or kind in which.route_types) and inside


def dropped(trips: list[Trip], which: Which) -> list[Trip]:
    """Return the trips that are left, or what is left of them."""
    if not which.stops:
        return [trip for trip in trips if not chosen(trip, which)]
    left = []
    for line, kind, begin_s, stops in trips:
        if chosen((line, kind, begin_s, stops), which):
            stops = tuple(stop for stop in stops if stop not in which.stops)
        left.append((line, kind, begin_s, stops))
    return [trip for trip in left if len(trip[3]) > 1]


def thinned(trips: list[Trip], which: Which, how: Thinning) -> list[Trip]:
    """Return the trips that stay."""
    left, last, number = [], dict[tuple[str, tuple[str, ...]], int](), dict[tuple[str, tuple[str, ...]], int]()
    for trip in sorted(trips, key=lambda one: one[2]):
        pattern = trip[0], trip[3]
        if not chosen(trip, which):
            left.append(trip)
        elif how.keep_every is not None:
            number[pattern] = number.get(pattern, -1) + 1
            left += [trip] if number[pattern] % how.keep_every == 0 else []
        elif pattern not in last or trip[2] >= last[pattern] + (how.headway_s or 0):
            last[pattern] = trip[2]
            left.append(trip)
    return sorted(left)


@pytest.mark.parametrize("seed", these((1, 3, 6), of=8))  # by distance at rail and at buses, and every fourth
def test_changes_are_those_that_loops_make(seed: int) -> None:
    draw, feed = random.Random(seed), bundled()
    lines = sorted({trip[0] for trip in bundled_on(date(2021, 9, 7))})
    first_s = draw.randrange(24) * HOUR_S
    which = Which(
        lines=tuple(draw.sample(lines, draw.choice((0, 5, 30)))),
        hours=((first_s, first_s + draw.randrange(1, 12) * HOUR_S),) if draw.random() < 0.7 else (),
        days=tuple(draw.sample(sorted(TYPES.values()), draw.randrange(3))),
        route_types=draw.choice((("bus",), ("rail",), ())),
    )
    how = Thinning(draw.randrange(2, 5)) if draw.random() < 0.5 else Thinning(headway_s=draw.randrange(1, 5) * HOUR_S)
    stops = tuple(draw.sample(feed.tables["stop_times"]["stop_id"].drop_duplicates().tolist(), 150))
    calls = Which(which.lines, stops=stops, hours=which.hours, days=which.days, route_types=which.route_types)
    changes = {"drop": Drop(which), "thin": Thin(which, how), "calls": Drop(calls)}
    for name, change in changes.items():
        left, (effect,) = changed(feed, [change], RUNNING)
        for day, kind in TYPES.items():
            before = bundled_on(day)
            if which.days and kind not in which.days:
                wanted = before
            else:
                wanted = {
                    "drop": lambda trips: dropped(trips, which),
                    "thin": lambda trips: thinned(trips, which, how),
                    "calls": lambda trips: sorted(_without_begin(dropped(trips, calls))),
                }[name](before)
            found = running(left, day)
            if name == "calls":  # a trip begins at another stop then
                found, wanted = sorted(_without_begin(found)), sorted(_without_begin(wanted))
            assert found == wanted, (name, day)
        assert effect.before.trips == sum(len(bundled_on(day)) for day in TYPES)
        assert effect.after.trips == sum(len(running(left, day)) for day in TYPES)


def _without_begin(trips: list[Trip]) -> list[Trip]:
    return [(line, kind, 0, stops) for line, kind, _, stops in trips]
