"""What of a feed is part of a service: all but the lines that it is to do without, and trips nobody has booked."""

from __future__ import annotations

from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs_changes.chosen_trips import UnknownNameError, Which, chosen_trips, line_names
from simulator.network.gtfs_changes.trip_dates import without_trips
from simulator.scenario.punctuality import punctuality
from simulator.services.timetable.schema import Config
from simulator.suggest import suggest


def feed_of_service(feed: Feed, config: Config) -> Feed:
    """Return the feed without what the service leaves out. Raises UnknownNameError."""
    trips, without = feed.tables["trips"], config.without
    gone = set[str](trips.loc[trips["on_demand"].astype(bool), "trip_id"]) if config.on_demand == "leave_out" else set()
    for which in (Which(lines=without.lines), Which(route_types=without.route_types)):
        gone |= set(chosen_trips(feed, which)) if which != Which() else set()
    if without.agencies:
        gone |= set(trips.loc[trips["route_id"].isin(_routes_of(feed, without.agencies)), "trip_id"])
    return without_trips(feed, gone)


def check_lines(feed: Feed, config: Config) -> None:
    """Raise UnknownNameError for a line with a capacity or delays of its own that is neither in the feed nor added.

    Published sets of how punctual lines are may name others.
    """
    added = {rule.add.line for rule in config.changes if rule.add is not None}
    there = sorted({*line_names(feed.tables["routes"]), *added})
    named = [("capacity.lines", line) for line in config.capacity.lines]
    if config.delays is not None:
        told, key = config.delays.punctual, "delays.punctual.lines"
        published = {} if told.published is None else punctuality(told.published)["lines"].value
        named += [(key, line) for line in told.lines if line not in published]
    for key, line in named:
        if line not in there:
            hint = suggest(line, there) or f"there are {', '.join(there[:8])}"
            raise UnknownNameError(key, f'no line "{line}" in the timetable; {hint}')


def _routes_of(feed: Feed, agencies: tuple[str, ...]) -> list[str]:
    """Return the routes of agencies; those that name none are of the only one there is."""
    routes, there = feed.tables["routes"], feed.tables["agency"]["agency_id"].tolist()
    for agency in agencies:
        if agency not in there:
            hint = suggest(agency, there) or f"by agency_id there are {', '.join(there)}"
            raise UnknownNameError("agencies", f'no agency "{agency}" in the timetable; {hint}')
    of_only_one = [""] if len(there) == 1 else []
    found: list[str] = routes.loc[routes["agency_id"].isin([*agencies, *of_only_one]), "route_id"].tolist()
    return found
