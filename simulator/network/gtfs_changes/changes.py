"""What a timetable would be with fewer, other or more trips: changes of a feed, each a pure function.

A change holds on the dates a run uses. Trips are told apart by date where a change does not hold on all of them: who
loses some dates keeps its name on the others. Trips that are repeated by frequencies are written out first, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.running import Running, Volume, volume
from simulator.network.gtfs_changes.added_lines import AddedLine, with_line
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError, Which, chosen_stops, chosen_trips
from simulator.network.gtfs_changes.thinning import Thinning, lost_by_thinning
from simulator.network.gtfs_changes.trip_dates import losing, twins, unrolled, with_tables, without_trips

LEAST_CALLS = 2


@dataclass(frozen=True)
class Drop:
    """Trips that do not run any more, or calls that are left out where stops are named; see ``Which``."""

    which: Which

    def made(self, feed: Feed, running: Running) -> tuple[Feed, int]:
        """Return the changed feed, and how many trips that was about, of those that run on any date of the run."""
        trips = chosen_trips(feed, self.which)
        if self.which.stops:
            return self._without_calls(feed, trips, running)
        if not self.which.days:
            return without_trips(feed, trips), len(running.active(feed, trips))
        lost = running.active(feed, trips, self.which.days)
        return losing(feed, lost, running), len(lost)

    def _without_calls(self, feed: Feed, trips: Sequence[str], running: Running) -> tuple[Feed, int]:
        """Leave out calls at stops; trips with fewer than two calls left go."""
        stops, calls = chosen_stops(feed, self.which.stops), feed.tables["stop_times"]
        calling = set(calls.loc[calls["stop_id"].isin(stops), "trip_id"])
        trips = [trip for trip in trips if trip in calling]
        about = len(running.active(feed, trips, self.which.days))
        if self.which.days:
            dates = running.active(feed, trips, self.which.days)
            feed, twin_of = twins(feed, dates, running)
            trips, calls = [twin_of.get(trip, trip) for trip in dates], feed.tables["stop_times"]
        left = calls[~(calls["stop_id"].isin(stops) & calls["trip_id"].isin(trips))]
        counts = left.groupby("trip_id").size()
        gone = [trip for trip in trips if counts.get(trip, 0) < LEAST_CALLS]
        fewer = with_tables(feed, {"stop_times": left}, f"calls {self.which} {sorted(trips)}")
        return without_trips(fewer, gone), about


@dataclass(frozen=True)
class Thin:
    """Trips of which some do not run any more. which: among these; how: which of them stay."""

    which: Which
    how: Thinning

    def made(self, feed: Feed, running: Running) -> tuple[Feed, int]:
        """Return the changed feed, and how many trips it lost on any day."""
        lost = lost_by_thinning(feed, chosen_trips(feed, self.which), self.how, self.which.days, running)
        return losing(feed, lost, running), len(lost)


@dataclass(frozen=True)
class Add:
    """A line more."""

    line: AddedLine

    def made(self, feed: Feed, running: Running) -> tuple[Feed, int]:
        """Return the changed feed, and how many trips the line has."""
        return with_line(feed, self.line, running)


Change = Drop | Thin | Add


@dataclass(frozen=True)
class Effect:
    """What a change came to, on the counted days of a run.

    trips: of the run's dates it is about. before, after: all that runs, and what is driven.
    """

    trips: int
    before: Volume
    after: Volume


def changed(feed: Feed, changes: Sequence[Change], running: Running) -> tuple[Feed, list[Effect]]:
    """Make changes to a feed, one after the other; return it with what each came to.

    Raises UnknownNameError for what is not in the feed.
    """
    if not changes:
        return feed, []
    now, effects = unrolled(feed), list[Effect]()
    before = volume(now, running)
    for number, change in enumerate(changes):
        try:
            now, trips = change.made(now, running)
        except UnknownNameError as error:
            error.change = number
            raise
        after = volume(now, running)
        effects.append(Effect(trips, before, after))
        before = after
    return now, effects
