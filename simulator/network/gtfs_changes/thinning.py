"""Every second trip, or one an hour: which trips a thinned timetable loses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.running import Dates, Running
from simulator.network.gtfs_changes.chosen_trips import line_names, starts_s

Pattern = tuple[str, str, tuple[str, ...]]  # line, direction, stops


@dataclass(frozen=True)
class Thinning:
    """Which trips stay of those of a line, direction and stop pattern on a day, from the first on, which stays.

    Either every so many-th, or those that begin no sooner than headway_s after the last that stays.
    """

    keep_every: int | None = None
    headway_s: int | None = None


def lost_by_thinning(
    feed: Feed, trips: Sequence[str], how: Thinning, days: Collection[str], running: Running
) -> dict[str, Dates]:
    """Return which trips are lost on which dates of the run, in the order of the feed.

    Trips follow each other by their first departure, then by id; date by date, so that trips of school days do not
    stand between those that run every day.
    """
    starts, groups = starts_s(feed), _patterns(feed, trips)
    dates_of = running.active(feed, trips, days)
    lost: dict[str, set[date]] = {}
    for day in running.on(days):
        running_then = [trip for trip in trips if day in dates_of.get(trip, ())]
        by_group: dict[Pattern, list[tuple[int, str]]] = {}
        for trip in running_then:
            by_group.setdefault(groups[trip], []).append((int(starts[trip]), trip))
        for members in by_group.values():
            for trip in _gone(sorted(members), how):
                lost.setdefault(trip, set()).add(day)
    return {trip: frozenset(lost[trip]) for trip in trips if trip in lost}


def _gone(members: Sequence[tuple[int, str]], how: Thinning) -> list[str]:
    if how.keep_every is not None:
        return [trip for number, (_, trip) in enumerate(members) if number % how.keep_every]
    assert how.headway_s is not None
    gone, last_s = [], None
    for begin_s, trip in members:
        if last_s is not None and begin_s < last_s + how.headway_s:
            gone.append(trip)
        else:
            last_s = begin_s
    return gone


def _patterns(feed: Feed, trips: Sequence[str]) -> dict[str, Pattern]:
    """Return what trips must have in common to follow each other: line, direction and stops."""
    calls = feed.tables["stop_times"]
    calls = calls[calls["trip_id"].isin(set(trips))].sort_values(["trip_id", "stop_sequence"], kind="stable")
    stops = calls.groupby("trip_id", sort=False)["stop_id"].agg(tuple)
    routes, table = feed.tables["routes"], feed.tables["trips"]
    line_of = dict(zip(routes["route_id"].tolist(), line_names(routes).tolist(), strict=True))
    directions = table["direction_id"] if "direction_id" in table else table["trip_id"].map(lambda trip: "")
    rows = zip(table["trip_id"].tolist(), table["route_id"].tolist(), directions.tolist(), strict=True)
    wanted = set(trips)
    return {trip: (line_of[route], str(way), stops[trip]) for trip, route, way in rows if trip in wanted}
